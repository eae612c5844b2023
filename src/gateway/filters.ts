import { Problem } from '../contract/problem.ts';
import type { Filter, FilterOperator } from '../contract/records.ts';
import { coerce } from '../kernel/classify/coerce.ts';
import { chosenOptions } from '../kernel/classify/options.ts';
import { lastFour, normalise } from '../kernel/disclosure/normalise.ts';
import type { Field, RecordType } from '../kernel/record-type.ts';
import type { BlindIndexes } from '../vault/blind-indexes.ts';
import { lookupColumn, plainColumn, valueColumn } from '../vault/naming.ts';
import { optionsSql, sqlTypeOf } from '../vault/tables.ts';
import type { Parameters } from './sql.ts';

/** Conditions of a query as SQL. Encrypted fields answer only through the blind indexes that they have. */

const COMPARISONS: Readonly<Partial<Record<FilterOperator, string>>> = {
  'less-than': '<',
  'at-most': '<=',
  'more-than': '>',
  'at-least': '>=',
};

/** Those that take any number of values; the others take one. */
const OF_SEVERAL: readonly FilterOperator[] = ['one-of', 'has-any', 'has-all'];

/** The operators that a field can be searched with, for those who may find by it. */
export function operatorsOf(field: Field): readonly FilterOperator[] {
  if (field.derived !== undefined) return [];
  if (field.encrypted) {
    const operators: FilterOperator[] = [];
    if (field.lookups.includes('exact')) operators.push('equals', 'one-of');
    if (field.lookups.includes('last4')) operators.push('last-four');
    return operators;
  }
  switch (field.type) {
    case 'number':
    case 'money':
    case 'date':
    case 'birth-date':
      return ['equals', 'one-of', 'less-than', 'at-most', 'more-than', 'at-least', 'is-empty'];
    case 'boolean':
    case 'relation':
    case 'choice':
      return ['equals', 'one-of', 'is-empty'];
    case 'multi-choice':
      return ['has-any', 'has-all', 'is-empty'];
    default:
      return ['equals', 'one-of', 'starts-with', 'contains', 'is-empty'];
  }
}

/** @throws Problem `unsupported-operator` or `invalid-input`; texts never repeat what was searched for */
export function filterSql(
  type: RecordType,
  field: Field,
  { operator, values }: Filter,
  row: string,
  indexes: BlindIndexes,
  add: Parameters['add'],
): string {
  if (!operatorsOf(field).includes(operator)) {
    throw new Problem('unsupported-operator', { field: field.name, operator });
  }
  if (operator === 'is-empty') return `${row}.${valueColumn(field)} IS NULL`;
  if (values.length === 0 || (!OF_SEVERAL.includes(operator) && values.length > 1)) throw badValue(field);
  if (field.encrypted) return encryptedSql(type, field, operator, values, row, indexes, add);

  const column = `${row}.${plainColumn(field)}`;
  const comparison = COMPARISONS[operator];
  if (operator === 'starts-with' || operator === 'contains') {
    const escaped = (values[0] ?? '').replace(/[\\%_]/g, (character) => `\\${character}`);
    if (escaped === '') throw badValue(field);
    return `${column} ILIKE ${add(operator === 'contains' ? `%${escaped}%` : `${escaped}%`)}`;
  }
  const stored = values.map((value) => storedForm(field, value));
  if (field.type === 'multi-choice') {
    if (stored.some((option) => chosenOptions(option).length > 1)) throw badValue(field);
    return `${optionsSql(column)} ${operator === 'has-all' ? '@>' : '&&'} ${add(stored)}::text[]`;
  }
  return comparison === undefined
    ? `${column} = ANY (${add(stored)}::${sqlTypeOf(field)}[])`
    : `${column} ${comparison} ${add(stored[0])}::${sqlTypeOf(field)}`;
}

function encryptedSql(
  type: RecordType,
  field: Field,
  operator: FilterOperator,
  values: readonly string[],
  row: string,
  indexes: BlindIndexes,
  add: Parameters['add'],
): string {
  const lookup = operator === 'last-four' ? 'last4' : 'exact';
  const digests = values.map((value) => {
    const normal = normalise(field.type, value);
    // People type the four themselves, or the whole number.
    const form = lookup === 'last4' && normal.length !== 4 ? lastFour(field.type, value) : normal;
    if (form === null || form === '') throw badValue(field);
    return indexes.digest(type.name, field.name, lookup, form);
  });
  return `${row}.${lookupColumn(field, lookup)} = ANY (${add(digests)}::text[])`;
}

function storedForm(field: Field, value: string): string {
  const coerced = coerce(field.type, value);
  if (!coerced.ok || coerced.value === null) throw badValue(field);
  return coerced.value;
}

function badValue(field: Field): Problem {
  return new Problem('invalid-input', {
    'detail.zh': `字段“${field.label.zh}”的查找值无法识别。`,
    'detail.en': `The value to search “${field.label.en}” by cannot be read.`,
    detail: `The value to search “${field.label.en}” by cannot be read.`,
  });
}
