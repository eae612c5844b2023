import { describe, expect, it } from 'vitest';
import { createRandomPool } from './random-pool.ts';

describe('the pool of random bytes', () => {
  it('KEY-13 every byte of the source is handed out at most once', () => {
    let next = 0;
    const pool = createRandomPool((size) => Uint8Array.from({ length: size }, () => next++ % 251));
    const seen: number[] = [];
    for (let i = 0; i < 2_000; i += 1) seen.push(...pool(1 + (i % 16)));
    // The source counts, so what was left over at the end of a portion shows as a jump, and a repetition as a step back.
    let position = -1;
    for (const value of seen) {
      const step = (value - (position % 251) + 251) % 251;
      expect(step).toBeGreaterThan(0);
      expect(step).toBeLessThanOrEqual(16);
      position += step;
    }
  });

  it('KEY-13 what is larger than the pool comes from the source', () => {
    const sizes: number[] = [];
    const pool = createRandomPool((size) => {
      sizes.push(size);
      return new Uint8Array(size);
    });
    expect(pool(10_000)).toHaveLength(10_000);
    expect(sizes).toEqual([10_000]);
  });
});
