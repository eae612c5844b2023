import type pg from 'pg';
import type { Database } from '../../src/platform/database/database.ts';

/** What stands in the database, for those who compare it or search it. */

/** Tables that change with every request, whatever becomes of it. */
const RESTLESS = new Set([
  'credential',
  'sign_in_delay',
  'epoch',
  'setting',
  'password',
  'second_factor',
  'totp_secret',
  'passkey_challenge',
  // Looking at a record is no change of it, and is remembered for whoever looked.
  'opened_record',
]);

export async function tablesOf(owner: pg.Pool, schemas: readonly string[]): Promise<readonly string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname = ANY ($1) ORDER BY 1`,
    [schemas],
  );
  return rows.map(({ name }) => name);
}

/** Equal as long as no record, key, person, assignment, rule or purpose has changed. */
export async function fingerprintOf(database: Database): Promise<string> {
  const owner = database.pool('owner');
  const tables = await tablesOf(owner, ['vault', 'fencun']);
  const parts = tables
    .filter((table) => !RESTLESS.has(table.split('.')[1] ?? ''))
    .map((table) => `(SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '-') FROM ${table} t)`);
  const { rows } = await owner.query<{ whole: string }>(
    `SELECT concat_ws(' ', ${parts.join(', ')}) AS whole`,
  );
  return rows[0]?.whole ?? '';
}

/** Every row of every table as text; bytes appear in hexadecimal. */
export async function dump(database: Database, schemas: readonly string[]): Promise<string> {
  const owner = database.pool('owner');
  const texts: string[] = [];
  for (const table of await tablesOf(owner, schemas)) {
    const { rows } = await owner.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
    texts.push(...rows.map(({ row }) => `${table}: ${row}`));
  }
  return texts.join('\n');
}
