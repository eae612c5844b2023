import type pg from 'pg';

/** Tables as they are copied out of a database and into another: by name and column, values in PostgreSQL's own text. */

export type TableName = Readonly<{ schema: string; name: string }>;
export type CopiedColumn = Readonly<{ name: string; type: string }>;
export type CopiedTable = TableName & Readonly<{ columns: readonly CopiedColumn[] }>;

/** Which tables belong to the whole, and what is special about some of them. */
export type CopyPlan = Readonly<{
  schemas: readonly string[];
  /** Tables, as `schema.name`, that come before all others, because of what they say the others are made. */
  first: readonly string[];
  /** Tables that hold a row as soon as they are there. */
  seeded: readonly string[];
}>;

/** Values in a form that any server reads back as what they were, whatever its settings. */
export const EXACT_TEXT = `
  SET LOCAL search_path = '';
  SET LOCAL DateStyle = 'ISO, YMD';
  SET LOCAL IntervalStyle = 'postgres';
  SET LOCAL TimeZone = 'UTC';
  SET LOCAL bytea_output = 'hex';
  SET LOCAL extra_float_digits = 3;
  SET LOCAL statement_timeout = 0;
  SET LOCAL idle_in_transaction_session_timeout = 0;`;

export function nameOf({ schema, name }: TableName): string {
  return `${schema}.${name}`;
}

export function quotedTable({ schema, name }: TableName): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** The tables of the plan with the columns that can be written, those that come first at the head. */
export async function copiedTables(
  client: pg.ClientBase,
  { schemas, first }: CopyPlan,
): Promise<readonly CopiedTable[]> {
  const { rows } = await client.query<{ schema: string; name: string; columns: readonly CopiedColumn[] }>(
    `SELECT n.nspname AS schema, c.relname AS name,
            jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
                      ORDER BY a.attnum) AS columns
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE n.nspname = ANY ($1) AND c.relkind = 'r'
      GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname`,
    [schemas],
  );
  const rank = (table: TableName) => (first.includes(nameOf(table)) ? 0 : 1);
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

export type SequenceState = TableName & Readonly<{ column: string; lastValue: string; isCalled: boolean }>;

/** Where the identity columns stand; read without the snapshot, so never behind the rows. */
export async function sequenceStates(
  client: pg.ClientBase,
  { schemas }: CopyPlan,
): Promise<readonly SequenceState[]> {
  const { rows } = await client.query<TableName & { column: string; sequence: string }>(
    `SELECT n.nspname AS schema, c.relname AS name, a.attname AS column,
            pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) AS sequence
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
      WHERE n.nspname = ANY ($1) AND c.relkind = 'r'
      ORDER BY 1, 2, 3`,
    [schemas],
  );
  const states: SequenceState[] = [];
  for (const { sequence, ...where } of rows) {
    // The name comes quoted from the catalogue itself.
    const state = await client.query<{ lastValue: string; isCalled: boolean }>(
      `SELECT last_value::text AS "lastValue", is_called AS "isCalled" FROM ${sequence}`,
    );
    const row = state.rows[0];
    if (row !== undefined) states.push({ ...where, ...row });
  }
  return states;
}
