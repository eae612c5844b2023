import type pg from 'pg';
import type { ImportView } from '../../contract/imports.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { WrappedKey } from '../../platform/crypto/key-provider.ts';
import { asProblem } from '../../platform/database/connect.ts';
import type { CustomerKey, Mapping } from './agreement.ts';

export type ImportState = ImportView['state'];

export type StoredImport = Readonly<{
  id: string;
  owner: number;
  purpose: string;
  fileName: string;
  fileSha256: string;
  recordType: string;
  state: ImportState;
  columns: Mapping | null;
  keyField: string | null;
  customerKey: CustomerKey | null;
  rowsTotal: number | null;
  rowsDone: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  problem: Label | null;
  runner: string | null;
  /** Null once the key was destroyed: nothing of the file can be read any more. */
  key: WrappedKey | null;
  details: string | null;
  createdAt: Date;
}>;

type Queryable = Pick<pg.ClientBase, 'query'>;

const COLUMNS = `id, owner, purpose, file_name AS "fileName", file_sha256 AS "fileSha256",
  record_type AS "recordType", state, columns, key_field AS "keyField", customer_key AS "customerKey",
  rows_total AS "rowsTotal", rows_done AS "rowsDone", created, updated, unchanged, rejected, problem, runner,
  CASE WHEN key_id IS NOT NULL THEN jsonb_build_object('keyId', key_id, 'wrapped', wrapped_key) END AS key,
  details, created_at AS "createdAt"`;

export type NewImport = Pick<
  StoredImport,
  | 'id'
  | 'owner'
  | 'purpose'
  | 'fileName'
  | 'fileSha256'
  | 'recordType'
  | 'keyField'
  | 'rowsTotal'
  | 'createdAt'
> &
  Readonly<{ key: WrappedKey; details: string }>;

export async function insertImport(client: Queryable, made: NewImport): Promise<void> {
  await client.query(
    `INSERT INTO fencun.import (id, owner, purpose, file_name, file_sha256, record_type, state, key_field,
       rows_total, key_id, wrapped_key, details, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'proposed', $7, $8, $9, $10, $11, $12)`,
    [
      made.id,
      made.owner,
      made.purpose,
      made.fileName,
      made.fileSha256,
      made.recordType,
      made.keyField,
      made.rowsTotal,
      made.key.keyId,
      made.key.wrapped,
      made.details,
      made.createdAt,
    ],
  );
}

export async function findImport(client: Queryable, id: string): Promise<StoredImport | null> {
  return (await select(client, 'WHERE id = $1', [id]))[0] ?? null;
}

/** Newest first. */
export function importsOf(
  client: Queryable,
  owner: number,
  atMost: number,
): Promise<readonly StoredImport[]> {
  return select(client, 'WHERE owner = $1 ORDER BY created_at DESC, id DESC LIMIT $2', [owner, atMost]);
}

export type RejectedRows = Readonly<{ id: string; rejected: number; at: number }>;

/** Ended ones whose file is still kept, so that the rows can be fetched and mended. */
export async function importsWithRejections(
  client: Queryable,
  owner: number,
): Promise<readonly RejectedRows[]> {
  const found = await select(
    client,
    `WHERE owner = $1 AND rejected > 0 AND key_id IS NOT NULL AND state IN ('finished', 'failed')
      ORDER BY created_at, id LIMIT 20`,
    [owner],
  );
  return found.map(({ id, rejected, createdAt }) => ({ id, rejected, at: createdAt.getTime() }));
}

export function unfinishedImports(client: Queryable): Promise<readonly StoredImport[]> {
  return select(client, `WHERE state = 'running' ORDER BY id`, []);
}

/** Those that nobody has touched since, whose file is still kept. */
export function importsBefore(client: Queryable, instant: Date): Promise<readonly StoredImport[]> {
  return select(client, `WHERE created_at < $1 AND key_id IS NOT NULL AND state <> 'running' ORDER BY id`, [
    instant,
  ]);
}

export function keptImports(client: Queryable): Promise<readonly StoredImport[]> {
  return select(client, 'WHERE key_id IS NOT NULL ORDER BY id', []);
}

async function select(client: Queryable, where: string, values: unknown[]): Promise<readonly StoredImport[]> {
  try {
    const { rows } = await client.query<StoredImport>(
      `SELECT ${COLUMNS} FROM fencun.import ${where}`,
      values,
    );
    return rows;
  } catch (error) {
    throw asProblem(error);
  }
}

/** @returns false when the import is no longer merely proposed */
export async function replaceProposal(
  client: Queryable,
  id: string,
  change: Pick<StoredImport, 'keyField' | 'rowsTotal'> & Readonly<{ details: string }>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.import SET details = $2, key_field = $3, rows_total = $4 WHERE id = $1 AND state = 'proposed'`,
    [id, change.details, change.keyField, change.rowsTotal],
  );
  return rowCount === 1;
}

export type Start = Pick<StoredImport, 'recordType' | 'purpose' | 'columns' | 'keyField' | 'customerKey'> &
  Readonly<{ details: string; runner: string; at: Date }>;

/** @returns false when the import is no longer merely proposed */
export async function markStarted(client: Queryable, id: string, start: Start): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.import SET state = 'running', record_type = $2, purpose = $3, columns = $4, key_field = $5,
       customer_key = $6, details = $7, runner = $8, started_at = $9
     WHERE id = $1 AND state = 'proposed'`,
    [
      id,
      start.recordType,
      start.purpose,
      JSON.stringify(start.columns),
      start.keyField,
      start.customerKey === null ? null : JSON.stringify(start.customerKey),
      start.details,
      start.runner,
      start.at,
    ],
  );
  return rowCount === 1;
}

