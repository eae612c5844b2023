import { parseAmount } from '../classify/amount.ts';
import { dayNumber, parseDate } from '../classify/date.ts';
import { chosenOptions } from '../classify/options.ts';
import { parseResidentId } from '../classify/resident-id.ts';
import type { Label, SummaryName } from '../record-type.ts';
import { amountBandOf } from './amount-band.ts';
import { charactersOf } from './characters.ts';

/** An answer about a value that is not the value. `code` is stable; `label` is for people. */
export type Summary = Readonly<{ code: string; label: Label }>;

const UNKNOWN: Summary = { code: 'unknown', label: { zh: '不详', en: 'Unknown' } };
const ADULT_YEARS = 18;

/** Days are of China Standard Time, unless the caller names another offset from UTC. */
const CHINA_OFFSET_MINUTES = 480;

const RECENCY: readonly (Summary & Readonly<{ daysAtMost: number }>)[] = [
  { code: 'week', label: { zh: '一周内', en: 'Within a week' }, daysAtMost: 7 },
  { code: 'month', label: { zh: '一个月内', en: 'Within a month' }, daysAtMost: 31 },
  { code: 'quarter', label: { zh: '三个月内', en: 'Within a quarter' }, daysAtMost: 92 },
  { code: 'year', label: { zh: '一年内', en: 'Within a year' }, daysAtMost: 366 },
  { code: 'longer', label: { zh: '一年以前', en: 'Longer ago' }, daysAtMost: Number.POSITIVE_INFINITY },
];

const LENGTHS: readonly (Summary & Readonly<{ charactersAtMost: number }>)[] = [
  { code: 'empty', label: { zh: '空', en: 'Empty' }, charactersAtMost: 0 },
  { code: '1-10', label: { zh: '10字以内', en: 'Up to 10 characters' }, charactersAtMost: 10 },
  { code: '11-50', label: { zh: '11–50字', en: '11 to 50 characters' }, charactersAtMost: 50 },
  { code: '51-200', label: { zh: '51–200字', en: '51 to 200 characters' }, charactersAtMost: 200 },
  {
    code: 'over-200',
    label: { zh: '200字以上', en: 'Over 200 characters' },
    charactersAtMost: Number.POSITIVE_INFINITY,
  },
];

/**
 * The summary of a value at an instant (milliseconds since the epoch). `unknown` when the value has not the form
 * that the summary needs, which tells nothing else about it. Total: never throws.
 */
export function summarise(
  name: SummaryName,
  value: string,
  at: number,
  utcOffsetMinutes: number = CHINA_OFFSET_MINUTES,
): Summary {
  const today = new Date(at + utcOffsetMinutes * 60_000);
  switch (name) {
    case 'amount-band':
      return amountBand(value);
    case 'adult':
      return adult(value, today);
    case 'recency':
      return recency(value, today);
    case 'filled':
      return value.trim() === ''
        ? { code: 'no', label: { zh: '未填写', en: 'Not filled in' } }
        : { code: 'yes', label: { zh: '已填写', en: 'Filled in' } };
    case 'length-band':
      return lengthBand(value);
    case 'how-many':
      return howMany(chosenOptions(value).length);
  }
}

/** Every code of the banded summaries with its label, for those who draw codes without a value. */
export const SUMMARY_LABELS: Readonly<Record<'recency' | 'length-band', readonly Summary[]>> = {
  recency: RECENCY.map(({ code, label }) => ({ code, label })),
  'length-band': LENGTHS.map(({ code, label }) => ({ code, label })),
};

/** How many options a multi-choice has; `code` is the number. */
export function howMany(count: number): Summary {
  return { code: String(count), label: { zh: `${count} 项`, en: `${count} chosen` } };
}

function amountBand(value: string): Summary {
  const amount = parseAmount(value);
  if (amount === null) return UNKNOWN;
  const { code, label } = amountBandOf(amount);
  return { code, label };
}

/**
 * 18 full years (Civil Code art. 17), from a birth date or an identity number. Whoever was born on 29 February comes
 * of age on 1 March.
 */
function adult(value: string, today: Date): Summary {
  const birthDate = parseResidentId(value)?.birthDate ?? parseDate(value);
  if (birthDate === null || Number.isNaN(today.getTime())) return UNKNOWN;
  const years = today.getUTCFullYear() - Number(birthDate.slice(0, 4));
  const birthdayPassed = today.toISOString().slice(5, 10) >= birthDate.slice(5);
  const age = years - (birthdayPassed ? 0 : 1);
  if (age < 0 || age > 150) return UNKNOWN;
  return age >= ADULT_YEARS
    ? { code: 'yes', label: { zh: '已成年', en: 'Adult' } }
    : { code: 'no', label: { zh: '未成年', en: 'Minor' } };
}

function recency(value: string, today: Date): Summary {
  const date = parseDate(value);
  if (date === null || Number.isNaN(today.getTime())) return UNKNOWN;
  const days = dayNumber(today.toISOString().slice(0, 10)) - dayNumber(date);
  if (days < 0) return { code: 'future', label: { zh: '尚未到来', en: 'In the future' } };
  const band = RECENCY.find((each) => days <= each.daysAtMost);
  return band === undefined ? UNKNOWN : { code: band.code, label: band.label };
}

function lengthBand(value: string): Summary {
  const length = charactersOf(value).length;
  const band = LENGTHS.find((each) => length <= each.charactersAtMost);
  return band === undefined ? UNKNOWN : { code: band.code, label: band.label };
}
