import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_TYPES, type FieldType } from '../record-type.ts';
import { coerce } from './coerce.ts';

const kept = (type: FieldType, value: string) => {
  const coerced = coerce(type, value);
  return coerced.ok ? coerced.value : coerced.reason.en;
};

describe('cells into stored form', () => {
  it('CLASS-24 a cell becomes the canonical text of its type', () => {
    const expected: [FieldType, string, string | null][] = [
      ['date', '2024年3月5日', '2024-03-05'],
      ['birth-date', '1985/1/2', '1985-01-02'],
      ['money', '¥1,234.50', '1234.5'],
      ['number', ' 12 ', '12'],
      ['boolean', '是', 'true'],
      ['boolean', '无', 'false'],
      ['boolean', '', null],
      ['resident-id', '110105491231002', '11010519491231002X'],
      ['uscc', '91350100m000100y43', '91350100M000100Y43'],
      ['bank-card', '6222 6002 6000 1072 444', '6222600260001072444'],
      ['phone', '+86 138-1234-5678', '13812345678'],
      ['phone', '(5) 555-4729', '(5) 555-4729'],
      ['email', ' A@B.com ', 'A@B.com'],
      ['plate', '粤b·12345', '粤B12345'],
      ['text', '\ufeff a\u200b\tb\u3000', 'a b'],
      ['company-name', '风和（上海）有限公司', '风和（上海）有限公司'],
      ['address', '文三路１号，２楼', '文三路１号，２楼'],
      ['passport', 'e 1234-5678', 'E12345678'],
      ['text', '-', '-'],
      ['phone', '-', null],
      ['phone', '无', null],
      ['date', 'N/A', null],
      ['long-text', ' 第一行\r\n第二行 ', '第一行\n第二行'],
    ];
    for (const [type, value, canonical] of expected)
      expect(kept(type, value), `${type} ${value}`).toBe(canonical);
  });

  it('CLASS-25 what is clearly no value of the type is refused with a reason in both languages', () => {
    const refused: [FieldType, string][] = [
      ['date', 'soon'],
      ['date', '3/4/2024'],
      ['money', 'twelve'],
      ['boolean', 'maybe'],
      ['resident-id', '110105194912310021'],
      ['uscc', '123'],
      ['bank-card', '6222'],
      ['email', 'nobody'],
      ['phone', '张三'],
    ];
    for (const [type, value] of refused) {
      const coerced = coerce(type, value);
      expect(coerced.ok, `${type} ${value}`).toBe(false);
      if (!coerced.ok) expect(coerced.reason.zh !== '' && coerced.reason.en !== '').toBe(true);
    }
    expect(coerce('date', '3/4/2024', { order: 'day-first' })).toEqual({ ok: true, value: '2024-04-03' });
  });

  it('CLASS-26 a masked form and a number that a spreadsheet ruined are refused as such', () => {
    expect(kept('phone', '138****5678')).toContain('masked');
    expect(kept('person-name', '张**')).toContain('masked');
    expect(kept('email', 'z***@qq.com')).toContain('masked');
    expect(kept('resident-id', '1.10105E+17')).toContain('scientific');
    expect(kept('phone', '1.38E+10')).toContain('scientific');
  });

  it('CLASS-27 coercing never throws, repeats itself, and a reason never holds the value', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FIELD_TYPES),
        fc.string({ unit: 'binary', minLength: 8, maxLength: 60 }),
        (type, value) => {
          const first = coerce(type, value);
          if (!first.ok) expect(first.reason.zh + first.reason.en).not.toContain(value);
          if (first.ok && first.value !== null) expect(coerce(type, first.value)).toEqual(first);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
