import type { FieldType, Label, SummaryName } from '../record-type.ts';
import { AMOUNT_BANDS } from './amount-band.ts';
import { howMany, SUMMARY_LABELS, summarise } from './summaries.ts';

/** Asked of the kernel itself, so that the words for a code are the kernel's own. */
const EXAMPLES: Readonly<Record<'adult' | 'filled' | 'recency', readonly string[]>> = {
  adult: ['1900-01-01', '2020-01-01', ''],
  filled: ['x', ''],
  recency: ['2100-01-01', ''],
};
const AT = Date.UTC(2026, 0, 1);

const WORDS: Readonly<Record<SummaryName, ReadonlyMap<string, Label>>> = {
  'amount-band': new Map([
    ...AMOUNT_BANDS.map(({ code, label }) => [code, label] as const),
    ...examples('amount-band', ['']),
  ]),
  recency: new Map([
    ...SUMMARY_LABELS.recency.map(({ code, label }) => [code, label] as const),
    ...examples('recency', EXAMPLES.recency),
  ]),
  'length-band': new Map(SUMMARY_LABELS['length-band'].map(({ code, label }) => [code, label])),
  adult: new Map(examples('adult', EXAMPLES.adult)),
  filled: new Map(examples('filled', EXAMPLES.filled)),
  // As many as there may be options.
  'how-many': new Map(Array.from({ length: 201 }, (_, count) => [String(count), howMany(count).label])),
};

function examples(summary: SummaryName, values: readonly string[]): (readonly [string, Label])[] {
  return values.map((value) => {
    const { code, label } = summarise(summary, value, AT);
    return [code, label] as const;
  });
}

/** A summary arrives as a code; these are its words. Null when the code is not one that this summary gives. */
export function summaryWords(summary: SummaryName, code: string): Label | null {
  return WORDS[summary].get(code) ?? null;
}

/** The summary that a field of this type usually has, for a server that does not say which it is. */
export function usualSummary(type: FieldType): SummaryName {
  if (type === 'money') return 'amount-band';
  if (type === 'birth-date') return 'adult';
  if (type === 'date') return 'recency';
  if (type === 'multi-choice') return 'how-many';
  return type === 'long-text' ? 'length-band' : 'filled';
}
