import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actOf, type Company, createTestCompany, HOUR, NOON } from '../../../test/support/company.ts';
import type { Act } from '../administration.ts';

let company: Company;
let system: Act;
let security: Act;
let root: number;
let sales: number;
const moved: number[] = [];
let unmovable: Error | null = null;

beforeAll(async () => {
  company = await createTestCompany({
    departmentMoved: async (client, department) => {
      if (unmovable !== null) throw unmovable;
      const { rows } = await client.query('SELECT parent FROM fencun.department WHERE id = $1', [department]);
      moved.push(department, rows[0].parent);
    },
  });
  system = company.officer['system-administrator'];
  security = company.officer['security-administrator'];
  const { organisation } = company;
  root = await organisation.createDepartment(system, {
    parent: null,
    code: 'HQ',
    name: { zh: '总部', en: 'HQ' },
  });
  sales = await organisation.createDepartment(system, {
    parent: root,
    code: 'SALES',
    name: { zh: '销售部', en: 'Sales' },
  });
  await organisation.createPosition(system, { code: 'clerk', name: { zh: '专员', en: 'Clerk' } });
});
afterAll(() => company?.drop());

const epoch = async () => {
  const { rows } = await company.database.pool('owner').query('SELECT version FROM fencun.epoch');
  return rows[0].version as number;
};
const assign = (person: number, more: { from?: string; until?: string } = {}) =>
  company.organisation.assign(system, { person, department: sales, position: 'clerk', ...more });
const last = () => company.log.at(-1);
const problem = (code: string) => expect.objectContaining({ code });

describe('departments', () => {
  it('ORG-1 form a forest, whoever writes', async () => {
    const { organisation, database } = company;
    await expect(organisation.changeDepartment(system, root, { parent: sales })).rejects.toEqual(
      problem('invalid-input'),
    );
    await expect(
      database.pool('owner').query('UPDATE fencun.department SET parent = $1 WHERE id = $2', [sales, root]),
    ).rejects.toThrow('below itself');
  });

  it('ORG-2 move only together with what is stored by department, in one transaction', async () => {
    const { organisation } = company;
    const shop = await organisation.createDepartment(system, {
      parent: root,
      code: 'SHOP',
      name: { zh: '门店', en: 'Shop' },
    });
    moved.length = 0;
    await organisation.changeDepartment(system, shop, {
      parent: sales,
      name: { zh: '新门店', en: 'New shop' },
    });
    expect(moved).toEqual([shop, sales]);
    expect(last()).toMatchObject({
      action: 'department.change',
      note: { department: shop, parentBefore: root, parent: sales, renamed: true },
    });
    moved.length = 0;
    await organisation.changeDepartment(system, shop, { parent: sales });
    expect(moved).toEqual([]);

    unmovable = new Error('the records could not follow');
    await expect(organisation.changeDepartment(system, shop, { parent: root })).rejects.toThrow(
      'could not follow',
    );
    unmovable = null;
    const { departments } = await organisation.view(system);
    expect(departments.find(({ id }) => id === shop)?.parent).toBe(sales);
  });

  it('are not moved where their records could not follow', async () => {
    const other = await createTestCompany();
    try {
      const act = other.officer['system-administrator'];
      const name = { zh: '部门', en: 'Department' };
      const top = await other.organisation.createDepartment(act, { parent: null, code: 'A', name });
      const free = await other.organisation.createDepartment(act, { parent: null, code: 'B', name });
      await expect(other.organisation.changeDepartment(act, free, { parent: top })).rejects.toEqual(
        problem('invalid-input'),
      );
      await other.organisation.changeDepartment(act, free, { name: { zh: '新名', en: 'Renamed' } });
    } finally {
      await other.drop();
    }
  });

  it('have codes of their own, and parents that exist', async () => {
    const name = { zh: '部门', en: 'Department' };
    const create = (parent: number | null, code: string) =>
      company.organisation.createDepartment(system, { parent, code, name });
    await expect(create(null, 'HQ')).rejects.toEqual(problem('already-exists'));
    await expect(create(4711, 'LOST')).rejects.toEqual(problem('invalid-input'));
  });
});

