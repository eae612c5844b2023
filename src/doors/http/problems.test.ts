import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, RECORD_ID, SIGNED_IN, type TestDoor } from '../../../test/support/http-services.ts';
import { problemSchema } from '../../contract/common.ts';
import { Problem } from '../../contract/problem.ts';

const CANARY = '王秘密13912345678';
const json = { ...SIGNED_IN, 'content-type': 'application/json' };

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor({
    gateway: {
      list: async () => {
        throw new Problem('field-not-findable', { field: 'phone' });
      },
      read: async () => {
        throw Object.assign(new Error(`invalid input syntax: ${CANARY}`), { code: '22P02' });
      },
      match: async () => {
        throw new Problem('database-unavailable', {}, { cause: new Error(CANARY) });
      },
    },
  });
});
afterAll(() => door.close());

describe('problems', () => {
  it('HTTP-2 a problem speaks the language that the client prefers, Chinese otherwise', async () => {
    const ask = (language?: string) =>
      door.app.inject({
        method: 'POST',
        url: '/api/v1/records/customer/query',
        headers: { ...SIGNED_IN, ...(language === undefined ? {} : { 'accept-language': language }) },
        payload: {},
      });
    const [chinese, english] = [await ask(), await ask('en-GB,en;q=0.9')];
    expect(chinese.statusCode).toBe(403);
    expect(chinese.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(chinese.headers['content-language']).toBe('zh-CN');
    expect(chinese.json()).toMatchObject({
      code: 'field-not-findable',
      title: '不能按字段“phone”查找或排序',
    });
    expect(english.headers['content-language']).toBe('en');
    expect(english.json()).toMatchObject({ title: 'You may not search or sort by “phone”', status: 403 });
    const body = problemSchema.parse(english.json());
    expect(body.type).toBe('/api/docs#problem-field-not-findable');
    expect(body.request).toBe(english.headers['x-request-id']);
    expect(body.instance).toBe(`urn:uuid:${body.request}`);
  });

  it('HTTP-9 an unexpected error tells the client a request id, the log where it happened, and nobody a value', async () => {
    const answer = await door.app.inject({
      url: `/api/v1/records/customer/${RECORD_ID}`,
      headers: SIGNED_IN,
    });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'internal', title: '内部错误' });
    expect(answer.body).not.toContain('秘密');
    const line = door.lines.find((each) => each.includes('request failed')) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      problem: 'internal',
      error: 'Error 22P02',
      request: answer.json().request,
    });
    expect(JSON.parse(line).at).toContain('problems.test.ts');
    expect(door.lines.join('')).not.toContain('秘密');
  });

  it('a problem of the server says when to come back, and its cause goes to the log without its words', async () => {
    const answer = await door.app.inject({
      method: 'POST',
      url: `/api/v1/records/customer/${RECORD_ID}/match`,
      headers: SIGNED_IN,
      payload: { field: 'phone', value: '13912345678' },
    });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(door.lines.join('')).toContain('database-unavailable');
    expect(door.lines.join('')).not.toContain('秘密');
  });

  it('HTTP-8 validation says where and what is wrong, and never repeats what was sent', async () => {
    const answer = await door.app.inject({
      method: 'POST',
      url: '/api/v1/records/customer/query',
      headers: { ...SIGNED_IN, 'accept-language': 'en' },
      payload: {
        limit: CANARY,
        filters: [{ field: CANARY, operator: CANARY, values: [3] }],
        sort: { field: 'name', descending: CANARY },
        [CANARY]: CANARY,
      },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toMatch(/秘密|13912345678/);
    const { code, errors } = answer.json();
    expect(code).toBe('invalid-input');
    expect(errors).toContainEqual({ path: 'limit', message: 'Must be a number, and must not be missing.' });
    expect(errors).toContainEqual({ path: 'filters.0.field', message: 'Not in the expected form.' });
    expect(errors.map(({ path }: { path: string }) => path)).toContain('filters.0.operator');
  });

  it('HTTP-8 a name that only the sender knows is a star in the path of its error', async () => {
    const answer = await door.app.inject({
      method: 'POST',
      url: '/api/v1/records/customer',
      headers: SIGNED_IN,
      payload: { values: { [CANARY]: 'x', good_name: 3 } },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toMatch(/秘密|13912345678/);
    expect(
      answer
        .json()
        .errors.map(({ path }: { path: string }) => path)
        .sort(),
    ).toEqual(['values.*', 'values.good_name']);
  });

  it('HTTP-11 a property that nobody defined is refused, for it may be a misspelt condition', async () => {
    const answer = await door.app.inject({
      method: 'POST',
      url: '/api/v1/records/customer/query',
      headers: SIGNED_IN,
      payload: { filter: [] },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([{ path: '', message: '含有未定义的属性。' }]);
  });
});

describe('malformed requests', () => {
  const post = { method: 'POST', url: '/api/v1/records/customer/query' } as const;
  it.each([
    ['no JSON', { ...post, headers: json, payload: '{"a":' }, 400, 'invalid-input'],
    ['an empty body', { ...post, headers: json, payload: '' }, 400, 'invalid-input'],
    ['no body at all', { ...post, headers: SIGNED_IN }, 400, 'invalid-input'],
    ['a list for a body', { ...post, headers: json, payload: '[]' }, 400, 'invalid-input'],
    ['a prototype', { ...post, headers: json, payload: '{"__proto__":{"x":1}}' }, 400, 'invalid-input'],
    ['NUL in a text', { ...post, headers: json, payload: '{"cursor":"a\\u0000"}' }, 400, 'invalid-input'],
    [
      'NUL in a query',
      { url: '/api/v1/records/customer?cursor=a%00', headers: SIGNED_IN },
      400,
      'invalid-input',
    ],
    ['half a character', { ...post, headers: json, payload: '{"cursor":"\\ud800"}' }, 400, 'invalid-input'],
    ['a very deep body', { ...post, headers: json, payload: '['.repeat(100_000) }, 400, 'invalid-input'],
    [
      'a very deep whole body',
      { ...post, headers: json, payload: `${'['.repeat(100_000)}${']'.repeat(100_000)}` },
      400,
      'invalid-input',
    ],
    [
      'plain text',
      { ...post, headers: { ...SIGNED_IN, 'content-type': 'text/plain' }, payload: 'x' },
      415,
      'unsupported-content',
    ],
    [
      'a form for JSON',
      {
        ...post,
        headers: { ...SIGNED_IN, 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'a=1',
      },
      415,
      'unsupported-content',
    ],
    [
      'JSON for a form',
      { method: 'POST', url: '/api/v1/imports', headers: json, payload: '{}' },
      415,
      'unsupported-content',
    ],
    ['an id that is none', { url: '/api/v1/records/customer/7', headers: SIGNED_IN }, 400, 'invalid-input'],
    ['a type that is none', { url: '/api/v1/records/Custo-mer', headers: SIGNED_IN }, 400, 'invalid-input'],
    [
      'a limit too high',
      { url: '/api/v1/records/customer?limit=9999', headers: SIGNED_IN },
      400,
      'invalid-input',
    ],
    [
      'a limit that is none',
      { url: '/api/v1/records/customer?limit=ten', headers: SIGNED_IN },
      400,
      'invalid-input',
    ],
    [
      'a limit given twice',
      { url: '/api/v1/records/customer?limit=1&limit=2', headers: SIGNED_IN },
      400,
      'invalid-input',
    ],
    [
      'a purpose that is none',
      { url: '/api/v1/records/customer', headers: { ...SIGNED_IN, 'fencun-purpose': '" OR 1=1' } },
      400,
      'invalid-input',
    ],
    [
      'a person who is none',
      { method: 'PATCH', url: '/api/v1/people/x', headers: json, payload: '{}' },
      400,
      'invalid-input',
    ],
    [
      'a person beyond all numbers',
      { method: 'PATCH', url: '/api/v1/people/99999999999999999999', headers: json, payload: '{}' },
      400,
      'invalid-input',
    ],
    ['a path that is none', { url: '/api/v1/records/%zz', headers: SIGNED_IN }, 404, 'not-found'],
    ['an unknown route', { url: '/api/v1/nothing', headers: SIGNED_IN }, 404, 'not-found'],
    ['an unknown method', { method: 'PUT', url: '/api/v1/session', headers: SIGNED_IN }, 404, 'not-found'],
    ['a tile that is none', { url: '/api/v1/log/tile/../../secret', headers: SIGNED_IN }, 404, 'not-found'],
    ['a tile out of the pattern', { url: '/api/v1/log/tile/0/1', headers: SIGNED_IN }, 404, 'not-found'],
  ] as const)('HTTP-7 %s is refused clearly', async (_title, request, status, code) => {
    const answer = await door.app.inject(request);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ code, status });
  });

  it('HTTP-10 a body beyond 1 MB is refused', async () => {
    const answer = await door.app.inject({ ...post, headers: json, payload: `"${'x'.repeat(1_048_576)}"` });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'too-large', detail: '上限为 1 MB。' });
    const signIn = {
      method: 'POST',
      url: '/api/v1/session',
      payload: { login: 'x'.repeat(9000), password: 'x' },
    } as const;
    expect((await door.app.inject(signIn)).json()).toMatchObject({
      code: 'too-large',
      detail: '上限为 8 KB。',
    });
  });
});
