import { ungrouped } from './half-width.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
/** Registering authority and kind of organisation (GB 32100-2015, table 1), then a division code, then the rest. */
const SHAPE =
  /^(?:1[1239]|2[19]|3[1-59]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[1239]|A[19]|N[1239]|Y1)\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** A 统一社会信用代码: shape and check character of GB 32100-2015. */
export function isUscc(value: string): boolean {
  if (value.length > 40) return false;
  const code = ungrouped(value).toUpperCase();
  return SHAPE.test(code) && usccCheck(code) === code.charAt(17);
}

/** The 18th character that GB 32100-2015 prescribes for the first 17. */
export function usccCheck(first17: string): string {
  let sum = 0;
  for (let index = 0; index < 17; index++) {
    sum += ALPHABET.indexOf(first17.charAt(index)) * (WEIGHTS[index] ?? 0);
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}
