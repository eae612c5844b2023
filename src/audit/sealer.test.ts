import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accessRecord,
  LOG_MIGRATIONS,
  logKey,
  ORIGIN,
  sha256,
  testSealer,
  uuid,
  WRITER,
} from '../../test/support/access-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { decodeBundle } from '../kernel/merkle/bundle.ts';
import { tileWidth } from '../kernel/merkle/tile.ts';
import { decodeRecord } from './entry.ts';
import { createSealer } from './sealer.ts';
import { databaseSource, keptCheckpoints } from './tiles.ts';
import { verifyLog } from './verify.ts';
import { verifyMentions } from './verify-mentions.ts';
import { type AuditWriter, createAuditWriter } from './writer.ts';

let test: TestDatabase;
beforeEach(async () => {
  test = await createTestDatabase(LOG_MIGRATIONS);
});
afterEach(() => test.drop());

const writerOf = (role: 'application' | 'gateway' = 'gateway'): AuditWriter =>
  createAuditWriter({ pool: test.database.pool(role), writerId: WRITER });

async function appendMany(writer: AuditWriter, count: number, from = 1): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, i) => writer.append(accessRecord(from + i))));
}

async function sealedIds(): Promise<string[]> {
  const source = databaseSource(test.database.pool('auditor'));
  const ids: string[] = [];
  const { rows } = await test.database
    .pool('auditor')
    .query<{ size: number }>('SELECT max(size) AS size FROM audit.checkpoint');
  const size = rows[0]?.size ?? 0;
  for (let index = 0; index * 256 < size; index += 1) {
    const bytes = await source.entries({ index, width: tileWidth(0, index, size) });
    const decoded = bytes && decodeBundle(bytes);
    if (!decoded?.ok) throw new Error('no bundle');
    ids.push(...decoded.value.map((entry) => decodeRecord(entry)?.id ?? 'unreadable'));
  }
  return ids;
}

async function verified() {
  const pool = test.database.pool('auditor');
  const witnessed = await keptCheckpoints(pool);
  const { verifier } = logKey();
  const source = databaseSource(pool);
  const report = await verifyLog({ source, hash: sha256, origin: ORIGIN, trusted: [verifier], witnessed });
  return { ...report, mentions: await verifyMentions(pool) };
}

const pendingCount = async () =>
  (await test.database.pool('auditor').query('SELECT 1 FROM audit.pending')).rowCount;

describe('sealing', () => {
  it('LOG-14 pending entries move into the signed log in order, across bundles', async () => {
    const sealer = testSealer(test.database);
    const writer = writerOf();
    await sealer.sealNow();
    let total = 0;
    for (const count of [1, 2, 252, 1, 1, 300, 700, 23]) {
      await appendMany(writer, count, total + 1);
      total += count;
      await sealer.sealNow();
    }
    expect(await sealedIds()).toEqual(Array.from({ length: total }, (_, i) => uuid(i + 1)));
    expect(await pendingCount()).toBe(0);
    expect(await verified()).toMatchObject({
      isSound: true,
      checkedEntries: total,
      checkpoint: { size: total, origin: ORIGIN },
      findings: [],
      mentions: [],
    });
  });

  it('LOG-15 many writers and two sealers at once lose nothing and duplicate nothing', async () => {
    const writers = [writerOf(), writerOf(), writerOf('application'), writerOf('application')];
    const sealers = [testSealer(test.database), testSealer(test.database)];
    for (const sealer of sealers) sealer.start();
    const rounds = Array.from({ length: 12 }, (_, round) => round);
    await Promise.all([
      ...writers.map(async (writer, w) => {
        for (const round of rounds) await appendMany(writer, 60, 1 + w * 10_000 + round * 60);
      }),
      ...sealers.map(async (sealer) => {
        for (const _ of rounds) await sealer.sealNow();
      }),
    ]);
    await Promise.all(sealers.map((sealer) => sealer.sealNow()));
    await Promise.all(sealers.map((sealer) => sealer.stop()));
    const ids = await sealedIds();
    expect(ids).toHaveLength(4 * 12 * 60);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await verified()).toMatchObject({ isSound: true, checkedEntries: ids.length });
  });

  it('LOG-14 a transaction that commits late is sealed then, though its place was earlier', async () => {
    const sealer = testSealer(test.database);
    const writer = writerOf();
    const late = await test.database.pool('gateway').connect();
    await late.query('BEGIN');
    await writer.appendWithin(late, [accessRecord(1)]);
    await writer.append(accessRecord(2));
    await sealer.sealNow();
    expect(await sealedIds()).toEqual([uuid(2)]);
    await late.query('COMMIT');
    late.release();
    await sealer.sealNow();
    expect(await sealedIds()).toEqual([uuid(2), uuid(1)]);
  });

  it('LOG-16 whatever waits is sealed within a second, without anybody asking', async () => {
    const sealer = testSealer(test.database);
    sealer.start();
    await writerOf().append(accessRecord(1));
    await expect.poll(sealedIds, { timeout: 1000 }).toEqual([uuid(1)]);
    await sealer.stop();
  });

  it('LOG-14 what is no entry bundle is sealed as it is, and does not stop the log', async () => {
    const pool = test.database.pool('gateway');
    const insert = 'INSERT INTO audit.pending (writer, entries) VALUES ($1, $2)';
    await pool.query(insert, [WRITER, Buffer.alloc(70_000, 255)]);
    await pool.query(insert, [WRITER, Buffer.from([0, 0])]);
    await appendMany(writerOf(), 300);
    await testSealer(test.database).sealNow();
    const ids = await sealedIds();
    expect(ids.slice(0, 4)).toEqual(['unreadable', 'unreadable', 'unreadable', uuid(1)]);
    expect(await verified()).toMatchObject({ isSound: true, checkedEntries: 303, mentions: [] });
  });
});

