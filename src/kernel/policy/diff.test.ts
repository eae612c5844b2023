import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { world } from '../../../test/agreement/world.ts';
import { levelOf } from '../disclosure/level.ts';
import type { Field, RecordType } from '../record-type.ts';
import { decide } from './decide.ts';
import { policyDiff, whoCanSee } from './diff.ts';
import type { Assignment, Policy, Purpose, Rule } from './model.ts';

const NOON = Date.UTC(2026, 4, 6, 4, 0);
const label = { zh: '', en: '' };
const field = (name: string, sensitivity: Field['sensitivity']): Field => ({
  name,
  label,
  type: 'text',
  category: 'basic',
  sensitivity,
  mask: 'text',
  summary: null,
  encrypted: false,
  lookups: [],
  required: false,
});
const customer: RecordType = {
  name: 'customer',
  label,
  customerField: null,
  titleField: 'name',
  fields: [field('name', 3), field('identity', 4)],
};
const purpose: Purpose = {
  code: 'after-sales',
  label,
  description: label,
  legalBasis: 'contract',
  dpv: 'https://w3id.org/dpv#ServiceProvision',
  categories: ['basic'],
  who: { anyone: true },
  validity: {},
};
const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  version: 1,
  name: label,
  effect: 'allow',
  who: { positions: ['clerk'] },
  recordType: 'customer',
  scope: 'department',
  fields: { sensitivityAtMost: 3 },
  actions: ['see'],
  disclosure: 'masked',
  purposes: '*',
  conditions: [],
  validity: {},
  obligations: [],
  ...more,
});
/** 1 ─ 2, and 1 ─ 3. */
const departments = [
  { id: 1, parent: null },
  { id: 2, parent: 1 },
  { id: 3, parent: 1 },
];
const policyOf = (...rules: Rule[]): Policy => ({ version: 1, rules, purposes: [purpose], departments });
const assignment = (id: number, person: number, department: number, position: string): Assignment => ({
  id,
  person,
  department,
  position,
  validity: {},
});
const ANNA = { person: 1, assignments: [assignment(11, 1, 2, 'clerk')] };
const BOB = { person: 2, assignments: [assignment(12, 2, 2, 'head')] };
const CARL = { person: 3, assignments: [assignment(13, 3, 3, 'clerk')] };
const people = [ANNA, BOB, CARL];
const see = (policy: Policy, name = 'name') => whoCanSee(policy, people, customer, name, { at: NOON });
const diff = (before: Rule[], after: Rule[]) =>
  policyDiff(policyOf(...before), policyOf(...after), people, [customer], NOON);
const who = (shifts: readonly { person: number }[]) => [...new Set(shifts.map(({ person }) => person))];

/** `npm run test:deep` raises this. */
const WORLDS = Number(process.env.FENCUN_WORLDS ?? 300);

describe('who can see a field', () => {
  it('names people with the most that they see, and of which records', () => {
    const policy = policyOf(
      rule('a'),
      rule('b', { who: { positions: ['head'] }, disclosure: 'shown', scope: 'all' }),
    );
    expect(see(policy)).toEqual([
      { person: 2, disclosure: 'shown', scopes: ['all'], purposes: ['after-sales'], conditional: false },
      {
        person: 1,
        disclosure: 'masked',
        scopes: ['department'],
        purposes: ['after-sales'],
        conditional: false,
      },
      {
        person: 3,
        disclosure: 'masked',
        scopes: ['department'],
        purposes: ['after-sales'],
        conditional: false,
      },
    ]);
    expect(see(policy, 'identity')).toEqual([]);
    expect(see(policy, 'no_such_field')).toEqual([]);
  });

  it('POL-20 counts whoever could see it once a condition is met, and says that there is one', () => {
    const policy = policyOf(
      rule('a', { conditions: [{ kind: 'training-valid' }], validity: { from: NOON + 1 } }),
    );
    expect(see(policy).map(({ person, conditional }) => [person, conditional])).toEqual([
      [1, true],
      [3, true],
    ]);
  });

  it('does not count what a prohibition closes, in whichever scope it covers it', () => {
    const stop = rule('stop', {
      effect: 'deny',
      disclosure: 'summary',
      scope: 'department-tree',
      who: { departments: [{ id: 2, tree: false }] },
    });
    expect(see(policyOf(rule('a'), stop)).map(({ person }) => person)).toEqual([3]);
  });

  it('does not count what has ended', () => {
    expect(see(policyOf(rule('a', { validity: { until: NOON } })))).toEqual([]);
    const ended = {
      person: 1,
      assignments: [{ ...assignment(11, 1, 2, 'clerk'), validity: { until: NOON } }],
    };
    expect(whoCanSee(policyOf(rule('a')), [ended], customer, 'name', { at: NOON })).toEqual([]);
  });

  it('POL-21 never leaves out anybody to whom a decision discloses something', () => {
    fc.assert(
      fc.property(world, ({ policy, recordType, context, placements }) => {
        const { person, purpose } = context;
        fc.pre(person !== null && purpose !== null);
        if (person === null || purpose === null) return;
        const member = { person, assignments: context.assignments, grants: context.grants };
        const decisions = placements.map((place) => decide(policy, context, recordType, 'see', place));
        for (const { name } of recordType.fields) {
          const seers = whoCanSee(policy, [member], recordType, name, { at: context.at, purpose });
          const most = levelOf(seers[0]?.disclosure ?? 'withheld');
          for (const { fields } of decisions) {
            expect(levelOf(fields.get(name)?.disclosure ?? 'withheld')).toBeLessThanOrEqual(most);
          }
        }
      }),
      { numRuns: WORLDS },
    );
  });
});