describe('training', () => {
  it('ORG-22 is noted for several people in one act, with its record, or for none', async () => {
    const { organisation } = company;
    const one = await organisation.createPerson(system, { login: 'trained.one', name: 'One' });
    const other = await organisation.createPerson(system, { login: 'trained.other', name: 'Other' });
    const until = new Date(NOON + 365 * 24 * HOUR).toISOString();
    const before = await epoch();
    await organisation.recordTraining(system, { people: [one, other], until });
    expect(await epoch()).toBeGreaterThan(before);
    expect(last()).toMatchObject({ action: 'training.record', note: { people: `${one} ${other}` } });
    const trained = async () =>
      (await organisation.view(system)).people
        .filter(({ id }) => id === one || id === other)
        .map(({ trainedUntil }) => trainedUntil);
    expect(await trained()).toEqual([until, until]);
    await expect(organisation.recordTraining(system, { people: [one, 4711], until: null })).rejects.toEqual(
      problem('not-found'),
    );
    expect(await trained()).toEqual([until, until]);
  });
});

describe('every administrative act', () => {
  it('ORG-3 needs the office, read anew, and a refusal is recorded too', async () => {
    const { organisation } = company;
    await expect(organisation.createPerson(security, { login: 'nobody', name: 'N' })).rejects.toEqual(
      problem('forbidden'),
    );
    expect(last()).toMatchObject({
      kind: 'administration',
      outcome: 'refused',
      action: 'person.create',
      problem: 'forbidden',
      person: security.caller.person.id,
      office: 'security-administrator',
    });
    // A caller that claims an office which the database does not know of.
    const forged = { ...security, caller: { ...security.caller, office: 'system-administrator' as const } };
    await expect(organisation.createPerson(forged, { login: 'nobody', name: 'N' })).rejects.toEqual(
      problem('forbidden'),
    );
  });

  it('ORG-4 happens only with its record, and leaves none when it does not happen', async () => {
    const { organisation, fault, log } = company;
    const before = log.length;
    fault.log = new Error('the log is full');
    await expect(organisation.createPerson(system, { login: 'unrecorded', name: 'N' })).rejects.toThrow(
      'the log is full',
    );
    fault.log = null;
    expect((await organisation.view(system)).people.map(({ login }) => login)).not.toContain('unrecorded');
    await expect(organisation.createPerson(system, { login: 'sysadmin', name: 'N' })).rejects.toEqual(
      problem('already-exists'),
    );
    expect(log.length).toBe(before);
    await organisation.createPerson(system, { login: 'recorded', name: 'N' });
    expect(last()).toMatchObject({
      kind: 'administration',
      outcome: 'released',
      action: 'person.create',
      credential: system.caller.credential.id,
      note: { login: 'recorded' },
    });
  });

  it('ORG-5 bumps the epoch when it changes authority', async () => {
    const person = await company.hire('epoch');
    const versions = [await epoch()];
    const id = await assign(person);
    versions.push(await epoch());
    await company.organisation.endAssignment(system, id);
    versions.push(await epoch());
    await company.organisation.changePerson(system, person, { status: 'left' });
    versions.push(await epoch());
    expect(versions).toEqual([...new Set(versions)].sort((one, other) => one - other));
    expect(new Set(versions).size).toBe(4);
  });
});

