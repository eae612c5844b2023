import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  actOf,
  type Company,
  createTestCompany,
  HOUR,
  NOON,
  PASSWORD,
} from '../../../test/support/company.ts';
import type { Act } from '../administration.ts';

const MINUTE = 60_000;
const DAY = 24 * HOUR;
const VISIT = { door: 'http', network: '10.9.9.9', request: 'request-1', userAgent: 'Browser' } as const;
const problem = (code: string) => expect.objectContaining({ code });

let company: Company;
let system: Act;

beforeAll(async () => {
  company = await createTestCompany();
  system = company.officer['system-administrator'];
  await company.hire('anna');
});
afterAll(() => company?.drop());

/** Runs at another time, and comes back. */
async function at<T>(instant: number, work: () => Promise<T>): Promise<T> {
  company.time.now = instant;
  try {
    return await work();
  } finally {
    company.time.now = NOON;
  }
}
const fresh = (secret: string) => company.identity.callerOf(secret, { fresh: true });
const countCredentials = async () => {
  const { rows } = await company.database
    .pool('owner')
    .query('SELECT count(*) AS count FROM fencun.credential');
  return rows[0].count as number;
};
const last = () => company.log.at(-1);

describe('devices', () => {
  const CHROME =
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36';
  const from = (part: Readonly<{ userAgent?: string; network?: string }> = {}) => ({
    network: '10.9.9.9',
    userAgent: CHROME,
    request: 'request-2',
    ...part,
  });
  const open = () =>
    company.identity.signIn({ login: 'anna', password: PASSWORD }, { ...VISIT, userAgent: CHROME });

  it('ID-33 a session that another browser or system presents ends, in every process, and is put on record', async () => {
    const elsewhere = company.elsewhere();
    for (const userAgent of [CHROME.replace('Windows NT 10.0', 'X11; Linux'), 'curl/8.14', '']) {
      const { secret } = await open();
      expect(await company.identity.callerOf(secret, { from: from() })).not.toBeNull();
      expect(
        await elsewhere.callerOf(secret, { from: from({ userAgent, network: '198.51.100.7' }) }),
      ).toBeNull();
      expect(last()).toMatchObject({
        action: 'session.mismatch',
        outcome: 'refused',
        network: '198.51.100.7',
      });
      expect(await fresh(secret)).toBeNull();
    }
    const { secret } = await open();
    const newer = from({ userAgent: CHROME.replace('150', '151') });
    expect(await company.identity.callerOf(secret, { from: newer })).not.toBeNull();
  });

  it('ID-34 another network is put on record once, and shown among the networks of the device', async () => {
    const { secret } = await open();
    const noted = () => company.log.filter(({ action }) => action === 'session.network').length;
    const before = noted();
    for (const network of ['10.9.9.9', '203.0.113.5', '10.9.9.9', '203.0.113.5']) {
      await company.identity.callerOf(secret, { from: from({ network }), fresh: true });
      await company.elsewhere().callerOf(secret, { from: from({ network }) });
    }
    expect(noted()).toBe(before + 1);
    const act = await actOf(company.identity, secret);
    const own = (await company.identity.listCredentials(act)).find(({ current }) => current);
    expect(own).toMatchObject({ device: { browser: 'Chrome', system: 'Windows' } });
    expect(own?.networks.toSorted()).toEqual(['10.9.9.9', '203.0.113.5']);
  });

  it('ID-35 signing out everywhere else ends the other sessions, and no token', async () => {
    const [here, there] = [await open(), await open()];
    const act = await actOf(company.identity, here.secret);
    const token = await company.identity.issueToken(act, { name: 'kept', expiresInDays: 1, narrowing: {} });
    expect(await company.identity.endOtherSessions(act)).toBeGreaterThan(0);
    expect(last()).toMatchObject({ action: 'sessions.end-others' });
    expect(await company.identity.callerOf(there.secret)).toBeNull();
    expect(await fresh(here.secret)).not.toBeNull();
    expect(await fresh(token.secret)).not.toBeNull();
    await company.identity.endCredential(act, token.id);
  });
});

