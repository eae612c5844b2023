import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { SingleSignOnChange } from '../../src/contract/single-sign-on.ts';
import { personByExternalId } from '../../src/features/provisioning/provisioning.ts';
import { PROVISIONING_MIGRATIONS } from '../../src/features/provisioning/schema.ts';
import { type Company, createTestCompany } from '../support/company.ts';
import { openTestDoor, type TestDoor } from '../support/http-services.ts';
import { CLIENT, startProvider, type TestProvider } from './provider.ts';

let company: Company;
let door: TestDoor;
let home: string;
let provider: TestProvider;
let ling: number;

beforeAll(async () => {
  company = await createTestCompany({ migrations: PROVISIONING_MIGRATIONS, personByExternalId });
  door = await openTestDoor({ identity: company.identity });
  home = (await door.app.listen({ host: '127.0.0.1', port: 0 })).replace(/\/$/, '');
  provider = await startProvider(home);
  ling = await company.hire('ling');
});
afterAll(async () => {
  await door?.close();
  await provider?.close();
  await company?.drop();
});

const problem = (code: string) => expect.objectContaining({ code });
const sso = () => company.identity.singleSignOn;
const system = () => company.officer['system-administrator'];
const settings = (change: Partial<SingleSignOnChange> = {}): SingleSignOnChange => ({
  name: { zh: '公司账号', en: 'Company account' },
  issuer: provider.issuer,
  ...CLIENT,
  matchBy: 'login',
  claim: 'preferred_username',
  strongAcr: ['urn:strong'],
  enabled: true,
  ...change,
});
async function set(change: Partial<SingleSignOnChange> = {}): Promise<void> {
  const known = await sso().read(system());
  await sso().change(system(), settings(change), known?.version ?? 0);
}
beforeEach(async () => {
  await set();
  await company.database.pool('owner').query('DELETE FROM fencun.sso_link');
});

const named = (sub: string, preferred: string, more = {}) => ({
  sub,
  claims: { preferred_username: preferred, ...more },
});
const userAgent = 'Test browser';
const ask = (url: string, cookie = '') =>
  door.app.inject({
    method: 'GET',
    url,
    headers: { 'user-agent': userAgent, host: new URL(home).host, cookie },
  });

/** Begins here, goes through the provider, and comes back. */
async function goThrough(next = '/records/customer', change: (url: URL) => void = () => {}, drop = false) {
  const started = await ask(`/api/v1/sso/start?next=${encodeURIComponent(next)}`);
  expect(started.statusCode).toBe(302);
  const kept = started.cookies.find(({ name }) => name === 'fencun-sso');
  expect(kept).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  const back = new URL(await provider.browse().follow(String(started.headers.location)));
  change(back);
  const answer = await ask(`${back.pathname}${back.search}`, drop ? '' : `fencun-sso=${kept?.value}`);
  const session = answer.cookies.find(({ name }) => name === 'fencun');
  return { to: answer.headers.location, secret: session?.value ?? null, session, kept: kept?.value, back };
}
const callerOf = async (secret: string | null) =>
  secret === null ? null : company.identity.callerOf(secret, { fresh: true });

it('SSO-1 only the system administrator sets the provider, on record, and its secret is sealed', async () => {
  for (const office of ['security-administrator', 'audit-administrator'] as const) {
    await expect(sso().change(company.officer[office], settings(), 1)).rejects.toEqual(problem('forbidden'));
    await expect(sso().read(company.officer[office])).rejects.toEqual(problem('forbidden'));
  }
  await expect(set({ issuer: 'http://127.0.0.1:1' })).rejects.toEqual(problem('invalid-input'));
  await expect(set({ issuer: 'http://issuer.example' })).rejects.toEqual(problem('invalid-input'));
  await expect(sso().change(system(), settings(), 99)).rejects.toEqual(problem('version-conflict'));
  const { rows } = await company.database.pool('owner').query('SELECT * FROM fencun.sso_provider');
  expect(JSON.stringify(rows)).not.toContain(CLIENT.clientSecret);
  expect(company.log.findLast(({ action }) => action === 'single-sign-on.change')?.note).toMatchObject({
    enabled: true,
  });
  expect(JSON.stringify(company.log)).not.toContain(CLIENT.clientSecret);
  // Without a new secret the one that is stored stays, also after the key provider's keys were renewed.
  const { clientSecret: _, ...kept } = settings();
  await sso().change(system(), kept, rows[0].version);
  // It goes with the provider and the client that it was given for, and to no other.
  for (const other of [{ issuer: 'http://127.0.0.1:1' }, { clientId: 'another' }]) {
    const elsewhere = sso().change(system(), { ...kept, ...other, enabled: false }, rows[0].version + 1);
    await expect(elsewhere).rejects.toEqual(problem('invalid-input'));
  }
  expect(await company.identity.rewrapKeys()).toBeGreaterThanOrEqual(1);
  provider.account.current = named('s-1', 'ling');
  expect((await goThrough()).secret).not.toBeNull();
});

