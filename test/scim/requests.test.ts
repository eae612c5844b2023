import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as entra from './entra.ts';
import { createScimLab, type ScimLab } from './lab.ts';
import * as okta from './okta.ts';

let lab: ScimLab;
beforeAll(async () => {
  lab = await createScimLab();
});
afterAll(() => lab?.close());

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const problem = (code: string) => expect.objectContaining({ code });
const system = () => lab.company.officer['system-administrator'];

describe('many at once', () => {
  it('SCIM-12 operations of a bulk refer to each other in any order, and each stands alone', async () => {
    const user = (bulkId: string, login: string) => ({
      method: 'POST',
      path: '/Users',
      bulkId,
      data: entra.createUser(login),
    });
    const bulk = (Operations: readonly unknown[], more = {}) =>
      lab.send('POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        ...more,
        Operations,
      });
    const group = { ...okta.createGroup('HQ'), members: [{ value: 'bulkId:a' }, { value: 'bulkId:b' }] };
    const { status, body } = await bulk([
      { method: 'POST', path: '/Groups', bulkId: 'g', data: group },
      user('a', 'bulk.a'),
      user('b', 'bulk.b'),
      user('c', 'bulk.a'),
      { method: 'PATCH', path: '/Users/bulkId:a', data: entra.managerAsObject('bulkId:b') },
    ]);
    expect(status).toBe(200);
    const statuses = Object.fromEntries(
      body.Operations.map((each: { bulkId?: string; status: string }) => [each.bulkId, each.status]),
    );
    expect(statuses).toMatchObject({ g: '201', a: '201', b: '201', c: '409' });
    const { body: groups } = await lab.send(
      'GET',
      `/Groups?filter=${encodeURIComponent('displayName eq "hq"')}`,
    );
    expect(groups.Resources[0].members).toHaveLength(2);
    await lab.send('DELETE', `/Groups/${groups.Resources[0].id}`);

    const circle = (bulkId: string, other: string) => ({
      method: 'POST',
      path: '/Groups',
      bulkId,
      data: { ...okta.createGroup(bulkId), members: [{ value: `bulkId:${other}` }] },
    });
    const { body: failed } = await bulk([circle('x', 'y'), circle('y', 'x')]);
    expect(failed.Operations.map((each: { status: string }) => each.status)).toEqual(['409', '409']);
    const { body: stopped } = await bulk([user('d', 'bulk.a'), user('e', 'bulk.e')], { failOnErrors: 1 });
    expect(stopped.Operations).toHaveLength(1);
    expect((await bulk([{ method: 'GET', path: '/Users' }])).status).toBe(400);
  });

  it('SCIM-9 a source that empties the company is halted and asked about', async () => {
    const { company, provisioning } = lab;
    const ids: string[] = [];
    for (let index = 0; index < 20; index += 1) ids.push(await lab.make(`many.${index}`));
    const { people } = await company.organisation.view(system());
    const of = people.filter(({ office, status }) => office === null && status === 'active').length;
    company.time.now += 3_600_001;
    const limit = Math.max(10, Math.floor(of * 0.2) + 1);
    const disable = async (id: string | undefined) =>
      (await lab.send('PATCH', `/Users/${id}`, entra.disable)).status;
    for (let index = 0; index < limit - 1; index += 1) expect(await disable(ids[index])).toBe(200);
    const stopped = await lab.send('PATCH', `/Users/${ids[limit - 1]}`, entra.disable);
    expect(stopped).toMatchObject({
      status: 429,
      headers: { 'retry-after': '3600' },
      body: { status: '429' },
    });
    expect(company.log.at(-1)).toMatchObject({
      outcome: 'refused',
      problem: 'too-many-requests',
      note: { halted: true },
    });
    expect(await lab.held(ids[limit - 1] ?? '')).toEqual(['EAST/clerk']);
    // By another way as well: through words that nobody understands, and by deleting.
    const lost = {
      ...okta.createUser({ userName: `many.${limit}`, given: 'G', family: 'F', department: 'Atlantis' }),
    };
    expect((await lab.send('PUT', `/Users/${ids[limit]}`, lost)).status).toBe(429);
    expect((await lab.send('DELETE', `/Users/${ids[limit]}`)).status).toBe(429);
    // What takes nothing away goes on.
    const goesOn = entra.changeAtOnce('WEST');
    expect((await lab.send('PATCH', `/Users/${ids[limit]}`, goesOn)).status).toBe(200);
    expect((await provisioning.view(system())).halt).toMatchObject({ lost: limit, of, denied: false });

    await provisioning.decideHalt(system(), 'deny');
    expect(await disable(ids[limit])).toBe(403);
    company.time.now += 7_200_000;
    expect(await disable(ids[limit])).toBe(403);
    await provisioning.decideHalt(system(), 'resume');
    for (const id of ids.slice(limit - 1)) expect(await disable(id)).toBe(200);
    await expect(provisioning.decideHalt(system(), 'resume')).rejects.toEqual(problem('not-found'));
    expect((await provisioning.view(system())).halt).toBeNull();
  });
});