describe('assignments', () => {
  it('ORG-6 give authority from their beginning and take it at their end', async () => {
    await company.hire('worker');
    const session = await company.signedIn('worker');
    expect(session.caller.assignments).toEqual([]);
    const id = await assign(session.caller.person.id);
    expect((await company.again(session)).caller.assignments).toEqual([
      {
        id,
        person: session.caller.person.id,
        department: sales,
        position: 'clerk',
        validity: { from: NOON },
      },
    ]);
    await company.organisation.endAssignment(system, id, NOON + HOUR);
    expect((await company.again(session)).caller.assignments[0]?.validity).toEqual({
      from: NOON,
      until: NOON + HOUR,
    });
  });

  it('ORG-7 that are ended now have ended for a process whose clock is slow', async () => {
    await company.hire('fired');
    const session = await company.signedIn('fired');
    const id = await assign(session.caller.person.id);
    const slow = company.elsewhere(() => company.time.now - 30_000);
    expect((await actOf(slow, session.secret)).caller.assignments).toHaveLength(1);
    await company.organisation.endAssignment(system, id);
    expect((await actOf(slow, session.secret)).caller.assignments).toEqual([]);
  });

  it('do not end in the past, nor twice', async () => {
    const id = await assign(await company.hire('twice'));
    const { organisation } = company;
    await expect(organisation.endAssignment(system, id, NOON - 1)).rejects.toEqual(problem('invalid-input'));
    await organisation.endAssignment(system, id);
    await expect(organisation.endAssignment(system, id)).rejects.toEqual(problem('not-found'));
    await expect(organisation.endAssignment(system, 4711)).rejects.toEqual(problem('not-found'));
  });

  it('are refused when they would end before they begin, or name what does not exist', async () => {
    const person = await company.hire('misplaced');
    const until = new Date(NOON).toISOString();
    await expect(assign(person, { until })).rejects.toEqual(problem('invalid-input'));
    const { organisation } = company;
    const unknown = { person, department: 4711, position: 'clerk' };
    await expect(organisation.assign(system, unknown)).rejects.toEqual(problem('invalid-input'));
    await expect(
      organisation.assign(system, { ...unknown, department: sales, position: 'king' }),
    ).rejects.toEqual(problem('invalid-input'));
    await expect(assign(4711)).rejects.toEqual(problem('not-found'));
  });

  it('ORG-8 change by transfer without overlap or gap', async () => {
    const person = await company.hire('mover');
    const from = await assign(person);
    const at = new Date(NOON + HOUR).toISOString();
    const to = await company.organisation.transfer(system, {
      assignment: from,
      department: root,
      position: 'clerk',
      at,
    });
    const view = await company.organisation.view(system);
    const held = view.people.find(({ id }) => id === person)?.assignments;
    expect(held).toMatchObject([
      { id: from, department: sales, position: 'clerk', from: new Date(NOON).toISOString(), until: at },
      { id: to, department: root, position: 'clerk', from: at, until: null },
    ]);
    expect(last()).toMatchObject({ action: 'assignment.transfer', note: { endedAssignment: from } });
  });
});