describe('the difference between two policies', () => {
  it('is nothing where nothing changes', () => {
    expect(diff([rule('a')], [rule('a', { version: 2 })])).toEqual({ gains: [], losses: [] });
  });

  it('POL-22 names who gains, person by person and field by field', () => {
    const { gains, losses } = diff([], [rule('a', { who: { departments: [{ id: 2, tree: true }] } })]);
    expect(losses).toEqual([]);
    expect(gains).toEqual(
      [1, 2].map((person) => ({
        person,
        recordType: 'customer',
        field: 'name',
        purpose: 'after-sales',
        before: 'withheld',
        after: 'masked',
        scopes: ['department'],
      })),
    );
  });

  it('POL-23 names who loses when a permission goes or a prohibition comes', () => {
    expect(who(diff([rule('a')], []).losses)).toEqual([1, 3]);
    const stop = rule('stop', { effect: 'deny', disclosure: 'masked', who: { anyone: true }, scope: 'all' });
    expect(diff([rule('a')], [rule('a'), stop])).toMatchObject({ gains: [], losses: [{}, {}] });
    const partly = { ...stop, scope: 'own' as const };
    expect(diff([rule('a')], [rule('a'), partly])).toMatchObject({
      gains: [],
      losses: [{ before: 'masked', after: 'masked', scopes: ['own'] }, {}],
    });
    expect(who(diff([rule('a'), partly], [rule('a')]).gains)).toEqual([1, 3]);
  });

  it('POL-24 sees a wider scope, weaker conditions and another time, though the best disclosure stays', () => {
    const wider = diff([rule('a')], [rule('a', { scope: 'legal-entity' })]);
    expect(wider.losses).toEqual([]);
    expect(wider.gains[0]).toMatchObject({ before: 'masked', after: 'masked', scopes: ['legal-entity'] });
    const strict = rule('a', { conditions: [{ kind: 'training-valid' }] });
    expect(diff([strict], [rule('a')])).toMatchObject({ gains: [{}, {}], losses: [] });
    expect(diff([rule('a')], [strict])).toMatchObject({ gains: [], losses: [{}, {}] });
    expect(diff([rule('a')], [rule('a', { validity: { until: NOON + 9 } })])).toMatchObject({
      gains: [],
      losses: [{}, {}],
    });
  });

  it('tells people apart where a rule names an assignment', () => {
    expect(who(diff([], [rule('a', { who: { assignments: [13] } })]).gains)).toEqual([3]);
  });

  it('is the same backwards, with gains and losses exchanged', () => {
    fc.assert(
      fc.property(world, world, (one, other) => {
        const before = one.policy;
        const after = { ...other.policy, departments: before.departments };
        const member = { person: 7, assignments: one.context.assignments };
        const there = policyDiff(before, after, [member], [one.recordType], NOON);
        const back = policyDiff(after, before, [member], [one.recordType], NOON);
        expect(back.gains.map(({ field, purpose }) => [field, purpose])).toEqual(
          there.losses.map(({ field, purpose }) => [field, purpose]),
        );
      }),
      { numRuns: WORLDS },
    );
  });

  it('POL-40 placing a field is a gain of those whose rules speak of its kind, and of nobody before', () => {
    const fresh: RecordType = {
      ...customer,
      fields: customer.fields.map((each) => ({ ...each, placed: false })),
    };
    const policy = policyOf(rule('clerks'));
    expect(whoCanSee(policy, people, fresh, 'name', { at: NOON })).toEqual([]);
    const { gains, losses } = policyDiff(policy, policy, people, [customer], NOON, [fresh]);
    expect(losses).toEqual([]);
    expect(gains.map(({ person, field, after }) => [person, field, after])).toEqual([
      [1, 'name', 'masked'],
      [3, 'name', 'masked'],
    ]);
  });
});
