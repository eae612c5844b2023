import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepSigningKey, SIGNING_KEY_FILE, signingKeyFromPem, verifySignature } from './signing.ts';

/** RFC 8032 section 7.1, test 2. */
const SEED = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex');
const PUBLIC = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
const MESSAGE = Buffer.from('72', 'hex');
const SIGNATURE =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';

let dataFolder: string;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'fencun-signing-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

describe('the signing key of the access log', () => {
  it('KEY-6 signs as RFC 8032 does, and is the same after a restart', () => {
    const key = keepSigningKey({ dataFolder, create: true, randomBytes: () => SEED });
    expect(Buffer.from(key.publicKey).toString('hex')).toBe(PUBLIC);
    expect(Buffer.from(key.sign(MESSAGE)).toString('hex')).toBe(SIGNATURE);
    expect(statSync(join(dataFolder, SIGNING_KEY_FILE)).mode & 0o777).toBe(0o600);
    const again = keepSigningKey({ dataFolder, create: false, randomBytes: () => new Uint8Array(32) });
    expect(again.publicKey).toEqual(key.publicKey);
  });

  it('KEY-6 a signature holds for its message and its key only', () => {
    const key = Buffer.from(PUBLIC, 'hex');
    const signature = Buffer.from(SIGNATURE, 'hex');
    expect(verifySignature(key, MESSAGE, signature)).toBe(true);
    expect(verifySignature(key, Buffer.from('73', 'hex'), signature)).toBe(false);
    expect(verifySignature(key, MESSAGE, signature.subarray(1))).toBe(false);
    expect(verifySignature(key.subarray(1), MESSAGE, signature)).toBe(false);
    signature[0] = (signature[0] ?? 0) ^ 1;
    expect(verifySignature(key, MESSAGE, signature)).toBe(false);
  });

  it('KEY-7 a lost, foreign or open signing key is refused, never replaced', () => {
    const refused = expect.objectContaining({ code: 'misconfigured' });
    const keep = (create: boolean) => () => keepSigningKey({ dataFolder, create, randomBytes: () => SEED });
    expect(keep(false)).toThrow(refused);
    keep(true)();
    chmodSync(join(dataFolder, SIGNING_KEY_FILE), 0o644);
    expect(keep(true)).toThrow(refused);
    const { privateKey } = generateKeyPairSync('x25519');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    expect(() => signingKeyFromPem(pem, 'FENCUN_SIGNING_KEY')).toThrow(refused);
    expect(() => signingKeyFromPem('nonsense', 'FENCUN_SIGNING_KEY')).toThrow(refused);
  });
});
