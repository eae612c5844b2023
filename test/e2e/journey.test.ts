import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as appEn } from '../../web/app/locale/en.ts';
import { zh as appZh } from '../../web/app/locale/zh.ts';
import { en as logEn } from '../../web/slices/access-log/locale/en.ts';
import { zh as logZh } from '../../web/slices/access-log/locale/zh.ts';
import { en as importsEn } from '../../web/slices/imports/locale/en.ts';
import { zh as importsZh } from '../../web/slices/imports/locale/zh.ts';
import { en as recordsEn } from '../../web/slices/records/locale/en.ts';
import { zh as recordsZh } from '../../web/slices/records/locale/zh.ts';
import { en as signInEn } from '../../web/slices/sign-in/locale/en.ts';
import { zh as signInZh } from '../../web/slices/sign-in/locale/zh.ts';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** The article's journeys, by clicks, in real Chromium, in both languages. */

const LANGUAGES = [
  {
    name: 'zh',
    locale: 'zh-CN',
    app: appZh,
    records: recordsZh,
    signIn: signInZh,
    log: logZh,
    imports: importsZh,
  },
  {
    name: 'en',
    locale: 'en-GB',
    app: appEn,
    records: recordsEn,
    signIn: signInEn,
    log: logEn,
    imports: importsEn,
  },
] as const;
type Words = (typeof LANGUAGES)[number];

let app: RunningApp;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(300), openBrowser()]);
  folder = mkdtempSync(join(tmpdir(), 'fencun-e2e-file-'));
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

type Visit = Readonly<{ page: Page; context: BrowserContext; complaints: string[] }>;

async function visit(words: Words): Promise<Visit> {
  const context = await browser.newContext({ locale: words.locale, viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The first look at the session of somebody who is not signed in is a 401, and meant to be.
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, context, complaints };
}

async function signIn({ page }: Visit, words: Words, login: string): Promise<void> {
  await page.goto(`${app.url}/`);
  await page.getByLabel(words.signIn.login, { exact: true }).fill(login);
  await page.getByLabel(words.signIn.password, { exact: true }).fill(app.password);
  await page.getByRole('button', { name: words.signIn.submit, exact: true }).click();
  await page.getByRole('navigation', { name: words.app['nav.main'] }).waitFor();
}

async function choosePurpose({ page }: Visit, purpose: RegExp): Promise<void> {
  await page.locator('.purpose-cards li').filter({ hasText: purpose }).getByRole('button').click();
  await page.locator('.measures').waitFor();
}

const PURPOSES = {
  sales: /销售跟进|Sales follow-up/,
  onboarding: /客户建档与导入|Customer onboarding/,
};
const CUSTOMERS = /^(客户|Customers?)$/;

async function openCustomers({ page }: Visit): Promise<void> {
  await page.getByRole('link', { name: CUSTOMERS }).first().click();
  await page.locator('table tbody tr').first().waitFor();
}

describe.each(LANGUAGES)('in $locale', (words) => {
  it(`E2E-1 a salesperson sees own customers' numbers and colleagues' masked ones, and why (${words.name})`, async () => {
    const visiting = await visit(words);
    const { page } = visiting;
    await page.goto(`${app.url}/`);
    await page.getByLabel(words.signIn.login, { exact: true }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await picture(page, `${words.name}-sign-in`);
    await signIn(visiting, words, 'li.na');
    await choosePurpose(visiting, PURPOSES.sales);
    await openCustomers(visiting);
    await picture(page, `${words.name}-customers`);
    expect(await accessibilityProblems(page)).toEqual([]);
    const table = await page.locator('table').innerText();
    expect(table).toMatch(/1[56]4\*\*\*\*\d{4}/);
    expect(table).toMatch(/1[56]4 \d{4} \d{4}/);

    await page.locator('table tbody tr').first().getByRole('link').first().click();
    await page.getByText(words.records['record.tab.details'], { exact: true }).waitFor();
    await page.locator('.category').first().waitFor();
    await picture(page, `${words.name}-customer`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page
      .locator('.field', { hasText: /手机号|Phone/ })
      .locator('.field-why')
      .first()
      .click();
    await page.getByText(words.records['why.title'], { exact: true }).waitFor();
    await picture(page, `${words.name}-customer-why`);
    // Neither the address nor the title of the page holds a value.
    expect(page.url()).toMatch(/\/records\/customer\/[0-9a-f-]{36}$/);
    expect(visiting.complaints).toEqual([]);
    await visiting.context.close();
  });

  it(`E2E-2 a marketer sees preferences and masked names only (${words.name})`, async () => {
    const visiting = await visit(words);
    await signIn(visiting, words, 'zhou.min');
    // Whoever has one purpose only is not asked.
    await visiting.page.locator('.measures').waitFor();
    await openCustomers(visiting);
    await picture(visiting.page, `${words.name}-marketing`);
    const table = await visiting.page.locator('table').innerText();
    expect(table).not.toMatch(/1[56]4 \d{4} \d{4}/);
    expect(visiting.complaints).toEqual([]);
    await visiting.context.close();
  });

  it(`E2E-3 the audit administrator reads the log, verifies it, and sees no customer (${words.name})`, async () => {
    const visiting = await visit(words);
    const { page } = visiting;
    await signIn(visiting, words, 'qin.shu');
    await page.goto(`${app.url}/log`);
    await page.getByRole('heading', { name: words.log.title }).waitFor();
    await page.getByRole('button', { name: words.log['verify.do'] }).click();
    await page.getByText(words.log['verify.sound']).waitFor();
    await picture(page, `${words.name}-log`);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(visiting.complaints).toEqual([]);
    await visiting.context.close();
  });

  it(`E2E-4 a data steward looks at the proposal, imports, and is handed the rows that were rejected (${words.name})`, async () => {
    const visiting = await visit(words);
    const { page } = visiting;
    await signIn(visiting, words, 'liu.yang');
    await choosePurpose(visiting, PURPOSES.onboarding);
    await page.getByRole('link', { name: words.app['nav.imports'] }).first().click();
    const file = join(folder, `members-${words.name}.csv`);
    writeFileSync(file, MEMBERS(words.name));
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText(words.imports['propose.line']).waitFor();
    await picture(page, `${words.name}-import-proposal`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: words.imports.start, exact: true }).click();
    await page.getByText(words.imports['result.rejected']).first().waitFor();
    await picture(page, `${words.name}-import-result`);
    expect(await page.locator('.count-created dd').innerText()).toBe('3');
    expect(await page.locator('.count-rejected dd').innerText()).toBe('1');
    expect(visiting.complaints).toEqual([]);
    await visiting.context.close();
  });
});

/** Synthetic members: numbers of a prefix that is not given out. The last lacks what a customer must have. */
const MEMBERS = (mark: string) =>
  [
    '会员姓名,手机号码,所在城市,会员卡号,会员级别,注册时间,备注说明',
    ...[1, 2, 3].map((i) => `测试${mark}${i},1640000000${i},上海,T-${mark}-${i},普通,2026-03-0${i},第${i}位`),
    `测试${mark}4,16400000004,,T-${mark}-4,普通,2026-03-04,城市未填`,
  ].join('\n');
