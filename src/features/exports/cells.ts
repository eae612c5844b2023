import type { Value } from '../../contract/records.ts';
import { summaryWords } from '../../kernel/disclosure/summary-words.ts';
import type { Field, Label, RecordType } from '../../kernel/record-type.ts';
import { fieldOf } from '../../kernel/record-type.ts';

/** A row of a file as people read it: words for codes, in the language of whoever fetches it. */

export type Language = keyof Label;

export type Columns = Readonly<{
  names: readonly string[];
  header: readonly string[];
  numeric: readonly boolean[];
  /** @param levels one digit a column: 0 withheld, 1 summary, 2 masked, 3 shown */
  cells(levels: string, values: readonly Value[]): readonly string[];
}>;

export function columnsOf(
  type: RecordType | undefined,
  names: readonly string[],
  language: Language,
): Columns {
  const fields = names.map((name) => (type === undefined ? undefined : fieldOf(type, name)));
  const choices = fields.map(
    (field) => new Map(field?.options?.map(({ value, label }) => [value, label[language]]) ?? []),
  );
  return {
    names,
    header: fields.map((field, at) => field?.label[language] ?? names[at] ?? ''),
    numeric: fields.map(
      (field) => field?.type === 'number' || field?.type === 'money' || field?.derived?.kind === 'count',
    ),
    cells: (levels, values) =>
      values.map((value, at) => {
        if (value === null) return '';
        const level = levels[at];
        if (level === '1') return summaryText(fields[at], String(value), language);
        if (level === '3' && typeof value === 'boolean') return YES_NO[language][value ? 0 : 1];
        const text = typeof value === 'string' ? value : String(value);
        return level === '3' ? (choices[at]?.get(text) ?? text) : text;
      }),
  };
}

const YES_NO = { zh: ['是', '否'], en: ['Yes', 'No'] } as const;

function summaryText(field: Field | undefined, code: string, language: Language): string {
  return (field?.summary == null ? null : summaryWords(field.summary, code))?.[language] ?? code;
}
