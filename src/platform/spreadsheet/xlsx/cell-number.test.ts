import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberText, paddedText, serialText } from './cell-number.ts';

describe('cell number', () => {
  it.each([
    ['0', '0'],
    ['138', '138'],
    ['-5', '-5'],
    ['-0', '0'],
    ['007', '7'],
    ['1234.50', '1234.5'],
    ['0.30000000000000004', '0.3'],
    ['19.989999999999998', '19.99'],
    ['1.5E3', '1500'],
    ['1E-7', '0.0000001'],
    ['-2.5e-3', '-0.0025'],
    ['1.23456789012345E+14', '123456789012345'],
    ['.5', '0.5'],
    ['15400000001', '15400000001'],
  ])('FILE-7 shows %s as %s', (stored, text) => {
    expect(numberText(stored)).toEqual({ text, long: false });
  });

  it('FILE-7 shows what a double says to 15 digits, for every double of ordinary size', () => {
    const ordinary = fc.double({ min: -1e15, max: 1e15, noNaN: true, maxExcluded: true, minExcluded: true });
    fc.assert(
      fc.property(ordinary, (value) => {
        const { text, long } = numberText(String(value));
        expect(long).toBe(false);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(Number(value.toPrecision(15)) + 0);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['1.10101199001011E+17', '110101199001011000'],
    ['999999195002150018', '999999195002150018'],
    ['6222020000000000001', '6222020000000000001'],
    ['1E+20', '100000000000000000000'],
  ])('FILE-9 writes %s out as %s', (stored, text) => {
    expect(numberText(stored).text).toBe(text);
  });

  it('FILE-9 marks whole numbers of more than 15 digits and no others', () => {
    expect(numberText('999999195002150018').long).toBe(true);
    expect(numberText('1.10101199001011E+17').long).toBe(true);
    expect(numberText('123456789012345').long).toBe(false);
    expect(numberText('0.1234567890123456789').long).toBe(false);
  });

  it('FILE-7 leaves what is no number as it is', () => {
    for (const stored of ['abc', '', '.', '1e9999', '0x10', 'NaN', '1,000'])
      expect(numberText(stored).text).toBe(stored);
  });

  it('FILE-7 pads digits to the width of their format', () => {
    expect(paddedText('10000', 6)).toBe('010000');
    expect(paddedText('1234567', 6)).toBe('1234567');
    expect(paddedText('-5', 6)).toBe('-5');
  });
});

describe('cell date', () => {
  it.each([
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [25569, '1970-01-01'],
    [45413, '2024-05-01'],
    [2958465, '9999-12-31'],
  ])('FILE-7 reads day %d as %s', (serial, text) => {
    expect(serialText(serial, 'date', false)).toBe(text);
  });

  it('FILE-7 counts from 1904 in workbooks that say so', () => {
    expect(serialText(0, 'date', true)).toBe('1904-01-01');
    expect(serialText(45413 - 1462, 'date', true)).toBe('2024-05-01');
  });

  it('FILE-7 reads times, moments and durations', () => {
    expect(serialText(0.395833333333333, 'time', false)).toBe('09:30:00');
    expect(serialText(45413.395833333336, 'date-time', false)).toBe('2024-05-01T09:30:00');
    expect(serialText(45413.999999999, 'date-time', false)).toBe('2024-05-02T00:00:00');
    expect(serialText(45413.5, 'date', false)).toBe('2024-05-01');
    expect(serialText(1.13541666666667, 'duration', false)).toBe('27:15:00');
  });

  it('FILE-7 knows numbers that are no date', () => {
    for (const serial of [-1, 0, 60, 2958466, 1e300, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(serialText(serial, 'date', false)).toBeUndefined();
    }
  });
});
