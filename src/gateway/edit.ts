import type pg from 'pg';
import type { Change } from '../audit/access-record.ts';
import { Problem } from '../contract/problem.ts';
import type { Values, WriteAnswer } from '../contract/records.ts';
import { coerce } from '../kernel/classify/coerce.ts';
import { isMaskedForm } from '../kernel/disclosure/masks.ts';
import { summarise } from '../kernel/disclosure/summaries.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import { fieldLevel, isAdmitted } from '../kernel/policy/plan.ts';
import type { Reach } from '../kernel/policy/scope.ts';
import { type Field, fieldOf, type RecordType } from '../kernel/record-type.ts';
import type { DataKey } from '../platform/crypto/cipher.ts';
import type { ColumnValue } from '../vault/codec.ts';
import { customerColumn, maskColumn, tableOf, valueColumn, versionSql } from '../vault/naming.ts';
import { columnsOf } from '../vault/tables.ts';
import type { AccessRequest } from './access-request.ts';
import type { Disclosed } from './disclosed.ts';
import { reachAt, reachColumns } from './read.ts';
import { type Asked, type Gateway, mustPermit, readRows } from './requests.ts';
import { storedValue } from './values.ts';
import { type WriteOptions, type Written, write } from './write.ts';

export type Edit = Readonly<{ id: string; version: number; values: Values }>;

/** Changes fields of one or more records, all of them or none. */
export async function edit(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  edits: readonly Edit[],
  options: WriteOptions = {},
): Promise<Disclosed<WriteAnswer>> {
  const ids = edits.map(({ id }) => id);
  const { answer } = await write(gateway, request, typeName, 'edit', ids, options, (asked, client) =>
    editWithin(gateway, asked, client, edits),
  );
  return answer;
}

export async function editWithin(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  edits: readonly Edit[],
): Promise<Written> {
  const plan = asked.plan('edit');
  mustPermit(plan);
  const { type } = asked;
  const fields = editedFields(asked, plan, edits);
  const stored = await storedRecords(type, fields, client, edits, 'FOR UPDATE OF r');
  const customers = [...new Set([...stored.values()].map(({ customer }) => customer))];
  const keys = await gateway.keys.find(client, customers, 'fresh');
  const changes: Change[] = [];
  const edited = new Set<string>();
  for (const one of edits) {
    const record = stored.get(one.id);
    if (record === undefined || !isKnown(asked, plan, record)) throw new Problem('not-found');
    // A record that stands in the request twice is no longer the version that the second edit names.
    if (record.version !== one.version || edited.has(one.id)) throw new Problem('version-conflict');
    edited.add(one.id);
    const key = keys.get(record.customer);
    if (key === undefined) throw new Problem('key-unavailable');
    const made = changesOf(gateway, asked, plan, one, record, key);
    if (made.length === 0) continue;
    await store(
      type,
      one.id,
      made.flatMap(({ columns }) => columns),
      client,
    );
    changes.push(...made.map(({ change }) => change));
  }
  return {
    action: 'edit',
    records: edits.map(({ id }) => id),
    changes,
    customers,
    rules: plan.rules,
  };
}

/** Whether the record exists for this writer. */
export function isKnown(asked: Asked, edit: Plan, { reach }: StoredRecord): boolean {
  return isAdmitted(asked.plan('see'), reach) || isAdmitted(edit, reach);
}

export type StoredRecord = Readonly<{
  version: number;
  customer: string;
  reach: Reach;
  values: ReadonlyMap<string, string | null>;
  masks: ReadonlyMap<string, string | null>;
}>;

/** @throws Problem `unknown-field`, `field-not-editable` for fields that nobody edits */
export function editedFields(asked: Asked, plan: Plan, edits: readonly Edit[]): readonly Field[] {
  const { type } = asked;
  const names = new Set(edits.flatMap(({ values }) => Object.keys(values)));
  return [...names].map((name) => {
    const field = fieldOf(type, name);
    const known = plan.fields.get(name)?.length || asked.plan('see').fields.get(name)?.length;
    if (field === undefined || !known) throw new Problem('unknown-field', { field: name });
    if (field.derived !== undefined || name === type.customerField) {
      throw new Problem('field-not-editable', { field: name });
    }
    return field;
  });
}