describe('signing in', () => {
  it('ID-6 opens a session of whose secret only a hash is stored, and records it', async () => {
    const { secret, expiresAt } = await company.identity.signIn(
      { login: ' Anna ', password: PASSWORD },
      VISIT,
    );
    expect(expiresAt).toBe(NOON + 12 * HOUR);
    const caller = await fresh(secret);
    expect(caller).toMatchObject({
      person: { login: 'anna', name: 'Name of anna' },
      office: null,
      credential: { kind: 'session' },
      mustChangePassword: false,
    });
    expect(last()).toMatchObject({
      kind: 'sign-in',
      outcome: 'released',
      action: 'sign-in',
      person: caller?.person.id,
      credential: caller?.credential.id,
      network: '10.9.9.9',
      request: 'request-1',
    });
    const { rows } = await company.database.pool('owner').query('SELECT * FROM fencun.credential');
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(company.log)).not.toContain(secret);
  });

  it('ID-7 refuses an unknown login and a wrong password in the same words, and records no typed text', async () => {
    const tries = [
      { login: 'anna', password: 'not her password' },
      { login: 'hunter2-typed-as-login', password: PASSWORD },
    ];
    const problems = await Promise.all(
      tries.map((given) => company.identity.signIn(given, VISIT).catch((error: unknown) => error)),
    );
    expect(problems).toEqual([problem('wrong-credentials'), problem('wrong-credentials')]);
    expect(String(problems[0])).toBe(String(problems[1]));
    expect(company.log.slice(-2).map(({ outcome, person }) => [outcome, person])).toEqual([
      ['refused', null],
      ['refused', null],
    ]);
    expect(company.log.slice(-2).map(({ note }) => note?.login)).toEqual(
      expect.arrayContaining(['anna', null]),
    );
    expect(JSON.stringify(company.log)).not.toContain('hunter2');
  });

  it('ID-8 checks a password at full cost also where there is no account', async () => {
    const checked = company.verified.length;
    for (const login of ['anna', 'nobody-at-all']) {
      await expect(company.signedIn(login, 'not the password')).rejects.toEqual(problem('wrong-credentials'));
    }
    const [known, unknown] = company.verified.slice(checked);
    expect(known).toMatch(/^\$argon2id/);
    expect(unknown).toBeNull();
    expect(company.verified.length).toBe(checked + 2);
  });

  it('leaves no session where it can’t be recorded', async () => {
    const before = await countCredentials();
    company.fault.log = new Error('the log is full');
    await expect(company.signedIn('anna')).rejects.toThrow('the log is full');
    company.fault.log = null;
    expect(await countCredentials()).toBe(before);
  });
});

describe('a session', () => {
  it('ID-9 ends after half an hour without use, and after twelve hours with it', async () => {
    const idle = await company.signedIn('anna');
    expect(await at(NOON + 29 * MINUTE, () => fresh(idle.secret))).not.toBeNull();
    expect(await at(NOON + 58 * MINUTE, () => fresh(idle.secret))).not.toBeNull();
    expect(await at(NOON + 88 * MINUTE, () => fresh(idle.secret))).toBeNull();

    const busy = await company.signedIn('anna');
    for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
      expect(await at(NOON + minutes * MINUTE, () => fresh(busy.secret))).not.toBeNull();
    }
    expect(await at(NOON + 12 * HOUR, () => fresh(busy.secret))).toBeNull();
  });

  it('ID-10 that is ended is refused at once by its own process, and by every other that asks the database', async () => {
    const session = await company.signedIn('anna');
    const other = company.elsewhere();
    expect(await other.callerOf(session.secret)).not.toBeNull();
    await company.identity.signOut(session);
    expect(last()).toMatchObject({ kind: 'sign-in', action: 'sign-out' });
    expect(await company.identity.callerOf(session.secret)).toBeNull();
    expect(await other.callerOf(session.secret, { fresh: true })).toBeNull();
    expect(await other.callerOf(session.secret)).toBeNull();
  });

  it('is remembered for a minute, with the epoch at which it was read', async () => {
    const session = await company.signedIn('anna');
    const remembered = await company.identity.callerOf(session.secret);
    await company.hire('somebody-else');
    expect(await company.identity.callerOf(session.secret)).toBe(remembered);
    const renewed = await fresh(session.secret);
    expect(renewed?.epoch).toBeGreaterThan(remembered?.epoch ?? 0);
    expect(await company.identity.callerOf(session.secret)).toBe(renewed);
    const later = await at(NOON + 61_000, () => company.identity.callerOf(session.secret));
    expect(later).not.toBe(renewed);
  });

  it('the gateway can see whether it lives, and nothing else of it', async () => {
    const gateway = company.database.pool('gateway');
    await expect(
      gateway.query('SELECT id, ended_at, expires_at FROM fencun.credential'),
    ).resolves.toBeTruthy();
    await expect(gateway.query('SELECT secret_hash FROM fencun.credential')).rejects.toThrow(
      'permission denied',
    );
    await expect(gateway.query('SELECT hash FROM fencun.password')).rejects.toThrow('permission denied');
  });
});

