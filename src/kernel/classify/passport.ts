import { ungrouped } from './half-width.ts';

/**
 * Passports and travel permits of China: ordinary (E, G, with a second letter since 2017), diplomatic, service and
 * public affairs (D, S, P), Hong Kong (H, K) and Macao (M), permits to Hong Kong and Macao (C, W) and to the mainland.
 */
const CHINESE =
  /^(?:E[A-HJ-NP-Z0-9]\d{7}|G\d{8}|(?:DE|SE|PE)\d{7}|[DSP]\d{7,8}|[HKM]\d{8}|MA\d{7}|C[A-Z0-9]\d{7}|W\d{8})$/;
/** ICAO 9303: at most nine letters and digits, of which at least five are digits in every issuing state we know. */
const GENERAL = /^(?=(?:[A-Z]*\d){5})[A-Z0-9]{6,9}$/;

export function isChinesePassport(value: string): boolean {
  return value.length <= 24 && CHINESE.test(ungrouped(value).toUpperCase());
}

/** Could be the passport of any state; too loose to recognise one without a header that says so. */
export function isPassportShaped(value: string): boolean {
  return value.length <= 24 && GENERAL.test(ungrouped(value).toUpperCase());
}
