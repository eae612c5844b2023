import { misconfigured } from '../platform/misconfigured.ts';

/**
 * Shortest time that access records are kept. PIPL art. 56 keeps impact assessments and records of processing for
 * three years; art. 21 (3) of the Cybersecurity Law asks six months of network logs.
 */
export const RETENTION_YEARS_MIN = 3;

/**
 * Checks the setting for how many years access records are kept.
 *
 * @throws Problem `misconfigured` below three years, or where it is no whole number
 */
export function retentionYears(value: number): number {
  if (Number.isSafeInteger(value) && value >= RETENTION_YEARS_MIN) return value;
  throw misconfigured({
    zh: `访问记录须保存整数年，且不少于 ${RETENTION_YEARS_MIN} 年（个人信息保护法第五十六条）。`,
    en: `Access records are kept for whole years, at least ${RETENTION_YEARS_MIN} (PIPL art. 56).`,
  });
}
