import type pg from 'pg';
import {
  type CopiedTable,
  type CopyPlan,
  copiedTables,
  EXACT_TEXT,
  nameOf,
  quoted,
  quotedTable,
  type SequenceState,
  sequenceStates,
} from './tables.ts';

/**
 * A dump is lines of JSON: one that says what it is, then for each table one with its columns and one for each row
 * (an array of texts and nulls), and at the end one that counts them.
 */
export type DumpHead = Readonly<{ about: unknown; rowsAbout: number }>;
export type DumpEnd = Readonly<{
  end: Readonly<{ rows: Readonly<Record<string, number>>; sequences: readonly SequenceState[] }>;
}>;

const ROWS_AT_ONCE = 500;

/**
 * The rows of all tables as one moment saw them: everything is read in one transaction of the isolation level
 * REPEATABLE READ, which neither waits for writers nor makes them wait.
 *
 * @param about what else the reader of the dump should know, as JSON
 */
export async function* dump(
  pool: pg.Pool,
  plan: CopyPlan,
  about: unknown,
  report: (rows: number, rowsAbout: number) => void = () => {},
): AsyncGenerator<string> {
  const client = await pool.connect();
  let isDone = false;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(EXACT_TEXT);
    const tables = await copiedTables(client, plan);
    const rowsAbout = await estimatedRows(client, plan);
    yield line({ about, rowsAbout } satisfies DumpHead);
    const rows: Record<string, number> = {};
    let done = 0;
    for (const table of tables) {
      yield line({ table });
      let count = 0;
      for await (const some of rowsOf(client, table)) {
        yield `${some.join('\n')}\n`;
        count += some.length;
        report(done + count, rowsAbout);
      }
      rows[nameOf(table)] = count;
      done += count;
    }
    yield line({ end: { rows, sequences: await sequenceStates(client, plan) } } satisfies DumpEnd);
    await client.query('COMMIT');
    isDone = true;
  } finally {
    // Whoever stops reading in the middle leaves a transaction behind: then the connection goes as well.
    client.release(!isDone);
  }
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Each row as the server itself writes it in JSON: no value passes through a JavaScript type that could change it. */
async function* rowsOf(client: pg.ClientBase, table: CopiedTable): AsyncGenerator<readonly string[]> {
  const values = table.columns.map(({ name }) => `${quoted(name)}::text`).join(', ');
  await client.query(
    `DECLARE dumped NO SCROLL CURSOR FOR SELECT json_build_array(${values})::text AS row FROM ${quotedTable(table)}`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${ROWS_AT_ONCE} FROM dumped`);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => row);
  }
  await client.query('CLOSE dumped');
}

/** By the statistics: for a progress bar only. */
async function estimatedRows(client: pg.ClientBase, { schemas }: CopyPlan): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(
    `SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::float8 AS rows
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY ($1) AND c.relkind = 'r'`,
    [schemas],
  );
  return Math.round(rows[0]?.rows ?? 0);
}
