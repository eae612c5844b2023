import { Problem } from '../contract/problem.ts';
import { convert } from '../kernel/classify/convert.ts';
import { normalise } from '../kernel/disclosure/normalise.ts';
import { type Field, fieldOf, hasOptions, type RecordType, type StoredForm } from '../kernel/record-type.ts';
import { customerColumn, tableOf, valueColumn } from '../vault/naming.ts';
import { SMALLEST_GROUP } from './aggregate.ts';
import { loadRecordTypes } from './authorities.ts';
import { type Gateway, isReshaped, readRows } from './requests.ts';

/**
 * How well a field is filled, over all records, in counts: values go through here and none comes out. A count so small
 * that it speaks of single customers is not told, nor one whose complement is.
 */
export type FieldFigures = Readonly<{
  records: Count;
  filled: Count;
  /** Different values, by what counts as the same for searching; null also where there are too many to count. */
  distinct: Count;
  /** Values that are none of the type: of its own, or of the one that was asked about. */
  unfit: Count;
  /** Values that mean that there is none, such as a dash, and would be empty in the type that was asked about. */
  emptied: Count;
}>;

/** Null for a count that is not told. */
export type Count = number | null;

const AT_ONCE = 2_000;
const DISTINCT_AT_MOST = 1_000_000;

/**
 * @param form what the values are compared with; without it the field's own
 * @throws Problem `not-found`, `invalid-input` for a field that is not stored, `version-conflict` when it came to be
 *   stored otherwise meanwhile
 */
export async function figures(
  gateway: Gateway,
  typeName: string,
  fieldName: string,
  form?: StoredForm,
): Promise<FieldFigures> {
  // Not those in memory: how a field is stored may have changed a moment ago.
  const recordTypes = await loadRecordTypes(gateway.pool);
  const type = recordTypes.get(typeName);
  const field = type === undefined ? undefined : fieldOf(type, fieldName);
  if (type === undefined || field === undefined) throw new Problem('not-found');
  if (field.derived !== undefined) throw new Problem('invalid-input');
  const counts = { records: 0, filled: 0, unfit: 0, emptied: 0 };
  const seen = new Set<string>();
  for await (const { value } of valuesOf(gateway, type, field)) {
    counts.records += 1;
    if (value === null) continue;
    counts.filled += 1;
    const converted = convert(form ?? field, value);
    if (!converted.ok || (converted.value === null && field.required)) counts.unfit += 1;
    else if (converted.value === null) counts.emptied += 1;
    if (seen.size < DISTINCT_AT_MOST) seen.add(digest(gateway, type, field, value));
  }
  const { records, filled, unfit, emptied } = counts;
  return {
    records: told(records, records),
    filled: told(filled, records),
    distinct: seen.size < DISTINCT_AT_MOST ? told(seen.size, filled) : null,
    unfit:
      form !== undefined && hasOptions(form) ? toldOfOptions(counts) : unfit === 0 ? 0 : told(unfit, filled),
    emptied: told(emptied, filled),
  };
}

function told(count: number, of: number): Count {
  const isFew = (some: number) => some > 0 && some < SMALLEST_GROUP;
  return isFew(count) || isFew(of - count) ? null : count;
}

/**
 * Who names the options of a choice could name a value that they wonder about, among others of which they know how many
 * there are: any number would tell whether somebody has it. So only that all values fit is told, where they are not few,
 * and that there are none, where that is told anyway.
 */
function toldOfOptions({
  records,
  filled,
  unfit,
}: Readonly<Record<'records' | 'filled' | 'unfit', number>>): Count {
  const isEnough = filled >= SMALLEST_GROUP || (filled === 0 && told(filled, records) === 0);
  return unfit === 0 && isEnough ? 0 : null;
}

/** Short enough to keep a million of, and long enough that two values hardly ever share one. */
function digest({ indexes }: Gateway, type: RecordType, field: Field, value: string): string {
  return indexes.digest(type.name, field.name, 'exact', normalise(field.type, value)).slice(0, 16);
}

async function* valuesOf(
  { pool, keys, codec }: Gateway,
  type: RecordType,
  field: Field,
): AsyncGenerator<Readonly<{ value: string | null }>> {
  const text = `SELECT id, ${customerColumn(type)}, ${valueColumn(field)}::text FROM ${tableOf(type)}
    WHERE id > $1 ORDER BY id LIMIT ${AT_ONCE}`;
  for (let last = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await readRows(pool, { text, values: [last] }).catch((error: unknown) => {
      throw isReshaped(error) ? new Problem('version-conflict') : error;
    });
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end[0] as string;
    const sealed = field.encrypted ? rows.filter((row) => row[2] !== null) : [];
    const opened = await keys.find(pool, [...new Set(sealed.map((row) => row[1] as string))], 'fresh');
    for (const [id, customer, raw] of rows) {
      const key = opened.get(customer as string);
      // Erased since the rows were read: there is no such record any more.
      if (field.encrypted && raw !== null && key === undefined) continue;
      const value =
        key !== undefined && raw !== null
          ? codec.decrypt(type, field, id as string, key, raw as string)
          : raw;
      yield { value: value as string | null };
    }
  }
}
