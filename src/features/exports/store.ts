import type pg from 'pg';
import type { ExportDownload, ExportFormat, ExportState } from '../../contract/exports.ts';
import type { SealedRow } from '../../gateway/door.ts';
import type { Label } from '../../kernel/record-type.ts';

/** Exports as they are stored. */

export type StoredExport = Readonly<{
  id: string;
  number: number;
  person: number;
  personName: string;
  credential: string;
  network: string | null;
  purpose: string;
  recordType: string;
  fields: readonly string[];
  format: ExportFormat;
  selection: string;
  reason: string;
  state: ExportState;
  rowsExpected: number;
  rowsMost: number;
  rowsDone: number;
  position: string | null;
  problem: Label | null;
  hoursKept: number;
  askedAt: Date;
  endedAt: Date | null;
  expiresAt: Date | null;
  ahead: number;
  downloads: readonly ExportDownload[];
  recall: Readonly<{ rows: number; openedAt: string; confirmedAt: string | null }> | null;
}>;

type Client = Pick<pg.ClientBase, 'query'>;

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const asInstant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', ${INSTANT})`;

const COLUMNS = `e.id, e.number, e.person, p.name AS "personName", e.credential, e.network, e.purpose,
  e.record_type AS "recordType", e.fields, e.format, e.selection, e.reason, e.state,
  e.rows_expected AS "rowsExpected", e.rows_most AS "rowsMost", e.rows_done AS "rowsDone", e.position, e.problem,
  e.hours_kept AS "hoursKept", e.asked_at AS "askedAt", e.ended_at AS "endedAt", e.expires_at AS "expiresAt",
  CASE WHEN e.state = 'queued' THEN (SELECT count(*)::int FROM fencun.export q
    WHERE q.state IN ('queued', 'running') AND q.number < e.number) ELSE 0 END AS ahead,
  coalesce((SELECT jsonb_agg(jsonb_build_object('at', ${asInstant('d.started_at')},
      'person', jsonb_build_object('id', d.person, 'name', n.name), 'complete', d.complete, 'bytes', d.bytes,
      'sha256', d.sha256, 'rows', d.rows, 'rowsLost', d.rows_lost) ORDER BY d.started_at)
    FROM fencun.export_download d JOIN fencun.person n ON n.id = d.person WHERE d.export = e.id), '[]') AS downloads,
  (SELECT jsonb_build_object('rows', (SELECT count(*) FROM fencun.export_row r JOIN fencun.export_recall c
        ON c.export = r.export AND c.customer = r.customer WHERE r.export = e.id),
      'openedAt', ${asInstant('min(c.opened_at)')},
      'confirmedAt', CASE WHEN bool_and(c.confirmed_at IS NOT NULL) THEN ${asInstant('max(c.confirmed_at)')} END)
    FROM fencun.export_recall c WHERE c.export = e.id HAVING count(*) > 0) AS recall`;

/** @param where a condition on `e`, with `values` as its parameters */
export async function loadExports(
  client: Client,
  where: string,
  values: readonly unknown[],
): Promise<readonly StoredExport[]> {
  const { rows } = await client.query<StoredExport>(
    `SELECT ${COLUMNS} FROM fencun.export e JOIN fencun.person p ON p.id = e.person WHERE ${where}`,
    [...values],
  );
  return rows;
}

export async function findExport(client: Client, id: string): Promise<StoredExport | null> {
  const [stored] = await loadExports(client, 'e.id = $1', [id]);
  return stored ?? null;
}

export type NewStored = Pick<
  StoredExport,
  | 'id'
  | 'person'
  | 'credential'
  | 'network'
  | 'purpose'
  | 'recordType'
  | 'fields'
  | 'format'
  | 'selection'
  | 'reason'
  | 'rowsExpected'
  | 'rowsMost'
  | 'hoursKept'
  | 'askedAt'
>;

/** @returns its number */
export async function insertExport(client: Client, one: NewStored): Promise<number> {
  const { rows } = await client.query<{ number: number }>(
    `INSERT INTO fencun.export (id, person, credential, network, purpose, record_type, fields, format, selection, reason,
       state, rows_expected, rows_most, hours_kept, asked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'queued', $11, $12, $13, $14) RETURNING number`,
    [
      ...[
        one.id,
        one.person,
        one.credential,
        one.network,
        one.purpose,
        one.recordType,
        one.fields,
        one.format,
      ],
      ...[one.selection, one.reason, one.rowsExpected, one.rowsMost, one.hoursKept, one.askedAt],
    ],
  );
  return rows[0]?.number ?? 0;
}

/** What is kept of one batch. */
export type KeptBatch = Readonly<{
  rows: readonly SealedRow[];
  counted: ReadonlySet<string>;
  day: string;
  /** Where the next batch begins. */
  to: string | null;
  at: number;
}>;

/**
 * Takes hold of an export until the end of the transaction. Before anything is counted: whoever cancels it takes the
 * same two locks in the same order.
 *
 * @returns false when the export is not where it was: cancelled, or carried on by another process
 */
export async function holdExport(client: Client, one: StoredExport): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM fencun.export WHERE id = $1 AND state IN ('queued', 'running') AND rows_done = $2
        AND position IS NOT DISTINCT FROM $3 FOR UPDATE`,
    [one.id, one.rowsDone, one.position],
  );
  return rowCount === 1;
}

/** Keeps the rows of a batch and how far the export has come, which is being held. */
export async function keepBatch(client: Client, one: StoredExport, batch: KeptBatch): Promise<void> {
  const { rows, counted, day, to, at } = batch;
  // A record whose place in the order changed meanwhile may come again; it is in the file once.
  const kept = await client.query(
    `INSERT INTO fencun.export_row (export, record, ordinal, customer, day, counted, levels, sealed)
     SELECT $1, n.record, $2 + row_number() OVER (ORDER BY n.at), n.customer, $3, n.counted, n.levels, n.sealed
       FROM unnest($4::uuid[], $5::uuid[], $6::boolean[], $7::text[], $8::text[]) WITH ORDINALITY
            AS n (record, customer, counted, levels, sealed, at)
      WHERE NOT EXISTS (SELECT FROM fencun.export_row k WHERE k.export = $1 AND k.record = n.record)`,
    [
      ...[one.id, one.rowsDone, day, rows.map(({ record }) => record), rows.map(({ customer }) => customer)],
      rows.map(({ customer }) => counted.has(customer)),
      ...[rows.map(({ levels }) => levels), rows.map(({ sealed }) => sealed)],
    ],
  );
  const isDone = to === null;
  await client.query(
    `UPDATE fencun.export SET state = $2, rows_done = rows_done + $3, position = $4,
            ended_at = $5, expires_at = $5::timestamptz + make_interval(hours => hours_kept) WHERE id = $1`,
    [one.id, isDone ? 'ready' : 'running', kept.rowCount ?? 0, to, isDone ? new Date(at) : null],
  );
}
