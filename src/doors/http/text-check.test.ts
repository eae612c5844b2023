import { describe, expect, it } from 'vitest';
import { mustBeStorable } from './text-check.ts';

describe('texts that can be stored', () => {
  it.each([['字😀'], [''], [null], [3], [{ a: ['b', { c: '😀' }] }]])('%j passes', (value) => {
    expect(() => mustBeStorable(value)).not.toThrow();
  });

  it.each([['a\0'], ['\ud83d'], ['\ude00\ud83d'], [{ a: [{ b: 'c\0' }] }], [{ 'a\0': 1 }]])(
    '%j is refused',
    (value) => {
      expect(() => mustBeStorable(value)).toThrow(/cannot be stored|not valid/);
    },
  );
});
