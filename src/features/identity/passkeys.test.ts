import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authenticator, createAuthenticator } from '../../../test/support/authenticator.ts';
import { type Company, createTestCompany, NOON } from '../../../test/support/company.ts';
import type { Act } from '../administration.ts';

const MINUTE = 60_000;
const SITE = { origin: 'https://fencun.example', host: 'fencun.example' };
const ELSEWHERE = { origin: 'https://fencun.evil.example', host: 'fencun.evil.example' };
const refused = expect.objectContaining({ code: 'wrong-second-factor' });
type Signed = Act & Readonly<{ secret: string }>;

let company: Company;
let people = 0;
beforeAll(async () => {
  company = await createTestCompany();
});
afterAll(() => company?.drop());
beforeEach(() => {
  company.time.now = NOON;
});

async function colleague(): Promise<Signed & Readonly<{ login: string }>> {
  people += 1;
  const login = `person-${people}`;
  await company.hire(login);
  return { ...(await company.signedIn(login)), login };
}

async function add(act: Act, authenticator: Authenticator): Promise<readonly string[] | null> {
  const { challenge } = await company.identity.beginPasskey(act, SITE);
  return company.identity.confirmPasskey(act, SITE, {
    name: 'Laptop',
    response: authenticator.create(challenge),
  });
}

/** Signed in by password; the passkey is still to be proven. */
async function withPasskey(): Promise<Signed & Readonly<{ key: Authenticator; login: string }>> {
  const who = await colleague();
  const key = createAuthenticator(SITE);
  await add(who, key);
  company.time.now += MINUTE;
  return { ...(await company.signedIn(who.login)), key, login: who.login };
}

const ask = async (act: Act) => (await company.identity.askForPasskey(act, SITE)).challenge;
const isProven = async ({ secret }: Signed) =>
  (await company.identity.callerOf(secret, { fresh: true }))?.mustProveSecondFactor === false;

describe('adding a passkey', () => {
  it('ID-28 gives recovery codes with the first factor, and is listed with its name', async () => {
    const who = await colleague();
    expect(await add(who, createAuthenticator(SITE))).toHaveLength(10);
    const { factors } = await company.identity.listSecondFactors(who);
    expect(factors).toMatchObject([{ kind: 'passkey', name: 'Laptop' }]);
    expect(company.log.at(-1)).toMatchObject({ action: 'second-factor.add', note: { by: 'passkey' } });
    expect(await add(who, createAuthenticator(SITE))).toBeNull();
  });

  it.each([
    ['made for another origin', { origin: ELSEWHERE.origin }],
    ['made for another host', { host: ELSEWHERE.host }],
    ['whose user was not verified', { verified: false }],
  ])('ID-28 refuses one %s', async (_title, how) => {
    const who = await colleague();
    const { challenge } = await company.identity.beginPasskey(who, SITE);
    const response = createAuthenticator(SITE).create(challenge, how);
    await expect(company.identity.confirmPasskey(who, SITE, { name: 'x', response })).rejects.toEqual(
      refused,
    );
    expect((await company.identity.listSecondFactors(who)).factors).toEqual([]);
  });

  it('ID-28 refuses one that somebody else has already', async () => {
    const [one, other] = [await colleague(), await colleague()];
    const key = createAuthenticator(SITE);
    await add(one, key);
    await expect(add(other, key)).rejects.toEqual(refused);
  });
});

describe('proving by a passkey', () => {
  it('ID-28 opens the session, and is told when it was last used', async () => {
    const who = await withPasskey();
    const options = await company.identity.askForPasskey(who, SITE);
    expect(options).toMatchObject({
      rpId: SITE.host,
      userVerification: 'required',
      allowCredentials: [{ id: who.key.id }],
    });
    await company.identity.proveByPasskey(who, SITE, who.key.get(options.challenge));
    expect(await isProven(who)).toBe(true);
    expect(company.log.at(-1)).toMatchObject({ action: 'second-factor.prove', note: { by: 'passkey' } });
    const { factors } = await company.identity.listSecondFactors(who);
    expect(factors[0]?.lastUsedAt).toBe(new Date(company.time.now).toISOString());
  });

  it.each([
    ['for another origin', { origin: ELSEWHERE.origin }],
    ['for another host', { host: ELSEWHERE.host }],
    ['without verifying the user', { verified: false }],
  ])('ID-28 refuses what is signed %s', async (_title, how) => {
    const who = await withPasskey();
    const signed = who.key.get(await ask(who), how);
    await expect(company.identity.proveByPasskey(who, SITE, signed)).rejects.toEqual(refused);
    expect(await isProven(who)).toBe(false);
  });

  it('ID-29 takes one answer to each challenge, of this session, within five minutes', async () => {
    const who = await withPasskey();
    const challenge = await ask(who);
    const signed = who.key.get(challenge);
    await company.identity.proveByPasskey(who, SITE, signed);
    await expect(company.identity.proveByPasskey(who, SITE, signed)).rejects.toEqual(refused);

    const other = await company.signedIn(who.login);
    await ask(other);
    const mine = who.key.get(await ask(who));
    await expect(company.identity.proveByPasskey(other, SITE, mine)).rejects.toEqual(refused);

    const late = who.key.get(await ask(who));
    company.time.now += 5 * MINUTE + 1;
    await expect(company.identity.proveByPasskey(who, SITE, late)).rejects.toEqual(refused);
  });

  it('ID-29 refuses a counter that went back, which tells of a copied authenticator', async () => {
    const who = await withPasskey();
    await company.identity.proveByPasskey(who, SITE, who.key.get(await ask(who), { counter: 7 }));
    for (const counter of [7, 3, 0]) {
      const signed = who.key.get(await ask(who), { counter });
      await expect(company.identity.proveByPasskey(who, SITE, signed)).rejects.toEqual(refused);
    }
    await company.identity.proveByPasskey(who, SITE, who.key.get(await ask(who), { counter: 8 }));
  });

  it('ID-28 refuses the passkey of somebody else, and one that was removed', async () => {
    const [one, other] = [await withPasskey(), await withPasskey()];
    const theirs = other.key.get(await ask(one));
    await expect(company.identity.proveByPasskey(one, SITE, theirs)).rejects.toEqual(refused);
    await company.identity.proveByPasskey(one, SITE, one.key.get(await ask(one)));
    const { factors } = await company.identity.listSecondFactors(one);
    await company.identity.removeSecondFactor(one, factors[0]?.id ?? '');
    const gone = one.key.get(await ask(one));
    await expect(company.identity.proveByPasskey(one, SITE, gone)).rejects.toEqual(refused);
  });

  it('is asked for under the host name only under which it was made', async () => {
    const who = await withPasskey();
    const options = await company.identity.askForPasskey(who, ELSEWHERE);
    expect(options.allowCredentials).toEqual([]);
  });
});
