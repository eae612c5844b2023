import { createHash } from 'node:crypto';
import type pg from 'pg';
import { misconfigured } from '../misconfigured.ts';
import { asProblem } from './connect.ts';
import type { Database, Migration } from './database.ts';

/** Any constant: it only has to be the same in every Fencun process (ASCII of "fencun"). */
const LOCK_KEY = 0x66656e63756e;

/**
 * Brings the schema up to date: runs, in order, each migration that has not run, in a transaction of its own.
 * Processes that start at the same time take turns.
 *
 * @throws Problem `misconfigured` when a migration was changed after it ran, or the server is too old
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<void> {
  checkUnique(migrations);
  let client: pg.PoolClient;
  try {
    client = await database.pool('owner').connect();
  } catch (error) {
    throw asProblem(error);
  }
  let failure: Error | undefined;
  try {
    await checkServer(client);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    const applied = await readApplied(client);
    for (const migration of migrations) await apply(client, migration, applied);
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK_KEY]);
  } catch (error) {
    failure = error as Error;
    throw asProblem(error);
  } finally {
    // A failed connection is closed, and its advisory lock ends with it.
    client.release(failure);
  }
}

export function checksumOf({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** A migration that has run: its id and the checksum of what ran. */
export type AppliedMigration = Readonly<{ id: string; checksum: string }>;

/** What has run here, in order. */
export async function appliedMigrations(
  client: Readonly<Pick<pg.ClientBase, 'query'>>,
): Promise<readonly AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    'SELECT id, checksum FROM public.fencun_migration ORDER BY applied_at, id',
  );
  return rows;
}

function checkUnique(migrations: readonly Migration[]): void {
  const seen = new Set<string>();
  for (const { id } of migrations) {
    if (seen.has(id)) throw new Error(`two migrations are called ${id}`);
    seen.add(id);
  }
}

const OLDEST_SERVER = 150_000;

async function checkServer(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding`,
  );
  const row = rows[0];
  if (row && row.version >= OLDEST_SERVER && row.encoding === 'UTF8') return;
  throw misconfigured({
    zh: '数据库须为 PostgreSQL 15 以上版本，编码为 UTF8。',
    en: 'The database must be PostgreSQL 15 or later with encoding UTF8.',
  });
}

async function readApplied(client: pg.PoolClient): Promise<ReadonlyMap<string, string>> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS public.fencun_migration (
      id text PRIMARY KEY,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const { rows } = await client.query<{ id: string; checksum: string }>(
    'SELECT id, checksum FROM public.fencun_migration',
  );
  return new Map(rows.map(({ id, checksum }) => [id, checksum]));
}

async function apply(
  client: pg.PoolClient,
  migration: Migration,
  applied: ReadonlyMap<string, string>,
): Promise<void> {
  const checksum = checksumOf(migration);
  const before = applied.get(migration.id);
  if (before === checksum) return;
  if (before !== undefined) {
    throw misconfigured({
      zh: `数据库结构变更 ${migration.id} 在执行后被改动。请恢复原内容，改动应写成新的变更。`,
      en: `Migration ${migration.id} was changed after it ran. Restore it, and write the change as a new one.`,
    });
  }
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query('INSERT INTO public.fencun_migration (id, checksum) VALUES ($1, $2)', [
      migration.id,
      checksum,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    throw new Error(`migration ${migration.id} failed`, { cause: error });
  }
}
