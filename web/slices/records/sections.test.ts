import { expect, it } from 'vitest';
import type { FieldView } from '../../app/api/record-types.ts';
import { sectionsOf } from './sections.ts';

const field = (name: string, category: string) => ({ name, category }) as FieldView;
const label = { zh: '联系', en: 'Contact' };

it('CAT-21 a page shows fields of no group by category, then the groups in their order', () => {
  const fields = [field('name', 'basic'), field('spent', 'transaction'), field('phone', 'basic')];
  const sections = sectionsOf({ fields, groups: [{ label, fields: ['spent', 'name'] }] });
  expect(sections.map(({ name, fields: some }) => [name, some.map((each) => each.name)])).toEqual([
    ['basic', ['phone']],
    [label, ['spent', 'name']],
  ]);
  expect(sectionsOf({ fields, groups: [{ label, fields: ['gone'] }] }).map(({ name }) => name)).toEqual([
    'basic',
    'transaction',
  ]);
});
