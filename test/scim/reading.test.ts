import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BY_TOKEN, SIGNED_IN } from '../support/http-services.ts';
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

describe('the token', () => {
  it('SCIM-1 opens SCIM and nothing else, while it lives; a session and an API token do not', async () => {
    const get = (headers: Readonly<Record<string, string>>, url = '/scim/v2/Users') =>
      lab.door.app.inject({ method: 'GET', url, headers });
    for (const headers of [{}, SIGNED_IN, BY_TOKEN, { authorization: `Bearer fcp_${'A'.repeat(43)}` }]) {
      const answer = await get(headers);
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('Bearer');
      expect(answer.json()).toMatchObject({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '401',
      });
    }
    const authorization = `Bearer ${lab.token}`;
    expect((await get({ authorization })).statusCode).toBe(200);
    expect((await get({ authorization }, '/api/v1/organisation')).statusCode).toBe(401);
    const { rows } = await lab.company.database
      .pool('owner')
      .query('SELECT * FROM fencun.provisioning_client');
    expect(JSON.stringify(rows)).not.toContain(lab.token.slice(4));

    const { provisioning } = lab;
    const other = await provisioning.issueClient(system(), { name: 'Old', expiresInDays: 1 });
    await provisioning.endClient(system(), other.id);
    expect((await get({ authorization: `Bearer ${other.secret}` })).statusCode).toBe(401);
    const brief = await provisioning.issueClient(system(), { name: 'Brief', expiresInDays: 1 });
    lab.company.time.now += 86_400_001;
    try {
      expect(await provisioning.clientOf(brief.secret)).toBeNull();
    } finally {
      lab.company.time.now -= 86_400_001;
    }
  });

  it('SCIM-1 is made and ended by the system administrator only, on record', async () => {
    const { provisioning, company } = lab;
    for (const office of ['security-administrator', 'audit-administrator'] as const) {
      const act = company.officer[office];
      const client = { name: 'Mine', expiresInDays: 1 };
      await expect(provisioning.issueClient(act, client)).rejects.toEqual(problem('forbidden'));
      await expect(provisioning.endClient(act, lab.client)).rejects.toEqual(problem('forbidden'));
      await expect(provisioning.decideHalt(act, 'resume')).rejects.toEqual(problem('forbidden'));
      await expect(provisioning.view(act)).rejects.toEqual(problem('forbidden'));
    }
    const made = company.log.find(({ action }) => action === 'provisioning.client.issue');
    expect(made?.note).toMatchObject({ client: lab.client, name: 'Okta' });
    expect(JSON.stringify(company.log)).not.toContain(lab.token);
  });
});

