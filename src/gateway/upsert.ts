import type pg from 'pg';
import type { AccessRecord } from '../audit/access-record.ts';
import { Problem } from '../contract/problem.ts';
import type { Values } from '../contract/records.ts';
import { coerce } from '../kernel/classify/coerce.ts';
import { normalise } from '../kernel/disclosure/normalise.ts';
import type { Field } from '../kernel/record-type.ts';
import { transaction } from '../platform/database/transaction.ts';
import { customerColumn, lookupColumn, plainColumn, tableOf, versionSql } from '../vault/naming.ts';
import { sqlTypeOf } from '../vault/tables.ts';
import type { AccessRequest } from './access-request.ts';
import { beginPlacing, createWithin, type NewRecord } from './create.ts';
import { noteUndecided } from './decisions.ts';
import { editWithin } from './edit.ts';
import {
  type Asked,
  accessRecord,
  asRefusal,
  beginWriting,
  type Gateway,
  isLive,
  mustPermit,
  readRows,
  recordingRefusals,
  STALE,
  underLiveAuthority,
} from './requests.ts';
import { keyRight } from './search-rights.ts';
import { allOf, expressionSql, parameters } from './sql.ts';
import type { Written } from './write.ts';

export type UpsertRow = Readonly<{ row: number; record: NewRecord }>;

export type UpsertRequest = Readonly<{
  rows: readonly UpsertRow[];
  /** Rows whose value of this field is a record's already update that record; without it every row is new. */
  keyField: string | null;
  /** Runs in the transaction of the batch, e.g. to note how far an import has come. */
  within?: (client: pg.PoolClient, outcome: Upserted) => Promise<void>;
}>;

/** What became of a batch. Rejected rows changed nothing, and say why; the others are stored whole. */
export type Upserted = Readonly<{
  created: number;
  updated: number;
  unchanged: number;
  rejected: readonly Readonly<{ row: number; problem: Problem }>[];
}>;

/**
 * Stores a batch of rows in one transaction. A row that cannot be stored is rejected by itself; all others are
 * stored, with their access records. Only records that the caller may find by the key are taken as already there.
 */
export function upsert(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  work: UpsertRequest,
): Promise<Upserted> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'create', [], () =>
      transaction(gateway.pool, async (client) => {
        await beginPlacing(client);
        await beginWriting(client, asked);
        if (!(await isLive(client, asked))) return STALE;
        const outcome = await upsertWithin(gateway, asked, client, work);
        await work.within?.(client, outcome);
        return outcome;
      }),
    ),
  );
}

async function upsertWithin(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  { rows, keyField }: UpsertRequest,
): Promise<Upserted> {
  mustPermit(asked.plan('create'));
  const known = keyField === null ? NONE : await knownRecords(gateway, asked, client, keyField, rows);
  const fresh: UpsertRow[] = [];
  const again: (UpsertRow & KnownRecord)[] = [];
  const seen = new Set<string>();
  const rejected: { row: number; problem: Problem }[] = [];
  for (const row of rows) {
    const form = keyField === null ? null : known.formOf(row.record.values);
    const match = form === null ? undefined : known.byForm.get(form);
    if (form !== null && seen.has(form)) rejected.push({ row: row.row, problem: REPEATED_KEY });
    else if (match === undefined) fresh.push(row);
    else if (namesAnother(asked, row, match)) rejected.push({ row: row.row, problem: OTHER_CUSTOMER });
    else again.push({ ...row, ...match });
    if (form !== null) seen.add(form);
  }
  const created = await each(client, fresh, rejected, (some) =>
    createWithin(
      gateway,
      asked,
      client,
      some.map(({ record }) => record),
    ),
  );
  const updated = await each(client, again, rejected, (some) => updateWithin(gateway, asked, client, some));
  const records = [...created, ...updated].flatMap((written) => recordOf(gateway, asked, written));
  if (records.length > 0) await gateway.audit.appendWithin(client, records);
  const changed = new Set(updated.flatMap(({ changes }) => changes.map(({ record }) => record)));
  const touched = updated.flatMap((written) => written.records);
  return {
    created: created.flatMap((written) => written.records).length,
    updated: changed.size,
    unchanged: touched.length - changed.size,
    rejected,
  };
}

async function updateWithin(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  rows: readonly (UpsertRow & KnownRecord)[],
): Promise<Written> {
  const edits = rows.map(({ id, version, record }) => ({
    ...{ id, version, values: withoutCustomer(asked, record.values) },
  }));
  const written = await editWithin(gateway, asked, client, edits);
  const said = rows.map(({ id, record }) => ({ customer: id, decisions: record.decisions ?? [] }));
  const decided = await noteUndecided(gateway, asked, client, said);
  return { ...written, changes: [...written.changes, ...decided] };
}

