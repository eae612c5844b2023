import { tidy } from './half-width.ts';

export type Phone = Readonly<{
  /** `local` is a number without country code that has no form of mainland China. */
  kind: 'mobile' | 'landline' | 'service' | 'foreign' | 'local';
  /** Digits, with a leading + when it has a foreign country code; mainland numbers without +86. */
  number: string;
  extension: string | null;
}>;

const LABEL = /^(?:tel(?:ephone)?|phone|mobile|cell|fax|电话|手机|座机|传真|联系电话)\s?[:.]?\s?/i;
const EXTENSION = /\s?(?:转|轉|分机|ext(?:ension)?\.?|x|#)\s?:?\s?(\d{1,6})$/i;
const MOBILE = /^1[3-9]\d{9}$/;
/** Area codes: 010, 02x, and four digits from 0310 to 0999. */
const LANDLINE = /^0(?:10|2\d)[2-9]\d{6,7}$|^0[3-9]\d{2}[2-9]\d{6,7}$/;
const SERVICE = /^(?:400|800)\d{7}$|^95\d{3,4}$/;

/**
 * Reads a telephone number as people write it: mainland mobiles and landlines with or without +86, 0086 and
 * separators, service numbers, numbers with a foreign country code (E.164: at most 15 digits), and plain local
 * numbers of 6 to 12 digits. Null when the cell holds anything else, also when it holds two numbers.
 */
export function parsePhone(value: string): Phone | null {
  if (value.length > 60) return null;
  let text = tidy(value).replace(LABEL, '');
  const extension = EXTENSION.exec(text)?.[1] ?? null;
  if (extension !== null) text = text.replace(EXTENSION, '');
  if (!/^[+\d\s().\-‐-―]*$/.test(text) || text.lastIndexOf('+') > 1) return null;
  const abroad = /^\(?\+|^\(?00/.test(text);
  const digits = text.replace(/\D/g, '').replace(abroad ? /^00/ : /^$/, '');
  const mainland = withoutCountryCode(digits, abroad);
  if (mainland === null) {
    return digits.length >= 7 && digits.length <= 15
      ? { kind: 'foreign', number: `+${digits}`, extension }
      : null;
  }
  if (MOBILE.test(mainland)) return { kind: 'mobile', number: mainland, extension };
  if (LANDLINE.test(mainland)) return { kind: 'landline', number: mainland, extension };
  if (SERVICE.test(mainland)) return { kind: 'service', number: mainland, extension };
  if (mainland.length < 6 || mainland.length > 12) return null;
  return { kind: 'local', number: mainland, extension };
}

/** The national number of a mainland number, or null when the number carries another country's code. */
function withoutCountryCode(digits: string, abroad: boolean): string | null {
  if (!abroad) return /^86(?=1[3-9]\d{9}$)/.test(digits) ? digits.slice(2) : digits;
  if (!digits.startsWith('86')) return null;
  const national = digits.slice(2);
  if (MOBILE.test(national) || SERVICE.test(national) || national.startsWith('0')) return national;
  return `0${national}`;
}
