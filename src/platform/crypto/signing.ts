import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { misconfigured } from '../misconfigured.ts';
import { writeSecretFile } from '../secret-file.ts';
import type { RandomBytes } from './cipher.ts';

/** An Ed25519 key pair (RFC 8032): signs the checkpoints of the access log. */
export type SigningKey = Readonly<{
  /** 32 bytes, as signed notes print them. */
  publicKey: Uint8Array;
  /** 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
}>;

export const SIGNING_KEY_FILE = 'log-signing-key.pem';

/** What stands before the 32 bytes of a private key, and of a public one, in DER (RFC 8410 sections 7 and 4). */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * The key from `pem` (a PKCS #8 text, from the environment) or from its file in the data folder; a new file, mode
 * 0600, is made when `create` allows it. A log whose key was lost must not quietly go on under another one.
 *
 * @throws Problem `misconfigured` when the key is missing, readable by others, or no Ed25519 key
 */
export function keepSigningKey(
  options: Readonly<{ dataFolder: string; pem?: string; create: boolean; randomBytes: RandomBytes }>,
): SigningKey {
  if (options.pem !== undefined) return signingKeyFromPem(options.pem, 'FENCUN_SIGNING_KEY');
  const path = join(options.dataFolder, SIGNING_KEY_FILE);
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) {
    if (!options.create) throw unusable(path);
    const der = Buffer.concat([PRIVATE_PREFIX, options.randomBytes(32)]);
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    writeSecretFile(path, key.export({ format: 'pem', type: 'pkcs8' }) as string);
    return toSigningKey(key);
  }
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw misconfigured({
      zh: `签名密钥文件可被其他账号读取。请执行 chmod 600 ${path}，并考虑更换密钥。`,
      en: `The signing key can be read by other accounts. Run chmod 600 ${path}, and think about a new key.`,
    });
  }
  return signingKeyFromPem(readFileSync(path, 'utf8'), path);
}

/** @param source what to name when the text is no Ed25519 private key */
export function signingKeyFromPem(pem: string, source: string): SigningKey {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return toSigningKey(key);
  } catch {
    // The same refusal as for a key of another kind; the cause would quote the text.
  }
  throw unusable(source);
}

export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const der = Buffer.concat([PUBLIC_PREFIX, publicKey]);
  return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
}

function toSigningKey(key: KeyObject): SigningKey {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(der.subarray(PUBLIC_PREFIX.length)),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}

function unusable(source: string): Error {
  return misconfigured({
    zh: `访问日志的签名密钥缺失或不是 Ed25519 私钥（PKCS #8 PEM）：${source}。请从备份恢复；更换密钥会使已有检查点无法续签。`,
    en: `The access log's signing key is missing or no Ed25519 private key (PKCS #8 PEM): ${source}. Restore it from a backup; a new key cannot continue the old checkpoints.`,
  });
}
