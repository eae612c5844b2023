import { keyProblem } from './key-problem.ts';
import { KEY_BYTES, NONCE_BYTES, type SuiteName, suiteById, suiteNamed, TAG_BYTES } from './suites.ts';

/** A key that seals values: 32 bytes, and its version (0 … 65535), which stands in everything it sealed. */
export type DataKey = Readonly<{ version: number; bytes: Uint8Array }>;

/**
 * Seals short texts. A sealed text is standard base64 (RFC 4648 section 4) of
 *
 *     suite (1 byte) | key version (uint16, big-endian) | nonce (12) | ciphertext | tag (16)
 *
 * It is text because PostgreSQL hands bytea over as hex, which costs as much again as the decryption. Suite and
 * version are authenticated together with the associated data, so neither can be exchanged.
 *
 * Nonces are random. NIST SP 800-38D section 8.3 allows 2³² of them a key; each customer has a key of their own and
 * its rotation a new one, so no key comes near.
 */
export type Cipher = Readonly<{
  seal(key: DataKey, associated: string, plaintext: string): string;
  /** @throws Problem `key-unavailable` with its `reason`: malformed, unknown (another version) or authentication */
  open(key: DataKey, associated: string, sealed: string): string;
}>;

export type RandomBytes = (size: number) => Uint8Array;

const HEADER_BYTES = 3;
const OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES;

/** New values are sealed with `suite`; values sealed with the other one still open, so that a company can change. */
export function createCipher(options: Readonly<{ suite: SuiteName; randomBytes: RandomBytes }>): Cipher {
  const suite = suiteNamed(options.suite);
  return {
    seal(key, associated, plaintext) {
      check(key);
      const header = Buffer.alloc(HEADER_BYTES);
      header[0] = suite.id;
      header.writeUInt16BE(key.version, 1);
      const nonce = options.randomBytes(NONCE_BYTES);
      const bound = bind(suite.id, key.version, associated);
      const body = suite.seal(key.bytes, nonce, bound, Buffer.from(plaintext, 'utf8'));
      return Buffer.concat([header, nonce, body]).toString('base64');
    },
    open(key, associated, sealed) {
      check(key);
      const bytes = Buffer.from(sealed, 'base64');
      const used = suiteById(bytes[0]);
      if (!used || bytes.length < OVERHEAD_BYTES) throw keyProblem('malformed', String(key.version));
      const version = bytes.readUInt16BE(1);
      if (version !== key.version) throw keyProblem('unknown', String(version));
      const nonce = bytes.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
      const bound = bind(used.id, version, associated);
      const plaintext = used.open(key.bytes, nonce, bound, bytes.subarray(HEADER_BYTES + NONCE_BYTES));
      if (!plaintext) throw keyProblem('authentication', String(version));
      return plaintext.toString('utf8');
    },
  };
}

/** Version of the key that sealed a text, to choose the key by; null when the text is no sealed one. */
export function keyVersionOf(sealed: string): number | null {
  const header = Buffer.from(sealed.slice(0, 4), 'base64');
  return header.length === HEADER_BYTES && suiteById(header[0]) ? header.readUInt16BE(1) : null;
}

/** The header as text in front: digits and a colon, so that no other header and data give the same bytes. */
function bind(suite: number, version: number, associated: string): Buffer {
  return Buffer.from(`${suite}.${version}:${associated}`, 'utf8');
}

function check(key: DataKey): void {
  if (
    key.bytes.length === KEY_BYTES &&
    Number.isInteger(key.version) &&
    key.version >= 0 &&
    key.version < 65_536
  ) {
    return;
  }
  throw new Error('a data key has 32 bytes and a version from 0 to 65535');
}
