import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Company, createTestCompany, NOON, PASSWORD } from '../../../test/support/company.ts';
import type { Act } from '../administration.ts';

const MINUTE = 60_000;
const problem = (code: string) => expect.objectContaining({ code });
type Signed = Act & Readonly<{ secret: string }>;

let company: Company;
let officers: Company['officer'];
let people = 0;
beforeAll(async () => {
  company = await createTestCompany();
  officers = company.officer;
});
afterAll(() => company?.drop());
beforeEach(() => {
  company.time.now = NOON;
});

const codeOf = (secret: string) => generateSync({ secret, epoch: Math.floor(company.time.now / 1000) });
const fresh = (secret: string) => company.identity.callerOf(secret, { fresh: true });
const last = () => company.log.at(-1);

/** A new colleague, signed in. */
async function colleague(): Promise<Signed & Readonly<{ login: string; id: number }>> {
  people += 1;
  const login = `person-${people}`;
  const id = await company.hire(login);
  return { ...(await company.signedIn(login)), login, id };
}

/** The colleague with an authenticator app in force; the session is proven by it. */
async function withApp(): Promise<
  Signed & Readonly<{ login: string; id: number; app: string; codes: readonly string[] }>
> {
  const who = await colleague();
  const { secret: app } = await company.identity.beginTotp(who, 'Phone');
  const codes = (await company.identity.confirmTotp(who, codeOf(app))) ?? [];
  company.time.now += MINUTE;
  return { ...who, ...(await company.again(who)), app, codes };
}

async function stored(table: string): Promise<string> {
  const { rows } = await company.database.pool('owner').query(`SELECT * FROM fencun.${table}`);
  return JSON.stringify(rows);
}

describe('setting up an authenticator app', () => {
  it('ID-17 keeps the secret sealed and recovery codes hashed, and records neither', async () => {
    const { app, codes, id } = await withApp();
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    const everything = await Promise.all(['totp_secret', 'second_factor', 'recovery_code'].map(stored));
    const text = everything.join('') + JSON.stringify(company.log);
    expect(text).not.toContain(app);
    for (const code of codes) expect(text).not.toContain(code);
    expect(last()).toMatchObject({ action: 'second-factor.add', person: id, note: { by: 'totp' } });
  });

  it('ID-18 counts for nothing before a code of it confirms it', async () => {
    const who = await colleague();
    await company.identity.beginTotp(who, 'Phone');
    await expect(company.identity.confirmTotp(who, '000000')).rejects.toEqual(problem('wrong-second-factor'));
    expect(last()).toMatchObject({ outcome: 'refused', problem: 'wrong-second-factor' });
    expect((await fresh((await company.signedIn(who.login)).secret))?.mustProveSecondFactor).toBe(false);
    expect((await company.identity.listSecondFactors(who)).factors).toEqual([]);
  });

  it('ID-18 lapses when it is not confirmed within a quarter of an hour', async () => {
    const who = await colleague();
    const { secret } = await company.identity.beginTotp(who, 'Phone');
    company.time.now += 16 * MINUTE;
    await expect(company.identity.confirmTotp(who, codeOf(secret))).rejects.toEqual(problem('not-found'));
  });

  it('ID-19 ends every other session with the first factor, and needs a recent proof for another', async () => {
    const who = await colleague();
    const other = await company.signedIn(who.login);
    const { secret } = await company.identity.beginTotp(who, 'Phone');
    await company.identity.confirmTotp(who, codeOf(secret));
    expect(await fresh(other.secret)).toBeNull();
    expect(await fresh(who.secret)).toMatchObject({ mustProveSecondFactor: false, hasSecondFactor: true });

    company.time.now += 6 * MINUTE;
    await expect(company.identity.beginTotp(who, 'Tablet')).rejects.toEqual(problem('step-up-needed'));
    await company.identity.proveByCode(who, codeOf(secret));
    company.time.now += MINUTE;
    const second = await company.identity.beginTotp(who, 'Tablet');
    expect(await company.identity.confirmTotp(who, codeOf(second.secret))).toBeNull();
    const { factors, recoveryCodesLeft } = await company.identity.listSecondFactors(who);
    expect(factors.map(({ name }) => name)).toEqual(['Phone', 'Tablet']);
    expect(recoveryCodesLeft).toBe(10);
  });
});

