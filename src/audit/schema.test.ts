import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessRecord, LOG_MIGRATIONS, testSealer, WRITER } from '../../test/support/access-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { createAuditWriter } from './writer.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(LOG_MIGRATIONS);
  const writer = createAuditWriter({ pool: test.database.pool('gateway'), writerId: WRITER });
  await Promise.all(Array.from({ length: 300 }, (_, i) => writer.append(accessRecord(i))));
  await testSealer(test.database).sealNow();
  await writer.append(accessRecord(301));
});
afterAll(() => test.drop());

const TABLES = ['pending', 'bundle', 'tail', 'tile', 'checkpoint'];

describe('rights on the log', () => {
  it('LOG-13 application and gateway may append and nothing else', async () => {
    const bundle = Buffer.from([0, 1, 65]);
    for (const role of ['application', 'gateway'] as const) {
      const pool = test.database.pool(role);
      for (const table of TABLES) {
        for (const statement of [
          `SELECT 1 FROM audit.${table}`,
          `DELETE FROM audit.${table}`,
          `TRUNCATE audit.${table}`,
        ]) {
          await expect(pool.query(statement), `${role}: ${statement}`).rejects.toThrow(/permission denied/);
        }
      }
      const forged = `INSERT INTO audit.pending (writer, appended_at, entries) VALUES ($1, '2020-01-01', $2)`;
      await expect(pool.query(forged, [WRITER, bundle])).rejects.toThrow(/permission denied/);
      const early = `INSERT INTO audit.pending (id, writer, entries) OVERRIDING SYSTEM VALUE VALUES (0, $1, $2)`;
      await expect(pool.query(early, [WRITER, bundle])).rejects.toThrow(/permission denied/);
    }
  });

  it('LOG-13 the auditor may not change what is sealed, nor make entries of its own', async () => {
    const pool = test.database.pool('auditor');
    for (const statement of [
      `INSERT INTO audit.pending (writer, entries) VALUES ('${WRITER}', '\\x000141')`,
      'UPDATE audit.bundle SET persons = persons',
      'DELETE FROM audit.bundle',
      'DELETE FROM audit.tile',
      'DELETE FROM audit.checkpoint',
      'UPDATE audit.tail SET leaves = leaves',
      'DELETE FROM audit.tail',
      'DELETE FROM audit.pending',
    ]) {
      await expect(pool.query(statement), statement).rejects.toThrow(/permission denied|append-only/);
    }
  });

  it('LOG-13 not even the owner changes, deletes or empties anything by mistake', async () => {
    const owner = test.database.pool('owner');
    for (const table of TABLES) {
      const column = {
        pending: 'writer',
        bundle: 'persons',
        tail: 'leaves',
        tile: 'root',
        checkpoint: 'root',
      };
      const name = column[table as keyof typeof column];
      for (const statement of [
        `UPDATE audit.${table} SET ${name} = ${name}`,
        `DELETE FROM audit.${table}`,
        `TRUNCATE audit.${table}`,
      ]) {
        await expect(owner.query(statement), statement).rejects.toThrow(/append-only/);
      }
    }
  });
});
