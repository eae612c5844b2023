import { expect, it } from 'vitest';
import { faultsOfEdit, fieldChangeOf, fieldEditOf } from './field-edit.ts';

const label = { zh: '手机', en: 'Phone' };
const field = {
  ...{ name: 'phone', label, type: 'phone' as const, category: 'basic', sensitivity: 3 as const },
  ...{ mask: 'phone' as const, summary: null, encrypted: true, lookups: [], required: false },
};

it('CAT-10 an edited field sends what differs and nothing else', () => {
  const edit = fieldEditOf(field);
  expect(fieldChangeOf(edit, field)).toEqual({});
  expect(fieldChangeOf({ ...edit, placed: true }, { ...field, placed: false })).toEqual({ placed: true });
  const owned = { ...field, dataOwner: 'clerk' };
  expect(fieldChangeOf({ ...edit, dataOwner: 'clerk' }, field)).toEqual({ dataOwner: 'clerk' });
  expect(fieldChangeOf({ ...fieldEditOf(owned), dataOwner: '' }, owned)).toEqual({ dataOwner: null });
  const changed = {
    ...edit,
    sensitivity: 4 as const,
    label: { ...label, en: ' Tel ' },
  };
  expect(fieldChangeOf(changed, field)).toEqual({
    sensitivity: 4,
    label: { zh: '手机', en: 'Tel' },
  });
  expect(faultsOfEdit({ ...edit, label: { zh: '', en: 'Phone' }, category: 'X' }, field)).toEqual([
    'label',
    'category',
  ]);
});
