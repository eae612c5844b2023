import { parseAmount } from '../../kernel/classify/amount.ts';
import { coerce } from '../../kernel/classify/coerce.ts';
import type { DateHints } from '../../kernel/classify/date.ts';
import { chosenOptions, multiChoice } from '../../kernel/classify/options.ts';
import { normalise } from '../../kernel/disclosure/normalise.ts';
import {
  type Field,
  type FieldType,
  fieldOf,
  hasOptions,
  type Label,
  type RecordType,
} from '../../kernel/record-type.ts';
import type { SpreadsheetRow } from '../../platform/spreadsheet/spreadsheet.ts';
import type { CustomerKey, Mapping } from './agreement.ts';

/** A row of the file as it would be stored, or why it can't be: with every reason, and no cell in any. */
export type PreparedRow =
  | Readonly<{
      ok: true;
      row: number;
      values: Readonly<Record<string, string>>;
      /** The cell that names the customer, where rows are assigned by one. */
      customer: string | null;
    }>
  | Readonly<{ ok: false; row: number; reason: Label }>;

export type RowReader = Readonly<{
  prepare(row: SpreadsheetRow): PreparedRow;
  /** The form in which two keys are compared; null without one. */
  keyOf(row: SpreadsheetRow): string | null;
}>;

type Target = Readonly<{
  column: number;
  field: Field;
  hints: DateHints;
  options: ReadonlyMap<string, string> | null;
}>;

/** @throws an Error when the mapping names a field that the type does not have */
export function createRowReader(
  options: Readonly<{
    type: RecordType;
    mapping: Mapping;
    keyField: string | null;
    customerKey: CustomerKey | null;
    format: 'csv' | 'xlsx';
  }>,
): RowReader {
  const { type, mapping, keyField, customerKey, format } = options;
  const targets = mapping.map(({ column, field: name, dateHints }): Target => {
    const field = fieldOf(type, name);
    if (field === undefined) throw new Error('the agreed field is not in the record type');
    return { column, field, hints: dateHints ?? {}, options: optionsOf(field) };
  });
  const key = targets.find(({ field }) => field.name === keyField) ?? null;
  // Whether a row creates or updates is known only to the vault, unless every row creates.
  const required =
    keyField === null ? type.fields.filter((field) => mustBeFilled(field, type, customerKey)) : [];

  function prepare(row: SpreadsheetRow): PreparedRow {
    if (isTotal(row.cells)) return { ok: false, row: row.number, reason: TOTAL };
    const reasons: Label[] =
      format === 'csv' && row.notes.some(({ kind }) => kind === 'extra-cell') ? [TOO_MANY] : [];
    const values: Record<string, string> = {};
    for (const target of targets) {
      const read = readCell(target, row);
      if (typeof read === 'string') values[target.field.name] = read;
      else if (read !== null) reasons.push(about(target.field, read));
    }
    if (key !== null && values[key.field.name] === undefined && reasons.length === 0) {
      reasons.push(about(key.field, NO_KEY));
    }
    for (const field of required) if (values[field.name] === undefined) reasons.push(about(field, NEEDED));
    if (reasons.length === 0 && Object.keys(values).length === 0) reasons.push(EMPTY);
    const customer = customerKey === null ? null : (row.cells[customerKey.column] ?? '');
    if (reasons.length > 0) return { ok: false, row: row.number, reason: joined(reasons) };
    return { ok: true, row: row.number, values, customer };
  }

  return {
    prepare,
    keyOf(row) {
      if (key === null) return null;
      const value = readCell(key, row);
      return typeof value === 'string' ? comparableForm(key.field, value) : null;
    },
  };
}

/** The form in which the vault compares values of a field: see gateway/upsert.ts. */
export function comparableForm(field: Field, value: string): string | null {
  const form = field.encrypted ? normalise(field.type, value) : value.trim();
  return form === '' ? null : form;
}

