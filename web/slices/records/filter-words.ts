import type { Filter } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import type { useLabel } from '../../app/i18n.ts';
import type { useAppWords } from '../../app/locale/words.ts';
import type { useRecordsWords } from './words.ts';

type Words = {
  say: ReturnType<typeof useRecordsWords>;
  app: ReturnType<typeof useAppWords>;
  label: ReturnType<typeof useLabel>;
};

const DATE_OPERATORS: Readonly<Record<string, string>> = {
  'less-than': 'before',
  'at-most': 'until',
  'more-than': 'after',
  'at-least': 'from',
};

/** An operator in words; dates are earlier and later, where numbers are less and more. */
export function operatorWords(field: FieldView, operator: string, say: Words['say']): string {
  const dated = field.type === 'date' || field.type === 'birth-date';
  return say.code('operator', (dated ? DATE_OPERATORS[operator] : undefined) ?? operator);
}

/** A condition as a sentence on its chip. */
export function filterWords(filter: Filter, field: FieldView | undefined, words: Words): string {
  if (field === undefined) return filter.field;
  const values = filter.values.map((value) => {
    if (field.type === 'boolean') return words.app(value === 'true' ? 'value.yes' : 'value.no');
    const option = field.options?.find((each) => each.value === value);
    return option ? words.label(option.label) : value;
  });
  const parts = [words.label(field.label), operatorWords(field, filter.operator, words.say)];
  return [...parts, values.join(words.say('filter.list-separator'))].join(' ').trim();
}
