import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as logEn } from '../../web/app/log/locale/en.ts';
import { zh as logZh } from '../../web/app/log/locale/zh.ts';
import { en as recordsEn } from '../../web/slices/records/locale/en.ts';
import { zh as recordsZh } from '../../web/slices/records/locale/zh.ts';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** The staff's own day: a colleague's customer calls back, and whoever supervises the log reads why. */

const LANGUAGES = [
  { name: 'zh', locale: 'zh-CN', records: recordsZh, log: logZh },
  { name: 'en', locale: 'en-GB', records: recordsEn, log: logEn },
] as const;
type Words = (typeof LANGUAGES)[number];

let app: RunningApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(300), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function signedIn(
  words: Words,
  login: string,
  purpose: string | null,
): Promise<Readonly<{ page: Page; context: BrowserContext; complaints: string[] }>> {
  const context = await browser.newContext({ locale: words.locale, viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${app.url}/sign-in`);
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', app.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.home');
  if (purpose !== null) await page.evaluate((code) => localStorage.setItem('fencun.purpose', code), purpose);
  return { page, context, complaints };
}

describe.each(LANGUAGES)('in $locale', (words) => {
  it(`E2E-5 a colleague's customer's number is revealed for a reason, and the reason is read in the log (${words.name})`, async () => {
    const sales = await signedIn(words, 'li.na', 'sales-follow-up');
    await sales.page.goto(`${app.url}/records/customer`);
    const masked = sales.page.locator('tbody tr', { has: sales.page.locator('.cell-phone .value-masked') });
    await masked.first().locator('.row-link').click();
    await sales.page.waitForSelector('.fields');
    const shown = /1[56]4 ?\d{4} ?\d{4}/;
    const body = async () => (await sales.page.locator('main').textContent()) ?? '';
    expect(await body()).not.toMatch(shown);
    const open = words.records['reveal.open'].replace('{{field}}', '').trim();
    await sales.page
      .locator(`.field-edit[aria-label*="${open.slice(0, 6)}"]`)
      .first()
      .click();
    const reason = `ticket ${words.name} 1024`;
    await sales.page.fill('.reveal-reason textarea', reason);
    await sales.page.locator('.match .ant-btn-primary').click();
    await sales.page.waitForSelector('.revealed');
    expect(await body()).toMatch(shown);
    await picture(sales.page, `${words.name}-revealed`);
    expect(await accessibilityProblems(sales.page)).toEqual([]);
    await sales.page.locator('.revealed-hide').click();
    expect(await body()).not.toMatch(shown);
    expect(sales.complaints).toEqual([]);
    await sales.context.close();

    const audit = await signedIn(words, 'qin.shu', null);
    await audit.page.goto(`${app.url}/log`);
    const entry = audit.page.locator('.log tbody tr', { hasText: words.log['action.reveal'] }).first();
    await entry.locator('button').click();
    await audit.page.getByText(reason).waitFor();
    await picture(audit.page, `${words.name}-reason`);
    expect(audit.complaints).toEqual([]);
    await audit.context.close();
  });
});