/** The records that are to be edited, with what stands in the edited fields. */
export async function storedRecords(
  type: RecordType,
  fields: readonly Field[],
  client: Pick<pg.ClientBase, 'query'>,
  edits: readonly Edit[],
  lock: 'FOR UPDATE OF r' | '',
): Promise<ReadonlyMap<string, StoredRecord>> {
  const columns = ['r.id', versionSql(type, 'r'), `r.${customerColumn(type)}`, ...reachColumns(type)];
  const firstField = columns.length;
  for (const field of fields) {
    columns.push(`r.${valueColumn(field)}::text`, field.mask === null ? 'NULL' : `r.${maskColumn(field)}`);
  }
  const text = `SELECT ${columns.join(', ')} FROM ${tableOf(type)} r
    WHERE r.id = ANY ($1::uuid[]) ORDER BY r.id ${lock}`;
  const rows = await readRows(client, { text, values: [edits.map(({ id }) => id)] });
  return new Map(
    rows.map((row) => [
      row[0] as string,
      {
        version: row[1] as number,
        customer: row[2] as string,
        reach: reachAt(row, 3),
        values: new Map(fields.map(({ name }, i) => [name, row[firstField + 2 * i] as string | null])),
        masks: new Map(fields.map(({ name }, i) => [name, row[firstField + 2 * i + 1] as string | null])),
      },
    ]),
  );
}

type MadeChange = Readonly<{ change: Change; columns: readonly TypedColumn[] }>;
type TypedColumn = ColumnValue & Readonly<{ sqlType: string }>;

/**
 * What an edit changes in one record: nothing where a field is sent back as it was given.
 *
 * @throws Problem `field-not-editable` where the record stands, `invalid-input`
 */
export function changesOf(
  gateway: Gateway,
  asked: Asked,
  plan: Plan,
  { id, values }: Edit,
  record: StoredRecord,
  key: DataKey,
): readonly MadeChange[] {
  const { type } = asked;
  const made: MadeChange[] = [];
  for (const [name, value] of Object.entries(values)) {
    const field = fieldOf(type, name);
    if (field === undefined) continue;
    const seen = fieldLevel(asked.plan('see'), name, record.reach);
    if (value !== null && isEchoedMask(field, value, record.masks.get(name) ?? null, seen)) continue;
    if (fieldLevel(plan, name, record.reach) !== 3) throw new Problem('field-not-editable', { field: name });
    const raw = record.values.get(name) ?? null;
    const before = raw !== null && field.encrypted ? gateway.codec.decrypt(type, field, id, key, raw) : raw;
    if (isEchoedSummary(field, value, before, seen, asked.context.at)) continue;
    const after = storedValue(field, value);
    // Only for those who see the value: to others an unchanged version would say that they have guessed it.
    if (seen === 3 && sameForm(field, before) === after) continue;
    const encoded = gateway.codec.encode(type, field, id, key, after);
    const sqlTypes = new Map(columnsOf(field).map(({ name: column, sqlType }) => [column, sqlType]));
    const sealed = gateway.codec.seal(key, changePlace(type, id, name), JSON.stringify([before, after]));
    made.push({
      change: { record: id, field: name, sealed },
      columns: encoded.map((column) => ({ ...column, sqlType: sqlTypes.get(column.column) ?? 'text' })),
    });
  }
  return made;
}

/** What binds the sealed old and new value of a change to its field. */
export function changePlace(type: RecordType, record: string, field: string): string {
  return `change|${type.name}|${record}|${field}`;
}

/**
 * A form sends back what it was given. Where that was the mask, the field was not changed: the mask must never
 * overwrite the value. Somebody who does not see the value cannot mean a text that only looks like a mask.
 */
function isEchoedMask(field: Field, value: string, storedMask: string | null, seen: number): boolean {
  if (field.mask === null) return false;
  return (seen >= 2 && value === storedMask) || (seen < 3 && isMaskedForm(field.mask, value));
}

/** The same for a reader who is told a summary, such as whether the field is filled in. */
function isEchoedSummary(
  { summary }: Field,
  value: string | null,
  before: string | null,
  seen: number,
  at: number,
): boolean {
  if (seen !== 1 || summary === null || value === null || before === null) return false;
  return value === summarise(summary, before, at).code;
}

/** A column may write a value otherwise than people do, 12.50 for 12.5: that is no change. */
function sameForm(field: Field, value: string | null): string | null {
  const coerced = value === null ? null : coerce(field.type, value);
  return coerced?.ok ? coerced.value : value;
}

async function store(
  type: RecordType,
  id: string,
  columns: readonly TypedColumn[],
  client: pg.PoolClient,
): Promise<void> {
  const sets = columns.map(({ column, sqlType }, i) => `${column} = $${i + 2}::${sqlType}`);
  await client.query(
    `UPDATE ${tableOf(type)} SET _version = _version + 1, ${sets.join(', ')} WHERE id = $1`,
    [id, ...columns.map(({ value }) => value)],
  );
}
