import type pg from 'pg';
import { BENCH_TYPE } from './customer-type.ts';
import type { BenchRecord } from './customers.ts';

/** The same customers as anybody would store them: one table, all in the clear, the index that a list needs. */

const DATES = new Set(['date', 'birth-date']);

function sqlType(type: string): string {
  if (type === 'money') return 'numeric(20, 2)';
  if (type === 'number') return 'numeric';
  return DATES.has(type) ? 'date' : 'text';
}

export async function createRawTable(client: pg.PoolClient): Promise<void> {
  const columns = BENCH_TYPE.fields.map(({ name, type }) => `"${name}" ${sqlType(type)}`);
  await client.query(`
    CREATE SCHEMA bench_raw;
    CREATE TABLE bench_raw.customer (
      id uuid PRIMARY KEY,
      version integer NOT NULL DEFAULT 1,
      department integer NOT NULL,
      ${columns.join(',\n      ')}
    );
    CREATE INDEX ON bench_raw.customer (department, id DESC);`);
}

export async function insertRaw(pool: pg.Pool, records: readonly BenchRecord[]): Promise<void> {
  const { fields } = BENCH_TYPE;
  const names = fields.map(({ name }) => `"${name}"`).join(', ');
  const arrays = fields.map(({ type }, index) => `$${index + 3}::${sqlType(type).replace(/\(.*\)/, '')}[]`);
  await pool.query(
    `INSERT INTO bench_raw.customer (id, department, ${names})
     SELECT * FROM unnest($1::uuid[], $2::int[], ${arrays.join(', ')})`,
    [
      records.map(({ id }) => id),
      records.map(({ placement }) => placement.department),
      ...fields.map(({ name }) => records.map(({ values }) => values[name] ?? null)),
    ],
  );
}

export async function hasRaw(pool: pg.Pool, id: string): Promise<boolean> {
  const { rows } = await pool.query('SELECT FROM bench_raw.customer WHERE id = $1', [id]);
  return rows.length > 0;
}
