import { tidy } from './half-width.ts';

/** What the importer knows about a column and a single cell cannot tell. */
export type DateHints = Readonly<{
  /** How 03/04/2024 is meant. Without it, such a date is refused rather than guessed. */
  order?: 'day-first' | 'month-first';
  /** A bare number is a day count of a spreadsheet (1900 date system). */
  excelSerial?: boolean;
}>;

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const DAYS_BEFORE_1970_IN_1900_SYSTEM = 25_569;
const DAY_MILLISECONDS = 86_400_000;

const TIME = String.raw`(?:[T ]\s?(?:[01]?\d|2[0-4])[:时]\d{1,2}分?(?:[:\s]?\d{1,2}(?:[.,]\d{1,9})?秒?)?\s?(?:[AaPp][Mm])?\s?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(
  `^(\\d{4})\\s?([-/.年])\\s?(\\d{1,2})\\s?(?:[-/.月])\\s?(\\d{1,2})\\s?[日号]?${TIME}$`,
);
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${TIME}$`);
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:\d{6})?$/;
const DAY_MONTH_NAME = new RegExp(
  `^(\\d{1,2})(?:st|nd|rd|th|\\.)?[-\\s]?([A-Za-z]{3,9})\\.?[-,\\s]{1,2}(\\d{4})${TIME}$`,
);
const MONTH_NAME_DAY = new RegExp(`^([A-Za-z]{3,9})\\.?\\s(\\d{1,2})(?:st|nd|rd|th)?,?\\s(\\d{4})${TIME}$`);

/**
 * The calendar date that a cell means, as YYYY-MM-DD, or null. Reads ISO 8601, 2024年3月5日, 2024/3/5, 2024.3.5,
 * 20240305, 5.3.2024 (dots are day-first), 13/3/2024, 5 Mar 2024, March 5, 2024, each with or without a time of
 * day; a time and its zone are dropped, the date stays as written. Two-digit years are refused: which century
 * they mean depends on the day one asks.
 */
export function parseDate(value: string, hints: DateHints = {}): string | null {
  if (value.length > 48) return null;
  const text = tidy(value);
  const yearFirst = YEAR_FIRST.exec(text) ?? compactGroups(text);
  if (yearFirst !== null) return isoDate(yearFirst[1], yearFirst[3], yearFirst[4]);
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast !== null) return orderedDate(yearLast, hints);
  if (hints.excelSerial === true) return excelDate(text);
  const dayMonth = DAY_MONTH_NAME.exec(text);
  if (dayMonth !== null) return isoDate(dayMonth[3], monthNumber(dayMonth[2]), dayMonth[1]);
  const monthDay = MONTH_NAME_DAY.exec(text);
  if (monthDay !== null) return isoDate(monthDay[3], monthNumber(monthDay[1]), monthDay[2]);
  return null;
}

/** True when day and month of the cell could be exchanged, so that only a hint can tell them apart. */
export function isAmbiguousDate(value: string): boolean {
  const match = YEAR_LAST.exec(tidy(value.slice(0, 48)));
  if (match === null || match[2] === '.') return false;
  return Number(match[1]) <= 12 && Number(match[3]) <= 12 && Number(match[1]) !== Number(match[3]);
}

/** Whether the three numbers name a day of the Gregorian calendar. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= daysInMonth(year, month);
}

/** Day number since 1970-01-01 of a YYYY-MM-DD date. */
export function dayNumber(isoDateText: string): number {
  return Math.floor(Date.parse(`${isoDateText}T00:00:00Z`) / DAY_MILLISECONDS);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The compact form in the group positions of YEAR_FIRST. */
function compactGroups(text: string): (string | undefined)[] | null {
  const match = COMPACT.exec(text);
  return match === null ? null : [match[0], match[1], '', match[2], match[3]];
}

function orderedDate(match: RegExpExecArray, hints: DateHints): string | null {
  const [first, second, year] = [match[1], match[3], match[4]];
  const dayFirst = isoDate(year, second, first);
  if (match[2] === '.' || hints.order === 'day-first') return dayFirst;
  const monthFirst = isoDate(year, first, second);
  if (hints.order === 'month-first') return monthFirst;
  if (dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst) return null;
  return dayFirst ?? monthFirst;
}

/** Day 60 of the 1900 system is the 29 February 1900 that never was; days before it are one off. */
function excelDate(text: string): string | null {
  if (!/^\d{1,7}(?:\.\d+)?$/.test(text)) return null;
  const serial = Math.floor(Number(text));
  if (serial < 1 || serial === 60 || serial > 2_958_465) return null;
  const days = serial - DAYS_BEFORE_1970_IN_1900_SYSTEM + (serial < 60 ? 1 : 0);
  return new Date(days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

function monthNumber(name: string | undefined): string {
  const lower = (name ?? '').toLowerCase();
  return String(1 + MONTHS.findIndex((month) => month.startsWith(lower)));
}

function isoDate(year: string | undefined, month: string | undefined, day: string | undefined) {
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
