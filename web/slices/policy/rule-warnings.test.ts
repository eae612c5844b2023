import { expect, it } from 'vitest';
import type { RuleBody } from '../../../src/contract/policy.ts';
import type { CatalogueType } from '../../app/api/catalogue.ts';
import { warningsFor } from './rule-warnings.ts';

const label = { zh: '', en: '' };
const types = [
  {
    ...{ name: 'customer', label, customerField: null, titleField: 'name', version: 1 },
    fields: [
      { name: 'name', sensitivity: 3 },
      { name: 'card', sensitivity: 4 },
    ] as CatalogueType['fields'],
  },
];
const body: RuleBody = {
  ...{ name: label, effect: 'allow', who: { anyone: true }, recordType: 'customer', scope: 'all' },
  ...{ fields: { all: true }, actions: ['see'], disclosure: 'shown', purposes: '*', conditions: [] },
  ...{ validity: {}, obligations: [] },
};
const gain = (person: number, field: string) => ({
  ...{ person: { id: person, name: '' }, recordType: 'customer', field, purpose: 'sales' },
  ...{ before: 'withheld' as const, after: 'shown' as const, scopes: [] },
});
const kinds = (of: RuleBody, people = 2) =>
  warningsFor(of, { gains: [gain(1, 'card'), gain(2, 'name')], peopleGaining: people }, { types }).map(
    ({ kind }) => kind,
  );

it('POL-34 an editor is warned of what opens much, to many, or without conditions', () => {
  expect(kinds(body, 40)).toEqual([
    ...['sensitive', 'sensitive-unconditional', 'all-records', 'any-purpose', 'anyone', 'many'],
  ]);
  expect(
    kinds({
      ...body,
      who: { positions: ['clerk'] },
      scope: 'own',
      purposes: ['sales'],
      disclosure: 'masked',
    }),
  ).toEqual(['sensitive']);
  expect(kinds({ ...body, effect: 'deny', actions: ['export'] })).toEqual(['sensitive', 'not-seeing']);
});
