import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CITIES } from '../classify/cities.ts';
import { DISTRICTS } from '../classify/districts.ts';
import { MASK_NAMES, type MaskName } from '../record-type.ts';
import { AMOUNT_BANDS } from './amount-band.ts';
import { FULL_MASK, isMaskedForm, MASKS, mask } from './masks.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ maxLength: 80 }),
  fc.stringMatching(/^[\u4e00-\u4fff·省市区县 0-9a-z@.+*-]{0,40}$/),
  fc.stringMatching(/^[+]?[0-9 ()-]{0,30}$/),
  fc.stringMatching(/^(?:\+?86 ?)?1[3-9]\d{9}$/),
  fc.stringMatching(/^\d{17}[\dX]$|^\d{12,19}$/),
  fc.stringMatching(/^(?:欧阳|司马|张)[\u4e00-\u4fff]{1,3}$/),
  fc.emailAddress(),
);
const anyMask = fc.constantFrom(...MASK_NAMES);
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

/** What a mask lets through: all but the mask character and the words of its closed list. */
function shownCharacters(name: MaskName, masked: string): number {
  if (name === 'address' || name === 'amount') return 0;
  const withoutSigns = masked.replaceAll('*', '').replace(/@.*$/s, '').replace(/--$/, '');
  return [...withoutSigns.replace(/\p{M}/gu, '')].length;
}

describe('every mask', () => {
  it('MASK-1 every mask states its label and its leak in both languages', () => {
    for (const name of MASK_NAMES) {
      const { label, leak } = MASKS[name];
      for (const text of [label.zh, label.en, leak.zh, leak.en]) expect(text.length).toBeGreaterThan(0);
    }
  });

  it('MASK-2 no mask shows more characters of a value than it declares', () => {
    fc.assert(
      fc.property(anyMask, anyText, (name, value) => {
        expect(shownCharacters(name, mask(name, value))).toBeLessThanOrEqual(MASKS[name].shows);
      }),
      { numRuns: 5000 },
    );
  });

  it('MASK-3 a mask never throws, is deterministic, and always looks masked', () => {
    fc.assert(
      fc.property(anyMask, anyText, (name, value) => {
        const masked = mask(name, value);
        expect(mask(name, value)).toBe(masked);
        expect(isMaskedForm(name, masked)).toBe(true);
        expect(masked).not.toMatch(/\p{Cs}/u);
      }),
      { numRuns: 5000 },
    );
  });

  it('MASK-4 a value too short to be masked in part is hidden as a whole', () => {
    for (const name of MASK_NAMES) {
      for (const value of ['', ' ', 'x', '张', '7', '\u200b', '\ud800', '·']) {
        expect(mask(name, value), `${name} of ${JSON.stringify(value)}`).toBe(
          name === 'amount' && value === '7' ? '0–1k **' : FULL_MASK,
        );
      }
    }
    expect(mask('phone', '110')).toBe(FULL_MASK);
    expect(mask('code', 'AB12')).toBe(FULL_MASK);
    expect(mask('text', '张三')).toBe(FULL_MASK);
    expect(mask('card', '6222')).toBe(FULL_MASK);
  });

  it('MASK-5 no mask tells the length of the value', () => {
    const middle = fc.string({ maxLength: 30 });
    fc.assert(
      fc.property(middle, middle, (a, b) => {
        expect(mask('text', `K${a}xyz`)).toBe(mask('text', `K${b}xyz`));
        expect(mask('full', a)).toBe(mask('full', b));
      }),
    );
    expect(mask('name', '张三')).toBe(mask('name', '张三丰'));
    expect(mask('card', '622202000000001234')).toBe(mask('card', '4111111111111234'));
    expect(mask('email', 'abc@qq.com')).toBe(mask('email', 'abcdefghijk@qq.com'));
    expect(mask('code', 'AB12345678')).toBe(mask('code', 'ZZZZZZAB12345678'));
  });

  it('MASK-6 valid values are not taken for masked forms', () => {
    const valid: [MaskName, string][] = [
      ['name', '阿卜杜拉·买买提'],
      ['name', 'Maria Anders'],
      ['phone', '13812345678'],
      ['phone', '+44 20 7946 0958'],
      ['resident-id', '11010519491231002X'],
      ['card', '6222600260001072444'],
      ['email', 'a*b@example.com'],
      ['address', '浙江省杭州市西湖区文三路1号'],
      ['birth-date', '1985-03-05'],
      ['amount', '12000.5'],
      ['text', '5*8 小时'],
      ['code', 'HT-2024-001'],
    ];
    for (const [name, value] of valid) expect(isMaskedForm(name, value), value).toBe(false);
    expect(isMaskedForm('phone', ' 138****5678 ')).toBe(true);
  });
});

describe('names', () => {
  it('MASK-7 a name mask shows the surname, two characters of a compound one, and one of all others', () => {
    expect(mask('name', '张三')).toBe('张**');
    expect(mask('name', '欧阳娜娜')).toBe('欧阳**');
    expect(mask('name', '司马光')).toBe('司马**');
    expect(mask('name', '欧阳')).toBe('欧**');
    expect(mask('name', '阿卜杜拉·买买提')).toBe('阿**');
    expect(mask('name', 'Maria Anders')).toBe('M**');
    expect(mask('name', 'e\u0301lodie Durand')).toBe('\u00e9**');
    expect(mask('name', '𠮷田太郎')).toBe('𠮷**');
    expect(mask('name', '\u202e张三')).toBe('张**');
    expect(mask('name', '13812345678')).toBe(FULL_MASK);
  });

  it('MASK-8 marks stacked on a letter smuggle nothing through a mask', () => {
    expect(mask('name', `A${'\u0301\u0302\u0303'.repeat(50)}bc`).length).toBeLessThanOrEqual(4);
    expect(mask('text', `A${'\u0301\u0302\u0303'.repeat(50)}bc`).length).toBeLessThanOrEqual(4);
  });
});

