import { expect, it } from 'vitest';
import { withType } from './field-draft.ts';
import { isOtherForm, opensOtherForms, storageDraftOf, storedFormOf } from './storage-draft.ts';

const label = { zh: '备注', en: 'Remark' };
const field = {
  ...{ name: 'remark', label, type: 'text' as const, category: 'basic', sensitivity: 3 as const },
  ...{ mask: 'text' as const, summary: null, encrypted: false, lookups: [], required: false },
};

it('CAT-10 an editor of how a field is stored knows what would be another form, and whom it opens something to', () => {
  const draft = storageDraftOf(field);
  expect(isOtherForm(draft, field)).toBe(false);
  expect(isOtherForm({ ...draft, encrypted: true }, field)).toBe(true);
  expect(opensOtherForms({ ...draft, mask: 'full' }, field)).toBe(false);
  expect(opensOtherForms({ ...draft, mask: null }, field)).toBe(true);
  expect(storedFormOf(withType(draft, 'phone'))).toEqual({
    ...{ type: 'phone', mask: 'phone', summary: null, encrypted: true, lookups: ['exact'] },
  });
  const options = [
    { value: ' red ', label },
    { value: '', label: { zh: '', en: '' } },
  ];
  expect(storedFormOf({ ...draft, type: 'choice', options }).options).toEqual([{ value: 'red', label }]);
});
