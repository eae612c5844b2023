import { tidy } from './half-width.ts';

const TRUE_WORDS = new Set('true yes y t 1 是 有 对 √ ✓ ✔ 真 on 已 启用'.split(' '));
const FALSE_WORDS = new Set('false no n f 0 否 无 没有 错 × ✗ ✘ x 假 off 未 停用'.split(' '));
const GENDERS: ReadonlyMap<string, 'female' | 'male' | 'unknown'> = new Map([
  ...'男 男性 先生 m male mr mr. man'.split(' ').map((word) => [word, 'male'] as const),
  ...'女 女性 女士 小姐 f female mrs mrs. ms ms. woman'.split(' ').map((word) => [word, 'female'] as const),
  ...'未知 保密 未说明 unknown'.split(' ').map((word) => [word, 'unknown'] as const),
]);

/** Yes or no in the words, letters and ticks that spreadsheets hold; null when it is neither. */
export function parseBoolean(value: string): boolean | null {
  const word = tidy(value).toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : null;
}

export function parseGender(value: string): 'female' | 'male' | 'unknown' | null {
  if (value.length > 12) return null;
  return GENDERS.get(tidy(value).toLowerCase()) ?? null;
}
