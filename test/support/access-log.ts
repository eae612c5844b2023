import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import type { AccessRecord } from '../../src/audit/access-record.ts';
import { AUDIT_MIGRATIONS } from '../../src/audit/schema.ts';
import { type CheckpointSigner, createSealer, type Sealer } from '../../src/audit/sealer.ts';
import type { HashFunction } from '../../src/kernel/merkle/hash.ts';
import { ed25519KeyId, type NoteVerifier } from '../../src/kernel/merkle/note.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { PLATFORM_MIGRATIONS } from '../../src/platform/database/schema.ts';

export const LOG_MIGRATIONS = [...PLATFORM_MIGRATIONS, ...AUDIT_MIGRATIONS];
export const ORIGIN = 'test.example/access-log';
export const WRITER = '01890000-0000-7000-8000-00000000000a';
const NOW = Date.UTC(2026, 0, 1);

export const sha256: HashFunction = (bytes) => hash('sha256', bytes, 'buffer');

/** A key of the log's form, always the same for the same number. */
export function logKey(seed = 1): { signer: CheckpointSigner; verifier: NoteVerifier } {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const name = ORIGIN;
  const keyId = ed25519KeyId(sha256, name, raw);
  return {
    signer: { name, keyId, sign: (text) => sign(null, text, privateKey) },
    verifier: { name, keyId, verify: (text, signature) => verify(null, text, publicKey, signature) },
  };
}

export function testSealer(database: Database, seed = 1): Sealer {
  const { signer, verifier } = logKey(seed);
  return createSealer({
    pool: database.pool('auditor'),
    hash: sha256,
    origin: ORIGIN,
    signer,
    trusted: [verifier],
    clock: () => NOW,
    onError: (error) => {
      throw error;
    },
    intervalMilliseconds: 50,
  });
}

export function uuid(number: number): string {
  const hex = number.toString(16).padStart(12, '0');
  return `01890000-0000-7000-8000-${hex}`;
}

/** An access record about `customers`, one millisecond after the one before. */
export function accessRecord(number: number, change: Partial<AccessRecord> = {}): AccessRecord {
  return {
    id: uuid(number),
    at: NOW + number,
    kind: 'access',
    outcome: 'released',
    person: 7,
    credential: uuid(900),
    client: null,
    assignments: [3],
    office: null,
    door: 'http',
    network: '192.0.2.1',
    request: `request-${number}`,
    purpose: 'after-sales',
    action: 'see',
    recordType: 'customer',
    releases: [{ records: [uuid(1000 + number)], shown: ['name'], masked: ['phone'], summary: [] }],
    rules: ['sales@3'],
    policyVersion: 4,
    ...change,
  };
}
