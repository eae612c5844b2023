import { isCalendarDay } from './date.ts';
import { ungrouped } from './half-width.ts';

/** What an identity number says about its holder. */
export type ResidentId = Readonly<{
  /** The 18-character form. */
  number: string;
  /** YYYY-MM-DD. */
  birthDate: string;
  gender: 'female' | 'male';
}>;

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';

/**
 * Province codes of GB/T 2260, and 81–83 of the residence permits of people from Hong Kong, Macao and Taiwan.
 * Abolished counties keep their codes in the numbers of those who were born there, so only the province is checked.
 */
const PROVINCE_CODES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);

/**
 * Reads an identity number of GB 11643-1999: area code, plausible birth date, check digit (ISO 7064 MOD 11-2). The
 * 15-digit form that was issued until 1999 is accepted and lengthened. The permanent residence card of foreigners
 * (first digit 9, then a province code) has the same form. Null when it is none of these.
 */
export function parseResidentId(value: string): ResidentId | null {
  if (value.length > 40) return null;
  const text = ungrouped(value).toUpperCase();
  if (text.length === 15 && /^\d{15}$/.test(text)) return read(lengthened(text));
  if (text.length === 18 && /^\d{17}[\dX]$/.test(text)) return read(text);
  return null;
}

export function isResidentId(value: string): boolean {
  return parseResidentId(value) !== null;
}

/** The last character that GB 11643 prescribes for the first 17 digits. */
export function residentIdCheck(first17Digits: string): string {
  let sum = 0;
  for (let index = 0; index < 17; index++) sum += Number(first17Digits[index]) * (WEIGHTS[index] ?? 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

function lengthened(old: string): string {
  const first17 = `${old.slice(0, 6)}19${old.slice(6)}`;
  return first17 + residentIdCheck(first17);
}

function read(number: string): ResidentId | null {
  const province = number.startsWith('9') ? number.slice(1, 3) : number.slice(0, 2);
  if (!PROVINCE_CODES.has(province)) return null;
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
  if (Number(year) < 1880 || Number(year) > 2099) return null;
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return null;
  if (residentIdCheck(number) !== number.charAt(17)) return null;
  return {
    number,
    birthDate: `${year}-${month}-${day}`,
    gender: Number(number.charAt(16)) % 2 === 0 ? 'female' : 'male',
  };
}
