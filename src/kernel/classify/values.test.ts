import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount } from './amount.ts';
import { parseBoolean, parseGender } from './choice.ts';
import { isAmbiguousDate, parseDate } from './date.ts';

describe('dates', () => {
  it('CLASS-8 a date is read from any usual way of writing it', () => {
    const written =
      '2024-03-05,2024/3/5,2024.3.5,20240305,2024年3月5日,2024年03月05日,2024-03-05 13:45:10,2024-03-05T13:45:10Z,2024-03-05T13:45:10.123+08:00,5.3.2024,5 Mar 2024,05-Mar-2024,5th March 2024,２０２４－０３－０５,2024年3月5日 13时45分,2024/3/5 1:05:09 PM';
    for (const text of written.split(',')) expect(parseDate(text), text).toBe('2024-03-05');
    expect(parseDate('March 5, 2024')).toBe('2024-03-05');
    expect(parseDate('13/3/2024')).toBe('2024-03-13');
    expect(parseDate('3/13/2024')).toBe('2024-03-13');
  });

  it('CLASS-9 a date that could be two dates, or is none, is refused', () => {
    expect(parseDate('3/4/2024')).toBeNull();
    expect(isAmbiguousDate('3/4/2024')).toBe(true);
    expect(isAmbiguousDate('4/4/2024')).toBe(false);
    expect(parseDate('3/4/2024', { order: 'day-first' })).toBe('2024-04-03');
    expect(parseDate('3/4/2024', { order: 'month-first' })).toBe('2024-03-04');
    for (const text of ['2023-02-29', '2024-13-01', '24-03-05', '45356', '2024年3月', '', '00000000']) {
      expect(parseDate(text), text).toBeNull();
    }
  });

  it('CLASS-10 a spreadsheet day count is read when the importer says that it is one', () => {
    expect(parseDate('45356', { excelSerial: true })).toBe('2024-03-05');
    expect(parseDate('45356.57', { excelSerial: true })).toBe('2024-03-05');
    expect(parseDate('1', { excelSerial: true })).toBe('1900-01-01');
    expect(parseDate('61', { excelSerial: true })).toBe('1900-03-01');
    expect(parseDate('60', { excelSerial: true })).toBeNull();
  });

  it('CLASS-11 every written day comes back', () => {
    const days = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        const [year, month, date] = iso.split('-').map(Number);
        expect(parseDate(iso)).toBe(iso);
        expect(parseDate(`${year}年${month}月${date}日`)).toBe(iso);
        expect(parseDate(`${date}.${month}.${year}`)).toBe(iso);
      }),
    );
  });
});

describe('amounts', () => {
  it('CLASS-12 an amount is read exactly, whatever its signs and groups', () => {
    const expected: Record<string, string | null> = {
      '1,234.50': '1234.5',
      '¥ 1,234': '1234',
      '￥１，２３４．５元': '1234.5',
      'RMB 12万': '120000',
      '1.5亿': '150000000',
      '3.25万元': '32500',
      '1.234.567,89': '1234567.89',
      "1'234.50": '1234.5',
      '1 234,50': '1234.5',
      '12,5': '12.5',
      '(500)': '-500',
      '500-': '-500',
      '-0.00': '0',
      '1.2E+5': '120000',
      '1e-3': '0.001',
      '007': '7',
      '.5': '0.5',
      '32.3800011': '32.3800011',
      '99999999999999999999.99': '99999999999999999999.99',
      '12%': null,
      '1,2,3': null,
      abc: null,
      '': null,
      '-': null,
    };
    for (const [written, number] of Object.entries(expected))
      expect(parseAmount(written), written).toBe(number);
  });

  it('CLASS-13 a canonical decimal is left as it is', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        fc.stringMatching(/^\d{0,5}[1-9]$/),
        (whole, fraction) => {
          expect(parseAmount(String(whole))).toBe(String(whole));
          const decimal = `${whole}.${fraction}`;
          expect(parseAmount(decimal)).toBe(decimal);
        },
      ),
    );
  });
});

describe('choices', () => {
  it('CLASS-14 yes, no and genders are read in both languages, and nothing else is', () => {
    for (const yes of ['是', 'Y', 'TRUE', '1', '√', '有']) expect(parseBoolean(yes), yes).toBe(true);
    for (const no of ['否', 'n', 'False', '0', '×', '无']) expect(parseBoolean(no), no).toBe(false);
    for (const word of ['也许', 'constructor', '']) expect(parseBoolean(word)).toBeNull();
    expect(parseGender('女')).toBe('female');
    expect(parseGender('Mr.')).toBe('male');
    for (const word of ['constructor', '__proto__', '经理']) expect(parseGender(word)).toBeNull();
  });
});