describe('faults', () => {
  it('LOG-15 a sealer that dies at any statement leaves each entry pending or sealed, never both or neither', async () => {
    const writer = writerOf();
    await appendMany(writer, 200);
    await testSealer(test.database).sealNow();
    await appendMany(writer, 200, 201);
    let statement = 1;
    for (; statement < 40; statement += 1) {
      const pool = new pg.Pool({ connectionString: test.url, max: 1, options: '-c role=fencun_auditor' });
      pool.on('error', () => {});
      let count = 0;
      pool.on('connect', (client) => {
        client.on('error', () => {});
        const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
        Object.assign(client, {
          query: async (...args: unknown[]) => {
            count += 1;
            if (count !== statement) return query(...args);
            // The connection breaks right after the server has got the statement.
            const dying = query(...args);
            (
              client as unknown as { connection: { stream: { destroy(): void } } }
            ).connection.stream.destroy();
            return dying;
          },
        });
      });
      const { signer, verifier } = logKey();
      const sealer = createSealer({
        pool,
        hash: sha256,
        origin: ORIGIN,
        signer,
        trusted: [verifier],
        clock: () => 0,
        onError: () => {},
      });
      const died = await sealer.sealNow().then(
        () => false,
        () => true,
      );
      await pool.end();
      if (!died) break;
      const report = await verified();
      expect(report).toMatchObject({ isSound: true });
    }
    expect(statement).toBeGreaterThan(12);
    expect(statement).toBeLessThan(40);
    await testSealer(test.database).sealNow();
    expect(await sealedIds()).toEqual(Array.from({ length: 400 }, (_, i) => uuid(i + 1)));
    expect(await verified()).toMatchObject({ isSound: true, mentions: [] });
  });

  it('LOG-17 no checkpoint is signed over a log that is not what was signed', async () => {
    const sealer = testSealer(test.database);
    const owner = test.database.pool('owner');
    const writer = writerOf();
    await appendMany(writer, 300);
    await sealer.sealNow();
    await appendMany(writer, 10, 301);
    await sealer.sealNow();
    const tamper = async (table: string, statement: string) => {
      await owner.query(`ALTER TABLE audit.${table} DISABLE TRIGGER USER; ${statement}`);
      await owner.query(`ALTER TABLE audit.${table} ENABLE TRIGGER USER`);
    };
    await appendMany(writer, 5, 311);
    await expect(testSealer(test.database, 2).sealNow()).rejects.toThrow('unknown-keys');
    await tamper('tail', `UPDATE audit.tail SET leaves = sha256(leaves) || substr(leaves, 33)`);
    await expect(testSealer(test.database).sealNow()).rejects.toThrow('tiles');
    await tamper('tail', 'DELETE FROM audit.tail');
    await expect(testSealer(test.database).sealNow()).rejects.toThrow('partial tile');
    await tamper('checkpoint', 'DELETE FROM audit.checkpoint WHERE size = 310');
    await expect(sealer.sealNow()).rejects.toThrow('ends at 300 entries and had 310');
    expect(await pendingCount()).toBeGreaterThan(0);
  });
});
