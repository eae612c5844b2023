import { describe, expect, it } from 'vitest';
import { SUMMARY_NAMES } from '../record-type.ts';
import { summarise } from './summaries.ts';
import { summaryWords } from './summary-words.ts';

const AT = Date.UTC(2026, 5, 15);
const VALUES = [
  '',
  'not a value',
  '-5',
  '0',
  '0.5',
  '999',
  '12345.67',
  '250000',
  '3000000',
  '55000000',
  '987654321',
  '2026-06-14',
  '2026-06-01',
  '2026-04-01',
  '2025-09-01',
  '1980-02-29',
  '2015-01-01',
  '2030-01-01',
  'x'.repeat(10),
  'x'.repeat(50),
  'x'.repeat(200),
  'x'.repeat(201),
];

describe('summaryWords', () => {
  it('WEB-9 every code that a summary gives has the words that the kernel gives it', () => {
    for (const name of SUMMARY_NAMES) {
      for (const value of VALUES) {
        const { code, label } = summarise(name, value, AT);
        expect(summaryWords(name, code), `${name} ${code}`).toEqual(label);
      }
    }
  });

  it('WEB-9 an unknown code is not put into words', () => {
    expect(summaryWords('adult', 'week')).toBeNull();
  });
});
