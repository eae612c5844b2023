import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDoor, RECORD_ID, SIGNED_IN, type TestDoor } from '../../../test/support/http-services.ts';
import { problemSchema } from '../../contract/common.ts';
import { Problem } from '../../contract/problem.ts';

let door: TestDoor;
let code: 'forbidden' | 'not-found' | 'field-not-revealable' = 'forbidden';
beforeAll(async () => {
  const refuse = async () => {
    throw new Problem(code, { field: 'phone' });
  };
  door = await openTestDoor({ gateway: { read: refuse, reveal: refuse }, sharing: { mine: refuse } });
});
afterAll(() => door.close());

const hintAt = async (url: string) => {
  const answer = await door.app.inject({ url, headers: { ...SIGNED_IN, 'accept-language': 'en' } });
  return problemSchema.parse(answer.json());
};

it('SHARE-16 a refused reading that can be asked for says so, and what does not exist says nothing', async () => {
  const url = `/api/v1/records/customer/${RECORD_ID}`;
  const refused = await hintAt(url);
  expect(refused.access_request).toEqual({
    endpoint: '/api/v1/requests',
    evaluation_id: refused.request,
    form_url: '/requests',
    display: { title: 'Ask for access', description: expect.stringContaining('those responsible decide') },
  });
  code = 'not-found';
  expect((await hintAt(url)).access_request).toBeUndefined();
  code = 'forbidden';
  expect((await hintAt('/api/v1/requests')).access_request).toBeUndefined();
});
