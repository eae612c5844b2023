import { generateSync } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as appEn } from '../../web/app/locale/en.ts';
import { zh as appZh } from '../../web/app/locale/zh.ts';
import { en as factorEn } from '../../web/app/second-factor/locale/en.ts';
import { zh as factorZh } from '../../web/app/second-factor/locale/zh.ts';
import { en as credentialsEn } from '../../web/slices/credentials/locale/en.ts';
import { zh as credentialsZh } from '../../web/slices/credentials/locale/zh.ts';
import { en as organisationEn } from '../../web/slices/organisation/locale/en.ts';
import { zh as organisationZh } from '../../web/slices/organisation/locale/zh.ts';
import { en as securityEn } from '../../web/slices/security/locale/en.ts';
import { zh as securityZh } from '../../web/slices/security/locale/zh.ts';
import { en as signInEn } from '../../web/slices/sign-in/locale/en.ts';
import { zh as signInZh } from '../../web/slices/sign-in/locale/zh.ts';
import { en as welcomeEn } from '../../web/slices/welcome/locale/en.ts';
import { zh as welcomeZh } from '../../web/slices/welcome/locale/zh.ts';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** Proving who one is, by clicks, in real Chromium, in both languages. */

const LANGUAGES = [
  {
    name: 'zh',
    locale: 'zh-CN',
    app: appZh,
    signIn: signInZh,
    factor: factorZh,
    credentials: credentialsZh,
    security: securityZh,
    organisation: organisationZh,
    welcome: welcomeZh,
    colleague: 'wu.hao',
    officers: ['shen.yun', 'xu.gang'],
  },
  {
    name: 'en',
    locale: 'en-GB',
    app: appEn,
    signIn: signInEn,
    factor: factorEn,
    credentials: credentialsEn,
    security: securityEn,
    organisation: organisationEn,
    welcome: welcomeEn,
    colleague: 'gao.ya',
    officers: ['shen.yun', 'qin.shu'],
  },
] as const;
type Words = (typeof LANGUAGES)[number];