describe('reading', () => {
  const ids = async (query: string): Promise<readonly string[]> => {
    const { status, body } = await lab.send('GET', `/Users?${query}`);
    expect(status, query).toBe(200);
    return body.Resources.map(({ userName }: { userName: string }) => userName);
  };
  const filtered = (filter: string) => ids(`filter=${encodeURIComponent(filter)}`);

  it('SCIM-4 filters as RFC 7644 has it', async () => {
    await lab.make('filter.a', 'EAST', 'clerk');
    await lab.make('filter.b', 'WEST', 'sales-rep');
    expect(await filtered('userName sw "FILTER." and title eq "clerk"')).toEqual(['filter.a']);
    expect(await filtered('userName sw "filter." and not (title eq "clerk")')).toEqual(['filter.b']);
    expect(await filtered('userName ew ".a" and active eq true or userName eq "filter.b"')).toEqual([
      'filter.a',
      'filter.b',
    ]);
    expect(await filtered(`${ENTERPRISE}:department eq "west"`)).toEqual(['filter.b']);
    expect(
      await filtered('emails[type eq "work" and value co "@example"] and userName sw "filter."'),
    ).toHaveLength(2);
    expect(await filtered('emails.value co "Given" and userName eq "filter.a"')).toEqual(['filter.a']);
    expect(await filtered('userName sw "filter." and nickName pr')).toEqual([]);
    expect(await filtered('externalId eq "00u-FILTER.a"')).toEqual([]);
    expect(await filtered('userName sw "filter." and meta.created lt "2000-01-01T00:00:00Z"')).toEqual([]);
    for (const wrong of [
      'userName',
      'userName eq',
      'userName is "x"',
      '(userName pr',
      'userName eq x',
      '"a" eq "b"',
      'not userName pr',
      'userName eq "a" userName eq "b"',
      'emails[type eq "x"',
      `userName eq "\\u0000"`,
    ]) {
      const { status, body } = await lab.send('GET', `/Users?filter=${encodeURIComponent(wrong)}`);
      expect({ wrong, status, scimType: body.scimType }).toEqual({
        wrong,
        status: 400,
        scimType: 'invalidFilter',
      });
    }
  });

  it('SCIM-4 sorts, pages and selects', async () => {
    const query = `filter=${encodeURIComponent('userName sw "filter."')}`;
    expect(await ids(`${query}&sortBy=userName&sortOrder=descending`)).toEqual(['filter.b', 'filter.a']);
    expect(await ids(`${query}&sortBy=userName&startIndex=2&count=1`)).toEqual(['filter.b']);
    const { body } = await lab.send('GET', `/Users?${query}&count=0`);
    expect(body).toMatchObject({ totalResults: 2, itemsPerPage: 0, Resources: [] });
    const { body: some } = await lab.send('GET', `/Users?${query}&attributes=userName,name.familyName`);
    expect(some.Resources[0]).toEqual({
      schemas: expect.any(Array),
      id: expect.any(String),
      meta: expect.any(Object),
      userName: 'filter.a',
      name: { familyName: 'filter.a' },
    });
    const { body: less } = await lab.send('GET', `/Users?${query}&excludedAttributes=emails,userName`);
    expect(less.Resources[0]).not.toHaveProperty('emails');
  });

  it('SCIM-4 says what it can do', async () => {
    const config = (await lab.send('GET', '/ServiceProviderConfig')).body;
    for (const each of ['patch', 'bulk', 'filter', 'sort', 'etag'])
      expect(config[each].supported, each).toBe(true);
    const types = (await lab.send('GET', '/ResourceTypes')).body.Resources;
    for (const { schema, schemaExtensions = [] } of types) {
      for (const id of [schema, ...schemaExtensions.map((each: { schema: string }) => each.schema)]) {
        expect((await lab.send('GET', `/Schemas/${id}`)).body.id).toBe(id);
      }
    }
    expect((await lab.send('GET', '/ResourceTypes/User')).body.endpoint).toBe('/Users');
    expect((await lab.send('GET', '/Nothing')).body).toMatchObject({ status: '404' });
    expect((await lab.send('POST', '/Nothing', {})).body).toMatchObject({ status: '404' });
  });

  it('SCIM-11 gives each resource a version, and refuses a change that is based on another', async () => {
    const id = await lab.make('tagged');
    const first = await lab.send('GET', `/Users/${id}`);
    const etag = String(first.headers.etag);
    expect((await lab.send('GET', `/Users/${id}`, undefined, { 'if-none-match': etag })).status).toBe(304);
    const body = entra.changeAtOnce('EAST');
    expect((await lab.send('PATCH', `/Users/${id}`, body, { 'if-match': 'W/"other"' })).status).toBe(412);
    expect((await lab.send('PATCH', `/Users/${id}`, body, { 'if-match': etag })).status).toBe(200);
    expect((await lab.send('DELETE', `/Users/${id}`, undefined, { 'if-match': etag })).status).toBe(412);
    // A change made in Fencun is another version, too.
    const { headers } = await lab.send('GET', `/Users/${id}`);
    await lab.company.organisation.changePerson(system(), Number(id), { status: 'left' });
    const stale = { 'if-match': String(headers.etag) };
    expect((await lab.send('PATCH', `/Users/${id}`, okta.reactivate, stale)).status).toBe(412);
  });
});
