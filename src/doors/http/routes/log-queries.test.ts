import { afterEach, expect, it } from 'vitest';
import {
  AT,
  BY_TOKEN,
  CALLER,
  openTestDoor,
  RECORD_ID,
  SIGNED_IN,
  type TestDoor,
} from '../../../../test/support/http-services.ts';
import type { SavedLogQuery } from '../../../contract/log-queries.ts';

let door: TestDoor | null = null;
afterEach(() => door?.close());

const SAVED: SavedLogQuery = {
  ...{ id: RECORD_ID, name: 'Night', shared: true, own: false, owner: '秦书' },
  filter: { customer: RECORD_ID, action: 'export' },
};
const STUBS = {
  logQueries: { list: async () => [SAVED], save: async () => SAVED, remove: async () => {} },
  logReader: { search: async () => ({ entries: [], cursor: null }) },
};
const url = '/api/v1/log/queries';
const { name, shared, filter } = SAVED;

it('LOGQ-3 only who may read the log sees, saves and removes queries of it', async () => {
  door = await openTestDoor(STUBS);
  for (const request of [
    { method: 'GET', url, headers: SIGNED_IN },
    { method: 'POST', url, headers: SIGNED_IN, payload: { name, shared, filter } },
    { method: 'DELETE', url: `${url}/${RECORD_ID}`, headers: SIGNED_IN },
    { method: 'GET', url, headers: BY_TOKEN },
  ] as const) {
    expect((await door.app.inject(request)).statusCode).toBe(403);
  }
});

it('LOGQ-3 using a saved query is recorded as any look at the log', async () => {
  const validity = { from: AT - 1, until: AT + 1 };
  const post = { id: 9, person: 7, department: 1, position: 'data-protection-officer', validity };
  door = await openTestDoor(STUBS, { caller: { ...CALLER, assignments: [post] } });
  const saved = await door.app.inject({ method: 'GET', url, headers: SIGNED_IN });
  expect(saved.json()).toEqual({ queries: [SAVED] });
  expect(door.appended).toEqual([]);
  const used = await door.app.inject({
    ...{ method: 'POST', url: '/api/v1/log/query', headers: SIGNED_IN },
    payload: saved.json().queries[0].filter,
  });
  expect(used.statusCode).toBe(200);
  expect(door.appended).toMatchObject([
    { action: 'log.read', customers: [RECORD_ID], note: { action: 'export' } },
  ]);
});
