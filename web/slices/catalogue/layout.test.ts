import { expect, it } from 'vitest';
import type { CatalogueField } from '../../app/api/catalogue.ts';
import { changeOf, groupItem, isNamed, layoutOf } from './layout.ts';
import { moved } from './moved.ts';

const fields = ['name', 'phone', 'spent'].map((name) => ({ name }) as CatalogueField);
const label = { zh: '联系', en: 'Contact' };

it('CAT-21 a form is edited as one list, in which a field belongs to the last group above it', () => {
  const type = { fields, groups: [{ label, fields: ['phone'] }] };
  const items = layoutOf(type);
  expect(items.map(({ key }) => key)).toEqual(['name', 'spent', 'group 0', 'phone']);
  expect(changeOf(items)).toEqual({ fieldOrder: ['name', 'spent', 'phone'], groups: type.groups });
  expect(changeOf(moved(items, 1, 3))).toEqual({
    fieldOrder: ['name', 'phone', 'spent'],
    groups: [{ label, fields: ['phone', 'spent'] }],
  });
  const unnamed = moved([...items, groupItem('new')], 4, 0);
  expect(isNamed(items)).toBe(true);
  expect(isNamed(unnamed)).toBe(false);
  expect(isNamed([...items, groupItem('empty')])).toBe(true);
});