let app: RunningApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(5), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function open(words: Words, width = 1280): Promise<Readonly<{ page: Page; complaints: string[] }>> {
  const context = await browser.newContext({ locale: words.locale, viewport: { width, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // 401 before signing in and 403 where a proof is asked for are meant to be.
    if (message.type() === 'error' && !/40[13]/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

async function typePassword(page: Page, words: Words, login: string, home = app.url): Promise<void> {
  await page.goto(`${home}/sign-in`);
  await page.getByLabel(words.signIn.login, { exact: true }).fill(login);
  await page.getByLabel(words.signIn.password, { exact: true }).fill(app.password);
  await page.getByRole('button', { name: words.signIn.submit, exact: true }).click();
}

/** From the button that begins to the recovery codes. */
async function setUpApp(page: Page, words: Words, look: string, within?: string): Promise<readonly string[]> {
  const { factor } = words;
  await page.getByRole('button', { name: factor['setup.begin'], exact: true }).click();
  await page.getByText(factor['setup.by-hand']).click();
  const secret = (await page.locator('.factor-secret').textContent())?.replaceAll(' ', '') ?? '';
  await picture(page, `${words.name}-${look}`);
  expect(await accessibilityProblems(page, within)).toEqual([]);
  await page.getByLabel(factor['setup.confirm'], { exact: true }).fill(generateSync({ secret }));
  await page.getByRole('button', { name: factor['setup.submit'], exact: true }).click();
  await page.locator('.recovery-codes').waitFor();
  await picture(page, `${words.name}-${look}-codes`);
  expect(await accessibilityProblems(page, within)).toEqual([]);
  const codes = await page.locator('.recovery-codes code').allTextContents();
  await page.getByRole('button', { name: factor['codes.done'], exact: true }).click();
  return codes;
}

async function proveByRecoveryCode(page: Page, { factor }: Words, code: string): Promise<void> {
  await page.getByRole('button', { name: factor['code.use-recovery'], exact: true }).click();
  await page.getByLabel(factor['code.recovery'], { exact: true }).fill(code);
  await page.getByRole('button', { name: factor['code.submit'], exact: true }).click();
}

/** As if so much time had passed since everybody's last proof. */
async function ageProofs(minutes: number): Promise<void> {
  await app.database
    .pool('owner')
    .query('UPDATE fencun.credential SET second_factor_at = second_factor_at - make_interval(mins => $1)', [
      minutes,
    ]);
}

async function forget(login: string): Promise<void> {
  const owner = app.database.pool('owner');
  await owner.query(
    'DELETE FROM fencun.second_factor WHERE person = (SELECT id FROM fencun.person WHERE login = $1)',
    [login],
  );
  await owner.query('UPDATE fencun.security_policy SET officers_need_factor = false');
}

describe.each(LANGUAGES)('in $locale', (words) => {
  it(`E2E-5 an officer sets up a second factor, signs in with it, steps up, and requires it of others (${words.name})`, async () => {
    const [security, other] = words.officers;
    const { page, complaints } = await open(words);
    await typePassword(page, words, security);
    await page.getByRole('navigation', { name: words.app['nav.main'] }).waitFor();
    await page.goto(`${app.url}/credentials`);
    await page.getByRole('button', { name: words.credentials['factor.add-app'], exact: true }).click();
    const codes = await setUpApp(page, words, 'factor-setup', '.ant-modal');
    await page.getByText(words.factor['setup.name.default'], { exact: true }).waitFor();
    await picture(page, `${words.name}-security-own`);
    expect(await accessibilityProblems(page)).toEqual([]);

    // Signing in anew takes the second factor, and a recovery code will do.
    const again = await open(words);
    await typePassword(again.page, words, security);
    await again.page.getByRole('heading', { name: words.factor['proof.title'], exact: true }).waitFor();
    expect(await again.page.getByRole('navigation', { name: words.app['nav.main'] }).count()).toBe(0);
    await picture(again.page, `${words.name}-factor-proof`);
    expect(await accessibilityProblems(again.page)).toEqual([]);
    await proveByRecoveryCode(again.page, words, codes[0] ?? '');
    await again.page.getByRole('navigation', { name: words.app['nav.main'] }).waitFor();

    // Administration with an old proof asks again, and then goes on by itself.
    await again.page.getByRole('link', { name: words.app['nav.security'], exact: true }).click();
    const officers = again.page.getByRole('checkbox', { name: words.security.officers });
    await officers.check();
    await picture(again.page, `${words.name}-security-policy`);
    expect(await accessibilityProblems(again.page)).toEqual([]);
    await ageProofs(6);
    await again.page.getByRole('button', { name: words.app['do.save'], exact: true }).click();
    await again.page.getByRole('dialog', { name: words.factor['step-up.title'] }).waitFor();
    await picture(again.page, `${words.name}-step-up`);
    expect(await accessibilityProblems(again.page, '.ant-modal')).toEqual([]);
    await proveByRecoveryCode(again.page, words, codes[1] ?? '');
    await again.page.getByRole('dialog').waitFor({ state: 'detached' });
    await again.page.reload();
    await officers.waitFor();
    expect(await officers.isChecked()).toBe(true);

    // Whom it is now required of sets one up before anything else, on a phone too.
    const phone = await open(words, 375);
    await typePassword(phone.page, words, other);
    await phone.page
      .getByRole('heading', { name: words.factor['setup.needed.title'], exact: true })
      .waitFor();
    await setUpApp(phone.page, words, 'factor-needed');
    await phone.page.locator('.home').waitFor();
    expect([...complaints, ...again.complaints, ...phone.complaints]).toEqual([]);
    for (const login of words.officers) await forget(login);
  });

  it(`E2E-6 a salesperson adds a passkey, and signs in with it instead of typing a code (${words.name})`, async () => {
    const { page, complaints } = await open(words);
    // Passkeys belong to a name, and an address is none.
    const home = app.url.replace('127.0.0.1', 'localhost');
    const devices = await page.context().newCDPSession(page);
    await devices.send('WebAuthn.enable');
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await typePassword(page, words, 'li.na', home);
    await page.getByRole('navigation', { name: words.app['nav.main'] }).waitFor();
    await page.goto(`${home}/credentials`);
    await page.getByRole('button', { name: words.credentials['factor.add-passkey'], exact: true }).click();
    await picture(page, `${words.name}-passkey-add`);
    expect(await accessibilityProblems(page, '.ant-modal')).toEqual([]);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: words.factor['passkey.add'], exact: true })
      .click();
    await page.getByRole('button', { name: words.factor['codes.done'], exact: true }).click();
    await page.getByText(words.factor['passkey.name.default'], { exact: true }).waitFor();

    await page.context().clearCookies();
    await typePassword(page, words, 'li.na', home);
    const use = page.getByRole('button', { name: words.factor['passkey.use'], exact: true });
    await use.waitFor();
    await picture(page, `${words.name}-passkey-proof`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await use.click();
    await page.getByRole('navigation', { name: words.app['nav.main'] }).waitFor();
    expect(complaints).toEqual([]);
    await forget('li.na');
  });

  it(`E2E-7 a system administrator makes a link, and a colleague chooses a password by it (${words.name})`, async () => {
    const { page, complaints } = await open(words);
    await typePassword(page, words, 'xu.gang');
    await page.locator('.nav').getByRole('link', { name: words.app['nav.organisation'] }).click();
    const row = page.getByRole('row').filter({ hasText: words.colleague });
    await row.getByRole('button').click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: words.organisation['password.make'], exact: true }).click();
    const link = (await panel.locator('.link-once').textContent()) ?? '';
    await picture(page, `${words.name}-link-made`);
    expect(await accessibilityProblems(page, '.ant-drawer')).toEqual([]);

    const theirs = await open(words, 375);
    await theirs.page.goto(link);
    await theirs.page.getByLabel(words.welcome.next, { exact: true }).fill('password1');
    await theirs.page.getByLabel(words.welcome.again, { exact: true }).fill('password1');
    await picture(theirs.page, `${words.name}-welcome`);
    expect(theirs.page.url()).toBe(`${app.url}/welcome`);
    expect(await accessibilityProblems(theirs.page)).toEqual([]);
    const save = theirs.page.getByRole('button', { name: words.welcome.submit, exact: true });
    await save.click();
    await theirs.page.getByRole('alert').waitFor();
    const password = 'nine patient ferries';
    await theirs.page.getByLabel(words.welcome.next, { exact: true }).fill(password);
    await theirs.page.getByLabel(words.welcome.again, { exact: true }).fill(password);
    await save.click();
    await theirs.page.getByRole('link', { name: words.welcome['sign-in'], exact: true }).click();
    await theirs.page.getByLabel(words.signIn.login, { exact: true }).fill(words.colleague);
    await theirs.page.getByLabel(words.signIn.password, { exact: true }).fill(password);
    await theirs.page.getByRole('button', { name: words.signIn.submit, exact: true }).click();
    await theirs.page.locator('.home').waitFor();

    const again = await open(words);
    await again.page.goto(link);
    await again.page.getByRole('alert').waitFor();
    await picture(again.page, `${words.name}-welcome-used`);
    expect(await accessibilityProblems(again.page)).toEqual([]);
    const known = /40[01]|410/;
    expect(
      [...complaints, ...theirs.complaints, ...again.complaints].filter((each) => !known.test(each)),
    ).toEqual([]);
  });
});
