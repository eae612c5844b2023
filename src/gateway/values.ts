import { Problem } from '../contract/problem.ts';
import type { Values } from '../contract/records.ts';
import { coerce } from '../kernel/classify/coerce.ts';
import { areOptions, convert } from '../kernel/classify/convert.ts';
import { type Field, fieldOf, type Label, type RecordType } from '../kernel/record-type.ts';

/** Submitted values in their stored form, or a problem that names the field and never repeats the value. */

/**
 * @throws Problem `unknown-field` for a name that is no field, or one that is computed; `invalid-input` for a value
 *   that its field cannot hold
 */
export function storedValues(type: RecordType, values: Values): ReadonlyMap<Field, string | null> {
  const stored = new Map<Field, string | null>();
  for (const [name, value] of Object.entries(values)) {
    const field = fieldOf(type, name);
    if (field === undefined || field.derived !== undefined)
      throw new Problem('unknown-field', { field: name });
    stored.set(field, storedValue(field, value));
  }
  return stored;
}

export function storedValue(field: Field, value: string | null): string | null {
  const coerced = value === null ? { ok: true as const, value: null } : coerce(field.type, value);
  if (!coerced.ok) throw invalidValue(field, coerced.reason);
  if (coerced.value === null && field.required) throw invalidValue(field, NEEDED);
  if (coerced.value !== null && !areOptions(field, coerced.value)) throw invalidValue(field, NO_OPTION);
  const next =
    field.becoming === undefined || coerced.value === null ? null : convert(field.becoming, coerced.value);
  if (next?.ok === false) throw invalidValue(field, next.reason);
  if (next?.value === null && field.required) throw invalidValue(field, NEEDED);
  return coerced.value;
}

/** @throws Problem `invalid-input` naming the first required field that has no value */
export function mustHaveRequired(type: RecordType, values: ReadonlyMap<Field, string | null>): void {
  for (const field of type.fields) {
    if (field.required && field.derived === undefined && (values.get(field) ?? null) === null) {
      throw invalidValue(field, NEEDED);
    }
  }
}

const NEEDED: Label = { zh: '必须填写', en: 'it must not be empty' };
const NO_OPTION: Label = { zh: '不在可选值之内', en: 'it is not one of the choices' };

export function invalidValue(field: Field, reason: Label): Problem {
  return new Problem('invalid-input', {
    'detail.zh': `字段“${field.label.zh}”：${reason.zh}。未保存任何内容。`,
    'detail.en': `Field “${field.label.en}”: ${reason.en}. Nothing was saved.`,
    detail: `Field “${field.label.en}”: ${reason.en}. Nothing was saved.`,
  });
}
