import type { Release } from '../audit/access-record.ts';
import type { ReleasedRecord, Value } from '../contract/records.ts';
import { type Disclosure, disclosureOf, type Level } from '../kernel/disclosure/level.ts';
import { summarise } from '../kernel/disclosure/summaries.ts';
import type { Field, RecordType } from '../kernel/record-type.ts';
import type { DataKey } from '../platform/crypto/cipher.ts';
import type { Codec } from '../vault/codec.ts';
import { ID_AT, type Projection, VERSION_AT } from './projection.ts';

/** One row as the driver hands it over, in the order of the projection's columns. */
export type Row = readonly unknown[];

export type Released = Readonly<{
  records: readonly ReleasedRecord[];
  disclosures: Readonly<Record<string, Disclosure>>;
  /** For the access record: what was released of which records. */
  releases: readonly Release[];
  customers: readonly string[];
}>;

/** The customers whose keys the rows need: those with a ciphertext that has to be opened. */
export function customersToOpen(rows: readonly Row[], { fields, customerAt }: Projection): readonly string[] {
  const sealed = fields.filter(({ field }) => field.encrypted);
  if (sealed.length === 0) return [];
  const customers = new Set<string>();
  for (const row of rows) {
    const opens = sealed.some(({ level, valueAt }) => {
      const at = 'constant' in level ? level.constant : row[level.columnAt];
      return (at === 3 || at === 1) && row[valueAt] !== null;
    });
    if (opens) customers.add(row[customerAt] as string);
  }
  return [...customers];
}

/** Turns rows into what the reader gets. Opens ciphertext only where the value is shown or summarised. */
export function release(
  type: RecordType,
  rows: readonly Row[],
  projection: Projection,
  keys: ReadonlyMap<string, DataKey>,
  codec: Codec,
  at: number,
): Released {
  const { fields, customerAt } = projection;
  const usual = fields.map(({ level }) =>
    'constant' in level ? level.constant : firstLevel(rows, level.columnAt),
  );
  const signatures = new Map<string, { levels: readonly Level[]; records: string[] }>();
  const records: ReleasedRecord[] = [];
  const customers = new Set<string>();

  for (const row of rows) {
    const id = row[ID_AT] as string;
    const customer = row[customerAt] as string;
    const values: Record<string, Value> = {};
    const exceptions: Record<string, Disclosure> = {};
    let signature = '';
    let isCustomerShown = false;
    for (let i = 0; i < fields.length; i += 1) {
      const projected = fields[i];
      if (projected === undefined) continue;
      const { field, valueAt, level: source } = projected;
      const level = ('constant' in source ? source.constant : row[source.columnAt]) as Level;
      if (!('constant' in source)) {
        signature += level;
        if (level !== usual[i]) exceptions[field.name] = disclosureOf(level);
      }
      if (level === 0) continue;
      if (level === 3 && field.name === type.customerField) isCustomerShown = true;
      values[field.name] = releasedValue(type, field, level, id, row[valueAt], keys.get(customer), codec, at);
    }
    const record: ReleasedRecord = { id, version: row[VERSION_AT] as number, values };
    if (isCustomerShown) record.customer = customer;
    if (Object.keys(exceptions).length > 0) record.disclosures = exceptions;
    records.push(record);
    customers.add(customer);
    const group = signatures.get(signature);
    if (group === undefined) signatures.set(signature, { levels: levelsOf(fields, row), records: [id] });
    else group.records.push(id);
  }

  return {
    records,
    disclosures: Object.fromEntries(fields.map(({ field }, i) => [field.name, disclosureOf(usual[i] ?? 0)])),
    releases: [...signatures.values()].map(({ levels, records: ids }) => releaseOf(projection, levels, ids)),
    customers: [...customers],
  };
}

/** The levels of a row, which all rows with the same signature share. */
function levelsOf(fields: Projection['fields'], row: Row): readonly Level[] {
  return fields.map(({ level }) => ('constant' in level ? level.constant : (row[level.columnAt] as Level)));
}

function firstLevel(rows: readonly Row[], columnAt: number): Level {
  return (rows[0]?.[columnAt] ?? 0) as Level;
}

function releaseOf({ fields }: Projection, levels: readonly Level[], records: readonly string[]): Release {
  const at = (level: Level) => fields.filter((_, i) => levels[i] === level).map(({ field }) => field.name);
  return { records, shown: at(3), masked: at(2), summary: at(1) };
}

function releasedValue(
  type: RecordType,
  field: Field,
  level: Level,
  id: string,
  raw: unknown,
  key: DataKey | undefined,
  codec: Codec,
  at: number,
): Value {
  if (raw === null || raw === undefined) return null;
  if (level === 2) return raw as string;
  // A row whose key is gone was erased between the statement and now: nothing of it may be opened.
  if (field.encrypted && key === undefined) return null;
  const value =
    field.encrypted && key !== undefined ? codec.decrypt(type, field, id, key, raw as string) : raw;
  if (level === 1) return field.summary === null ? null : summarise(field.summary, textOf(value), at).code;
  return shown(field, value);
}

/** The value as JSON has it: whole numbers and booleans as such, money and long numbers as decimal text. */
function shown(field: Field, value: unknown): Value {
  if (field.derived?.kind === 'count') return Number(value);
  if (field.type === 'boolean') return value === true || value === 'true';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : textOf(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}