it('SSO-2 somebody who is there already comes in, is known by the subject afterwards, and holds nothing new', async () => {
  provider.account.current = named('s-ling', 'Ling');
  const { to, secret, session } = await goThrough();
  expect(to).toBe('/records/customer');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await callerOf(secret)).toMatchObject({ person: { id: ling }, assignments: [], office: null });
  expect(company.log.at(-1)).toMatchObject({
    action: 'sign-in',
    person: ling,
    note: { by: 'single-sign-on' },
  });
  // The name passes to somebody else, and the subject does not.
  const other = await company.hire('other');
  provider.account.current = named('s-ling', 'other');
  expect(await callerOf((await goThrough()).secret)).toMatchObject({ person: { id: ling } });
  provider.account.current = named('s-thief', 'ling');
  expect(await goThrough()).toMatchObject({ to: '/sign-in?sso=unknown', secret: null });
  provider.account.current = named('s-other', 'other');
  expect(await callerOf((await goThrough()).secret)).toMatchObject({ person: { id: other } });
});

it('SSO-3 nobody is made, and officers, who left and unverified addresses do not come in', async () => {
  const left = await company.hire('gone');
  await company.organisation.changePerson(system(), left, { status: 'left' });
  for (const login of ['stranger', 'gone', 'auditor', 'sysadmin']) {
    provider.account.current = named(`s-${login}`, login);
    expect(await goThrough(), login).toMatchObject({ to: '/sign-in?sso=unknown', secret: null });
    expect(company.log.at(-1)).toMatchObject({
      outcome: 'refused',
      person: null,
      note: { fault: 'unknown' },
    });
    expect(JSON.stringify(company.log.at(-1))).not.toContain(login);
  }
  await company.hire('mei@example.com');
  await set({ claim: 'email' });
  const mail = (verified: boolean) =>
    named('s-mei', 'x', { email: 'mei@example.com', email_verified: verified });
  provider.account.current = mail(false);
  expect((await goThrough()).to).toBe('/sign-in?sso=unknown');
  provider.account.current = mail(true);
  expect((await goThrough()).to).toBe('/records/customer');
});

it('SSO-3 people are found by the id of the identity system as well', async () => {
  await company.database
    .pool('owner')
    .query(
      `INSERT INTO fencun.provisioned_person (person, external_id, attributes, modified_at) VALUES ($1, 'E-7', '{}', now())`,
      [ling],
    );
  await set({ matchBy: 'external-id', claim: 'employee' });
  provider.account.current = named('s-e7', 'whoever', { employee: 'E-7' });
  expect(await callerOf((await goThrough()).secret)).toMatchObject({ person: { id: ling } });
});

it('SSO-4 an answer that is not of this browser, was changed, comes twice, or is a refusal signs nobody in', async () => {
  provider.account.current = named('s-ling', 'ling');
  const failed = { to: '/sign-in?sso=failed', secret: null };
  expect(await goThrough('/', () => {}, true)).toMatchObject(failed);
  expect(await goThrough('/', (url) => url.searchParams.set('state', 'A'.repeat(43)))).toMatchObject(failed);
  expect(await goThrough('/', (url) => url.searchParams.set('code', 'guessed'))).toMatchObject(failed);
  expect(await goThrough('/', (url) => url.searchParams.set('iss', 'https://other.example'))).toMatchObject(
    failed,
  );
  const once = await goThrough();
  expect(once.secret).not.toBeNull();
  const again = await ask(`${once.back.pathname}${once.back.search}`, `fencun-sso=${once.kept}`);
  expect(again.headers.location).toBe('/sign-in?sso=failed');
  // Another browser's secret does not open this answer.
  const [first, second] = [await ask('/api/v1/sso/start'), await ask('/api/v1/sso/start')];
  const back = new URL(await provider.browse().follow(String(first.headers.location)));
  const foreign = second.cookies.find(({ name }) => name === 'fencun-sso')?.value;
  expect((await ask(`${back.pathname}${back.search}`, `fencun-sso=${foreign}`)).headers.location).toBe(
    '/sign-in?sso=failed',
  );
  provider.account.current = null;
  expect((await goThrough()).to).toBe('/sign-in?sso=refused');
  // A link of the sign-in page never ends at an answer for programs.
  await set({ enabled: false });
  expect((await ask('/api/v1/sso/start')).headers.location).toBe('/sign-in?sso=failed');
});

it('SSO-4 signing in goes on to a path of this site only', async () => {
  provider.account.current = named('s-ling', 'ling');
  for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:1', '/a\\b']) {
    expect((await goThrough(next)).to, next).toBe('/');
  }
});

