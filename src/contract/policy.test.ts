import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { Purpose, Rule } from '../kernel/policy/model.ts';
import { type purposeSchema, ruleBodySchema, type ruleSchema } from './policy.ts';

/** The same type with nothing read-only, as the wire schemas infer it. */
type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;

const body = {
  name: { zh: '规则', en: 'Rule' },
  effect: 'allow',
  who: { anyone: true },
  recordType: '*',
  scope: 'own',
  fields: { all: true },
  actions: ['see'],
  disclosure: 'masked',
  purposes: '*',
  conditions: [],
  validity: {},
  obligations: [],
};
const accepts = (changes: object) => ruleBodySchema.safeParse({ ...body, ...changes }).success;

describe('the wire form of the policy', () => {
  it('has the kernel’s types, no more and no less', () => {
    expectTypeOf<z.infer<typeof ruleSchema>>().toEqualTypeOf<Writable<Rule>>();
    expectTypeOf<z.infer<typeof purposeSchema>>().toEqualTypeOf<Writable<Purpose>>();
  });

  it('takes what makes sense', () => {
    expect(accepts({})).toBe(true);
    const hours = {
      kind: 'time-of-day',
      weekdays: [1, 5],
      fromMinute: 540,
      untilMinute: 1080,
      utcOffsetMinutes: 480,
    };
    const office = { kind: 'network', cidrs: ['10.0.0.0/8', 'fd00::/8', '192.0.2.7'] };
    expect(accepts({ conditions: [{ kind: 'reason-given' }] })).toBe(true);
    expect(accepts({ conditions: [hours, office], validity: { from: 1, until: 2 } })).toBe(true);
  });

  it.each([
    ['names nobody', { who: {} }],
    ['names no position in a list of them', { who: { positions: [] } }],
    ['names no field', { fields: {} }],
    ['has an unreadable network', { conditions: [{ kind: 'network', cidrs: ['10.0.0.0/99'] }] }],
    [
      'has hours that end before they begin',
      {
        conditions: [
          { kind: 'time-of-day', weekdays: [1], fromMinute: 600, untilMinute: 500, utcOffsetMinutes: 0 },
        ],
      },
    ],
    ['ends before it begins', { validity: { from: 2, until: 2 } }],
    ['permits no action', { actions: [] }],
    ['has an effect of its own making', { effect: 'maybe' }],
    ['forbids where a reason is given', { effect: 'deny', conditions: [{ kind: 'reason-given' }] }],
    [
      'asks for a reason where none can be given',
      { actions: ['find'], conditions: [{ kind: 'reason-given' }] },
    ],
  ])('POL-25 refuses a rule that %s', (_, changes) => {
    expect(accepts(changes)).toBe(false);
  });
});
