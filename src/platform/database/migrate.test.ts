import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { connect } from './connect.ts';
import type { Migration } from './database.ts';
import { migrate } from './migrate.ts';
import { PLATFORM_MIGRATIONS } from './schema.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(PLATFORM_MIGRATIONS);
});
afterAll(() => test.drop());

const owner = () => test.database.pool('owner');

async function tables(): Promise<string[]> {
  const { rows } = await owner().query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

describe('migrations', () => {
  it('DB-12 each migration runs once, in order, and processes that start together take turns', async () => {
    const list: readonly Migration[] = [
      ...PLATFORM_MIGRATIONS,
      { id: 'once-1', sql: 'CREATE TABLE public.once (n int); INSERT INTO public.once VALUES (1);' },
      { id: 'once-2', sql: 'INSERT INTO public.once VALUES (2);' },
    ];
    const others = [connect(test.url), connect(test.url), connect(test.url)];
    await Promise.all([test.database, ...others].map((database) => migrate(database, list)));
    await Promise.all(others.map((database) => database.close()));
    expect((await owner().query('SELECT n FROM public.once ORDER BY n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('DB-13 a migration that fails leaves nothing behind and runs whole once it is mended', async () => {
    const broken: Migration = { id: 'half', sql: 'CREATE TABLE public.half (n int); SELECT nonsense;' };
    await expect(migrate(test.database, [broken])).rejects.toThrow('migration half failed');
    expect(await tables()).not.toContain('half');
    await migrate(test.database, [{ id: 'half', sql: 'CREATE TABLE public.half (n int);' }]);
    expect(await tables()).toContain('half');
  });

  it('DB-14 a migration changed after it ran is refused', async () => {
    await migrate(test.database, [{ id: 'fixed', sql: 'SELECT 1' }]);
    await expect(migrate(test.database, [{ id: 'fixed', sql: 'SELECT 2' }])).rejects.toMatchObject({
      code: 'misconfigured',
    });
  });

  it('DB-14 two migrations of one name are a bug', async () => {
    const twice = [
      { id: 'twin', sql: 'SELECT 1' },
      { id: 'twin', sql: 'SELECT 1' },
    ];
    await expect(migrate(test.database, twice)).rejects.toThrow('two migrations are called twin');
  });
});

describe('the walls between roles', () => {
  it('DB-15 each pool acts as its own role', async () => {
    for (const role of ['application', 'gateway', 'auditor'] as const) {
      const { rows } = await test.database.pool(role).query('SELECT current_user AS name');
      expect(rows).toEqual([{ name: `fencun_${role}` }]);
    }
  });

  it('DB-15 only the gateway enters the vault, whatever stands in it', async () => {
    await owner().query('CREATE TABLE vault.sample (n int); GRANT SELECT ON vault.sample TO fencun_gateway');
    await expect(test.database.pool('gateway').query('SELECT n FROM vault.sample')).resolves.toBeDefined();
    for (const role of ['application', 'auditor'] as const) {
      const read = test.database.pool(role).query('SELECT n FROM vault.sample');
      await expect(read).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('DB-15 no role but the owner makes or changes tables, and none has a right that was not granted', async () => {
    await owner().query('CREATE TABLE fencun.unshared (n int)');
    for (const role of ['application', 'gateway', 'auditor'] as const) {
      const pool = test.database.pool(role);
      for (const sql of [
        'CREATE TABLE fencun.intruder (n int)',
        'CREATE TABLE public.intruder (n int)',
        'SELECT n FROM fencun.unshared',
        'UPDATE fencun.epoch SET version = 0',
        'DELETE FROM public.fencun_migration',
      ]) {
        await expect(pool.query(sql), `${role}: ${sql}`).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  it('DB-16 a change of authority raises the epoch in the same transaction, for a role that may not set it', async () => {
    await owner().query(`
      CREATE TABLE fencun.authority (n int);
      GRANT INSERT ON fencun.authority TO fencun_application;
      CREATE TRIGGER authority_epoch AFTER INSERT OR UPDATE OR DELETE ON fencun.authority
        FOR EACH STATEMENT EXECUTE FUNCTION fencun.bump_epoch()`);
    const epoch = async () => {
      const { rows } = await owner().query<{ version: number }>('SELECT version FROM fencun.epoch');
      return rows[0]?.version ?? 0;
    };
    const before = await epoch();
    await test.database.pool('application').query('INSERT INTO fencun.authority VALUES (1)');
    expect(await epoch()).toBe(before + 1);
  });
});
