import { describe, expect, it } from 'vitest';
import type { Category, Field, RecordType } from '../record-type.ts';
import { compile } from './compile.ts';
import { decide } from './decide.ts';
import { departmentTree } from './department-tree.ts';
import { grantOf } from './grant.ts';
import type { Context, Placement, Policy, Rule } from './model.ts';
import { fieldLevel, isAdmitted } from './plan.ts';
import { reachOf } from './scope.ts';

const NOON = Date.UTC(2026, 4, 6, 4, 0);
const HOUR = 3_600_000;
const label = { zh: '', en: '' };
const field = (name: string, category: Category): Field => ({
  name,
  label,
  type: 'text',
  category,
  sensitivity: 3,
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
  fields: [field('name', 'basic'), field('spent', 'transaction')],
};
const grant = grantOf({
  grant: 12,
  assignment: 11,
  terms: {
    version: 1,
    name: label,
    recordType: 'customer',
    fields: { names: ['name', 'spent'] },
    actions: ['see'],
    disclosure: 'shown',
    purposes: ['after-sales'],
    conditions: [],
    obligations: [],
  },
  from: NOON - HOUR,
  until: NOON + HOUR,
});
const stop: Rule = {
  ...grant,
  id: 'stop',
  effect: 'deny',
  scope: 'all',
  who: { anyone: true },
  validity: {},
};
const purpose = (code: string): Policy['purposes'][number] => ({
  code,
  label,
  description: label,
  legalBasis: 'contract',
  dpv: 'https://w3id.org/dpv#ServiceProvision',
  categories: ['basic'],
  who: { anyone: true },
  validity: {},
});
const policy: Policy = {
  version: 1,
  rules: [],
  purposes: [purpose('after-sales'), purpose('marketing')],
  departments: [{ id: 1, parent: null }],
};
const context: Context = {
  person: 7,
  assignments: [{ id: 11, person: 7, department: 1, position: 'clerk', validity: {} }],
  grants: [grant],
  purpose: 'after-sales',
  at: NOON,
  network: null,
  secondFactorAt: null,
  trainedUntil: null,
  reasonGiven: false,
  narrowing: {},
};
const marked: Placement = { owner: null, department: 1, team: [], shares: [{ kind: 'grant', id: 12 }] };

/** What both readers of the policy say of a field; they have to say the same. */
function level(
  name: string,
  change: Readonly<{ context?: Partial<Context>; rules?: readonly Rule[]; place?: Placement }> = {},
): string | undefined {
  const { place = marked, rules = [] } = change;
  const asked = { ...context, ...change.context };
  const inForce = { ...policy, rules };
  const decided = decide(inForce, asked, customer, 'see', place).fields.get(name)?.disclosure;
  const reach = reachOf(place, departmentTree(policy.departments));
  const plan = compile(inForce, asked, customer, 'see');
  const compiled = isAdmitted(plan, reach) ? fieldLevel(plan, name, reach) : 0;
  expect(['withheld', 'summary', 'masked', 'shown'][compiled]).toBe(decided);
  return decided;
}

describe('a grant', () => {
  it('POL-36 opens the records that carry its mark to the assignment that asked, and no others', () => {
    expect(level('name')).toBe('shown');
    expect(level('name', { place: { ...marked, shares: [] } })).toBe('withheld');
    expect(level('name', { place: { ...marked, shares: [{ kind: 'grant', id: 13 }] } })).toBe('withheld');
    expect(level('name', { place: { ...marked, shares: [{ kind: 'assignment', id: 12 }] } })).toBe(
      'withheld',
    );
  });

  it('POL-36 ends with its time and with its assignment', () => {
    expect(level('name', { context: { at: NOON + HOUR } })).toBe('withheld');
    expect(level('name', { context: { at: NOON - HOUR - 1 } })).toBe('withheld');
    const moved = context.assignments.map((one) => ({ ...one, id: 14 }));
    expect(level('name', { context: { assignments: moved } })).toBe('withheld');
    const ended = context.assignments.map((one) => ({ ...one, validity: { until: NOON } }));
    expect(level('name', { context: { assignments: ended } })).toBe('withheld');
    expect(compile(policy, context, customer, 'see').validUntil).toBe(NOON + HOUR);
  });

  it('POL-36 beats no prohibition, serves no other purpose, and opens no category that the purpose closes', () => {
    expect(level('name', { rules: [stop] })).toBe('masked');
    expect(level('name', { context: { purpose: 'marketing' } })).toBe('withheld');
    expect(level('spent')).toBe('withheld');
  });

  it('is named by the plan, and so by every access record', () => {
    expect(compile(policy, context, customer, 'see').rules).toEqual(['grant-12@1']);
  });
});
