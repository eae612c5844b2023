import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as entra from './entra.ts';
import { type Body, createScimLab, type ScimLab } from './lab.ts';
import * as okta from './okta.ts';

/** What Okta and Entra really send, replayed over HTTP. */

let lab: ScimLab;
beforeAll(async () => {
  lab = await createScimLab();
});
afterAll(() => lab?.close());

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const find = async (filter: string): Promise<Body> =>
  (await lab.send('GET', `/Users?filter=${encodeURIComponent(filter)}&startIndex=1&count=100`)).body;

describe('Okta', () => {
  const profile = {
    userName: 'Isaac.Brock@example.com',
    given: 'Isaac',
    family: 'Brock',
    department: '华东销售',
    title: 'Sales representative',
  };
  let id = '';

  it('SCIM-2 looks for a user, makes it, and finds it again', async () => {
    expect(await find('userName eq "Isaac.Brock@example.com"')).toMatchObject({
      totalResults: 0,
      Resources: [],
    });
    const { status, headers, body } = await lab.send('POST', '/Users', okta.createUser(profile));
    expect(status).toBe(201);
    expect(headers['content-type']).toContain('application/scim+json');
    expect(headers.location).toBe(body.meta.location);
    expect(headers.etag).toBe(body.meta.version);
    expect(body).toMatchObject({
      userName: 'Isaac.Brock@example.com',
      externalId: '00u-Isaac.Brock@example.com',
      active: true,
      name: { givenName: 'Isaac', familyName: 'Brock' },
      [ENTERPRISE]: { department: '华东销售', employeeNumber: '701984' },
    });
    expect(JSON.stringify(body)).not.toContain('1mz050nq');
    id = body.id;
    expect(await find('userName eq "isaac.brock@EXAMPLE.com"')).toMatchObject({ totalResults: 1 });
    expect(await lab.held(id)).toEqual(['EAST/sales-rep']);
    const again = await lab.send('POST', '/Users', okta.createUser(profile));
    expect(again).toMatchObject({ status: 409, body: { scimType: 'uniqueness', status: '409' } });
  });

  it('SCIM-2 replaces the profile with what it read, and moves the person with it', async () => {
    const { body: read } = await lab.send('GET', `/Users/${id}`);
    const change = { [ENTERPRISE]: { ...read[ENTERPRISE], department: 'WEST' } };
    const { status, body } = await lab.send('PUT', `/Users/${id}`, okta.updateUser(read, change));
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, active: true, [ENTERPRISE]: { department: 'WEST' } });
    expect(await lab.held(id)).toEqual(['WEST/sales-rep']);
  });

  it('SCIM-2 deactivates and activates', async () => {
    expect((await lab.send('PATCH', `/Users/${id}`, okta.deactivate)).body.active).toBe(false);
    expect(await lab.held(id)).toEqual([]);
    expect((await lab.send('PATCH', `/Users/${id}`, okta.reactivate)).body.active).toBe(true);
    expect(await lab.held(id)).toEqual(['WEST/sales-rep']);
  });

  it('SCIM-2 pushes a group, renames it, and changes its members', async () => {
    const { body: group, status } = await lab.send('POST', '/Groups', okta.createGroup('Anything'));
    expect(status).toBe(201);
    const path = `/Groups/${group.id}`;
    expect((await lab.send('PATCH', path, okta.changeMembers([id], []))).status).toBe(200);
    expect(await lab.held(id)).toEqual(['WEST/sales-rep']);
    // By its new name it stands for a position, which goes before the title.
    expect((await lab.send('PATCH', path, okta.renameGroup(group.id, 'Clerk'))).body.displayName).toBe(
      'Clerk',
    );
    expect(await lab.held(id)).toEqual(['WEST/clerk']);
    const { body: user } = await lab.send('GET', `/Users/${id}`);
    expect(user.groups).toEqual([{ value: group.id, display: 'Clerk' }]);
    await lab.send('PATCH', path, okta.replaceMembers([]));
    expect(await lab.held(id)).toEqual(['WEST/sales-rep']);
    await lab.send('PATCH', path, okta.replaceMembers([id]));
    expect((await lab.send('PATCH', path, okta.changeMembers([], [id]))).body.members).toEqual([]);
    expect((await lab.send('DELETE', path)).status).toBe(204);
    expect((await lab.send('GET', path)).status).toBe(404);
  });
});

