import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importedText, neutraliseFormula, restoreFormula } from './formula-guard.ts';

const awkward = fc.stringMatching(/^['=+\-@＝＋－＠\t\r\n "a1]{0,8}$/u);

describe('formula guard', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '＝1',
    "'=1",
    "''+1",
    '=cmd|/c calc',
  ])('FILE-16 neutralises %j', (text) => {
    expect(neutraliseFormula(text)).toBe(`'${text}`);
    expect(restoreFormula(neutraliseFormula(text))).toBe(text);
  });

  it.each(['', 'abc', "'abc", '1-2', 'a=b', '138', '客户'])('FILE-16 leaves %j as it is', (text) => {
    expect(neutraliseFormula(text)).toBe(text);
    expect(restoreFormula(text)).toBe(text);
  });

  it('FILE-16 gives every text back after neutralising, and never yields one that runs', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), awkward), (text) => {
        const guarded = neutraliseFormula(text);
        expect(restoreFormula(guarded)).toBe(text);
        expect(importedText(guarded)).toBe(text);
        expect(guarded).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
      }),
      { numRuns: 500 },
    );
  });
});