describe('signing in with a second factor', () => {
  it('ID-20 opens a session that can do nothing until the factor is proven', async () => {
    const { login, app } = await withApp();
    const act = await company.signedIn(login);
    expect(act.caller).toMatchObject({ mustProveSecondFactor: true, assignments: [], office: null });
    for (const tried of [
      () => company.identity.listCredentials(act),
      () => company.identity.listSecondFactors(act),
      () => company.identity.beginTotp(act, 'Mine'),
      () => company.identity.renewRecoveryCodes(act),
      () => company.identity.issueToken(act, { name: 'robot', expiresInDays: 1, narrowing: {} }),
    ]) {
      await expect(tried()).rejects.toEqual(problem('second-factor-required'));
    }
    await expect(
      company.identity.changePassword(act, { current: PASSWORD, next: 'quite another sentence' }),
    ).rejects.toEqual(problem('not-signed-in'));

    await company.identity.proveByCode(act, codeOf(app));
    expect(last()).toMatchObject({ kind: 'sign-in', action: 'second-factor.prove', outcome: 'released' });
    expect(await company.identity.callerOf(act.secret)).toMatchObject({
      mustProveSecondFactor: false,
      secondFactorAt: company.time.now,
    });
  });

  it('ID-20 comes before the change of a temporary password', async () => {
    const { login, id, app } = await withApp();
    const temporary = await company.identity.setTemporaryPassword(officers['system-administrator'], id);
    const act = await company.signedIn(login, temporary);
    expect(act.caller).toMatchObject({ mustProveSecondFactor: true, mustChangePassword: false });
    await company.identity.proveByCode(act, codeOf(app));
    expect(await fresh(act.secret)).toMatchObject({
      mustProveSecondFactor: false,
      mustChangePassword: true,
    });
  });

  it('ID-21 accepts a code once, also when it comes twice at the same moment', async () => {
    const { login, app } = await withApp();
    const [one, other] = [await company.signedIn(login), await company.signedIn(login)];
    const code = codeOf(app);
    const results = await Promise.allSettled(
      [one, other].map((act) => company.identity.proveByCode(act, code)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(company.identity.proveByCode(one, code)).rejects.toEqual(problem('wrong-second-factor'));
    company.time.now += 30_000;
    await company.identity.proveByCode(one, codeOf(app));
  });

  it('ID-22 accepts each recovery code once, however it is typed', async () => {
    const { login, codes } = await withApp();
    const act = await company.signedIn(login);
    const [first = '', second = ''] = codes;
    await company.identity.proveByCode(act, ` ${first.toUpperCase().replaceAll('-', ' ')} `);
    await expect(company.identity.proveByCode(act, first)).rejects.toEqual(problem('wrong-second-factor'));
    await company.identity.proveByCode(act, second);
    expect((await company.identity.listSecondFactors(act)).recoveryCodesLeft).toBe(8);
    const renewed = await company.identity.renewRecoveryCodes(act);
    await expect(company.identity.proveByCode(act, codes[2] ?? '')).rejects.toEqual(
      problem('wrong-second-factor'),
    );
    await company.identity.proveByCode(act, renewed[0] ?? '');
  });

  it('ID-23 delays who guesses codes, from wherever they guess, and nobody else', async () => {
    const [{ login, app }, neighbour] = [await withApp(), await withApp()];
    const act = await company.signedIn(login);
    const tries: unknown[] = [];
    for (let i = 0; i < 6; i += 1) {
      const from = { ...act, network: `203.0.113.${i}` };
      tries.push(await company.identity.proveByCode(from, '000000').catch((error: unknown) => error));
    }
    expect(tries.slice(0, 5)).toEqual(Array(5).fill(problem('wrong-second-factor')));
    expect(tries[5]).toEqual(problem('too-many-requests'));
    await expect(company.identity.proveByCode(act, codeOf(app))).rejects.toEqual(
      problem('too-many-requests'),
    );
    const theirs = await company.signedIn(neighbour.login);
    await company.identity.proveByCode(theirs, codeOf(neighbour.app));
    company.time.now += MINUTE;
    await company.identity.proveByCode(act, codeOf(app));
  });

  it('ID-20 is not proven by an API token', async () => {
    const who = await withApp();
    const token = await company.identity.issueToken(who, { name: 'robot', expiresInDays: 1, narrowing: {} });
    const caller = await fresh(token.secret);
    if (caller === null) throw new Error('the token is not live');
    expect(caller.mustProveSecondFactor).toBe(false);
    await expect(company.identity.proveByCode({ ...who, caller }, codeOf(who.app))).rejects.toEqual(
      problem('forbidden'),
    );
  });
});

describe('step-up', () => {
  it('ID-24 is needed for administration by an officer whose proof is older than five minutes', async () => {
    const strict = await createTestCompany();
    try {
      const act = strict.officer['system-administrator'];
      const { secret } = await strict.identity.beginTotp(act, 'Phone');
      const code = () => generateSync({ secret, epoch: Math.floor(strict.time.now / 1000) });
      await strict.identity.confirmTotp(act, code());
      const create = (name: string) => strict.organisation.createPerson(act, { login: name, name });
      await create('within-five-minutes');
      strict.time.now += 5 * MINUTE + 1;
      await expect(create('later')).rejects.toEqual(problem('step-up-needed'));
      // Looking needs none.
      await strict.organisation.view(act);
      await strict.identity.proveByCode(act, code());
      await create('later');
    } finally {
      await strict.drop();
    }
  });

  it('ID-24 is seen at once by the process in which it was made, and by every other that asks the database', async () => {
    const { login, app } = await withApp();
    const elsewhere = company.elsewhere();
    const act = await company.signedIn(login);
    await elsewhere.callerOf(act.secret);
    await company.identity.proveByCode(act, codeOf(app));
    const at = company.time.now;
    expect((await company.identity.callerOf(act.secret))?.secondFactorAt).toBe(at);
    expect((await elsewhere.callerOf(act.secret, { fresh: true }))?.secondFactorAt).toBe(at);
  });
});

describe('who needs a second factor', () => {
  it('ID-25 officers do until somebody decides otherwise, and can do nothing before they have one', async () => {
    const strict = await createTestCompany({ secondFactor: 'required' });
    try {
      const act = strict.officer['security-administrator'];
      expect(act.caller).toMatchObject({ mustSetUpSecondFactor: true, office: null });
      await expect(strict.organisation.view(act)).rejects.toEqual(problem('second-factor-setup-required'));
      const { secret } = await strict.identity.beginTotp(act, 'Phone');
      const code = generateSync({ secret, epoch: Math.floor(strict.time.now / 1000) });
      await strict.identity.confirmTotp(act, code);
      const policy = await strict.identity.readSecurityPolicy(act);
      expect(policy).toEqual({
        officersNeedSecondFactor: true,
        positionsNeedingSecondFactor: [],
        version: 0,
      });
      const { factors, isRequired } = await strict.identity.listSecondFactors(act);
      expect(isRequired).toBe(true);
      await expect(strict.identity.removeSecondFactor(act, factors[0]?.id ?? '')).rejects.toEqual(
        problem('invalid-input'),
      );
      const wish = { officersNeedSecondFactor: false, positionsNeedingSecondFactor: [] };
      expect(await strict.identity.changeSecurityPolicy(act, wish, 0)).toBe(1);
      expect(strict.log.at(-1)).toMatchObject({
        action: 'security-policy.change',
        note: { officersBefore: true, officers: false },
      });
      await strict.identity.removeSecondFactor(act, factors[0]?.id ?? '');
    } finally {
      await strict.drop();
    }
  });

  it('ID-26 is decided by the security administrator, over the version that they saw, for positions that exist', async () => {
    const wish = { officersNeedSecondFactor: false, positionsNeedingSecondFactor: ['no-such-position'] };
    const change = (act: Act, basis: number) => company.identity.changeSecurityPolicy(act, wish, basis);
    await expect(change(officers['system-administrator'], 1)).rejects.toEqual(problem('forbidden'));
    await expect(change(officers['security-administrator'], 9)).rejects.toEqual(problem('version-conflict'));
    await expect(change(officers['security-administrator'], 1)).rejects.toEqual(problem('invalid-input'));
  });

  it('ID-26 holds at once for who holds a position or will, in every process, tokens included', async () => {
    const system = officers['system-administrator'];
    const security = officers['security-administrator'];
    const name = { zh: '岗位', en: 'Position' };
    await company.organisation.createPosition(system, { code: 'keeper', name });
    const department = await company.organisation.createDepartment(system, { parent: null, code: 'K', name });
    const who = await colleague();
    await company.organisation.assign(system, { person: who.id, department, position: 'keeper' });
    const token = await company.identity.issueToken(who, { name: 'robot', expiresInDays: 1, narrowing: {} });
    expect((await fresh(token.secret))?.assignments).toHaveLength(1);
    const { version } = await company.identity.readSecurityPolicy(security);
    const policy = { officersNeedSecondFactor: false, positionsNeedingSecondFactor: ['keeper'] };
    const before = (await fresh(who.secret))?.epoch ?? 0;
    await company.identity.changeSecurityPolicy(security, policy, version);
    const caller = await fresh(who.secret);
    expect(caller).toMatchObject({ mustSetUpSecondFactor: true, assignments: [] });
    expect(caller?.epoch).toBeGreaterThan(before);
    expect((await fresh(token.secret))?.assignments).toEqual([]);
    await expect(company.identity.listCredentials(who)).rejects.toEqual(
      problem('second-factor-setup-required'),
    );
    const { secret } = await company.identity.beginTotp(who, 'Phone');
    await company.identity.confirmTotp(who, codeOf(secret));
    expect((await fresh(who.secret))?.assignments).toHaveLength(1);
    expect((await fresh(token.secret))?.assignments).toHaveLength(1);
  });
});

describe('losing a second factor', () => {
  it('ID-27 a new password leaves it in force; another office than that of passwords removes it', async () => {
    const { id, login } = await withApp();
    const { 'system-administrator': system, 'security-administrator': security } = officers;
    await expect(company.identity.resetSecondFactors(system, id)).rejects.toEqual(problem('forbidden'));
    await expect(company.identity.resetSecondFactors(security, system.caller.person.id)).rejects.toEqual(
      problem('forbidden'),
    );
    await company.identity.resetSecondFactors(security, id);
    expect(last()).toMatchObject({ action: 'second-factor.reset', note: { person: id, removed: 1 } });
    const act = await company.signedIn(login);
    expect(act.caller).toMatchObject({ mustProveSecondFactor: false, hasSecondFactor: false });
    expect((await company.identity.listSecondFactors(act)).recoveryCodesLeft).toBe(0);
  });

  it('ID-27 an officer’s is removed on the server only, and ends what they were signed in by', async () => {
    const who = await withApp();
    await company.identity.resetSecondFactorsOnServer(who.login);
    expect(await fresh(who.secret)).toBeNull();
    expect(last()).toMatchObject({ door: 'cli', person: null, note: { login: who.login } });
    await expect(company.identity.resetSecondFactorsOnServer('nobody')).rejects.toEqual(problem('not-found'));
  });
});

describe('keys of authenticator apps', () => {
  it('ID-17 are wrapped anew when the key provider’s key is rotated', async () => {
    const { login, app } = await withApp();
    const before = await stored('totp_secret');
    expect(await company.identity.rewrapKeys()).toBeGreaterThan(0);
    expect(await stored('totp_secret')).not.toBe(before);
    const act = await company.signedIn(login);
    await company.identity.proveByCode(act, codeOf(app));
  });
});
