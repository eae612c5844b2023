import { concatBytes, decodeBase64, encodeBase64, encodeUtf8 } from './bytes.ts';
import type { HashFunction } from './hash.ts';
import { done, type Outcome, refused } from './outcome.ts';

/**
 * Signed notes (C2SP signed-note): a text, and lines that sign it. Signatures are made and checked outside; here is
 * only what the bytes mean.
 */

/** Signature type `0x01` of the specification. */
const ED25519 = 1;
const ED25519_PUBLIC_KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
/** The specification has verifiers accept at least 16. */
const SIGNATURES_MAX = 100;

export type NoteSignature = Readonly<{ name: string; keyId: number; signature: Uint8Array }>;
export type Note = Readonly<{ text: string; signatures: readonly NoteSignature[] }>;

/** A key that a verifier trusts, with the check of a signature over the text's UTF-8 bytes. */
export type NoteVerifier = Readonly<{
  name: string;
  keyId: number;
  verify(text: Uint8Array, signature: Uint8Array): boolean;
}>;

export type NoteFault = 'text' | 'key-name' | 'no-signature' | 'signature-line' | 'too-many-signatures';

/** Puts signatures under a text. The text ends in a newline and holds no other control character. */
export function encodeNote(note: Note): Outcome<string, NoteFault> {
  const { text, signatures } = note;
  if (!isNoteText(text)) return refused('text');
  if (signatures.length === 0) return refused('no-signature');
  if (signatures.length > SIGNATURES_MAX) return refused('too-many-signatures');
  if (!signatures.every(({ name }) => isKeyName(name))) return refused('key-name');
  return done(`${text}\n${signatures.map(signatureLine).join('')}`);
}

/** Takes a note apart without checking any signature: the text must be ignored until {@link openNote} vouches for it. */
export function parseNote(note: string): Outcome<Note, NoteFault> {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return refused('no-signature');
  const text = note.slice(0, end + 1);
  if (!isNoteText(text)) return refused('text');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) return refused('too-many-signatures');
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === null) return refused('signature-line');
    signatures.push(signature);
  }
  return done({ text, signatures });
}

/**
 * The text of a note that a trusted key signed, and which keys did. Signatures by unknown keys are ignored; a wrong
 * one by a known key refuses the whole note.
 */
export function openNote(
  note: string,
  trusted: readonly NoteVerifier[],
): Outcome<Note, NoteFault | 'wrong-signature' | 'unknown-keys'> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const { text, signatures } = parsed.value;
  const textBytes = encodeUtf8(text);
  if (textBytes === null) return refused('text');
  const verified: NoteSignature[] = [];
  for (const signature of signatures) {
    const key = trusted.find(({ name, keyId }) => name === signature.name && keyId === signature.keyId);
    if (key === undefined) continue;
    if (!key.verify(textBytes, signature.signature)) return refused('wrong-signature');
    verified.push(signature);
  }
  return verified.length > 0 ? done({ text, signatures: verified }) : refused('unknown-keys');
}

/** The short identifier by which a signature names its key: first four bytes of a hash over name, type and key. */
export function ed25519KeyId(hash: HashFunction, name: string, publicKey: Uint8Array): number {
  const nameBytes = encodeUtf8(name) ?? new Uint8Array(0);
  const digest = hash(concatBytes([nameBytes, Uint8Array.of(0x0a, ED25519), publicKey]));
  return readUint32(digest);
}

export type VerifierKey = Readonly<{ name: string; keyId: number; publicKey: Uint8Array }>;

/** `name+keyid+key`, the form in which note tools take a public key (golang.org/x/mod/sumdb/note). */
export function encodeVerifierKey(key: VerifierKey): string {
  const typed = concatBytes([Uint8Array.of(ED25519), key.publicKey]);
  return `${key.name}+${key.keyId.toString(16).padStart(8, '0')}+${encodeBase64(typed)}`;
}

export function parseVerifierKey(
  hash: HashFunction,
  text: string,
): Outcome<VerifierKey, 'form' | 'key-name' | 'key-type' | 'key-id'> {
  const [, name = '', idText = '', keyText = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/.exec(text) ?? [];
  const typed = decodeBase64(keyText);
  if (idText === '' || typed === null) return refused('form');
  if (!isKeyName(name)) return refused('key-name');
  if (typed[0] !== ED25519 || typed.length !== 1 + ED25519_PUBLIC_KEY_BYTES) return refused('key-type');
  const publicKey = typed.subarray(1);
  const keyId = ed25519KeyId(hash, name, publicKey);
  return Number.parseInt(idText, 16) === keyId ? done({ name, keyId, publicKey }) : refused('key-id');
}

/** Names of keys (and, best, origins of logs) are not empty and hold neither space nor plus. */
export function isKeyName(name: string): boolean {
  return name !== '' && !/[\s+\u0085\u180e]/.test(name) && isNoteText(`${name}\n`);
}

function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a note must not hold
  return text.endsWith('\n') && !/[\u0000-\u0009\u000b-\u001f]/.test(text) && encodeUtf8(text) !== null;
}

function signatureLine({ name, keyId, signature }: NoteSignature): string {
  const id = Uint8Array.of(keyId >>> 24, keyId >>> 16, keyId >>> 8, keyId);
  return `— ${name} ${encodeBase64(concatBytes([id, signature]))}\n`;
}

function parseSignatureLine(line: string): NoteSignature | null {
  const [dash, name = '', encoded = '', ...rest] = line.split(' ');
  const bytes = decodeBase64(encoded);
  if (dash !== '—' || !isKeyName(name) || rest.length > 0) return null;
  if (bytes === null || bytes.length <= KEY_ID_BYTES) return null;
  return { name, keyId: readUint32(bytes), signature: bytes.subarray(KEY_ID_BYTES) };
}

function readUint32(bytes: Uint8Array): number {
  return bytes.subarray(0, KEY_ID_BYTES).reduce((value, byte) => value * 256 + byte, 0);
}
