import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  getCiphers,
  getHashes,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { misconfigured } from '../misconfigured.ts';

/** `sm4` is for companies that must use the national algorithms (密码法; GM/T 0002, GM/T 0004). */
export const SUITE_NAMES = ['aes-256-gcm', 'sm4'] as const;
export type SuiteName = (typeof SUITE_NAMES)[number];

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/**
 * Authenticated encryption with associated data (RFC 5116): 32-byte key, 12-byte nonce, 16-byte tag at the end.
 * `open` answers null when the tag does not fit; a value either opens exactly or not at all.
 */
export type Suite = Readonly<{
  /** First byte of everything that the suite sealed. */
  id: number;
  name: SuiteName;
  /** The suite's hash, as Node calls it: for HMAC and HKDF beside it. */
  hash: 'sha256' | 'sm3';
  seal(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, plaintext: Uint8Array): Buffer;
  open(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Buffer | null;
}>;

/**
 * AES-256-GCM (NIST SP 800-38D) by OpenSSL, through node:crypto. Values are short, so what counts is the cost of a
 * call, not of a byte. Measured for 18 bytes (Node 20.20, OpenSSL 3.0, two cores, five rounds of 20,000, median):
 * opening costs 6 µs here and 27 µs with @noble/ciphers, whose JavaScript expands the AES key anew for each value;
 * for 200 bytes 8 against 37 µs. A KeyObject instead of key bytes made no difference beyond noise.
 */
const AES_256_GCM: Suite = {
  id: 1,
  name: 'aes-256-gcm',
  hash: 'sha256',
  seal(key, nonce, associated, plaintext) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(associated);
    const body = cipher.update(plaintext);
    return Buffer.concat([body, cipher.final(), cipher.getAuthTag()]);
  },
  open(key, nonce, associated, sealed) {
    const end = sealed.length - TAG_BYTES;
    if (end < 0) return null;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(end));
    const plaintext = decipher.update(sealed.subarray(0, end));
    try {
      decipher.final();
    } catch {
      return null;
    }
    return plaintext;
  },
};

/**
 * SM4 in counter mode, then HMAC-SM3 over everything (encrypt-then-MAC, the order proven safe by Bellare and
 * Namprempre), with a key of its own for each: OpenSSL 3.0 has no SM4-GCM. About 8 µs a value.
 */
const SM4: Suite = {
  id: 2,
  name: 'sm4',
  hash: 'sm3',
  seal(key, nonce, associated, plaintext) {
    const keys = sm4Keys(key);
    const body = createCipheriv('sm4-ctr', keys.encryption, counterOf(nonce)).update(plaintext);
    return Buffer.concat([body, sm4Tag(keys.authentication, nonce, associated, body)]);
  },
  open(key, nonce, associated, sealed) {
    const end = sealed.length - TAG_BYTES;
    if (end < 0) return null;
    const keys = sm4Keys(key);
    const body = sealed.subarray(0, end);
    if (!timingSafeEqual(sm4Tag(keys.authentication, nonce, associated, body), sealed.subarray(end))) {
      return null;
    }
    return createDecipheriv('sm4-ctr', keys.encryption, counterOf(nonce)).update(body);
  },
};

type Sm4Keys = Readonly<{ encryption: Buffer; authentication: KeyObject }>;

/** By identity of the key's bytes, and gone with them; deriving anew would double the cost of every value. */
const sm4KeyCache = new WeakMap<Uint8Array, Sm4Keys>();

function sm4Keys(key: Uint8Array): Sm4Keys {
  const known = sm4KeyCache.get(key);
  if (known) return known;
  const derive = (label: string) => createHmac('sm3', key).update(label).digest();
  const made = {
    encryption: derive('fencun sm4 encryption').subarray(0, 16),
    authentication: createSecretKey(derive('fencun sm4 authentication')),
  };
  sm4KeyCache.set(key, made);
  return made;
}

/** The counter starts at zero behind the nonce and has room for 64 GiB, far beyond any value. */
function counterOf(nonce: Uint8Array): Buffer {
  const counter = Buffer.alloc(16);
  counter.set(nonce);
  return counter;
}

/** The length in front keeps associated data and ciphertext from trading bytes. */
function sm4Tag(key: KeyObject, nonce: Uint8Array, associated: Uint8Array, body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(associated.length);
  const mac = createHmac('sm3', key).update(length).update(associated).update(nonce).update(body);
  return mac.digest().subarray(0, TAG_BYTES);
}

/** The suite that sealed a value with this first byte, or null. */
export function suiteById(id: number | undefined): Suite | null {
  return [AES_256_GCM, SM4].find((suite) => suite.id === id) ?? null;
}

/** @throws Problem `misconfigured` when this Node lacks the national algorithms or computes them wrongly */
export function suiteNamed(name: SuiteName): Suite {
  if (name === 'sm4' && !knowsNationalAlgorithms()) {
    throw misconfigured({
      zh: '当前 Node.js 所带的 OpenSSL 不支持 SM3/SM4。请使用官方 Node.js 20 以上版本，或把 FENCUN_CIPHER 设为 aes-256-gcm。',
      en: 'The OpenSSL of this Node.js has no SM3/SM4. Use an official Node.js 20 or later, or set FENCUN_CIPHER to aes-256-gcm.',
    });
  }
  return name === 'sm4' ? SM4 : AES_256_GCM;
}

function knowsNationalAlgorithms(): boolean {
  nationalAlgorithms ??= testNationalAlgorithms();
  return nationalAlgorithms;
}

let nationalAlgorithms: boolean | undefined;

/** Known answers: SM4 from GB/T 32907-2016 appendix A.1, SM3 of "abc" from GB/T 32905-2016 appendix A.1. */
function testNationalAlgorithms(): boolean {
  if (!getCiphers().includes('sm4-ctr') || !getHashes().includes('sm3')) return false;
  const block = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');
  // Zeros in counter mode come out as the encrypted counter block itself.
  const sm4 = createCipheriv('sm4-ctr', block, block).update(Buffer.alloc(16)).toString('hex');
  const sm3 = createHash('sm3').update('abc').digest('hex');
  return (
    sm4 === '681edf34d206965e86b3e94f536e4246' &&
    sm3 === '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
  );
}
