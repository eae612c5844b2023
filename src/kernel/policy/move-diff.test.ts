import { describe, expect, it } from 'vitest';
import type { RecordType } from '../record-type.ts';
import { memberDiff } from './diff.ts';
import type { Policy, Rule } from './model.ts';
import { moveDiff } from './move-diff.ts';

const label = { zh: '标签', en: 'Label' };
const AT = 1_000;
const customer: RecordType = {
  name: 'customer',
  label,
  customerField: null,
  titleField: 'name',
  fields: [
    {
      name: 'name',
      label,
      type: 'person-name',
      category: 'basic',
      sensitivity: 3,
      mask: 'name',
      summary: null,
      encrypted: false,
      lookups: [],
      required: true,
    },
  ],
};
const rule = (more: Partial<Rule>): Rule => ({
  id: 'rule',
  version: 1,
  name: label,
  effect: 'allow',
  who: { positions: ['head'] },
  recordType: 'customer',
  scope: 'department-tree',
  fields: { all: true },
  actions: ['see'],
  disclosure: 'shown',
  purposes: '*',
  conditions: [],
  validity: {},
  obligations: [],
  ...more,
});
const policy = (...rules: Rule[]): Policy => ({
  version: 1,
  rules,
  purposes: [
    {
      code: 'sales',
      label,
      description: label,
      legalBasis: 'contract',
      dpv: 'https://w3id.org/dpv#Marketing',
      categories: ['basic'],
      who: { anyone: true },
      validity: {},
    },
  ],
  // 1 ── 2 (north) ── 4 (shop), 1 ── 3 (south)
  departments: [
    { id: 1, parent: null },
    { id: 2, parent: 1 },
    { id: 3, parent: 1 },
    { id: 4, parent: 2 },
  ],
});
const head = (person: number, department: number) => ({
  person,
  assignments: [{ id: person * 10, person, department, position: 'head', validity: {} }],
});
const people = [head(1, 1), head(2, 2), head(3, 3), head(4, 4)];

describe('moving a department', () => {
  it('ORG-13 names the new head of its records as gaining, the old one as losing, and nobody else', () => {
    const { gains, losses } = moveDiff(policy(rule({})), 4, 3, people, [customer], AT);
    const told = { recordType: 'customer', field: 'name', purpose: 'sales', scopes: ['department-tree'] };
    expect(gains).toEqual([{ ...told, person: 3, before: 'withheld', after: 'shown' }]);
    expect(losses).toEqual([{ ...told, person: 2, before: 'shown', after: 'withheld' }]);
  });

  it('ORG-13 sees rules that name departments, conditions as met, and prohibitions', () => {
    const underNorth = { positions: ['head'], departments: [{ id: 2, tree: true }] };
    const named = rule({ who: underNorth, scope: 'department', conditions: [{ kind: 'training-valid' }] });
    expect(moveDiff(policy(named), 4, 3, people, [customer], AT).losses).toMatchObject([
      { person: 4, before: 'shown', after: 'withheld' },
    ]);
    const wall = rule({ id: 'wall', effect: 'deny', who: { departments: [{ id: 3, tree: false }] } });
    const { gains } = moveDiff(policy(rule({}), wall), 4, 3, people, [customer], AT);
    expect(gains).toMatchObject([{ person: 3, before: 'withheld', after: 'masked' }]);
  });

  it('ORG-13 says nothing where nothing changes', () => {
    const own = policy(rule({ scope: 'own' }));
    expect(moveDiff(own, 4, 3, people, [customer], AT)).toEqual({ gains: [], losses: [] });
    expect(moveDiff(policy(rule({})), 4, 2, people, [customer], AT)).toEqual({ gains: [], losses: [] });
  });
});

describe('moving a person', () => {
  it('ORG-14 names what is lost with the old assignment and gained with the new one', () => {
    const clerk = rule({
      id: 'clerk',
      who: { positions: ['clerk'] },
      scope: 'department',
      disclosure: 'masked',
    });
    const before = head(2, 2);
    const after = {
      person: 2,
      assignments: [{ id: 99, person: 2, department: 3, position: 'clerk', validity: {} }],
    };
    const { gains, losses } = memberDiff(policy(rule({}), clerk), before, after, [customer], AT);
    expect(gains).toMatchObject([{ person: 2, before: 'shown', after: 'masked', scopes: ['department'] }]);
    expect(losses).toMatchObject([{ before: 'shown', after: 'masked', scopes: ['department-tree'] }]);
    const gone = memberDiff(policy(rule({})), before, { person: 2, assignments: [] }, [customer], AT);
    expect(gone).toMatchObject({ gains: [], losses: [{ after: 'withheld' }] });
  });
});
