import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as entra from './entra.ts';
import { createScimLab, type ScimLab } from './lab.ts';
import * as okta from './okta.ts';

let lab: ScimLab;
beforeAll(async () => {
  lab = await createScimLab();
});
afterAll(() => lab?.close());

const problem = (code: string) => expect.objectContaining({ code });
const system = () => lab.company.officer['system-administrator'];

describe('what it does to people', () => {
  it('SCIM-6 deactivation ends assignments, sessions and tokens within the request, in every process', async () => {
    const { company } = lab;
    const id = await company.hire('leaver');
    await company.organisation.assign(system(), {
      person: id,
      department: lab.departments.west,
      position: 'clerk',
    });
    const act = await company.signedIn('leaver');
    const token = await company.identity.issueToken(act, { name: 't', expiresInDays: 1, narrowing: {} });
    const elsewhere = company.elsewhere();
    for (const secret of [act.secret, token.secret]) expect(await elsewhere.callerOf(secret)).not.toBeNull();
    const epoch = async () =>
      (await company.database.pool('owner').query('SELECT version FROM fencun.epoch')).rows[0]
        .version as number;
    const before = await epoch();
    expect((await lab.send('PATCH', `/Users/${id}`, entra.disableAsText)).status).toBe(200);
    // What the other process remembers is of an older epoch, which the gateway's own statement refuses.
    expect(await epoch()).toBeGreaterThan(before);
    for (const secret of [act.secret, token.secret]) {
      expect(await elsewhere.callerOf(secret, { fresh: true })).toBeNull();
    }
    expect(await lab.held(id)).toEqual([]);
    await expect(company.signedIn('leaver')).rejects.toEqual(problem('wrong-credentials'));
    expect(company.log.find(({ note }) => note?.left === true && note.person === id)).toMatchObject({
      kind: 'administration',
      action: 'provisioning.person.change',
      outcome: 'released',
      credential: lab.client,
      client: 'Okta',
      person: null,
    });
  });

  it('SCIM-7 officers are not made, changed, deactivated or removed', async () => {
    const { company } = lab;
    const officer = company.officer['audit-administrator'].caller.person;
    const found = await lab.send(
      'GET',
      `/Users?filter=${encodeURIComponent(`userName eq "${officer.login}"`)}`,
    );
    expect(found.body.totalResults).toBe(0);
    expect((await lab.send('PATCH', `/Users/${officer.id}`, entra.disable)).status).toBe(404);
    expect((await lab.send('POST', '/Users', entra.createUser(officer.login))).status).toBe(409);
    // Somebody whom the source kept takes office: from then on it may look, and no more.
    const id = await lab.make('riser', 'nowhere');
    const security = company.officer['security-administrator'];
    await company.organisation.appoint(security, Number(id), 'audit-administrator');
    const { body: read } = await lab.send('GET', `/Users/${id}`);
    for (const [method, body] of [
      ['PATCH', entra.disable],
      ['PUT', read],
      ['DELETE', undefined],
    ] as const) {
      expect((await lab.send(method, `/Users/${id}`, body)).status, method).toBe(403);
      expect(company.log.at(-1)).toMatchObject({ outcome: 'refused', problem: 'forbidden', client: 'Okta' });
    }
    const { body: group } = await lab.send('POST', '/Groups', {
      ...okta.createGroup('clerk'),
      members: [{ value: id }],
    });
    expect(await lab.held(id)).toEqual([]);
    await lab.send('DELETE', `/Groups/${group.id}`);
    const { rows } = await company.database
      .pool('owner')
      .query('SELECT office FROM fencun.office WHERE person = $1', [id]);
    expect(rows).toEqual([{ office: 'audit-administrator' }]);
    await company.organisation.appoint(security, Number(id), null);
  });

  it('SCIM-8 who comes back has no password, and whom an administrator let leave does not come back', async () => {
    const { company } = lab;
    const id = await company.hire('returner');
    await lab.send('PATCH', `/Users/${id}`, entra.disable);
    expect((await lab.send('PATCH', `/Users/${id}`, entra.enableAsText)).body.active).toBe(true);
    await expect(company.signedIn('returner')).rejects.toEqual(problem('wrong-credentials'));

    await company.organisation.changePerson(system(), id, { status: 'left' });
    const { body: read } = await lab.send('GET', `/Users/${id}`);
    expect((await lab.send('PUT', `/Users/${id}`, { ...read, active: true })).body.active).toBe(false);
    expect((await lab.send('PATCH', `/Users/${id}`, okta.reactivate)).body.active).toBe(false);
    expect((await lab.send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await lab.send('POST', '/Users', entra.createUser('returner'))).status).toBe(403);
  });

  it('SCIM-10 an operation happens only with its record, and one that fails leaves nothing', async () => {
    const { company } = lab;
    company.fault.log = new Error('the log is full');
    try {
      const answer = await lab.send('POST', '/Users', entra.createUser('unrecorded'));
      expect(answer).toMatchObject({ status: 500, body: { status: '500' } });
      expect(JSON.stringify(answer.body)).not.toContain('full');
    } finally {
      company.fault.log = null;
    }
    const { body } = await lab.send('GET', `/Users?filter=${encodeURIComponent('userName eq "unrecorded"')}`);
    expect(body.totalResults).toBe(0);
    const id = await lab.make('half');
    const operations = [
      { op: 'replace', path: 'displayName', value: 'Changed' },
      { op: 'replace', path: 'active', value: 'perhaps' },
    ];
    const patch = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
    expect((await lab.send('PATCH', `/Users/${id}`, patch)).body).toMatchObject({
      status: '400',
      scimType: 'invalidValue',
    });
    expect((await lab.send('GET', `/Users/${id}`)).body.displayName).not.toBe('Changed');
  });

  it('SCIM-5 an assignment made by hand stays until the source says the same, and follows it from then on', async () => {
    const { company, departments } = lab;
    const id = await company.hire('by.hand');
    const post = { person: id, department: departments.west, position: 'clerk' };
    const assignment = await company.organisation.assign(system(), post);
    const say = (department: string) =>
      lab.send(
        'PUT',
        `/Users/${id}`,
        okta.createUser({ userName: 'by.hand', given: 'B', family: 'H', department, title: 'clerk' }),
      );
    await say('EAST');
    expect(await lab.held(id)).toEqual(['EAST/clerk', 'WEST/clerk']);
    await say('WEST');
    expect(await lab.held(id)).toEqual(['WEST/clerk']);
    const { people } = await company.organisation.view(system());
    const live = people.find((each) => each.id === id)?.assignments.filter(({ until }) => until === null);
    expect(live?.map((each) => each.id)).toEqual([assignment]);
    await say('EAST');
    expect(await lab.held(id)).toEqual(['EAST/clerk']);
  });

  it('SCIM-5 words that nobody understands give nothing, are shown, and are understood by a mapping', async () => {
    const { provisioning, departments } = lab;
    const id = await lab.make('unplaced', 'Region 7', 'Knight');
    expect(await lab.held(id)).toEqual([]);
    const unplaced = async () =>
      (await provisioning.view(system())).unplaced.find(({ person }) => person === Number(id));
    expect(await unplaced()).toMatchObject({
      reason: 'unknown-department',
      department: 'Region 7',
      title: 'Knight',
    });
    const mapping = {
      departments: [{ source: 'region  7', department: departments.east }],
      positions: [{ source: 'KNIGHT', position: 'clerk' }],
      groups: [{ source: 'West reps', department: departments.west, position: 'sales-rep' }],
    };
    const { version } = await provisioning.view(system());
    await expect(provisioning.changeMapping(system(), mapping, version + 7)).rejects.toEqual(
      problem('version-conflict'),
    );
    await provisioning.changeMapping(system(), mapping, version);
    expect(await lab.held(id)).toEqual(['EAST/clerk']);
    expect(await unplaced()).toBeUndefined();
    const { body: group } = await lab.send('POST', '/Groups', {
      ...okta.createGroup('West reps'),
      members: [{ value: id }],
    });
    expect(await lab.held(id)).toEqual(['EAST/clerk', 'WEST/sales-rep']);
    await lab.send('DELETE', `/Groups/${group.id}`);
    expect(await lab.held(id)).toEqual(['EAST/clerk']);
    const wrong = { ...mapping, departments: [{ source: 'x', department: 4711 }] };
    await expect(provisioning.changeMapping(system(), wrong, version + 1)).rejects.toEqual(
      problem('invalid-input'),
    );
  });
});
