import { describe, expect, it } from 'vitest';
import type { Field, RecordType } from '../record-type.ts';
import { whoCanSee } from './diff.ts';
import { policyMatrix, rulesAbout } from './matrix.ts';
import type { Assignment, Policy, Purpose, Rule } from './model.ts';

const NOON = Date.UTC(2026, 4, 6, 4, 0);
const label = { zh: '', en: '' };
const field = (name: string, sensitivity: Field['sensitivity'], category = 'basic'): Field => ({
  ...{ name, label, type: 'text', category, sensitivity, mask: 'text', summary: null },
  ...{ encrypted: false, lookups: [], required: false },
});
const phone = field('phone', 3);
const customer: RecordType = {
  name: 'customer',
  label,
  customerField: null,
  titleField: 'name',
  fields: [field('name', 2), phone, field('debt', 3, 'finance')],
};
const purpose = (code: string, positions: readonly string[], categories = ['basic']): Purpose => ({
  ...{ code, label, description: label, legalBasis: 'contract', dpv: 'https://w3id.org/dpv#Purpose' },
  ...{ categories, who: { positions }, validity: {} },
});
const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  ...{ id, version: 1, name: label, effect: 'allow', who: { positions: ['clerk'] }, recordType: 'customer' },
  ...{ scope: 'department', fields: { all: true }, actions: ['see'], disclosure: 'masked', purposes: '*' },
  ...{ conditions: [], validity: {}, obligations: [] },
  ...more,
});
const post = (id: number, department: number, position: string): Assignment => ({
  ...{ id, person: id, department, position, validity: {} },
});
const clerks = { key: 'clerk', posts: [post(1, 2, 'clerk'), post(2, 3, 'clerk')] };
const heads = { key: 'head', posts: [post(3, 1, 'head')] };
const policy: Policy = {
  version: 1,
  departments: [
    { id: 1, parent: null },
    { id: 2, parent: 1 },
    { id: 3, parent: 1 },
  ],
  purposes: [purpose('service', ['clerk', 'head']), purpose('audit', ['head'], ['basic', 'finance'])],
  rules: [
    rule('clerks'),
    rule('east', { who: { departments: [{ id: 3, tree: false }] }, disclosure: 'shown', scope: 'own' }),
    rule('heads', {
      who: { positions: ['head'] },
      scope: 'all',
      disclosure: 'shown',
      conditions: [{ kind: 'training-valid' }],
    }),
    rule('no-phone', {
      who: { positions: ['head'] },
      effect: 'deny',
      scope: 'all',
      disclosure: 'shown',
      fields: { names: ['phone'] },
    }),
  ],
};
const of = (name: string, code?: string) =>
  policyMatrix(policy, customer, [clerks, heads], { at: NOON, purpose: code }).get(name);

describe('the matrix', () => {
  it('POL-32 tells for each field what each group of posts sees at best, where, and under which conditions', () => {
    const [ofClerks, ofHeads] = of('name', 'service') ?? [];
    expect(ofClerks).toMatchObject({ disclosure: 'shown', scopes: ['own'], partial: true });
    expect(ofHeads).toMatchObject({
      disclosure: 'shown',
      scopes: ['all'],
      conditional: true,
      partial: false,
    });
    // A prohibition leaves what lies below it.
    expect(of('phone', 'service')?.[1]).toMatchObject({ disclosure: 'masked', scopes: ['all'] });
  });

  it('POL-32 opens under a purpose only its categories, and only to those who may pursue it', () => {
    expect(of('debt', 'service')?.map(({ disclosure }) => disclosure)).toEqual(['withheld', 'withheld']);
    expect(of('debt', 'audit')?.map(({ disclosure }) => disclosure)).toEqual(['withheld', 'shown']);
    expect(of('debt')?.[1]?.purposes).toEqual(['audit']);
  });

  it('POL-32 says of one post what who-can-see says of the person who holds only that', () => {
    for (const { name } of customer.fields) {
      for (const held of [...clerks.posts, ...heads.posts]) {
        const [cell] =
          policyMatrix(policy, customer, [{ key: '', posts: [held] }], { at: NOON }).get(name) ?? [];
        const members = [{ person: held.person, assignments: [held] }];
        const [seer] = whoCanSee(policy, members, customer, name, { at: NOON });
        expect(cell?.disclosure).toBe(seer?.disclosure ?? 'withheld');
        expect(cell?.scopes).toEqual(seer?.scopes ?? []);
        expect(cell?.conditional).toBe(seer?.conditional ?? false);
      }
    }
  });

  it('POL-32 names the rules that speak of a cell, prohibitions first', () => {
    const named = (group: typeof heads) =>
      rulesAbout(policy, customer, phone, group, { at: NOON, purpose: 'service' }).map(({ id }) => id);
    expect(named(heads)).toEqual(['no-phone', 'heads']);
    expect(named(clerks)).toEqual(['east', 'clerks']);
  });
});