describe('Microsoft Entra', () => {
  let id = '';
  const other = async (login: string) => (await lab.send('POST', '/Users', entra.createUser(login))).body.id;

  it('SCIM-3 tests the connection with a user that does not exist, then makes one', async () => {
    const empty = await find('userName eq "6b1d0000-0000-0000-0000-000000000000"');
    expect(empty).toMatchObject({ totalResults: 0, Resources: [] });
    const made = await lab.send('POST', '/Users', entra.createUser('taylor@example.com'));
    expect(made).toMatchObject({ status: 201, body: { active: true, displayName: 'Taylor Reed' } });
    expect(made.body).not.toHaveProperty('title');
    id = made.body.id;
    expect(await lab.held(id)).toEqual([]);
    expect(await find('externalId eq "entra-taylor@example.com"')).toMatchObject({ totalResults: 1 });
  });

  it('SCIM-3 changes what is not there yet, what is not kept, and the extension', async () => {
    const body = entra.changeProfile('tay@example.com', '总部/华东销售', '销售代表');
    const { status, body: user } = await lab.send('PATCH', `/Users/${id}`, body);
    expect(status).toBe(200);
    expect(user).toMatchObject({
      emails: [{ type: 'work', value: 'tay@example.com' }],
      name: { familyName: 'Reed-Lin', givenName: 'Taylor' },
      [ENTERPRISE]: { department: '总部/华东销售' },
    });
    expect(JSON.stringify(user)).not.toContain('555-0100');
    expect(await lab.held(id)).toEqual(['EAST/sales-rep']);
    const changed = await lab.send('PATCH', `/Users/${id}`, entra.changeAtOnce('West'));
    expect(changed.body).toMatchObject({ displayName: 'Taylor Lin', name: { givenName: 'Tay' } });
    expect(await lab.held(id)).toEqual(['WEST/sales-rep']);
  });

  it('SCIM-3 names the manager as a text or an object, and takes the name away', async () => {
    const boss = await other('boss@example.com');
    const manager = async (body: unknown) =>
      (await lab.send('PATCH', `/Users/${id}`, body)).body[ENTERPRISE].manager;
    expect(await manager(entra.managerAsText(boss))).toEqual({ value: boss });
    expect(await manager(entra.noManager)).toBeUndefined();
    expect(await manager(entra.managerAsObject(boss))).toEqual({ value: boss });
  });

  it('SCIM-3 says "False" for false, with and without a path', async () => {
    for (const disable of [entra.disableAsText, entra.disableWithoutPath, entra.disable]) {
      const { body } = await lab.send('PATCH', `/Users/${id}`, disable);
      expect(body.active).toBe(false);
      expect(await lab.held(id)).toEqual([]);
      expect((await lab.send('PATCH', `/Users/${id}`, entra.enableAsText)).body.active).toBe(true);
    }
    expect(await lab.held(id)).toEqual(['WEST/sales-rep']);
  });

  it('SCIM-3 removes the members that it names, and no others', async () => {
    const [one, two, three] = [await other('one@x.cn'), await other('two@x.cn'), await other('three@x.cn')];
    const { body: group } = await lab.send('POST', '/Groups', entra.createGroup('HQ', 'object-id-1'));
    const path = `/Groups/${group.id}`;
    const members = async (body: unknown): Promise<readonly string[]> =>
      (await lab.send('PATCH', path, body)).body.members.map(({ value }: { value: string }) => value);
    expect(await members(entra.addMembers(one, two, three))).toEqual([one, two, three]);
    expect(await members(entra.addMembers(one))).toEqual([one, two, three]);
    expect(await members(entra.removeMembers(two))).toEqual([one, three]);
    expect(await members(entra.removeMemberByFilter(three))).toEqual([one]);
    expect(await members(entra.removeMemberByFilter(three))).toEqual([one]);
    const { body } = await lab.send('GET', `${path}?excludedAttributes=members`);
    expect(body).toMatchObject({ displayName: 'HQ', externalId: 'object-id-1' });
    expect(body).not.toHaveProperty('members');
  });

  it('SCIM-3 deletes for good what was soft-deleted before', async () => {
    await lab.send('PATCH', `/Users/${id}`, entra.disable);
    expect(
      (await lab.send('DELETE', `/Users/${id}`, undefined, { 'content-type': 'application/scim+json' }))
        .status,
    ).toBe(204);
    expect((await lab.send('GET', `/Users/${id}`)).status).toBe(404);
    expect(await find('userName eq "taylor@example.com"')).toMatchObject({ totalResults: 0 });
    const { status, body } = await lab.send('POST', '/Users', entra.createUser('taylor@example.com'));
    expect({ status, id: body.id, active: body.active }).toEqual({ status: 201, id, active: true });
  });
});
