import { expect, it } from 'vitest';
import type { Policy, Rule } from '../../../src/kernel/policy/model.ts';
import type { RecordType } from '../../../src/kernel/record-type.ts';
import { openPurposes, opensAny, type Role, rehearse } from './rehearsal.ts';

const label = { zh: '', en: '' };
const type: RecordType = {
  ...{ name: 'customer', label, customerField: null, titleField: 'phone' },
  fields: [
    {
      ...{ name: 'phone', label, type: 'phone', category: 'basic', sensitivity: 3, mask: 'phone' },
      ...{ summary: null, encrypted: true, lookups: [], required: false },
    },
  ],
};
const rule: Omit<Rule, 'id' | 'scope' | 'disclosure' | 'conditions'> = {
  ...{ version: 1, name: label, effect: 'allow', who: { positions: ['clerk'] }, recordType: 'customer' },
  ...{ fields: { all: true }, actions: ['see'], purposes: '*', validity: {}, obligations: [] },
};
const policy: Policy = {
  version: 1,
  departments: [1, 2, 3].map((id) => ({ id, parent: id === 1 ? null : 1 })),
  purposes: [
    {
      ...{ code: 'sales', label, description: label, legalBasis: 'contract', dpv: 'https://w3id.org/dpv' },
      ...{ categories: ['basic'], who: { anyone: true }, validity: {} },
    },
  ],
  rules: [
    { ...rule, id: 'masked', scope: 'legal-entity', disclosure: 'masked', conditions: [] },
    { ...rule, id: 'own', scope: 'own', disclosure: 'shown', conditions: [{ kind: 'reason-given' }] },
  ],
};
const role: Role = {
  ...{ position: 'clerk', department: 2, purpose: 'sales', standing: 'own' },
  ...{ secondFactor: false, trained: false, reason: false },
};
const seen = (more: Partial<Role>) => rehearse(policy, type, { ...role, ...more }, Date.UTC(2026, 0, 1))[0];

it('POL-35 a rehearsal decides by the policy and shows invented values only', () => {
  expect(seen({ reason: true })).toMatchObject({ disclosure: 'shown', value: '13800138000' });
  expect(seen({})).toMatchObject({ disclosure: 'masked', value: '138****8000' });
  expect(seen({ standing: 'legal-entity', reason: true })).toMatchObject({ disclosure: 'masked' });
  expect(seen({ standing: 'elsewhere' })).toMatchObject({ disclosure: 'withheld', value: null });
  expect(opensAny(policy, type, role, 0)).toBe(true);
  expect(opensAny(policy, type, { ...role, standing: 'elsewhere' }, 0)).toBe(false);
  expect(seen({ position: 'head' })).toMatchObject({ disclosure: 'withheld', value: null });
});

it('POL-35 a rehearsal offers the purposes that somebody in the post may pursue', () => {
  const [sales] = policy.purposes;
  if (sales === undefined) throw new Error('the policy has a purpose');
  const purposes = [
    { ...sales, code: 'clerks', who: { positions: ['clerk'] } },
    { ...sales, code: 'others', who: { positions: ['manager'] } },
    { ...sales, code: 'below', who: { departments: [{ id: 1, tree: true }] } },
    { ...sales, code: 'over', validity: { until: 1 } },
  ];
  expect(openPurposes({ ...policy, purposes }, role, 2)).toEqual(['clerks', 'below']);
});