describe('offices', () => {
  it('ORG-9 and assignments exclude each other in the database itself, also when both come at once', async () => {
    const { organisation, database } = company;
    const worker = await company.hire('both');
    await assign(worker);
    await expect(organisation.appoint(security, worker, 'audit-administrator')).rejects.toEqual(
      problem('invalid-input'),
    );
    await expect(assign(system.caller.person.id)).rejects.toEqual(problem('invalid-input'));

    const racer = await company.hire('racer');
    const owner = database.pool('owner');
    const assigning = owner.query(
      `INSERT INTO fencun.assignment (person, department, position, valid_from) VALUES ($1, $2, 'clerk', $3)`,
      [racer, sales, new Date(NOON)],
    );
    const appointing = owner.query(
      `INSERT INTO fencun.office (person, office, since) VALUES ($1, 'audit-administrator', $2)`,
      [racer, new Date(NOON)],
    );
    const results = await Promise.allSettled([assigning, appointing]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('ORG-9 a second transaction waits for the first before it decides', async () => {
    const person = await company.hire('waiter');
    const owner = company.database.pool('owner');
    const client = await owner.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO fencun.office (person, office, since) VALUES ($1, 'audit-administrator', $2)`,
        [person, new Date(NOON)],
      );
      const later = expect(assign(person)).rejects.toEqual(problem('invalid-input'));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await client.query('COMMIT');
      await later;
    } finally {
      client.release();
    }
  });

  it('ORG-10 are given and taken by the security administrator, never to themselves, and end open sessions', async () => {
    const { organisation } = company;
    const person = await company.hire('deputy');
    const session = await company.signedIn('deputy');
    await expect(organisation.appoint(system, person, 'audit-administrator')).rejects.toEqual(
      problem('forbidden'),
    );
    await organisation.appoint(security, person, 'audit-administrator');
    expect(await company.identity.callerOf(session.secret, { fresh: true })).toBeNull();
    const officer = await company.signedIn('deputy');
    expect(officer.caller).toMatchObject({ office: 'audit-administrator', assignments: [] });
    await expect(
      organisation.appoint(security, security.caller.person.id, 'system-administrator'),
    ).rejects.toEqual(problem('forbidden'));
    await organisation.appoint(security, person, null);
    await expect(organisation.view(officer)).rejects.toEqual(problem('not-signed-in'));
    expect((await company.signedIn('deputy')).caller.office).toBeNull();
  });
});

describe('leaving', () => {
  it('ORG-11 ends assignments, sessions and tokens in one transaction, and nothing begins afterwards', async () => {
    const person = await company.hire('leaver');
    await assign(person);
    await assign(person, { from: new Date(NOON + HOUR).toISOString() });
    const session = await company.signedIn('leaver');
    const token = await company.identity.issueToken(session, { name: 'T', expiresInDays: 1, narrowing: {} });

    company.fault.log = new Error('the log is full');
    await expect(company.organisation.changePerson(system, person, { status: 'left' })).rejects.toThrow();
    company.fault.log = null;
    expect(await company.identity.callerOf(token.secret, { fresh: true })).not.toBeNull();

    await company.organisation.changePerson(system, person, { status: 'left' });
    expect(last()).toMatchObject({ note: { left: true, assignmentsEnded: 2 } });
    expect(await company.identity.callerOf(token.secret, { fresh: true })).toBeNull();
    expect(await company.identity.callerOf(session.secret, { fresh: true })).toBeNull();
    await expect(company.signedIn('leaver')).rejects.toEqual(problem('wrong-credentials'));
    await expect(assign(person)).rejects.toEqual(problem('not-found'));
    await expect(
      company.database
        .pool('owner')
        .query(
          `INSERT INTO fencun.assignment (person, department, position, valid_from) VALUES ($1, $2, 'clerk', $3)`,
          [person, sales, new Date(NOON)],
        ),
    ).rejects.toThrow('holds nothing');
    expect((await company.organisation.members()).map((member) => member.person)).not.toContain(person);
  });
});

describe('reading the organisation', () => {
  it('shows it to officers, and to nobody else', async () => {
    await company.hire('curious');
    const session = await company.signedIn('curious');
    await expect(company.organisation.view(session)).rejects.toEqual(problem('forbidden'));
    const view = await company.organisation.view(company.officer['audit-administrator']);
    expect(view.departments.find(({ id }) => id === sales)).toEqual({
      id: sales,
      parent: root,
      closed: false,
      code: 'SALES',
      name: { zh: '销售部', en: 'Sales' },
    });
    expect(view.positions).toEqual([{ code: 'clerk', name: { zh: '专员', en: 'Clerk' } }]);
    expect(view.people[0]).toMatchObject({ login: 'sysadmin', office: 'system-administrator' });
  });

  it('names people and assignments as they are called now', async () => {
    const person = await company.hire('named');
    const id = await assign(person);
    await company.organisation.changePerson(system, person, { name: 'Another name' });
    const names = await company.organisation.names([person, 4711], [id, 4711]);
    expect([...names.people]).toEqual([[person, 'Another name']]);
    expect([...names.assignments]).toEqual([[id, { zh: '销售部 · 专员', en: 'Sales · Clerk' }]]);
  });

  it('says whose a record is and which department it belongs to, also when the owner has left', async () => {
    const person = await company.hire('owner');
    const id = await assign(person);
    const owner = { person, name: 'Name of owner', department: { zh: '销售部', en: 'Sales' } };
    const at = (instant: number) => company.organisation.whereabouts(id, sales, instant);
    expect(await at(NOON)).toMatchObject({ owner: { ...owner, current: true }, department: { en: 'Sales' } });
    await company.organisation.endAssignment(system, id);
    expect((await at(NOON + 1000)).owner).toMatchObject({ ...owner, current: false });
    expect(await company.organisation.whereabouts(null, null, NOON)).toEqual({
      owner: null,
      department: null,
    });
  });

  it('lists who can act through assignments, without officers', async () => {
    const person = await company.hire('member');
    const id = await assign(person);
    const members = await company.organisation.members();
    expect(members.find((member) => member.person === person)).toEqual({
      person,
      login: 'member',
      name: 'Name of member',
      trainedUntil: null,
      assignments: [{ id, person, department: sales, position: 'clerk', validity: { from: NOON } }],
      grants: [],
    });
    expect(members.some((member) => member.person === system.caller.person.id)).toBe(false);
  });
});

describe('founding', () => {
  it('ORG-12 happens once, with one officer for each office', async () => {
    const again = company.organisation.found({
      founders: (['system-administrator', 'security-administrator', 'audit-administrator'] as const).map(
        (office) => ({ office, login: `other-${office}`, name: office }),
      ),
      door: 'cli',
      network: null,
      alsoWithin: async (_: pg.PoolClient) => {},
    });
    await expect(again).rejects.toEqual(problem('already-exists'));
    expect(company.log.filter(({ action }) => action === 'office.found')).toHaveLength(3);
  });
});