/** All at once; where that fails, by halves, until the rows that cannot be stored stand alone. */
async function each<R extends UpsertRow>(
  client: pg.PoolClient,
  rows: readonly R[],
  rejected: { row: number; problem: Problem }[],
  store: (rows: readonly R[]) => Promise<Written>,
): Promise<readonly Written[]> {
  const [first] = rows;
  if (first === undefined) return [];
  await client.query('SAVEPOINT batch');
  try {
    const written = await store(rows);
    await client.query('RELEASE SAVEPOINT batch');
    return [written];
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT batch');
    const problem = asRowProblem(error);
    if (rows.length === 1) {
      rejected.push({ row: first.row, problem });
      return [];
    }
    const middle = rows.length >> 1;
    const before = await each(client, rows.slice(0, middle), rejected, store);
    return [...before, ...(await each(client, rows.slice(middle), rejected, store))];
  }
}

function asRowProblem(thrown: unknown): Problem {
  const error = asRefusal(thrown);
  if (error instanceof Problem && error.status < 500) return error;
  throw error;
}

const REPEATED_KEY = new Problem('already-exists', {
  'detail.zh': '同一文件中有另一行使用了相同的主键值。',
  'detail.en': 'Another row of the same batch has the same key.',
  detail: 'Another row of the same batch has the same key.',
});

const OTHER_CUSTOMER = new Problem('already-exists', {
  'detail.zh': '该主键的记录属于另一位客户；所属客户不能更改。',
  'detail.en':
    'The record with this key is about another customer, and whom a record is about never changes.',
  detail: 'The record with this key is about another customer, and whom a record is about never changes.',
});

/** Whom a record is about is part of what it is: a row may repeat it, and may not change it. */
function namesAnother({ type }: Asked, { record }: UpsertRow, { customer }: KnownRecord): boolean {
  const named = type.customerField === null ? undefined : record.values[type.customerField];
  return typeof named === 'string' && named.toLowerCase() !== customer;
}

function withoutCustomer({ type }: Asked, values: Values): Values {
  if (type.customerField === null) return values;
  const { [type.customerField]: _customer, ...rest } = values;
  return rest;
}

type KnownRecord = Readonly<{ id: string; version: number; customer: string }>;
type Known = Readonly<{
  formOf: (values: Values) => string | null;
  byForm: ReadonlyMap<string, KnownRecord>;
}>;
const NONE: Known = { formOf: () => null, byForm: new Map() };

async function knownRecords(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  keyField: string,
  rows: readonly UpsertRow[],
): Promise<Known> {
  const { type } = asked;
  const right = keyRight(type, keyField, asked.plan('see'), asked.plan('find'));
  const { field } = right;
  if (field.encrypted && !field.lookups.includes('exact')) {
    throw new Problem('unsupported-operator', { field: field.name, operator: 'equals' });
  }
  const formOf = (values: Values) => formIn(gateway, asked, field, values);
  const forms = rows.flatMap(({ record }) => formOf(record.values) ?? []);
  const { values, add } = parameters();
  const column = field.encrypted ? lookupColumn(field, 'exact') : plainColumn(field);
  const sqlType = field.encrypted ? 'text' : sqlTypeOf(field);
  const where = [
    `r.${column} = ANY (${add(forms)}::${sqlType}[])`,
    expressionSql(right.where, type, 'r', add),
  ];
  const found = await readRows(client, {
    text: `SELECT r.${column}::text, r.id, ${versionSql(type, 'r')}, r.${customerColumn(type)} FROM ${tableOf(type)} r WHERE ${allOf(where)} ORDER BY r.id`,
    values,
  });
  return {
    formOf,
    byForm: new Map(
      found.map((row) => {
        const stored = row[0] as string;
        const form = field.encrypted ? stored : (plainForm(field, stored) ?? stored);
        return [form, { id: row[1] as string, version: row[2] as number, customer: row[3] as string }];
      }),
    ),
  };
}

function formIn(gateway: Gateway, { type }: Asked, field: Field, values: Values): string | null {
  const value = values[field.name];
  if (value === null || value === undefined || value.trim() === '') return null;
  if (!field.encrypted) return plainForm(field, value);
  const form = normalise(field.type, value);
  return form === '' ? null : gateway.indexes.digest(type.name, field.name, 'exact', form);
}

/** Keys are compared as they are stored, not as a file or a column happens to write them: 12.50 is 12.5. */
function plainForm(field: Field, value: string): string | null {
  const coerced = coerce(field.type, value);
  return coerced.ok ? coerced.value : null;
}

function recordOf(gateway: Gateway, asked: Asked, written: Written): readonly AccessRecord[] {
  if (written.records.length === 0) return [];
  return [
    accessRecord(gateway, asked, {
      kind: 'change',
      action: written.action,
      releases: [{ records: written.records, shown: [], masked: [], summary: [] }],
      customers: written.customers,
      changes: written.changes,
      rules: written.rules,
    }),
  ];
}
