import { expect, it } from 'vitest';
import { grantOf } from '../kernel/policy/grant.ts';
import { reachToken } from '../kernel/policy/scope.ts';
import type { Field } from '../kernel/record-type.ts';
import { approvedTokens } from './export.ts';

const NOON = 1_778_040_000_000;

type Arguments = Parameters<typeof approvedTokens>;

/** One person in one post, with a grant that opens telephone numbers masked, for export too. */
function asked(change: Readonly<{ assignment?: number; actions?: readonly ('see' | 'export')[] }> = {}) {
  const grant = grantOf({
    grant: 9,
    assignment: change.assignment ?? 1,
    terms: {
      version: 1,
      name: { zh: '回访', en: 'Calls' },
      recordType: 'customer',
      fields: { names: ['phone'] },
      actions: change.actions ?? ['see', 'export'],
      disclosure: 'masked',
      purposes: ['service'],
      conditions: [],
      obligations: [],
    },
    from: NOON - 1000,
    until: NOON + 1000,
  });
  const assignment = { id: 1, person: 7, department: 1, position: 'clerk', validity: {} };
  return {
    caller: { grants: [grant] },
    context: { person: 7, assignments: [assignment], purpose: 'service', at: NOON },
    type: { name: 'customer' },
    authority: { policy: { departments: [{ id: 1, parent: null }] } },
  } as unknown as Arguments[0];
}

const field = (name: string) => ({ name, category: 'basic', sensitivity: 4 }) as Field;
const leaving = (levels: Readonly<Record<string, number>>) =>
  ({
    fields: new Map(
      Object.entries(levels).map(([name, level]) => [name, [{ level, when: { kind: 'true' } }]]),
    ),
  }) as unknown as Arguments[2];

it('EXPO-5 an approval covers the fields that it names, as openly as it says, and no others', () => {
  const mark = [reachToken('grant', 9)];
  const phone = [field('phone')];
  expect(approvedTokens(asked(), phone, leaving({ phone: 2 }))).toEqual(mark);
  expect(approvedTokens(asked(), phone, leaving({ phone: 3 }))).toEqual([]);
  const more = [field('phone'), field('identity')];
  expect(approvedTokens(asked(), more, leaving({ phone: 2, identity: 3 }))).toEqual([]);
  expect(approvedTokens(asked({ assignment: 2 }), phone, leaving({ phone: 2 }))).toEqual([]);
  expect(approvedTokens(asked({ actions: ['see'] }), phone, leaving({ phone: 2 }))).toEqual([]);
  expect(approvedTokens(asked(), [], leaving({}))).toEqual([]);
});
