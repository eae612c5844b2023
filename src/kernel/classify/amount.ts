import { tidy } from './half-width.ts';

const CURRENCY =
  /(?:人民币|美元|欧元|港币|港元|日元|英镑|[¥￥$€£]|\b(?:RMB|CNY|USD|EUR|GBP|HKD|JPY)\b|(?:RMB|CNY|USD|EUR|GBP|HKD|JPY)(?=\s?[\d.(+-])|(?<=\d\s?)(?:RMB|CNY|USD|EUR|GBP|HKD|JPY))/gi;
const UNIT_ZEROS: Readonly<Record<string, number>> = {
  百: 2,
  千: 3,
  万: 4,
  十万: 5,
  百万: 6,
  千万: 7,
  亿: 8,
  万亿: 12,
};
const UNIT = /(十万|百万|千万|万亿|百|千|万|亿)?\s?(?:元|圆|块)?(?:整|正)?$/;
const LONGEST_DIGITS = 40;

/**
 * The number that a cell means, as a plain decimal string (`-1234.5`), or null. Understands currency signs, 元, 万
 * and 亿, thousands grouped by comma, dot, apostrophe or space, decimal comma, parentheses or a trailing minus for
 * negative, and the exponents that spreadsheets write. Exact: no floating point is involved.
 *
 * A lone comma before exactly three digits groups thousands (1,234 is 1234); a lone dot is always the decimal point.
 */
export function parseAmount(value: string): string | null {
  if (value.length > 64) return null;
  let text = tidy(value)
    .replace(/[−﹣–]/g, '-')
    .replace(CURRENCY, '')
    .trim();
  const negative = /^\(.*\)$|^-|-$/.test(text);
  text = text.replace(/^[-+(]\s?|[-)]$/g, '').trim();
  const unit = UNIT.exec(text);
  const zeros = UNIT_ZEROS[unit?.[1] ?? ''] ?? 0;
  if (unit !== null) text = text.slice(0, unit.index).trim();
  const number = ungroup(text);
  if (number === null) return null;
  const [mantissa = '', exponent = '0'] = number.split(/[eE]/);
  return shifted(mantissa, zeros + Number(exponent), negative);
}

/** The same number with a dot as decimal point and no grouping, or null. */
function ungroup(text: string): string | null {
  if (/^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?$/.test(text)) return text;
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(text)) return text.replaceAll(',', '');
  if (/^\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d*)?$/.test(text)) return text.replace(/[ '’]/g, '').replace(',', '.');
  if (/^\d{1,3}(?:\.\d{3})+,\d*$/.test(text)) return text.replaceAll('.', '').replace(',', '.');
  if (/^\d{1,3}(?:\.\d{3}){2,}$/.test(text)) return text.replaceAll('.', '');
  if (/^\d{1,3}(?:,\d{4})+(?:\.\d*)?$/.test(text)) return text.replaceAll(',', '');
  if (/^\d+,\d{1,2}$/.test(text)) return text.replace(',', '.');
  return null;
}

/** Moves the decimal point and writes the number canonically: no leading or trailing zeros, no negative zero. */
function shifted(mantissa: string, places: number, negative: boolean): string | null {
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const point = whole.length + places;
  if (Math.abs(places) > LONGEST_DIGITS || digits.length > LONGEST_DIGITS) return null;
  const padded = point > 0 ? digits.padEnd(point, '0') : '0'.repeat(1 - point) + digits;
  const cut = Math.max(point, 1);
  const integer = padded.slice(0, cut).replace(/^0+(?=\d)/, '');
  const decimals = padded.slice(cut).replace(/0+$/, '');
  const text = decimals === '' ? integer : `${integer}.${decimals}`;
  return negative && text !== '0' ? `-${text}` : text;
}