describe('bad input', () => {
  const ERROR = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: expect.stringMatching(/^4\d\d$/),
    detail: expect.any(String),
  };

  it('SCIM-13 is refused in the form of RFC 7644', async () => {
    const id = await lab.make('input');
    const patch = (operation: unknown) =>
      lab.send('PATCH', `/Users/${id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [operation],
      });
    const cases = [
      [await lab.send('POST', '/Users', {}), 'invalidSyntax'],
      [await lab.send('POST', '/Users', { schemas: entra.createUser('x').schemas }), 'invalidValue'],
      [await lab.send('POST', '/Users', entra.createUser('张三')), 'invalidValue'],
      [await lab.send('PATCH', `/Users/${id}`, { Operations: [] }), 'invalidSyntax'],
      [await patch({ op: 'move', path: 'title' }), 'invalidSyntax'],
      [await patch({ op: 'remove' }), 'noTarget'],
      [await patch({ op: 'replace', path: 'shoeSize', value: 1 }), 'invalidPath'],
      [await patch({ op: 'replace', path: 'id', value: '1' }), 'mutability'],
      [await patch({ op: 'replace', path: 'emails[type eq', value: '1' }), 'invalidPath'],
      [await patch({ op: 'replace', path: 'active', value: 'no' }), 'invalidValue'],
    ] as const;
    for (const [{ status, body }, scimType] of cases) {
      expect(body).toMatchObject({ ...ERROR, scimType });
      expect(body.status).toBe(String(status));
    }
    const malformed = await lab.door.app.inject({
      method: 'POST',
      url: '/scim/v2/Users',
      headers: { authorization: `Bearer ${lab.token}`, 'content-type': 'application/scim+json' },
      payload: '{"a":',
    });
    expect(malformed.json()).toMatchObject({ ...ERROR, status: '400' });
    const deep = '['.repeat(100) + ']'.repeat(100);
    const tooDeep = await lab.door.app.inject({
      method: 'POST',
      url: '/scim/v2/Users',
      headers: { authorization: `Bearer ${lab.token}`, 'content-type': 'application/json' },
      payload: deep,
    });
    expect(tooDeep.statusCode).toBe(400);
  });

  it('SCIM-13 of any kind never makes the server fail', async () => {
    const id = await lab.make('fuzzed', 'nowhere');
    const word = fc.oneof(
      fc.constantFrom(
        'userName',
        'emails',
        'members',
        'active',
        'name',
        'value',
        'type',
        ENTERPRISE,
        'manager',
        'id',
      ),
      fc.string({ maxLength: 12 }),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary', maxLength: 10 }),
        fc.boolean(),
        fc.integer(),
        fc.constant(null),
        fc.dictionary(word, tie('any'), { maxKeys: 3 }),
        fc.array(tie('any'), { maxLength: 3 }),
      ),
    })).any;
    const path = fc.oneof(
      word,
      fc.tuple(word, word, word).map(([a, b, c]) => `${a}[${b} eq "${c}"].${c}`),
    );
    const operation = fc.record(
      { op: fc.constantFrom('add', 'Replace', 'remove', 'x'), path: fc.option(path), value },
      { requiredKeys: ['op'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 1, maxLength: 3 }),
        path,
        async (Operations, filter) => {
          const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations };
          const answers = [
            await lab.send('PATCH', `/Users/${id}`, body),
            await lab.send(
              'GET',
              `/Users?filter=${encodeURIComponent(filter)}&sortBy=${encodeURIComponent(filter)}`,
            ),
          ];
          for (const { status, body: answer } of answers) {
            expect(status, JSON.stringify(answer)).toBeLessThan(500);
            if (status >= 400) expect(answer).toMatchObject(ERROR);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
