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
    for (const tab of ['matrix', 'rules', 'purposes', 'who', 'as', 'proposals', 'changes'] as const) {
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

it('PAPP-9 a prohibition is given up by two people: proposed with a reason, read as prose, approved (zh)', async () => {
  const say = policyZh;
  const tab = { name: say['tab.proposals'], exact: true };
  const security = await signedIn('zh-CN', 'shen.yun');
  await security.page.goto('/policy');
  await security.page.getByRole('tab', { name: say['tab.rules'], exact: true }).click();
  const rule = security.page
    .locator('.rule')
    .filter({ has: security.page.locator('.effect-deny') })
    .first();
  const name = await rule.getByRole('heading').innerText();
  await rule.getByRole('button', { name: say['remove.short'] }).click();
  const panel = security.page.getByRole('dialog');
  await panel.getByLabel(say['propose.reason'], { exact: true }).fill('试点结束，不再需要');
  await picture(security.page, 'zh-proposal-remove');
  expect(await accessibilityProblems(security.page, '[role=dialog]')).toEqual([]);
  await panel.getByRole('button', { name: say['propose.do'] }).click();
  await panel.getByRole('button', { name: say['propose.close'], exact: true }).click();
  await security.page.getByRole('tab', tab).click();
  await security.page.getByText('试点结束，不再需要').waitFor();
  await picture(security.page, 'zh-proposals-author');

  const officer = await signedIn('zh-CN', 'lin.yue');
  await officer.page.setViewportSize({ width: 375, height: 860 });
  await officer.page.goto('/policy');
  const open = officer.page.getByRole('button', {
    name: say['proposals.open.one'].replace('{{proposal}}', '1'),
  });
  await open.click();
  const view = officer.page.getByRole('dialog');
  await view.getByRole('button', { name: say['decide.approve'] }).waitFor();
  await picture(officer.page, 'zh-proposal-phone');
  expect(await accessibilityProblems(officer.page, '[role=dialog]')).toEqual([]);
  await officer.page.setViewportSize({ width: 1280, height: 860 });
  await officer.page.goto('/policy');
  await open.click();
  await view.getByText(say['expect.title'], { exact: true }).scrollIntoViewIfNeeded();
  await picture(officer.page, 'zh-proposal-approver');
  await view.getByRole('button', { name: say['decide.approve'] }).click();
  await view.getByText(say['status.approved'], { exact: true }).waitFor();
  await picture(officer.page, 'zh-proposal-approved');
  expect(await accessibilityProblems(officer.page, '[role=dialog]')).toEqual([]);
  await officer.page.keyboard.press('Escape');
  await officer.page.getByRole('tab', { name: say['tab.rules'], exact: true }).click();
  await officer.page.locator('.rule').first().waitFor();
  expect(await officer.page.getByRole('heading', { name, exact: true }).count()).toBe(0);
  await picture(officer.page, 'zh-policy-approver');
  expect(await accessibilityProblems(officer.page)).toEqual([]);
  for (const { page, complaints } of [security, officer]) {
    expect(complaints).toEqual([]);
    await page.context().close();
  }
});
