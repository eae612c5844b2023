import type { NewDecision } from '../../contract/decisions.ts';
import { Problem } from '../../contract/problem.ts';
import type { AccessRequest, Caller, UpsertRequest } from '../../gateway/door.ts';
import { fieldOf, type Label, type RecordType } from '../../kernel/record-type.ts';
import type { Spreadsheet, SpreadsheetRow } from '../../platform/spreadsheet/spreadsheet.ts';
import { type Customers, createCustomers } from './customers.ts';
import type { Details } from './details.ts';
import { BATCH_ROWS, invalid, wordsOf } from './parts.ts';
import { about, createRowReader, type PreparedRow, REPEATED_KEY, type RowReader } from './rows.ts';
import { noteBatch, type StoredImport } from './store.ts';
import type { Workshop } from './workshop.ts';

/** One run of an import: from the last committed batch to the end of the file, or to what stops it. */
export type Run = Readonly<{ id: string; runner: string; request: AccessRequest; signal: AbortSignal }>;

export type Progress = Readonly<{
  rowsTotal: number | null;
  rowsDone: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
}>;

/** Another run has taken the import over, or its owner paused it: the batch at hand is rolled back. */
export class Superseded extends Error {
  constructor() {
    super('the import is in other hands');
    this.name = 'Superseded';
  }
}

/**
 * Stores the rows that are left, in batches. A batch and the note of how far the import has come are one transaction:
 * whatever ends the run, the next one goes on behind the last stored row.
 *
 * @throws Problem for what stops the import, {@link Superseded} when another run has it
 */
export async function runImport(
  workshop: Workshop,
  run: Run,
  stored: StoredImport,
  details: Details,
  report: (progress: Progress) => void,
): Promise<void> {
  // The import may have waited its turn, and starting it may itself have changed what there is to know.
  const caller = await run.request.renew();
  if (caller === null) throw new Problem('not-signed-in');
  const type = (await workshop.parts.gateway.recordTypes()).get(stored.recordType);
  if (type === undefined) throw changedType();
  mustStillProtect(type, details);
  const table = await workshop.openTable(stored, details);
  try {
    const reader = createRowReader({
      type,
      mapping: stored.columns ?? [],
      keyField: stored.keyField,
      customerKey: stored.customerKey,
      format: details.format,
    });
    await storeRows(
      workshop,
      { ...run, request: { ...run.request, caller } },
      { stored, type, reader, table, report, decisions: decisionsOf(details.consents) },
    );
  } finally {
    await table.close();
  }
}

/** Each customer's own decisions, as the importer vouched for them all. */
function decisionsOf(consents: Details['consents']): readonly NewDecision[] {
  if (consents === undefined) return [];
  const { purposes, sensitive, form, evidence } = consents;
  const said = { holds: true, form, evidence, byGuardian: false };
  return purposes.flatMap((purpose): NewDecision[] => [
    { ...said, subject: { kind: 'consent', purpose } },
    ...(sensitive ? [{ ...said, subject: { kind: 'separate', purpose, use: 'sensitive' } } as const] : []),
  ]);
}

type Work = Readonly<{
  stored: StoredImport;
  type: RecordType;
  reader: RowReader;
  table: Spreadsheet;
  report: (progress: Progress) => void;
  decisions: readonly NewDecision[];
}>;

