import { describe, expect, it } from 'vitest';
import { builtInFormat, parseNumberFormat } from './number-format.ts';

describe('number format', () => {
  it.each([
    ['yyyy-mm-dd', 'date'],
    ['yyyy"年"m"月"d"日"', 'date'],
    ['[$-804]yyyy"年"m"月"d"日";@', 'date'],
    ['m/d', 'date'],
    ['mmm\\-yy', 'date'],
    ['[DBNum1][$-804]m"月"d"日"', 'date'],
    ['yyyy/m/d h:mm', 'date-time'],
    ['yyyy\\-mm\\-dd\\ hh:mm:ss', 'date-time'],
    ['h:mm AM/PM', 'time'],
    ['上午/下午h"时"mm"分"', 'time'],
    ['mm:ss.0', 'time'],
    ['[h]:mm:ss', 'duration'],
    ['General', 'plain'],
    ['G/通用格式"天"', 'plain'],
    ['0.00', 'plain'],
    ['0.00E+00', 'plain'],
    ['#,##0.00_);[Red](#,##0.00)', 'plain'],
    ['"￥"#,##0.00', 'plain'],
    ['[$￥-804]#,##0', 'plain'],
    ['0"days"', 'plain'],
    ['0\\d', 'plain'],
    ['@', 'plain'],
    ['000000', 'padded'],
  ])('FILE-7 knows that %s is %s', (code, kind) => {
    expect(parseNumberFormat(code).kind).toBe(kind);
  });

  it('FILE-7 knows the built-in formats, East Asian ones included', () => {
    expect([14, 22, 21, 46, 31, 57, 33].map((id) => builtInFormat(id).kind)).toEqual([
      'date',
      'date-time',
      'time',
      'duration',
      'date',
      'date',
      'time',
    ]);
    expect([0, 2, 9, 44, 49].map((id) => builtInFormat(id).kind)).toEqual(Array(5).fill('plain'));
  });
});