/** The stored form, null for an empty cell, or why the cell can't be a value of the field. */
function readCell({ column, field, hints, options }: Target, row: SpreadsheetRow): string | null | Label {
  const cell = row.cells[column] ?? '';
  if (cell === '') return null;
  if (isCutNumber(row, column, field.type)) return CUT_NUMBER;
  const coerced = coerce(field.type, cell, hints);
  if (!coerced.ok) return coerced.reason;
  if (coerced.value === null || options === null) return coerced.value;
  const optionOf = (text: string) => options.get(text) ?? options.get(text.toLowerCase());
  if (field.type !== 'multi-choice') return optionOf(coerced.value) ?? NO_OPTION;
  // A label may hold what otherwise stands between two: the cell as a whole comes first.
  const whole = optionOf(cell.trim());
  const chosen = whole === undefined ? chosenOptions(coerced.value).map(optionOf) : [whole];
  return chosen.every((option) => option !== undefined) ? multiChoice(chosen) : NO_OPTION;
}

/** Spreadsheet programs keep 15 digits of a number; for an amount that is exact enough, for an identity number never. */
function isCutNumber({ notes }: SpreadsheetRow, column: number, type: FieldType): boolean {
  if (notes.length === 0 || type === 'number' || type === 'money') return false;
  return notes.some((note) => note.kind === 'long-number' && note.column === column);
}

/** People write what they see: the values of a choice may stand in the file as either of their labels. */
function optionsOf(field: Field): ReadonlyMap<string, string> | null {
  if (!hasOptions(field) || field.options === undefined) return null;
  const forms = new Map<string, string>();
  for (const { value, label } of field.options.toReversed()) {
    for (const form of [label.en.toLowerCase(), label.zh, label.en]) forms.set(form, value);
  }
  for (const { value } of field.options) forms.set(value, value);
  return forms;
}

const TOTAL_WORDS = /^(?:合计|总计|小计|共计|total|subtotal|sum)\s*[:：]?$/i;

/** A line below the records that adds them up: the word for it, and besides it only numbers. */
function isTotal(cells: readonly string[]): boolean {
  const [first, ...others] = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return first !== undefined && TOTAL_WORDS.test(first) && others.every((cell) => parseAmount(cell) !== null);
}

function mustBeFilled(field: Field, type: RecordType, customerKey: CustomerKey | null): boolean {
  if (!field.required || field.derived !== undefined) return false;
  return !(customerKey !== null && field.name === type.customerField);
}

export function about(field: Field, reason: Label): Label {
  return { zh: `“${field.label.zh}”：${reason.zh}`, en: `“${field.label.en}”: ${reason.en}` };
}

function joined(reasons: readonly Label[]): Label {
  return { zh: reasons.map(({ zh }) => zh).join('；'), en: reasons.map(({ en }) => en).join('; ') };
}

const NEEDED: Label = { zh: '必须填写', en: 'it must not be empty' };
const NO_KEY: Label = {
  zh: '主键为空，无法判断是新增还是更新',
  en: 'the key is empty, so that nobody can tell a new record from a known one',
};
const NO_OPTION: Label = { zh: '不在可选值之内', en: 'it is not one of the choices' };
const CUT_NUMBER: Label = {
  zh: '数字超过15位，末尾可能已被电子表格改为0，请以文本格式重新导出',
  en: 'the number has more than 15 digits, of which a spreadsheet keeps only 15; export it as text',
};
const TOTAL: Label = { zh: '这是合计行，不是一条记录', en: 'this is a total, not a record' };
const EMPTY: Label = { zh: '要导入的列全部为空', en: 'all columns to be imported are empty' };
const TOO_MANY: Label = {
  zh: '单元格多于表头，可能有内容里的分隔符没有加引号',
  en: 'it has more cells than the header; perhaps a delimiter inside a cell lacks its quotes',
};
export const REPEATED_KEY: Label = {
  zh: '主键与本文件前面的一行相同',
  en: 'an earlier row of this file has the same key',
};