async function storeRows(workshop: Workshop, run: Run, work: Work): Promise<void> {
  const { gateway, batchRows = BATCH_ROWS } = workshop.parts;
  const { stored, type, reader, table, report } = work;
  const { id, runner, signal } = run;
  const renewed = requestWithMemory(run.request);
  const customers = stored.customerKey === null ? null : createCustomers(gateway, stored.customerKey);
  const { rowsTotal, rowsDone, created, updated, unchanged, rejected } = stored;
  const progress = { rowsTotal, rowsDone, created, updated, unchanged, rejected };

  for await (const batch of batches(table, stored, reader, batchRows)) {
    if (signal.aborted) throw new Superseded();
    const prepared = await assigned(batch.rows, type, customers, renewed());
    const rows = prepared.flatMap((row): UpsertRequest['rows'] =>
      row.ok ? [{ row: row.row, record: { values: row.values, decisions: work.decisions } }] : [],
    );
    const refused = prepared.flatMap((row) => (row.ok ? [] : [{ row: row.row, reason: row.reason }]));
    const outcome = await gateway.upsert(renewed(), type.name, {
      rows,
      keyField: stored.keyField,
      within: async (client, done) => {
        const rejections = [
          ...refused,
          ...done.rejected.map(({ row, problem }) => ({ row, reason: wordsOf(problem) })),
        ];
        const noted = await noteBatch(client, {
          ...done,
          id,
          runner,
          from: progress.rowsDone,
          to: batch.to,
          rejections,
        });
        if (!noted) throw new Superseded();
      },
    });
    progress.rowsDone = batch.to;
    progress.created += outcome.created;
    progress.updated += outcome.updated;
    progress.unchanged += outcome.unchanged;
    progress.rejected += refused.length + outcome.rejected.length;
    report({ ...progress });
  }
}

/** Remembers who the caller has become, so that a change of authority costs one look-up and not one a batch. */
function requestWithMemory(request: AccessRequest): () => AccessRequest {
  let caller: Caller = request.caller;
  const renew = async () => {
    const current = await request.renew();
    if (current !== null) caller = current;
    return current;
  };
  return () => ({ ...request, caller, renew });
}

type Batch = Readonly<{ rows: readonly PreparedRow[]; to: number }>;

/**
 * The rows behind the last stored one. With a key, the rows before are read for theirs: of rows with the same key
 * the first counts, whatever became of it, so that the outcome does not depend on where batches end or runs stop.
 */
async function* batches(
  table: Spreadsheet,
  { keyField, rowsDone }: StoredImport,
  reader: RowReader,
  batchRows: number,
): AsyncGenerator<Batch> {
  const seen = new Set<string>();
  const repeats = (row: SpreadsheetRow): boolean => {
    const key = reader.keyOf(row);
    if (key === null) return false;
    const known = seen.has(key);
    seen.add(key);
    return known;
  };
  let rows: PreparedRow[] = [];
  for await (const row of table.rows(keyField === null ? rowsDone + 1 : 1)) {
    const repeated = repeats(row);
    if (row.number <= rowsDone) continue;
    rows.push(repeated ? { ok: false, row: row.number, reason: REPEATED_KEY } : reader.prepare(row));
    if (rows.length < batchRows) continue;
    yield { rows, to: row.number };
    rows = [];
  }
  const last = rows.at(-1);
  if (last !== undefined) yield { rows, to: last.row };
}

/** Each row with the id of its customer, where rows are assigned by a key of theirs. */
async function assigned(
  rows: readonly PreparedRow[],
  type: RecordType,
  customers: Customers | null,
  request: AccessRequest,
): Promise<readonly PreparedRow[]> {
  const name = type.customerField;
  const field = name === null ? undefined : fieldOf(type, name);
  if (customers === null || field === undefined) return rows;
  const cells = rows.flatMap((row) => (row.ok && row.customer !== null ? [row.customer] : []));
  const found = await customers.resolve(request, cells);
  return rows.map((row): PreparedRow => {
    if (!row.ok || row.customer === null) return row;
    const customer = found.get(row.customer);
    if (typeof customer === 'string') return { ...row, values: { ...row.values, [field.name]: customer } };
    return { ok: false, row: row.row, reason: about(field, customer ?? NO_CUSTOMER) };
  });
}

const NO_CUSTOMER: Label = { zh: '没有写明客户', en: 'it names no customer' };

/** A field that somebody else defined meanwhile keeps their definition; it must protect as much as was agreed. */
function mustStillProtect(type: RecordType, { columns }: Details): void {
  for (const { include, field: agreed } of columns) {
    if (!include) continue;
    const field = fieldOf(type, agreed.name);
    if (
      field === undefined ||
      field.sensitivity < agreed.sensitivity ||
      (agreed.encrypted && !field.encrypted)
    ) {
      throw changedType();
    }
  }
}

function changedType() {
  return invalid({
    zh: '记录类型的定义在导入准备好之后已被修改。请重新导入该文件。',
    en: 'The record type was redefined after the import was prepared. Import the file anew.',
  });
}
