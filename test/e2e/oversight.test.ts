import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as policyEn } from '../../web/slices/policy/locale/en.ts';
import { zh as policyZh } from '../../web/slices/policy/locale/zh.ts';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** What officers look at: the policy from every side, and accesses in numbers. */

const LANGUAGES = [
  { name: 'zh', locale: 'zh-CN', policy: policyZh },
  { name: 'en', locale: 'en-GB', policy: policyEn },
] as const;

let app: RunningApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(20), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function signedIn(locale: string, login: string) {
  const context = await browser.newContext({
    baseURL: app.url,
    locale,
    viewport: { width: 1280, height: 860 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto('/sign-in');
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', app.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.home');
  return { page, complaints };
}

describe.each(LANGUAGES)('in $locale', ({ name, locale, policy: words }) => {
  it(`E2E-8 the security administrator looks at the policy from every side, and sees no customer (${name})`, async () => {
    const { page, complaints } = await signedIn(locale, 'shen.yun');
    await page.goto('/policy');
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    for (const tab of ['matrix', 'rules', 'purposes', 'who', 'as', 'changes'] as const) {
      await page.getByRole('tab', { name: words[`tab.${tab}`], exact: true }).click();
      await page.locator('[role=tabpanel]:visible').waitFor();
      await page.waitForLoadState('networkidle');
      await picture(page, `${name}-policy-${tab}`);
      expect([tab, await accessibilityProblems(page)]).toEqual([tab, []]);
    }
    await page.getByRole('tab', { name: words['tab.as'], exact: true }).click();
    // The post that comes first sees something for the purpose that comes first: a rehearsal begins with an example.
    await page.locator('[role=tabpanel]:visible').locator('.value-shown, .value-masked').first().waitFor();
    expect(addresses.filter((address) => address.includes('/records/'))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it(`E2E-9 the data protection officer begins with accesses in numbers (${name})`, async () => {
    const { page, complaints } = await signedIn(locale, 'lin.yue');
    await page.locator('.overview').waitFor();
    await picture(page, `${name}-overview`);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