describe('numbers', () => {
  it('MASK-9 a phone mask shows 3 + 4 digits of a mainland mobile, and only the end of any other number', () => {
    expect(mask('phone', '13812345678')).toBe('138****5678');
    expect(mask('phone', '+86 138-1234-5678')).toBe('138****5678');
    expect(mask('phone', '１３８１２３４５６７８')).toBe('138****5678');
    expect(mask('phone', '010-62345678')).toBe('****5678');
    expect(mask('phone', '+44 20 7946 0958')).toBe('****0958');
    expect(mask('phone', '6234567')).toBe('****67');
    expect(mask('phone', '13812345678/13987654321')).toBe(FULL_MASK);
    fc.assert(
      fc.property(digits(4), digits(4), (a, b) => {
        expect(mask('phone', `138${a}5678`)).toBe(mask('phone', `138${b}5678`));
      }),
    );
  });

  it('MASK-10 an identity number mask shows province and last two, never birth date or county', () => {
    expect(mask('resident-id', '11010519491231002X')).toBe('11****2X');
    expect(mask('resident-id', '110105491231002')).toBe('11****02');
    expect(mask('resident-id', '1101051949')).toBe(FULL_MASK);
    fc.assert(
      fc.property(digits(14), digits(14), (a, b) => {
        expect(mask('resident-id', `11${a}02`)).toBe(mask('resident-id', `11${b}02`));
      }),
    );
  });

  it('MASK-11 card and code masks show at most the last four', () => {
    expect(mask('card', '6222 6002 6000 1072 444')).toBe('****2444');
    expect(mask('code', '91350100M000100Y43')).toBe('****0Y43');
    expect(mask('code', '粤B·12345')).toBe('****45');
    expect(mask('code', 'HT-2024-0001')).toBe('****0001');
  });

  it('MASK-12 a birth date mask shows the year, an amount mask its band', () => {
    expect(mask('birth-date', '1985-03-05')).toBe('1985-**-**');
    expect(mask('birth-date', '1985年3月5日')).toBe('1985-**-**');
    expect(mask('birth-date', 'spring of 85')).toBe(FULL_MASK);
    expect(mask('amount', '¥12,345.67')).toBe('10k–100k **');
    expect(mask('amount', '-3')).toBe('<0 **');
    expect(mask('amount', 'plenty')).toBe(FULL_MASK);
    const forms = new Set(AMOUNT_BANDS.map((band) => `${band.range} **`));
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), (amount) => {
        const masked = mask('amount', amount.toFixed(2));
        expect(forms.has(masked)).toBe(true);
      }),
    );
  });
});

describe('e-mail and address', () => {
  it('MASK-13 an e-mail mask shows the first character, and the domain of public providers only', () => {
    expect(mask('email', 'zhangsan@qq.com')).toBe('z***@qq.com');
    expect(mask('email', 'ab@qq.com')).toBe('***@qq.com');
    expect(mask('email', 'me@zhang-san.example')).toBe('***@***');
    expect(mask('email', 'no mail')).toBe(FULL_MASK);
    expect(mask('email', 'a@b@c.com')).toBe(FULL_MASK);
  });

  it('MASK-14 an address mask shows nothing but names from the official list of places', () => {
    expect(mask('address', '浙江省杭州市西湖区文三路100号2单元301')).toBe('浙江省杭州市西湖区****');
    expect(mask('address', '北京市朝阳区建国路1号')).toBe('北京市朝阳区****');
    expect(mask('address', '杭州西湖区文三路1号')).toBe('杭州西湖区****');
    expect(mask('address', '青海省 海南藏族自治州 共和县 某村')).toBe('青海省海南藏族自治州共和县****');
    expect(mask('address', '上海市张三家小区5号')).toBe('上海市****');
    expect(mask('address', '南京东路1号')).toBe(FULL_MASK);
    expect(mask('address', 'Obere Str. 57, Berlin')).toBe(FULL_MASK);
    const places = fc.constantFrom(...[...DISTRICTS].slice(0, 400), ...CITIES);
    fc.assert(
      fc.property(places, fc.stringMatching(/^[\u4e00-\u4eff区市县]{0,20}$/), (place, rest) => {
        const shown = mask('address', place + rest).replaceAll('*', '');
        expect((place + rest).startsWith(shown)).toBe(true);
        expect(shown === '' || isMadeOfPlaces(shown)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Whether the text is a row of at most three names of the lists. */
function isMadeOfPlaces(text: string, left = 3): boolean {
  if (text === '') return true;
  if (left === 0) return false;
  for (let length = 2; length <= text.length; length++) {
    const word = text.slice(0, length);
    const known =
      DISTRICTS.has(word) ||
      CITIES.has(word) ||
      CITIES.has(`${word}市`) ||
      /^(?:.{2,3}省|吉林|海南|河南|台湾|内蒙古|新疆|西藏|宁夏|广西)$/.test(word);
    if (known && isMadeOfPlaces(text.slice(length), left - 1)) return true;
  }
  return false;
}
