import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_TYPES, type FieldType } from '../record-type.ts';
import { lastFour, matches, normalise } from './normalise.ts';

describe('comparison of values', () => {
  it('SUM-7 the same value in another spelling matches', () => {
    const pairs: [FieldType, string, string][] = [
      ['phone', '+86 138 1234 5678', '13812345678'],
      ['phone', '0086-13812345678', '１３８１２３４５６７８'],
      ['phone', '+86-10-62345678', '010 6234 5678'],
      ['phone', '+44 20 7946 0958', '0044 (20) 79460958'],
      ['phone', '010-62345678 转 801', '01062345678 ext. 801'],
      ['email', 'Zhang.San@QQ.com ', 'zhang.san@qq.com'],
      ['resident-id', '11010519491231002x', '110105 19491231 002X'],
      ['resident-id', '110105491231002', '11010519491231002X'],
      ['bank-card', '6222 6002 6000 1072 444', '6222600260001072444'],
      ['uscc', '91350100m000100y43', '91350100M000100Y43'],
      ['plate', '粤b·12345', '粤B12345'],
      ['money', '¥1,200.50', '1200.5'],
      ['date', '2024年3月5日', '2024-03-05'],
      ['boolean', '是', 'true'],
      ['person-name', '阿卜杜拉•买买提', '阿卜杜拉·买买提'],
      ['person-name', '张 三', '张三'],
      ['company-name', '风和（上海）有限公司', '风和(上海)有限公司'],
      ['company-name', 'Franchi S.p.A.', 'FRANCHI SPA'],
      ['text', 'Ｈｅｌｌｏ  World', 'hello world'],
    ];
    for (const [type, a, b] of pairs) expect(matches(type, a, b), `${type}: ${a} ~ ${b}`).toBe(true);
  });

  it('SUM-8 different values do not match, and nothing matches an empty one', () => {
    expect(matches('phone', '13812345678', '13812345679')).toBe(false);
    expect(matches('phone', '010-62345678转801', '010-62345678转802')).toBe(false);
    expect(matches('phone', '8613812345678abc', '13812345678')).toBe(false);
    for (const type of FIELD_TYPES) expect(matches(type, ' ', '')).toBe(false);
  });

  it('SUM-9 the last four exist only of numbers much longer than four', () => {
    expect(lastFour('phone', '+86 138 1234 5678')).toBe('5678');
    expect(lastFour('phone', '010-62345678转801')).toBe('5678');
    expect(lastFour('resident-id', '11010519491231002x')).toBe('002X');
    expect(lastFour('bank-card', '6222 6002 6000 1072 444')).toBe('2444');
    expect(lastFour('phone', '95588')).toBeNull();
    expect(lastFour('text', '1234567890')).toBeNull();
  });

  it('SUM-10 normalising never throws, and canonical equivalents are one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FIELD_TYPES),
        fc.string({ unit: 'binary', maxLength: 60 }),
        (type, value) => {
          if (type === 'relation') return;
          expect(normalise(type, value.normalize('NFD'))).toBe(normalise(type, value.normalize('NFC')));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
