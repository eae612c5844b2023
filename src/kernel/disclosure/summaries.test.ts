import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SUMMARY_NAMES } from '../record-type.ts';
import { summarise } from './summaries.ts';

const NOON = Date.parse('2024-03-05T12:00:00+08:00');
const codeOf = (name: (typeof SUMMARY_NAMES)[number], value: string, at = NOON) =>
  summarise(name, value, at).code;

describe('summaries', () => {
  it('SUM-1 an amount is summarised by its power-of-ten band', () => {
    const expected = {
      '0': 'zero',
      '-1': 'negative',
      '999.99': 'under-1k',
      '1000': '1k-10k',
      '9,999': '1k-10k',
      '1万': '10k-100k',
      '¥2500000': '1m-10m',
      '3亿': '100m-or-more',
      many: 'unknown',
    };
    for (const [value, code] of Object.entries(expected))
      expect(codeOf('amount-band', value), value).toBe(code);
  });

  it('SUM-2 a person is adult from the eighteenth birthday on, by birth date or identity number', () => {
    expect(codeOf('adult', '2006-03-05')).toBe('yes');
    expect(codeOf('adult', '2006-03-06')).toBe('no');
    expect(codeOf('adult', '11010519491231002X')).toBe('yes');
    expect(codeOf('adult', '2004-02-29', Date.parse('2022-02-28T12:00:00+08:00'))).toBe('no');
    expect(codeOf('adult', '2004-02-29', Date.parse('2022-03-01T12:00:00+08:00'))).toBe('yes');
    expect(codeOf('adult', '2030-01-01')).toBe('unknown');
    expect(codeOf('adult', 'grown up')).toBe('unknown');
  });

  it('SUM-3 the day begins in China unless another offset is named', () => {
    const eveningUtc = Date.parse('2024-03-04T17:00:00Z');
    expect(summarise('adult', '2006-03-05', eveningUtc).code).toBe('yes');
    expect(summarise('adult', '2006-03-05', eveningUtc, 0).code).toBe('no');
  });

  it('SUM-4 a date is summarised by how long ago it was', () => {
    const expected = {
      '2024-03-05': 'week',
      '2024-02-27': 'week',
      '2024-02-26': 'month',
      '2024-02-03': 'month',
      '2024-02-01': 'quarter',
      '2023-11-01': 'year',
      '2023-03-01': 'longer',
      '2024-03-06': 'future',
      '': 'unknown',
    };
    for (const [value, code] of Object.entries(expected)) expect(codeOf('recency', value), value).toBe(code);
  });

  it('SUM-5 filled and length band tell no more than that', () => {
    expect(codeOf('filled', ' ')).toBe('no');
    expect(codeOf('filled', 'x')).toBe('yes');
    expect(codeOf('length-band', '')).toBe('empty');
    expect(codeOf('length-band', '客户要求改期')).toBe('1-10');
    expect(codeOf('length-band', '客'.repeat(11))).toBe('11-50');
    expect(codeOf('length-band', '客'.repeat(201))).toBe('over-200');
  });

  it('SUM-6 a summary never throws and never contains the value', () => {
    const anything = fc.string({ unit: 'binary', minLength: 12, maxLength: 60 });
    fc.assert(
      fc.property(
        fc.constantFrom(...SUMMARY_NAMES),
        anything,
        fc.oneof(fc.integer(), fc.constant(Number.NaN)),
        (name, value, at) => {
          const { code, label } = summarise(name, value, at);
          expect(`${code}${label.zh}${label.en}`).not.toContain(value);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