it('SSO-5 a second factor that the provider vouches for counts, and without one it is asked for', async () => {
  const security = company.officer['security-administrator'];
  await company.organisation.createPosition(system(), { code: 'keeper', name: { zh: '专员', en: 'Keeper' } });
  const root = await company.organisation.createDepartment(system(), {
    parent: null,
    code: 'R',
    name: { zh: '总部', en: 'HQ' },
  });
  await company.organisation.assign(system(), { person: ling, department: root, position: 'keeper' });
  const { version } = await company.identity.readSecurityPolicy(security);
  const policy = { officersNeedSecondFactor: false, positionsNeedingSecondFactor: ['keeper'] };
  await company.identity.changeSecurityPolicy(security, policy, version);
  provider.account.current = named('s-ling', 'ling');
  const weak = await callerOf((await goThrough()).secret);
  expect(weak).toMatchObject({ mustSetUpSecondFactor: true, assignments: [], secondFactorAt: null });
  for (const proof of [{ amr: ['pwd', 'mfa'] }, { acr: 'urn:strong' }]) {
    provider.account.current = { ...named('s-ling', 'ling'), ...proof };
    const strong = await callerOf((await goThrough()).secret);
    expect(strong).toMatchObject({ mustSetUpSecondFactor: false, assignments: [{ position: 'keeper' }] });
    // The provider did not say when: it is a proof, and never one of the last minutes.
    expect(strong?.secondFactorAt).toBe(0);
  }
  provider.account.current = { ...named('s-ling', 'ling'), acr: 'urn:other', amr: ['pwd'] };
  expect(await callerOf((await goThrough()).secret)).toMatchObject({ mustSetUpSecondFactor: true });
  await company.identity.changeSecurityPolicy(
    security,
    { ...policy, positionsNeedingSecondFactor: [] },
    version + 1,
  );
});

const logout = (token: string) =>
  door.app.inject({
    method: 'POST',
    url: '/api/v1/sso/back-channel-logout',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `logout_token=${encodeURIComponent(token)}`,
  });

it('SSO-6 a logout at the provider ends the session at once, in every process, and each token counts once', async () => {
  provider.account.current = named('s-ling', 'ling');
  const { secret } = await goThrough();
  const local = await company.signedIn('ling');
  const elsewhere = company.elsewhere();
  expect(await elsewhere.callerOf(secret ?? '')).not.toBeNull();
  const token = (claims: object) =>
    provider.logoutToken({ jti: `j-${Math.random()}`, sub: 's-ling', ...claims });
  for (const wrong of [{ sub: undefined }, { nonce: 'n' }, { events: {} }, { jti: undefined }]) {
    expect((await logout(await token(wrong))).statusCode, JSON.stringify(wrong)).toBe(400);
  }
  expect((await logout('a.b.c')).statusCode).toBe(400);
  const whole = await token({});
  expect((await logout(`${whole.slice(0, -6)}AAAAAA`)).statusCode).toBe(400);
  expect((await logout(await token({ sub: 's-somebody' }))).statusCode).toBe(200);
  expect(await callerOf(secret)).not.toBeNull();
  const good = await token({});
  expect((await logout(good)).statusCode).toBe(200);
  expect(await callerOf(secret)).toBeNull();
  expect(await elsewhere.callerOf(secret ?? '', { fresh: true })).toBeNull();
  expect(company.log.at(-1)).toMatchObject({
    action: 'sign-out',
    person: ling,
    note: { by: 'back-channel' },
  });
  expect((await logout(good)).statusCode).toBe(400);
  // A session that was opened by password is not the provider's.
  expect(await callerOf(local.secret)).not.toBeNull();
});

it('SSO-7 signing out goes on to the provider, which tells us back', async () => {
  provider.account.current = named('s-ling', 'ling');
  const { secret } = await goThrough();
  const cookie = `fencun=${secret}`;
  const { csrfTokenOf } = await import('../../src/features/identity/identity.ts');
  const answer = await door.app.inject({
    method: 'DELETE',
    url: '/api/v1/session',
    headers: {
      cookie,
      host: new URL(home).host,
      'user-agent': userAgent,
      'x-csrf-token': csrfTokenOf(secret ?? ''),
    },
  });
  expect(answer.statusCode).toBe(200);
  const to = new URL(answer.json().continueAt);
  expect(to.origin).toBe(provider.issuer);
  expect(to.searchParams.get('post_logout_redirect_uri')).toBe(`${home}/sign-in`);
  expect(to.searchParams.get('client_id')).toBe(CLIENT.clientId);
  expect(await callerOf(secret)).toBeNull();
});

it('SSO-8 a provider that is switched off offers nothing and signs nobody in', async () => {
  expect((await ask('/api/v1/sso')).json()).toEqual({ provider: { zh: '公司账号', en: 'Company account' } });
  await set({ enabled: false });
  expect((await ask('/api/v1/sso')).json()).toEqual({ provider: null });
  expect((await ask('/api/v1/sso/start')).headers.location).toBe('/sign-in?sso=failed');
  expect((await ask('/api/v1/sso/callback?code=x&state=y', 'fencun-sso=x.y')).headers.location).toBe(
    '/sign-in?sso=failed',
  );
});
