import { expect, it } from 'vitest';
import type { ProvisioningView } from '../../../src/contract/provisioning.ts';
import { unknownWords, withMeaning, withoutWord } from './sync-words.ts';

const NONE = { departments: [], positions: [], groups: [] };
const person = (
  reason: 'unknown-department' | 'unknown-position' | 'ambiguous',
  department: string,
  title: string,
) => ({
  person: 1,
  name: 'N',
  reason,
  department,
  title,
});
const VIEW: ProvisioningView = {
  version: 1,
  clients: [],
  mapping: NONE,
  people: 4,
  groups: [
    { name: 'Known', members: 9, understood: true },
    { name: 'Reps', members: 3, understood: false },
  ],
  unplaced: [
    person('unknown-department', 'Region 7', 'clerk'),
    person('unknown-department', 'region 7', 'clerk'),
    person('unknown-position', 'HQ', 'Knight'),
    person('ambiguous', 'HQ', 'clerk'),
  ],
  halt: null,
  liftedUntil: null,
};

it('SCIM-14 asks about each word that was not understood once, those of most people first', () => {
  expect(unknownWords(VIEW)).toEqual([
    { kind: 'group', source: 'Reps', people: 3 },
    { kind: 'department', source: 'Region 7', people: 2 },
    { kind: 'position', source: 'Knight', people: 1 },
  ]);
});

it('SCIM-14 keeps one meaning for a word, and none that is half said', () => {
  const word = { kind: 'department', source: 'Region 7' } as const;
  const once = withMeaning(NONE, word, { department: 3, position: null });
  const again = withMeaning(once, word, { department: 4, position: null });
  expect(again).toEqual({ ...NONE, departments: [{ source: 'Region 7', department: 4 }] });
  expect(withMeaning(again, word, { department: null, position: 'clerk' })).toEqual(NONE);
  const group = withMeaning(again, { kind: 'group', source: 'Reps' }, { department: 3, position: 'clerk' });
  expect(withoutWord(group, 'department', 'Region 7')).toEqual({
    ...NONE,
    groups: [{ source: 'Reps', department: 3, position: 'clerk' }],
  });
});
