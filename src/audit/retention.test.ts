import { describe, expect, it } from 'vitest';
import { Problem } from '../contract/problem.ts';
import { retentionYears } from './retention.ts';

describe('retention', () => {
  it('LOG-8 access records are kept for at least three whole years', () => {
    expect([3, 10].map(retentionYears)).toEqual([3, 10]);
    for (const value of [2, 0, -3, 2.9, 3.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => retentionYears(value), String(value)).toThrow(Problem);
    }
  });
});
