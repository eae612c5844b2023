import fc from 'fast-check';
import { expect, it } from 'vitest';
import { world } from '../../../test/agreement/world.ts';
import { departmentTree } from '../policy/department-tree.ts';
import { ruleApplies, ruleSpeaksOf } from '../policy/matching.ts';
import { holdingsOf, lastUsed, UNUSED_DAYS, verdictOnUse } from './holdings.ts';

const DAY = 86_400_000;

it('REVIEW-2 authority of an assignment is what rules in force open to it, and every rule that could apply through it is in it', () => {
  fc.assert(
    fc.property(world, ({ policy, context, recordType }) => {
      const tree = departmentTree(policy.departments);
      for (const assignment of context.assignments) {
        const holdings = holdingsOf(policy, [recordType], assignment, tree, context.at);
        const allowed = policy.rules.filter(({ effect }) => effect === 'allow');
        for (const rule of allowed) {
          if (!ruleApplies(rule, assignment, context, recordType.name, 'see', tree)) continue;
          for (const field of recordType.fields.filter((each) => ruleSpeaksOf(rule, each, 'see'))) {
            const holding = holdings.find(({ category }) => category === field.category);
            expect(holding?.rules).toContain(rule.id);
            expect(holding?.fields).toContain(`${recordType.name}.${field.name}`);
          }
        }
        for (const { rules, personal } of holdings) {
          const named = policy.rules.filter(({ id }) => rules.includes(id));
          expect(named.every(({ effect }) => effect === 'allow')).toBe(true);
          if (personal)
            expect(named.every(({ who }) => who.assignments?.join() === `${assignment.id}`)).toBe(true);
        }
      }
    }),
  );
});

it('REVIEW-3 unused is only what was held and watched for ninety days, and used is what was used within them', () => {
  const at = Date.UTC(2026, 5, 1, 9);
  const day = (before: number) => new Date(at - before * DAY).toISOString().slice(0, 10);
  const long = at - 200 * DAY;
  expect(verdictOnUse(day(UNUSED_DAYS), long, at)).toBe('used');
  expect(verdictOnUse(day(UNUSED_DAYS + 1), long, at)).toBe('unused');
  expect(verdictOnUse(null, at - UNUSED_DAYS * DAY, at)).toBe('unused');
  expect(verdictOnUse(null, at - (UNUSED_DAYS - 1) * DAY, at)).toBe('too-early');
  expect(verdictOnUse(null, null, at)).toBe('too-early');
  const uses = new Map([
    ['own', new Map([['customer.name', '2026-05-01']])],
    ['other', new Map([['customer.name', '2026-05-09']])],
  ]);
  const holding = { rules: ['own'], fields: ['customer.name', 'customer.phone'] };
  expect(lastUsed(holding, uses)).toBe('2026-05-01');
  expect(lastUsed({ ...holding, fields: ['customer.phone'] }, uses)).toBeNull();
});
