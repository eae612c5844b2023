import type { Field, FieldType, Label } from '../record-type.ts';
import { type Coerced, coerce } from './coerce.ts';

/** Types whose values have one spelling that others are brought into; every other type keeps a text as it is. */
const SPELLED: readonly FieldType[] = [
  ...['number', 'money', 'date', 'birth-date', 'boolean', 'phone', 'email', 'resident-id', 'bank-card'],
  ...['uscc', 'plate', 'passport'],
] as readonly FieldType[];

/** What `numeric(20, 2)` holds without rounding. */
const MONEY = /^-?\d{1,18}(?:\.\d{1,2})?$/;

/**
 * A stored value in the form of another field, or why it has none there. Unlike what people type, it must not lose
 * anything on the way: no decimals, no line breaks, and no option that the other field does not have.
 */
export function convert({ type, options }: Pick<Field, 'type' | 'options'>, value: string): Coerced {
  const coerced = coerce(type, value);
  if (!coerced.ok || coerced.value === null) return coerced;
  if (type === 'choice' && options?.some((option) => option.value === coerced.value) === false) {
    return { ok: false, reason: NO_OPTION };
  }
  if (type === 'money' && !MONEY.test(coerced.value)) return { ok: false, reason: FINER };
  if (!SPELLED.includes(type) && coerced.value !== value) return { ok: false, reason: ALTERED };
  return coerced;
}

const NO_OPTION: Label = { zh: '不在可选值之内', en: 'Not one of the choices' };
const FINER: Label = { zh: '小数超过两位或位数过多', en: 'More than two decimals, or too many digits' };
const ALTERED: Label = { zh: '会丢失换行等内容', en: 'Line breaks or other signs would be lost' };