describe('passwords', () => {
  it('ID-11 a temporary one opens nothing but its own change', async () => {
    const person = await company.hire('newcomer');
    const { organisation, identity } = company;
    const root = await organisation.createDepartment(system, {
      parent: null,
      code: 'HQ',
      name: { zh: '总部', en: 'HQ' },
    });
    await organisation.createPosition(system, { code: 'clerk', name: { zh: '专员', en: 'Clerk' } });
    await organisation.assign(system, { person, department: root, position: 'clerk' });

    const temporary = await identity.setTemporaryPassword(system, person);
    expect(JSON.stringify(company.log)).not.toContain(temporary);
    await expect(company.signedIn('newcomer')).rejects.toEqual(problem('wrong-credentials'));
    const session = await company.signedIn('newcomer', temporary);
    expect(session.caller).toMatchObject({ assignments: [], office: null, mustChangePassword: true });
    const token = { name: 'T', expiresInDays: 1, narrowing: {} };
    await expect(identity.issueToken(session, token)).rejects.toEqual(problem('not-signed-in'));

    const renewed = await identity.changePassword(session, {
      current: temporary,
      next: 'another long phrase',
    });
    expect(await fresh(session.secret)).toBeNull();
    expect((await fresh(renewed.secret))?.assignments).toHaveLength(1);
    expect(renewed.expiresAt).toBe(NOON + 12 * HOUR);
  });

  it('a temporary one is void after a week', async () => {
    const person = await company.hire('absent');
    const temporary = await company.identity.setTemporaryPassword(system, person);
    await expect(at(NOON + 8 * DAY, () => company.signedIn('absent', temporary))).rejects.toEqual(
      problem('wrong-credentials'),
    );
  });

  it('ID-12 changing it ends every other session, needs the current one, and refuses a poor one', async () => {
    await company.hire('changer');
    const [mine, other] = [await company.signedIn('changer'), await company.signedIn('changer')];
    const { identity } = company;
    await expect(
      identity.changePassword(mine, { current: 'not the password', next: 'another long phrase' }),
    ).rejects.toEqual(problem('wrong-credentials'));
    expect(last()).toMatchObject({ action: 'password.change', outcome: 'refused' });
    for (const next of ['short', 'password123', PASSWORD]) {
      await expect(identity.changePassword(mine, { current: PASSWORD, next })).rejects.toEqual(
        problem('invalid-input'),
      );
    }
    const { secret } = await identity.changePassword(mine, {
      current: PASSWORD,
      next: 'another long phrase',
    });
    expect(await Promise.all([mine, other].map((act) => fresh(act.secret)))).toEqual([null, null]);
    expect(await fresh(secret)).not.toBeNull();
    await expect(company.signedIn('changer')).rejects.toEqual(problem('wrong-credentials'));
  });

  it('ID-13 of an officer is set by no other officer, only on the server itself', async () => {
    const security = company.officer['security-administrator'];
    const { identity } = company;
    await expect(identity.setTemporaryPassword(system, security.caller.person.id)).rejects.toEqual(
      problem('forbidden'),
    );
    await expect(identity.setTemporaryPassword(security, system.caller.person.id)).rejects.toEqual(
      problem('forbidden'),
    );
    const password = await identity.resetOnServer('auditor');
    expect(last()).toMatchObject({ door: 'cli', action: 'password.reset', note: { login: 'auditor' } });
    expect((await company.signedIn('auditor', password)).caller).toMatchObject({
      office: null,
      mustChangePassword: true,
    });
  });
});

