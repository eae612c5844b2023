import type pg from 'pg';
import type { Value } from '../contract/records.ts';
import { type Level, levelOf } from '../kernel/disclosure/level.ts';
import { consentCondition, customerCondition } from '../kernel/policy/customer-conditions.ts';
import { every, holds } from '../kernel/policy/expression.ts';
import type { Obligation } from '../kernel/policy/model.ts';
import type { RecordType } from '../kernel/record-type.ts';
import { transaction } from '../platform/database/transaction.ts';
import { reachTableOf, tableOf } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { openCursor, sealCursor } from './cursor.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import {
  approvedTokens,
  type ExportQuery,
  leavingFields,
  leavingPlan,
  leavingShape,
  listQueryOf,
  selectionPlace,
} from './export.ts';
import { keyRights } from './list.ts';
import { listStatement } from './list-statement.ts';
import { ID_AT, project, projectLevels } from './projection.ts';
import { type Released, type Row, release } from './release.ts';
import {
  type Asked,
  accessRecord,
  type Gateway,
  isLive,
  mustPermit,
  readRows,
  recordingRefusals,
  STALE,
  underLiveAuthority,
} from './requests.ts';
import { allOf, expressionSql, liveSql, parameters } from './sql.ts';

/**
 * The rows of a file, each sealed under the key of the customer whom it is about and bound to file and record. Whoever
 * keeps them can read none, and erasing the customer leaves nothing to read.
 */

/** What a file is, as its keeper noted it when it was begun. */
export type ExportedFile = Readonly<{
  id: string;
  number: number;
  fields: readonly string[];
  selection: string;
}>;

export type SealedRow = Readonly<{
  record: string;
  customer: string;
  /** The level of each field at which it was read, one digit a field in the order of the file. */
  levels: string;
  sealed: string;
}>;

export type Batch = Readonly<{
  rows: readonly SealedRow[];
  /** Customers in it whom no approved request lets the reader export. */
  unapproved: readonly string[];
  /** What must happen along with it, by the rules of this moment. */
  obligations: readonly Obligation[];
  /** Where the next batch begins, or null when this was the last. */
  position: string | null;
}>;

/**
 * Reads the next rows under the authority of this moment. The access record, the sealed rows and whatever else `within`
 * notes are one transaction: a row is kept if, and only if, it is on record.
 *
 * @param at where the batch before ended, or null for the first
 * @throws Problem for the right that is gone; `not-signed-in` when the session has ended
 */
export function exportBatch(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  file: ExportedFile,
  at: Readonly<{ position: string | null; rows: number }>,
  within: (client: pg.PoolClient, batch: Batch) => Promise<void>,
): Promise<Batch> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'export', [], () => batchOnce(gateway, asked, file, at, within)),
  );
}

async function batchOnce(
  gateway: Gateway,
  asked: Asked,
  file: ExportedFile,
  at: Readonly<{ position: string | null; rows: number }>,
  within: (client: pg.PoolClient, batch: Batch) => Promise<void>,
): Promise<Batch | typeof STALE> {
  const { authority, context, type } = asked;
  const { codec, cursorKey } = gateway;
  const fields = leavingFields(asked, file.fields);
  const plan = leavingPlan(asked, fields);
  mustPermit(plan);
  const query = JSON.parse(codec.open(cursorKey, selectionPlace(file.id), file.selection)) as ExportQuery;
  const rights = keyRights(asked, listQueryOf(query));
  const binding = `export|${file.id}`;
  const after = at.position === null ? null : openCursor(codec, cursorKey, binding, at.position);
  const shape = { ...leavingShape(gateway, asked, plan, query, rights), after, limit: at.rows + 1 };
  const { statement, projection, sortValueAt } = listStatement(shape, (add) =>
    project(type, plan, fields, 'r', authority.recordTypes, add),
  );
  return transaction(gateway.pool, async (client) => {
    const found = await readRows(client, statement);
    if (found.length === 0 && !(await isLive(client, asked))) return STALE;
    const page = found.slice(0, at.rows);
    const last = page.at(-1);
    const customers = [...new Set(page.map((row) => row[projection.customerAt] as string))];
    const keys = await gateway.keys.find(client, customers, 'fresh');
    // Whose key is gone was erased between the statement and now.
    const alive = page.filter((row) => keys.has(row[projection.customerAt] as string));
    const released = release(type, alive, projection, keys, codec, context.at);
    const rows = alive.map((row, index) => {
      const customer = row[projection.customerAt] as string;
      const [levels, values] = cellsOf(released, index, file.fields);
      const record = row[ID_AT] as string;
      const key = keys.get(customer);
      if (key === undefined) throw new Error('a row of a customer without a key was released');
      return { record, customer, levels, sealed: codec.seal(key, rowPlace(file.id, record), values) };
    });
    const batch: Batch = {
      rows,
      unapproved: await unapprovedCustomers(asked, client, rows, approvedTokens(asked, fields, plan)),
      obligations: plan.obligations,
      position:
        found.length > at.rows && last !== undefined
          ? sealCursor(codec, cursorKey, binding, {
              id: last[ID_AT] as string,
              sortValue: sortValueAt === null ? null : (last[sortValueAt] as string | null),
            })
          : null,
    };
    await within(client, batch);
    const entry = accessRecord(gateway, asked, {
      action: 'export',
      releases: released.releases,
      ...(type.customerField === null ? {} : { customers: released.customers }),
      rules: plan.rules,
      obligations: plan.obligations,
      note: { export: file.number },
    });
    if (rows.length > 0) await gateway.audit.appendWithin(client, [entry]);
    return batch;
  });
}

function rowPlace(file: string, record: string): string {
  return `export row|${file}|${record}`;
}

