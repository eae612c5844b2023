import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BY_TOKEN,
  CALLER,
  openTestDoor,
  RECORD_ID,
  SIGNED_IN,
  type TestDoor,
} from '../../../test/support/http-services.ts';
import { problemSchema } from '../../contract/common.ts';
import { Problem } from '../../contract/problem.ts';

let door: TestDoor;
let officersDoor: TestDoor;
let code: 'forbidden' | 'not-found' | 'field-not-revealable' = 'forbidden';
beforeAll(async () => {
  const refuse = async () => {
    throw new Problem(code, { field: 'phone' });
  };
  const stubs = { gateway: { read: refuse, reveal: refuse, erase: refuse }, sharing: { mine: refuse } };
  door = await openTestDoor(stubs);
  officersDoor = await openTestDoor(stubs, { caller: { ...CALLER, office: 'audit-administrator' } });
});
afterAll(() => Promise.all([door.close(), officersDoor.close()]));

const hintAt = async (url: string, method: 'GET' | 'DELETE' = 'GET', at = door) => {
  const headers = { ...SIGNED_IN, 'accept-language': 'en', 'if-match': '"1"' };
  return problemSchema.parse((await at.app.inject({ method, url, headers })).json());
};

it('SHARE-16 a refused reading that can be asked for says so, and what does not exist says nothing', async () => {
  const url = `/api/v1/records/customer/${RECORD_ID}`;
  const refused = await hintAt(url);
  expect(refused.access_request).toEqual({
    endpoint: '/api/v1/requests',
    evaluation_id: refused.request,
    display: { title: 'Ask for access', description: expect.stringContaining('those responsible decide') },
  });
  code = 'not-found';
  expect((await hintAt(url)).access_request).toBeUndefined();
  code = 'forbidden';
  expect((await hintAt('/api/v1/requests')).access_request).toBeUndefined();
  const erasing = await hintAt(url, 'DELETE');
  expect([erasing.code, erasing.access_request]).toEqual(['forbidden', undefined]);
  expect((await hintAt(url, 'GET', officersDoor)).access_request).toBeUndefined();
  const byToken = await door.app.inject({ url, headers: BY_TOKEN });
  expect(problemSchema.parse(byToken.json()).access_request).toBeUndefined();
});
