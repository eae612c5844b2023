import { afterEach, describe, expect, it } from 'vitest';
import {
  AT,
  CALLER,
  openTestDoor,
  RECORD_ID,
  SIGNED_IN,
  type TestDoor,
} from '../../../../test/support/http-services.ts';

let door: TestDoor | null = null;
afterEach(async () => {
  await door?.close();
  door = null;
});

type Call = readonly unknown[];
/** Remembers each call without its act, and answers `answer`. */
function remember(calls: Call[], name: string, answer: unknown) {
  return async (act: Readonly<{ caller: unknown; door: string }>, ...rest: unknown[]) => {
    expect(act).toMatchObject({ caller: { person: CALLER.person }, door: 'http', network: '127.0.0.1' });
    calls.push([name, ...rest]);
    return answer as never;
  };
}

const label = { zh: '江城', en: 'Jiangcheng' };
const RULE = {
  name: label,
  effect: 'allow',
  who: { positions: ['sales-rep'] },
  recordType: 'customer',
  scope: 'own',
  fields: { all: true },
  actions: ['see'],
  disclosure: 'shown',
  purposes: '*',
  conditions: [],
  validity: {},
  obligations: [],
};

describe('acts of administration', () => {
  it('each goes to the organisation that decides and records it', async () => {
    const calls: Call[] = [];
    door = await openTestDoor({
      organisation: {
        createDepartment: remember(calls, 'createDepartment', 4),
        changeDepartment: remember(calls, 'changeDepartment', undefined),
        createPosition: remember(calls, 'createPosition', undefined),
        createPerson: remember(calls, 'createPerson', 8),
        changePerson: remember(calls, 'changePerson', undefined),
        appoint: remember(calls, 'appoint', undefined),
        assign: remember(calls, 'assign', 21),
        endAssignment: remember(calls, 'endAssignment', undefined),
        transfer: remember(calls, 'transfer', 22),
      },
      identity: { setTemporaryPassword: remember(calls, 'setTemporaryPassword', 'abcd-efgh') },
    });
    const { app } = door;
    const at = new Date(AT).toISOString();
    const steps = [
      ['POST', '/departments', { parent: null, code: 'jc', name: label }, 201, { id: 4 }],
      ['PATCH', '/departments/4', { parent: 2 }, 204, null],
      ['POST', '/positions', { code: 'clerk', name: label }, 204, null],
      ['POST', '/people', { login: 'zhou', name: '周明' }, 201, { id: 8 }],
      ['PATCH', '/people/8', { status: 'left' }, 204, null],
      ['PUT', '/people/8/office', { office: null }, 204, null],
      ['POST', '/people/8/password', undefined, 200, { password: 'abcd-efgh' }],
      ['POST', '/assignments', { person: 8, department: 4, position: 'clerk' }, 201, { id: 21 }],
      ['POST', '/assignments/21/end', {}, 204, null],
      ['POST', '/assignments/21/end', { at }, 204, null],
      ['POST', '/transfers', { assignment: 21, department: 4, position: 'clerk' }, 201, { id: 22 }],
    ] as const;
    for (const [method, path, payload, status, answer] of steps) {
      const request = { method, url: `/api/v1${path}`, headers: SIGNED_IN };
      const response = await app.inject({ ...request, ...(payload === undefined ? {} : { payload }) });
      expect(response.statusCode, path).toBe(status);
      expect(status === 204 ? null : response.json(), path).toEqual(answer);
    }
    expect(calls).toEqual([
      ['createDepartment', { parent: null, code: 'jc', name: label }],
      ['changeDepartment', 4, { parent: 2 }],
      ['createPosition', { code: 'clerk', name: label }],
      ['createPerson', { login: 'zhou', name: '周明' }],
      ['changePerson', 8, { status: 'left' }],
      ['appoint', 8, null],
      ['setTemporaryPassword', 8],
      ['assign', { person: 8, department: 4, position: 'clerk' }],
      ['endAssignment', 21],
      ['endAssignment', 21, AT],
      ['transfer', { assignment: 21, department: 4, position: 'clerk' }],
    ]);
  });

  it('HTTP-12 a rule is changed on the version that its editor saw, and only created without one', async () => {
    const calls: Call[] = [];
    door = await openTestDoor({
      policies: {
        putRule: remember(calls, 'putRule', 4),
        removeRule: remember(calls, 'removeRule', undefined),
        whoCanSee: remember(calls, 'whoCanSee', { people: [] }),
      },
    });
    const { app } = door;
    const url = '/api/v1/policy/rules/sales-own';
    const created = await app.inject({ method: 'PUT', url, headers: SIGNED_IN, payload: RULE });
    expect(created.json()).toEqual({ version: 4 });
    expect(created.headers.etag).toBe('"4"');
    const headers = { ...SIGNED_IN, 'if-match': '"4"' };
    await app.inject({ method: 'PUT', url, headers, payload: RULE });
    expect((await app.inject({ method: 'DELETE', url, headers: SIGNED_IN })).statusCode).toBe(428);
    expect((await app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(204);
    await app.inject({
      url: '/api/v1/policy/who-can-see?recordType=customer&field=phone',
      headers: SIGNED_IN,
    });
    expect(calls).toEqual([
      ['putRule', 'sales-own', RULE, null],
      ['putRule', 'sales-own', RULE, 4],
      ['removeRule', 'sales-own', 4],
      ['whoCanSee', { recordType: 'customer', field: 'phone' }],
    ]);
  });

  it('tokens and credentials go to identity, and a token’s secret is shown in its answer alone', async () => {
    const calls: Call[] = [];
    const token = { id: RECORD_ID, name: 'robot', secret: 'fct_x', expiresAt: AT };
    door = await openTestDoor({
      identity: {
        issueToken: remember(calls, 'issueToken', token),
        endCredential: remember(calls, 'endCredential', undefined),
        listCredentials: remember(calls, 'listCredentials', []),
      },
    });
    const { app } = door;
    const payload = { name: 'robot', expiresInDays: 30, narrowing: { actions: ['see'] } };
    const issued = await app.inject({
      method: 'POST',
      url: '/api/v1/credentials',
      headers: SIGNED_IN,
      payload,
    });
    expect(issued.statusCode).toBe(201);
    expect(issued.json()).toEqual({ ...token, expiresAt: new Date(AT).toISOString() });
    const url = `/api/v1/credentials/${RECORD_ID}`;
    expect((await app.inject({ method: 'DELETE', url, headers: SIGNED_IN })).statusCode).toBe(204);
    const listed = await app.inject({ url: '/api/v1/credentials', headers: SIGNED_IN });
    expect(listed.json()).toEqual({ credentials: [] });
    expect(calls).toEqual([['issueToken', payload], ['endCredential', RECORD_ID], ['listCredentials']]);
  });
});
