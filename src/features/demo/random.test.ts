import { describe, expect, it } from 'vitest';
import { createRandom, fromState, weighted } from './random.ts';

describe('the pseudo-random source', () => {
  it('DEMO-1 gives the published sequence of xoshiro128**', () => {
    const random = fromState('', [1, 2, 3, 4]);
    // From xoshiro128starstar.c of its authors, compiled, with the state 1, 2, 3, 4.
    expect(Array.from({ length: 10 }, () => random.nextUint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('DEMO-1 repeats itself for a seed and differs for another', () => {
    const sequence = (seed: string): number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 8 }, () => random.nextUint32());
    };
    expect(sequence('a')).toEqual(sequence('a'));
    expect(sequence('a')).not.toEqual(sequence('b'));
  });

  it('DEMO-1 keeps its parts apart: drawing from one changes nothing in another', () => {
    const fresh = createRandom('seed').fork('orders').nextUint32();
    const used = createRandom('seed');
    used.fork('contacts').nextUint32();
    used.nextUint32();
    expect(used.fork('orders').nextUint32()).toBe(fresh);
  });

  it('draws within bounds, and by weight', () => {
    const random = createRandom('bounds');
    const table = weighted([
      ['never', 0],
      ['seldom', 1],
      ['often', 9],
    ]);
    const drawn = { never: 0, seldom: 0, often: 0 };
    for (let round = 0; round < 5000; round += 1) {
      expect(random.between(3, 5)).toBeGreaterThanOrEqual(3);
      expect(random.below(2)).toBeLessThan(2);
      drawn[random.draw(table) as keyof typeof drawn] += 1;
    }
    expect(drawn.never).toBe(0);
    expect(drawn.often / drawn.seldom).toBeGreaterThan(7);
    expect(drawn.often / drawn.seldom).toBeLessThan(12);
  });

  it('refuses a bound that cannot be, an empty list and a table without weight', () => {
    for (const bound of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN]) {
      expect(() => createRandom('x').below(bound)).toThrow(RangeError);
    }
    expect(() => createRandom('x').pick([])).toThrow(RangeError);
    expect(() => weighted([['a', 0]])).toThrow(RangeError);
  });
});