function cellsOf(released: Released, index: number, names: readonly string[]): readonly [string, string] {
  const record = released.records[index];
  const levels = names.map((name) =>
    levelOf(record?.disclosures?.[name] ?? released.disclosures[name] ?? 'withheld'),
  );
  return [levels.join(''), JSON.stringify(names.map((name) => record?.values[name] ?? null))];
}

async function unapprovedCustomers(
  asked: Asked,
  client: pg.PoolClient,
  rows: readonly SealedRow[],
  tokens: readonly number[],
): Promise<readonly string[]> {
  const approved = new Set<string>();
  if (tokens.length > 0) {
    const marked = await client.query<{ record: string }>(
      `SELECT record FROM ${reachTableOf(asked.type)} WHERE token = ANY ($1::bigint[]) AND record = ANY ($2::uuid[])`,
      [tokens, rows.map(({ record }) => record)],
    );
    for (const { record } of marked.rows) approved.add(record);
  }
  return [...new Set(rows.filter(({ record }) => !approved.has(record)).map(({ customer }) => customer))];
}

/** One row as it leaves, or null where it may not any more. A value that became less open since is null. */
export type OpenedRow = Readonly<{ levels: string; values: readonly Value[] }> | null;

/**
 * Opens rows of a file under the authority of this moment: a record that is out of scope by now, whose customer has
 * withdrawn or was erased, stays closed, and so does a field of which less may leave than then. That these records
 * leave is on record since they were read; the caller records the download before it sends any.
 */
export function openExported(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  file: ExportedFile,
  rows: readonly SealedRow[],
): Promise<Disclosed<readonly OpenedRow[]>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'download', [], () => openOnce(gateway, asked, file, rows)),
  );
}

async function openOnce(
  gateway: Gateway,
  asked: Asked,
  file: ExportedFile,
  sealedRows: readonly SealedRow[],
): Promise<Disclosed<readonly OpenedRow[]> | typeof STALE> {
  const { authority, caller, type } = asked;
  mustPermit(asked.plan('see'));
  mustPermit(asked.plan('export'));
  // A field that may not leave at all any more, or is no more, is a column of nothing.
  const fields = type.fields.filter(({ name }) => file.fields.includes(name));
  const plan = leavingPlan(asked, fields);
  const { values, add } = parameters();
  const live = liveSql(authority.policy.version, caller.credential.id, add);
  const { columns, levels } = projectLevels(type, plan, fields, 'r', add);
  const ids = add(sealedRows.map(({ record }) => record));
  const text = `SELECT ${columns.join(', ')} FROM ${tableOf(type)} r
    WHERE ${allOf([live, `r.id = ANY (${ids}::uuid[])`, expressionSql(plan.rowFilter, type, 'r', add)])}`;
  const found = new Map(
    (await readRows(gateway.pool, { text, values })).map((row) => [row[ID_AT] as string, row]),
  );
  if (found.size === 0 && !(await isLive(gateway.pool, asked))) return STALE;
  const kept = sealedRows.filter(({ record }) => found.has(record));
  // The statement saw the record itself, and with the record of an erased customer goes the key.
  const keys = await gateway.keys.find(gateway.pool, [...new Set(kept.map(({ customer }) => customer))]);
  const places = file.fields.map((name) => fields.findIndex((field) => field.name === name));
  const levelNow = (row: Row, column: number): Level => {
    const level = levels[places[column] ?? -1];
    if (level === undefined) return 0;
    return 'constant' in level ? level.constant : (row[level.columnAt] as Level);
  };
  return disclosed(
    sealedRows.map((sealedRow): OpenedRow => {
      const row = found.get(sealedRow.record);
      const key = keys.get(sealedRow.customer);
      if (row === undefined || key === undefined) return null;
      const text = gateway.codec.open(key, rowPlace(file.id, sealedRow.record), sealedRow.sealed);
      return stillOpen(sealedRow.levels, JSON.parse(text) as Value[], (column) => levelNow(row, column));
    }),
  );
}

function stillOpen(
  levels: string,
  values: Value[],
  levelNow: (column: number) => Level,
): NonNullable<OpenedRow> {
  let now = '';
  for (let column = 0; column < values.length; column += 1) {
    const then = levels.charCodeAt(column) - ZERO;
    const isOpen = then <= levelNow(column);
    now += isOpen ? levels[column] : '0';
    if (!isOpen) values[column] = null;
  }
  return { levels: now, values };
}

const ZERO = '0'.charCodeAt(0);

/**
 * Why a customer's data may not be held any longer for a purpose: they were erased, or decided against it. Null where
 * neither is so; that a reader lost their right is no matter of the customer's.
 */
export async function customerBar(
  gateway: Gateway,
  purposeCode: string,
  type: RecordType | undefined,
  customer: string,
  fields: readonly string[],
): Promise<'erased' | 'withdrawn' | null> {
  const { policy } = await gateway.authorities.current();
  const rows = await readRows(gateway.pool, {
    text: `SELECT _facts FROM ${tableOf('customer')} WHERE id = $1`,
    values: [customer],
  });
  const [row] = rows;
  if (row === undefined) return 'erased';
  const purpose = policy.purposes.find(({ code }) => code === purposeCode);
  if (purpose === undefined || type === undefined) return null;
  const held = type.fields.filter(({ name }) => fields.includes(name));
  const condition = every([
    customerCondition(purpose, 'export'),
    ...held.map((field) => consentCondition(purpose, 'export', field)),
  ]);
  const reach = { owner: null, department: null, legalEntity: null, tokens: [], facts: row[0] as string[] };
  return holds(condition, reach) ? null : 'withdrawn';
}
