/**
 * How a number is to be read as text: as it is, as digits padded with zeros (postal codes), or as a point or span of
 * time.
 */
export type NumberFormat =
  | Readonly<{ kind: 'plain' }>
  | Readonly<{ kind: 'padded'; digitCount: number }>
  | Readonly<{ kind: 'date' | 'time' | 'date-time' | 'duration' }>;

export const PLAIN: NumberFormat = { kind: 'plain' };

/**
 * Formats that files refer to by number only (ECMA-376 part 1, 18.8.30). 27 to 36 and 50 to 58 are the dates and
 * times of East Asian versions, such as 2024年5月1日 (31) and 上午 9时30分 (34).
 */
const BUILT_IN: ReadonlyMap<number, NumberFormat> = new Map(
  (
    [
      ['date', [14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]],
      ['time', [18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56]],
      ['date-time', [22]],
      ['duration', [46]],
    ] as const
  ).flatMap(([kind, ids]) => ids.map((id) => [id, { kind }] as const)),
);

export function builtInFormat(id: number): NumberFormat {
  return BUILT_IN.get(id) ?? PLAIN;
}

/** Quoted and escaped text, padding, colours and locales say nothing about the kind of number. */
const DECORATION = /"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi;

/** Reads the kind of number off a format code such as `yyyy"年"m"月"d"日"`, `[h]:mm` or `000000`. */
export function parseNumberFormat(code: string): NumberFormat {
  const positive = code.slice(0, 255).replace(DECORATION, '').split(';')[0] ?? '';
  if (/general|G\/通用格式/i.test(positive)) return PLAIN;
  if (/^0{2,}$/.test(positive.trim())) return { kind: 'padded', digitCount: positive.trim().length };
  if (/\[(?:h+|m+|s+)\]/i.test(positive)) return { kind: 'duration' };
  const letters = positive.replace(/am\/pm|a\/p|上午\/下午/gi, 'h');
  const hasTime = /[hs]/i.test(letters);
  const hasDate =
    /[yd]/i.test(letters) || /[ge]{1,4}(?![+-])/.test(letters) || (/m/i.test(letters) && !hasTime);
  if (hasDate) return { kind: hasTime ? 'date-time' : 'date' };
  return hasTime ? { kind: 'time' } : PLAIN;
}
