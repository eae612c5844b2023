import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { world } from '../../../test/agreement/world.ts';
import { compile } from './compile.ts';
import type { Condition, Context, Policy, Rule } from './model.ts';
import { isFresh, validUntil } from './valid-until.ts';

const NOON = Date.UTC(2026, 4, 6, 4, 0);
const MINUTE = 60_000;
const context: Context = {
  person: 7,
  assignments: [],
  grants: [],
  purpose: null,
  at: NOON,
  network: null,
  secondFactorAt: null,
  trainedUntil: null,
  reasonGiven: false,
  narrowing: {},
};
const policyWith = (...conditions: Condition[]): Policy => ({
  version: 1,
  rules: [{ validity: {}, conditions } as unknown as Rule],
  purposes: [],
  departments: [],
});

/** `npm run test:deep` raises this. */
const WORLDS = Number(process.env.FENCUN_WORLDS ?? 300);

describe('how long a plan stays true', () => {
  it('is for ever when time changes nothing', () => {
    expect(validUntil(policyWith(), context)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is until the next turn of the hours, of the second factor, or of the training', () => {
    const hours: Condition = {
      kind: 'time-of-day',
      weekdays: [3],
      fromMinute: 9 * 60,
      untilMinute: 18 * 60,
      utcOffsetMinutes: 480,
    };
    expect(validUntil(policyWith(hours), context)).toBe(Date.UTC(2026, 4, 6, 10, 0));
    const factor: Condition = { kind: 'second-factor-age', atMostSeconds: 300 };
    const proved = { ...context, secondFactorAt: NOON - MINUTE };
    expect(validUntil(policyWith(factor), proved)).toBe(NOON + 4 * MINUTE + 1);
    const trained = { ...context, trainedUntil: NOON + 5 };
    expect(validUntil(policyWith({ kind: 'training-valid' }), trained)).toBe(NOON + 5);
  });

  it('POL-19 nothing that time alone decides changes before a plan says that it ends', () => {
    fc.assert(
      fc.property(
        world,
        fc.integer({ min: 0, max: 30 * 3600_000 }),
        ({ policy, recordType, context }, later) => {
          const plan = compile(policy, context, recordType, 'see');
          const at = context.at + later;
          fc.pre(isFresh(plan, context.at, at));
          const { validUntil: _, ...then } = compile(policy, { ...context, at }, recordType, 'see');
          const { validUntil: __, ...now } = plan;
          expect(then).toEqual(now);
        },
      ),
      { numRuns: WORLDS },
    );
  });
});
