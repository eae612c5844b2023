import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIds, isUuid } from './ids.ts';

describe('ids', () => {
  it('DB-21 an id has the form of RFC 9562 version 7 and begins with its millisecond', () => {
    const next = createIds({
      clock: () => 0x017f22e279b0,
      randomBytes: (size) => new Uint8Array(size).fill(0xff),
    });
    // The time of the example in RFC 9562 appendix A.6.
    expect(next()).toBe('017f22e2-79b0-77ff-bfff-ffffffffffff');
  });

  it('DB-21 each id of a process is greater than the last, though the clock stand still or go back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 50 }),
        fc.nat(255),
        (steps, byte) => {
          let now = 1_700_000_000_000;
          let step = 0;
          const clock = () => {
            now += steps[step % steps.length] ?? 0;
            step += 1;
            return now;
          };
          const next = createIds({ clock, randomBytes: (size) => new Uint8Array(size).fill(byte) });
          const ids = steps.map(() => next());
          expect([...ids].sort()).toEqual(ids);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.every(isUuid)).toBe(true);
        },
      ),
    );
  });

  it('DB-21 more ids than a millisecond has room for borrow from the next', () => {
    const next = createIds({ clock: () => 1_700_000_000_000, randomBytes: (size) => new Uint8Array(size) });
    const ids = Array.from({ length: 5000 }, () => next());
    expect(new Set(ids).size).toBe(5000);
    expect([...ids].sort()).toEqual(ids);
  });

  it('DB-21 only the printed form counts as an id', () => {
    expect(isUuid('017f22e2-79b0-77ff-bfff-ffffffffffff')).toBe(true);
    for (const text of [
      '',
      '017F22E2-79B0-77FF-BFFF-FFFFFFFFFFFF',
      "017f22e2-79b0-77ff-bfff-ffffffffffff'",
      '1',
    ]) {
      expect(isUuid(text)).toBe(false);
    }
  });
});
