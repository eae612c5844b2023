import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as appEn } from '../../web/app/locale/en.ts';
import { zh as appZh } from '../../web/app/locale/zh.ts';
import { en as organisationEn } from '../../web/slices/organisation/locale/en.ts';
import { zh as organisationZh } from '../../web/slices/organisation/locale/zh.ts';
import { en as signInEn } from '../../web/slices/sign-in/locale/en.ts';
import { zh as signInZh } from '../../web/slices/sign-in/locale/zh.ts';
import { CLIENT, startProvider, type TestProvider } from '../sso/provider.ts';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** Signing in by the company's identity provider, in real Chromium. */

const LANGUAGES = [
  {
    name: 'zh',
    locale: 'zh-CN',
    app: appZh,
    signIn: signInZh,
    say: organisationZh,
    width: 1280,
    dark: false,
  },
  { name: 'en', locale: 'en-GB', app: appEn, signIn: signInEn, say: organisationEn, width: 375, dark: true },
] as const;
type Words = (typeof LANGUAGES)[number];

let app: RunningApp;
let browser: Browser;
let provider: TestProvider;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(60), openBrowser()]);
  provider = await startProvider(app.url);
});
afterAll(async () => {
  await browser?.close();
  await provider?.close();
  await app?.close();
});

async function open({ locale, width, dark }: Words, path: string): Promise<Page> {
  const viewport = { width, height: 860 };
  const context = await browser.newContext({ locale, viewport, colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${app.url}${path}`);
  return page;
}

describe.each(LANGUAGES)('in $locale', (words) => {
  const { say, signIn } = words;

  it(`SSO-9 the provider is set by a form and signs people in by a click (${words.name})`, async () => {
    const office = await open(words, '/organisation');
    await office.getByLabel(signIn.login, { exact: true }).fill('xu.gang');
    await office.getByLabel(signIn.password, { exact: true }).fill(app.password);
    await office.getByRole('button', { name: signIn.submit, exact: true }).click();
    await office.getByRole('button', { name: say.sso, exact: true }).click();
    await office.getByLabel(say['sso.issuer'], { exact: true }).fill('http://127.0.0.1:1');
    await office.getByLabel(say['sso.clientId'], { exact: true }).fill(CLIENT.clientId);
    await office.getByLabel(say['sso.secret'], { exact: true }).fill(CLIENT.clientSecret);
    await office.getByRole('button', { name: say['sso.save'], exact: true }).click();
    await office.getByRole('alert').waitFor();
    await picture(office, `${words.name}-sso-settings`);
    expect(await accessibilityProblems(office)).toEqual([]);
    await office.getByLabel(say['sso.issuer'], { exact: true }).fill(provider.issuer);
    await office.getByRole('button', { name: say['sso.save'], exact: true }).click();
    await office.getByLabel(say['sso.issuer'], { exact: true }).waitFor({ state: 'detached' });
    await office.context().close();

    const page = await open(words, '/sign-in');
    const name = words.name === 'zh' ? '公司账号' : 'company account';
    const button = page.getByRole('link', { name: signIn.sso.replace('{{name}}', name) });
    provider.account.current = { sub: 'nobody', claims: { preferred_username: 'nobody.here' } };
    await button.click();
    await page.getByText(signIn['sso.unknown'], { exact: true }).waitFor();
    await picture(page, `${words.name}-sso-unknown`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.context().clearCookies();
    provider.account.current = { sub: 'li', claims: { preferred_username: 'li.na' } };
    await button.click();
    await page.locator('nav.nav').waitFor({ state: 'attached' });
    expect(new URL(page.url()).origin).toBe(app.url);
    await page.context().close();
  });
});
