import { expect, it } from 'vitest';
import { accessRuleSchema } from '../../../src/contract/catalogue-editing.ts';
import { accessRuleOf, emptyAccess, isComplete } from './access-draft.ts';

it('CAT-11 who needs a new field becomes a rule of that field alone, and an unfinished answer none', () => {
  const draft = { ...emptyAccess('a1b2'), positions: ['clerk'] };
  expect(isComplete(draft)).toBe(false);
  const whole = { ...draft, purposes: ['after-sales'], actions: ['edit'] as const };
  expect(isComplete(whole)).toBe(true);
  const rule = accessRuleOf(whole, 'customer', { name: 'shoe_size', label: { zh: '鞋码', en: 'Shoe size' } });
  expect(accessRuleSchema.parse(rule)).toEqual(rule);
  expect(rule).toMatchObject({
    id: 'open-shoe-size-a1b2',
    effect: 'allow',
    fields: { names: ['shoe_size'] },
    actions: ['see', 'edit'],
    disclosure: 'masked',
  });
});