describe('API tokens', () => {
  const narrowing = { recordTypes: ['customer'], disclosureAtMost: 'masked' } as const;

  it('ID-14 act in their owner’s name within their limits, and can neither administer nor beget tokens', async () => {
    await company.hire('owner');
    const session = await company.signedIn('owner');
    const { identity } = company;
    const token = await identity.issueToken(session, { name: 'ERP', expiresInDays: 365, narrowing });
    expect(token.secret).toMatch(/^fct_/);
    expect(token.expiresAt).toBe(NOON + 365 * DAY);
    expect(last()).toMatchObject({ action: 'token.issue', note: { name: 'ERP' } });
    expect(JSON.stringify(company.log)).not.toContain(token.secret);
    const act = await actOf(identity, token.secret);
    expect(act.caller).toMatchObject({
      credential: { kind: 'token', name: 'ERP' },
      narrowing,
      secondFactorAt: null,
    });
    await expect(identity.issueToken(act, { name: 'T', expiresInDays: 1, narrowing: {} })).rejects.toEqual(
      problem('forbidden'),
    );
    await expect(
      identity.changePassword(act, { current: PASSWORD, next: 'another long phrase' }),
    ).rejects.toEqual(problem('forbidden'));
    await expect(company.organisation.createPerson(act, { login: 'x', name: 'X' })).rejects.toEqual(
      problem('forbidden'),
    );
    expect(await at(token.expiresAt, () => fresh(token.secret))).toBeNull();
  });

  it('last at most a year, and officers get none', async () => {
    const session = await company.signedIn('anna');
    const issue = (act: Act, expiresInDays: number) =>
      company.identity.issueToken(act, { name: 'T', expiresInDays, narrowing: {} });
    for (const days of [0, 366, 1.5]) {
      await expect(issue(session, days)).rejects.toEqual(problem('invalid-input'));
    }
    await expect(issue(system, 1)).rejects.toEqual(problem('forbidden'));
  });
});

describe('credentials', () => {
  it('ID-15 are listed and ended by their owner; anybody’s are ended by the system administrator alone', async () => {
    await company.hire('lister');
    const session = await company.signedIn('lister');
    const { identity } = company;
    const token = await identity.issueToken(session, { name: 'Report', expiresInDays: 1, narrowing: {} });
    const listed = await identity.listCredentials(session);
    expect(listed.map(({ kind, name, current }) => [kind, name, current])).toEqual(
      expect.arrayContaining([
        ['token', 'Report', false],
        ['session', 'Test browser', true],
      ]),
    );
    const stranger = await company.signedIn('anna');
    for (const id of [token.id, '00000000-0000-7000-8000-000000000000', 'nonsense']) {
      await expect(identity.endCredential(stranger, id)).rejects.toEqual(problem('not-found'));
    }
    await identity.endCredential(session, token.id);
    expect(last()).toMatchObject({ action: 'credential.end', note: { ended: token.id, kind: 'token' } });
    expect(await identity.callerOf(token.secret)).toBeNull();
    await identity.endCredential(system, session.caller.credential.id);
    await expect(identity.listCredentials(session)).rejects.toEqual(problem('not-signed-in'));
  });
});

describe('who I am', () => {
  it('names assignments in force and the purposes open to me', async () => {
    const { identity, organisation, policies } = company;
    const person = await company.hire('me');
    const department = await organisation.createDepartment(system, {
      parent: null,
      code: 'ME',
      name: { zh: '客服部', en: 'Service' },
    });
    await organisation.createPosition(system, { code: 'agent', name: { zh: '客服', en: 'Agent' } });
    const id = await organisation.assign(system, { person, department, position: 'agent' });
    const later = new Date(NOON + HOUR).toISOString();
    await organisation.assign(system, { person, department, position: 'agent', from: later });
    const security = company.officer['security-administrator'];
    const purpose = (positions: string[]) => ({
      label: { zh: '售后', en: 'After-sales' },
      description: { zh: '售后服务', en: 'After-sales service' },
      legalBasis: 'contract' as const,
      dpv: 'https://w3id.org/dpv#ServiceProvision',
      categories: ['basic'],
      who: { positions },
      validity: {},
    });
    await policies.putPurpose(security, 'after-sales', purpose(['agent']), null);
    await organisation.createPosition(system, { code: 'buyer', name: { zh: '采购', en: 'Buyer' } });
    await policies.putPurpose(security, 'buying', purpose(['buyer']), null);

    const { secret } = await company.signedIn('me');
    const caller = await fresh(secret);
    if (caller === null) throw new Error('not signed in');
    const me = await identity.me(caller, secret);
    expect(me).toMatchObject({
      person: { login: 'me' },
      office: null,
      assignments: [
        {
          id,
          department: { id: department, name: { en: 'Service' } },
          position: { code: 'agent', name: { en: 'Agent' } },
        },
      ],
      mustChangePassword: false,
      expiresAt: new Date(NOON + 12 * HOUR).toISOString(),
    });
    expect(me.purposes.map(({ code }) => code)).toEqual(['after-sales']);
  });
});
