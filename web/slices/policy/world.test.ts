import { expect, it } from 'vitest';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { groupPosts, worldOf } from './world.ts';

const name = { zh: '', en: '' };
const post = (id: number, position: string, from: string, until: string | null) => ({
  ...{ id, department: 1, position, from, until, capacity: 'regular' as const },
});
const person = (id: number, status: 'active' | 'left', assignments: ReturnType<typeof post>[]) => ({
  ...{ id, login: `p${id}`, name: `P${id}`, status, office: null, trainedUntil: null, assignments },
});
const SINCE = '2024-01-01T00:00:00.000Z';
const organisation: OrganisationView = {
  departments: [
    { id: 1, parent: null, code: 'a', name, closed: false },
    { id: 2, parent: 1, code: 'b', name, closed: false },
  ],
  positions: ['clerk', 'head', 'nobody'].map((code) => ({ code, name })),
  people: [
    person(1, 'active', [
      post(11, 'clerk', SINCE, null),
      post(12, 'head', SINCE, '2025-01-01T00:00:00.000Z'),
    ]),
    person(2, 'left', [post(21, 'clerk', SINCE, null)]),
    person(3, 'active', [post(31, 'head', '2027-01-01T00:00:00.000Z', null)]),
  ],
};

it('only posts that are held at the moment stand in the matrix', () => {
  const world = worldOf(
    { version: 1, rules: [], purposes: [], names: { departments: [], positions: [] } },
    organisation,
    [],
    Date.UTC(2026, 0, 1),
  );
  expect(world.posts).toEqual([
    { id: 11, person: 1, department: 1, position: 'clerk', validity: { from: Date.parse(SINCE) } },
  ]);
  expect(groupPosts(world, 'position').map(({ key }) => key)).toEqual(['clerk']);
  expect(groupPosts(world, 'department').map(({ key }) => key)).toEqual(['1']);
});
