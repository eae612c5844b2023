import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessRecord,
  LOG_MIGRATIONS,
  logKey,
  sha256,
  testSealer,
  WRITER,
} from '../../test/support/access-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { collectEvidence, type Evidence, evidenceSchema, verifyEvidence } from './evidence.ts';
import { databaseSource } from './tiles.ts';
import { createAuditWriter } from './writer.ts';

const SIZE = 256 + 44;

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(LOG_MIGRATIONS);
  const writer = createAuditWriter({ pool: test.database.pool('gateway'), writerId: WRITER });
  const sealer = testSealer(test.database);
  for (let start = 0; start < SIZE; start += 100) {
    const count = Math.min(100, SIZE - start);
    await Promise.all(Array.from({ length: count }, (_, i) => writer.append(accessRecord(start + i))));
    await sealer.sealNow();
  }
});
afterAll(() => test.drop());

async function collected(indexes: readonly number[]): Promise<Evidence> {
  const source = databaseSource(test.database.pool('auditor'));
  const evidence = await collectEvidence({ source, hash: sha256, key: 'unused', indexes });
  if (evidence === null) throw new Error('nothing was collected');
  return evidenceSchema.parse(JSON.parse(JSON.stringify(evidence)));
}
const verify = (evidence: Evidence) => verifyEvidence(evidence, sha256, [logKey().verifier]);

describe('evidence', () => {
  it('LOG-28 proves its entries under the signed checkpoint, from the file alone', async () => {
    const report = verify(await collected([0, 1, 255, 256, SIZE - 1, SIZE]));
    expect(report.isSound).toBe(true);
    expect(report.checkpoint?.size).toBe(SIZE);
    expect(report.entries.map(({ index }) => index)).toEqual([0, 1, 255, 256, SIZE - 1]);
    expect(report.entries.every(({ record }) => record !== null)).toBe(true);
  });

  it('LOG-28 proves nothing where an entry, its place, a proof or the checkpoint is another', async () => {
    const evidence = await collected([3, 260]);
    const [first, second] = evidence.entries;
    if (first === undefined || second === undefined) throw new Error('two were asked for');
    const changed: readonly Evidence[] = [
      { ...evidence, entries: [{ ...first, entry: second.entry }, second] },
      { ...evidence, entries: [{ ...first, index: 4 }, second] },
      { ...evidence, entries: [{ ...first, proof: first.proof.slice(1) }, second] },
      { ...evidence, entries: [{ ...first, entry: '***' }, second] },
      { ...evidence, checkpoint: evidence.checkpoint.replace(/\n\d+\n/, '\n299\n') },
    ];
    for (const one of changed) expect(verify(one).isSound).toBe(false);
    expect(verify(changed[0] ?? evidence).entries.map(({ isProven }) => isProven)).toEqual([false, true]);
    expect(verifyEvidence(evidence, sha256, []).isSound).toBe(false);
  });
});
