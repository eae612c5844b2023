import { type Field, type FieldType, hasOptions, type Label } from '../record-type.ts';
import { type Coerced, coerce } from './coerce.ts';
import { chosenOptions } from './options.ts';

/** Types whose values have one spelling that others are brought into; every other type keeps a text as it is. */
const SPELLED: readonly FieldType[] = [
  ...['number', 'money', 'date', 'birth-date', 'boolean', 'phone', 'email', 'resident-id', 'bank-card'],
  ...['uscc', 'plate', 'passport', 'multi-choice'],
] as readonly FieldType[];

/** What `numeric(20, 2)` holds without rounding. */
const MONEY = /^-?\d{1,18}(?:\.\d{1,2})?$/;

/** A field by what its values are. */
type Chosen = Readonly<{ type: FieldType; options?: Field['options'] | undefined }>;

/**
 * A stored value in the form of another field, or why it has none there. Unlike what people type, it must not lose
 * anything on the way: no decimals, no line breaks, and no option that the other field does not have.
 */
export function convert({ type, options }: Chosen, value: string): Coerced {
  const coerced = coerce(type, value);
  if (!coerced.ok || coerced.value === null) return coerced;
  if (!areOptions({ type, options }, coerced.value)) return { ok: false, reason: NO_OPTION };
  if (type === 'money' && !MONEY.test(coerced.value)) return { ok: false, reason: FINER };
  if (!SPELLED.includes(type) && coerced.value !== value) return { ok: false, reason: ALTERED };
  return coerced;
}

/** Whether a value in its stored form is one of the field's options, or several where it may be; others always are. */
export function areOptions({ type, options }: Chosen, value: string): boolean {
  if (options === undefined || !hasOptions({ type })) return true;
  const known = new Set(options.map((option) => option.value));
  const chosen = type === 'multi-choice' ? chosenOptions(value) : [value];
  return chosen.every((option) => known.has(option));
}

const NO_OPTION: Label = { zh: '不在可选值之内', en: 'Not one of the choices' };
const FINER: Label = { zh: '小数超过两位或位数过多', en: 'More than two decimals, or too many digits' };
const ALTERED: Label = { zh: '会丢失换行等内容', en: 'Line breaks or other signs would be lost' };
