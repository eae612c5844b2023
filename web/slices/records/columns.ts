import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { FieldView } from '../../app/api/record-types.ts';

const DEFAULT_COLUMNS = 8;
/** Operators that only an ordered, unencrypted field has: the ones that can be sorted by. */
const ORDER_OPERATORS = ['less-than', 'at-most', 'more-than', 'at-least', 'starts-with', 'contains'];

/** The columns that a list shows until its reader chooses: the title and the first short fields. */
export function defaultColumns(type: RecordTypeView): string[] {
  const eligible = type.fields.filter(
    (field) =>
      field.disclosureAtMost !== 'withheld' &&
      field.type !== 'long-text' &&
      field.name !== type.customerField &&
      field.name !== type.titleField,
  );
  const title = type.fields.find((field) => field.name === type.titleField);
  const first = title !== undefined && title.disclosureAtMost !== 'withheld' ? [title.name] : [];
  return [...first, ...eligible.slice(0, DEFAULT_COLUMNS - first.length).map((field) => field.name)];
}

/** The chosen columns that still exist for this reader, in the order in which they were chosen. */
export function columnsOf(type: RecordTypeView, chosen: readonly string[] | null): FieldView[] {
  const names = chosen ?? defaultColumns(type);
  return names.flatMap((name) => type.fields.find((field) => field.name === name) ?? []);
}

export function isSortable(field: FieldView): boolean {
  return field.findable && field.operators.some((operator) => ORDER_OPERATORS.includes(operator));
}

const NARROW_PX = 120;
const USUAL_PX = 160;
const WIDE_PX = 240;
const WIDTHS: Readonly<Partial<Record<FieldView['type'], number>>> = {
  boolean: NARROW_PX,
  number: NARROW_PX,
  date: NARROW_PX,
  'long-text': WIDE_PX,
  address: WIDE_PX,
  email: 200,
  'resident-id': 190,
  'bank-card': 190,
};

/** How wide a column is, by what stands in it and not by the rows in sight: it stays so while they change. */
export function widthOf(field: FieldView): number {
  return WIDTHS[field.type] ?? USUAL_PX;
}
