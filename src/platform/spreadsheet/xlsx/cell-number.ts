import type { NumberFormat } from './number-format.ts';

/** Digits that a double keeps for certain, and all that spreadsheet programs store and show. */
const DIGITS_KEPT = 15;
const NUMBER = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d{1,3}))?$/;
const PLAIN_INTEGER = /^[1-9]\d{0,14}$/;
const DAY_SECONDS = 86_400;
/** 9999-12-31 in the 1900 system. */
const SERIAL_DAY_MAX = 2_958_465;
const DAYS_1900_TO_1970 = 25_569;
const DAYS_1900_TO_1904 = 1_462;

/**
 * A stored number as a person sees it: without exponent and without the noise of binary fractions. A whole number of
 * more than 15 digits keeps every digit of the file and is marked `long`, since its last digits may have been lost
 * before the file was saved. What is no number comes back as it is.
 */
export function numberText(stored: string): Readonly<{ text: string; long: boolean }> {
  if (PLAIN_INTEGER.test(stored)) return { text: stored, long: false };
  const match = NUMBER.exec(stored);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (match === null || whole + fraction === '') return { text: stored, long: false };
  const text = plainDecimal(sign === '-', whole, fraction, Number(exponent));
  const digits = text.replace(/^-|\./g, '').replace(/^0+/, '');
  if (digits.length <= DIGITS_KEPT) return { text, long: false };
  if (!text.includes('.')) return { text, long: true };
  return { text: rounded(text), long: false };
}

/** Writes digits without exponent; the exponent has at most three digits, so the text stays short. */
function plainDecimal(negative: boolean, whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction;
  const pointAt = whole.length + exponent;
  const padded = pointAt < 0 ? '0'.repeat(-pointAt) + digits : digits.padEnd(pointAt, '0');
  const integer = padded.slice(0, Math.max(0, pointAt)).replace(/^0+(?=\d)/, '') || '0';
  const decimals = padded.slice(Math.max(0, pointAt)).replace(/0+$/, '');
  const text = decimals === '' ? integer : `${integer}.${decimals}`;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}

function rounded(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    NUMBER.exec(Number(text).toPrecision(DIGITS_KEPT)) ?? [];
  return plainDecimal(sign === '-', whole, fraction, Number(exponent));
}

/** Adds the leading zeros that a format such as `000000` shows. */
export function paddedText(text: string, digitCount: number): string {
  return /^\d+$/.test(text) ? text.padStart(digitCount, '0') : text;
}

/**
 * A day number as ISO 8601: `2024-05-01`, `2024-05-01T09:30:00`, `09:30:00`, or hours beyond a day for a duration
 * (`27:15:00`). Undefined if no date has this number. The day that 1900 never had (60, kept from Lotus 1-2-3) is none.
 */
export function serialText(
  serial: number,
  kind: Exclude<NumberFormat['kind'], 'plain' | 'padded'>,
  date1904: boolean,
) {
  if (!Number.isFinite(serial) || serial < 0) return undefined;
  const seconds = Math.round(serial * DAY_SECONDS);
  if (kind === 'duration') return clock(seconds);
  const day = Math.floor(seconds / DAY_SECONDS);
  const timeOfDay = seconds % DAY_SECONDS;
  if (kind === 'time' && day === 0) return clock(timeOfDay);
  const date = isoDate(date1904 ? day + DAYS_1900_TO_1904 : day);
  if (date === undefined) return undefined;
  return kind === 'date' ? date : `${date}T${clock(timeOfDay)}`;
}

function isoDate(serialDay: number): string | undefined {
  if (serialDay < 1 || serialDay > SERIAL_DAY_MAX || serialDay === 60) return undefined;
  const day = serialDay < 60 ? serialDay + 1 : serialDay;
  return new Date((day - DAYS_1900_TO_1970) * DAY_SECONDS * 1000).toISOString().slice(0, 10);
}

function clock(seconds: number): string {
  const hour = Math.floor(seconds / 3600);
  const minute = Math.floor(seconds / 60) % 60;
  return [hour, minute, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