/** Hands the import to a new run, whatever became of the last one. @returns false unless it is running or paused */
export async function markResumed(client: Queryable, id: string, runner: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.import SET state = 'running', runner = $2, problem = NULL
     WHERE id = $1 AND state IN ('running', 'paused')`,
    [id, runner],
  );
  return rowCount === 1;
}

/** @returns false unless it was running */
export async function markPaused(client: Queryable, id: string, problem: Label | null): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.import SET state = 'paused', runner = NULL, problem = $2 WHERE id = $1 AND state = 'running'`,
    [id, problem === null ? null : JSON.stringify(problem)],
  );
  return rowCount === 1;
}

/** The end of a run, unless another has taken over. */
export async function markEnded(
  client: Queryable,
  { id, runner }: Readonly<{ id: string; runner: string }>,
  end: Readonly<{ state: 'paused' | 'finished' | 'failed'; problem: Label | null; at: Date }>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.import SET state = $3, runner = NULL, problem = $4,
       ended_at = CASE WHEN $3 = 'paused' THEN ended_at ELSE $5::timestamptz END
     WHERE id = $1 AND runner = $2`,
    [id, runner, end.state, end.problem === null ? null : JSON.stringify(end.problem), end.at],
  );
  return rowCount === 1;
}

export type BatchDone = Readonly<{
  id: string;
  runner: string;
  /** Rows done before and after this batch. */
  from: number;
  to: number;
  created: number;
  updated: number;
  unchanged: number;
  rejections: readonly Readonly<{ row: number; reason: Label }>[];
}>;

/**
 * Notes a batch in the transaction that stores its rows, with the gateway's rights.
 *
 * @returns false when another run has taken over or the import was paused: the batch must then not be stored
 */
export async function noteBatch(client: Queryable, batch: BatchDone): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.import SET rows_done = $4, created = created + $5, updated = updated + $6,
       unchanged = unchanged + $7, rejected = rejected + $8
     WHERE id = $1 AND runner = $2 AND rows_done = $3`,
    [
      batch.id,
      batch.runner,
      batch.from,
      batch.to,
      batch.created,
      batch.updated,
      batch.unchanged,
      batch.rejections.length,
    ],
  );
  if (rowCount !== 1) return false;
  if (batch.rejections.length > 0) {
    await client.query(
      `INSERT INTO fencun.import_rejection (import, row_number, reason_zh, reason_en)
       SELECT $1, * FROM unnest($2::integer[], $3::text[], $4::text[])`,
      [
        batch.id,
        batch.rejections.map(({ row }) => row),
        batch.rejections.map(({ reason }) => reason.zh),
        batch.rejections.map(({ reason }) => reason.en),
      ],
    );
  }
  return true;
}

export type Rejection = Readonly<{ row: number; reason: Label }>;

/** The next rejections after a row, in the order of the file. */
export async function rejectionsAfter(
  client: Queryable,
  id: string,
  row: number,
  atMost: number,
): Promise<readonly Rejection[]> {
  const { rows } = await client.query<Rejection>(
    `SELECT row_number AS row, jsonb_build_object('zh', reason_zh, 'en', reason_en) AS reason
       FROM fencun.import_rejection WHERE import = $1 AND row_number > $2 ORDER BY row_number LIMIT $3`,
    [id, row, atMost],
  );
  return rows;
}

export async function deleteImport(client: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await client.query(`DELETE FROM fencun.import WHERE id = $1 AND state <> 'running'`, [
    id,
  ]);
  return rowCount === 1;
}

/** Destroys the key of an import, and with it everything the file said. An unfinished one can't go on. */
export async function destroyKey(client: Queryable, id: string, problem: Label): Promise<void> {
  await client.query(
    `UPDATE fencun.import SET key_id = NULL, wrapped_key = NULL, details = NULL,
       state = CASE WHEN state = 'finished' THEN state ELSE 'failed' END,
       problem = CASE WHEN state = 'finished' THEN problem ELSE $2::jsonb END
     WHERE id = $1 AND state <> 'running'`,
    [id, JSON.stringify(problem)],
  );
}

/** @returns false when the key was destroyed or wrapped anew meanwhile */
export async function replaceKey(
  client: Queryable,
  id: string,
  old: WrappedKey,
  key: WrappedKey,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.import SET key_id = $3, wrapped_key = $4 WHERE id = $1 AND wrapped_key = $2`,
    [id, old.wrapped, key.keyId, key.wrapped],
  );
  return rowCount === 1;
}
