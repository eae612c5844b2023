import { ungrouped } from './half-width.ts';

/**
 * Issuer prefixes (ISO/IEC 7812): 3 JCB, American Express and Diners, 4 Visa, 5 and 2221–2720 Mastercard, 6 UnionPay
 * and Discover, 9 early Chinese debit cards; each with the lengths that it is issued in.
 */
const ISSUED =
  /^(?:3[47]\d{13}|3(?:0|5|6|8)\d{12,17}|4(?:\d{12}|\d{15}|\d{17,18})|5\d{15,18}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|6\d{15,18}|9\d{15,18})$/;

/** A bank card number: issuer prefix, length, and the check digit of ISO/IEC 7812-1 (Luhn). */
export function isBankCard(value: string): boolean {
  if (value.length > 32) return false;
  const digits = ungrouped(value);
  return ISSUED.test(digits) && !/^(\d)\1*$/.test(digits) && passesLuhn(digits);
}

export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let fromRight = 0; fromRight < digits.length; fromRight++) {
    const digit = Number(digits[digits.length - 1 - fromRight]);
    const doubled = fromRight % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Digits of the length of a card or account, whatever their check digit; not every old account number has one. */
export function isCardShaped(value: string): boolean {
  return /^\d{12,19}$/.test(ungrouped(value.slice(0, 40)));
}
