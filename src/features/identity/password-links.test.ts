import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Company, createTestCompany, HOUR, NOON, PASSWORD } from '../../../test/support/company.ts';
import type { Act } from '../administration.ts';

const CHOSEN = 'eleven quiet harbours';
const VISIT = { door: 'http', network: '10.0.0.9', request: null, userAgent: null } as const;
const problem = (code: string) => expect.objectContaining({ code });

let company: Company;
let system: Act;
beforeAll(async () => {
  company = await createTestCompany();
  system = company.officer['system-administrator'];
});
afterAll(() => company?.drop());
beforeEach(() => {
  company.time.now = NOON;
});

const secretOf = ({ path }: Readonly<{ path: string }>) => path.split('#')[1] ?? '';
const redeem = (secret: string, password = CHOSEN) =>
  company.identity.redeemPasswordLink({ secret, password }, VISIT);
const newcomer = (login: string) => company.organisation.createPerson(system, { login, name: login });

describe('a link to choose a password by', () => {
  it('ID-30 opens the account of who had none, and its secret is stored and recorded nowhere', async () => {
    const person = await newcomer('newcomer');
    const link = await company.identity.createPasswordLink(system, person);
    const secret = secretOf(link);
    expect(link).toMatchObject({ kind: 'invitation', expiresAt: new Date(NOON + 72 * HOUR).toISOString() });
    expect(await company.identity.readPasswordLink(secret)).toEqual({
      login: 'newcomer',
      name: 'newcomer',
      kind: 'invitation',
    });
    await redeem(secret);
    expect(company.log.at(-1)).toMatchObject({
      action: 'password.choose',
      person,
      network: '10.0.0.9',
      note: { by: 'invitation' },
    });
    expect((await company.signedIn('newcomer', CHOSEN)).caller.person.id).toBe(person);
    const { rows } = await company.database.pool('owner').query('SELECT * FROM fencun.password_link');
    expect(JSON.stringify(rows) + JSON.stringify(company.log)).not.toContain(secret);
  });

  it('ID-30 works once, for three days, until another takes its place, and is refused alike whatever is wrong', async () => {
    const person = await newcomer('late');
    const first = secretOf(await company.identity.createPasswordLink(system, person));
    await redeem(first);
    const second = secretOf(await company.identity.createPasswordLink(system, await newcomer('later')));
    const other = await newcomer('latest');
    const third = secretOf(await company.identity.createPasswordLink(system, other));
    await company.identity.createPasswordLink(system, other);
    const leaver = await newcomer('gone');
    const fourth = secretOf(await company.identity.createPasswordLink(system, leaver));
    await company.organisation.changePerson(system, leaver, { status: 'left' });
    for (const secret of [first, third, fourth, 'A'.repeat(43), 'nonsense']) {
      await expect(company.identity.readPasswordLink(secret)).rejects.toEqual(problem('link-not-valid'));
      await expect(redeem(secret)).rejects.toEqual(problem('link-not-valid'));
    }
    company.time.now = NOON + 72 * HOUR;
    await expect(redeem(second)).rejects.toEqual(problem('link-not-valid'));
  });

  it('ID-30 can be used after a poor password was refused, and only once by two at the same moment', async () => {
    const secret = secretOf(await company.identity.createPasswordLink(system, await newcomer('hasty')));
    await expect(redeem(secret, 'password1')).rejects.toEqual(problem('invalid-input'));
    const results = await Promise.allSettled([redeem(secret), redeem(secret, 'twelve other harbours')]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('ID-31 leaves password and sessions in force until it is used, and the second factor after that', async () => {
    const person = await company.hire('forgetful');
    const session = await company.signedIn('forgetful');
    const { secret: app } = await company.identity.beginTotp(session, 'Phone');
    const code = () => generateSync({ secret: app, epoch: Math.floor(company.time.now / 1000) });
    await company.identity.confirmTotp(session, code());
    const link = await company.identity.createPasswordLink(system, person);
    expect(link.kind).toBe('reset');
    await company.signedIn('forgetful', PASSWORD);
    expect(await company.identity.callerOf(session.secret, { fresh: true })).not.toBeNull();
    await redeem(secretOf(link));
    expect(await company.identity.callerOf(session.secret, { fresh: true })).toBeNull();
    await expect(company.signedIn('forgetful', PASSWORD)).rejects.toEqual(problem('wrong-credentials'));
    const again = await company.signedIn('forgetful', CHOSEN);
    expect(again.caller).toMatchObject({ mustProveSecondFactor: true });
  });

  it('ID-32 is made by the system administrator, for officers on the server only', async () => {
    const person = await newcomer('rising');
    const { 'security-administrator': security, 'audit-administrator': auditor } = company.officer;
    await expect(company.identity.createPasswordLink(security, person)).rejects.toEqual(problem('forbidden'));
    const officer = auditor.caller.person;
    await expect(company.identity.createPasswordLink(system, officer.id)).rejects.toEqual(
      problem('forbidden'),
    );
    // One that was made before somebody became an officer opens nothing any more.
    const link = secretOf(await company.identity.createPasswordLink(system, person));
    await company.organisation.appoint(security, person, 'audit-administrator');
    await expect(redeem(link)).rejects.toEqual(problem('link-not-valid'));
    await redeem(secretOf(await company.identity.createPasswordLinkOnServer('rising')));
    expect((await company.signedIn('rising', CHOSEN)).caller.office).toBe('audit-administrator');
    await expect(company.identity.createPasswordLinkOnServer('nobody')).rejects.toEqual(problem('not-found'));
  });
});
