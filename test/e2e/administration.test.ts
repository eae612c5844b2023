import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as appEn } from '../../web/app/locale/en.ts';
import { zh as appZh } from '../../web/app/locale/zh.ts';
import { en as catalogueEn } from '../../web/slices/catalogue/locale/en.ts';
import { zh as catalogueZh } from '../../web/slices/catalogue/locale/zh.ts';
import { en as organisationEn } from '../../web/slices/organisation/locale/en.ts';
import { zh as organisationZh } from '../../web/slices/organisation/locale/zh.ts';
import { en as signInEn } from '../../web/slices/sign-in/locale/en.ts';
import { zh as signInZh } from '../../web/slices/sign-in/locale/zh.ts';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** Administration without code, by clicks, in real Chromium, in both languages. */

const LANGUAGES = [
  {
    name: 'zh',
    locale: 'zh-CN',
    app: appZh,
    signIn: signInZh,
    catalogue: catalogueZh,
    organisation: organisationZh,
  },
  {
    name: 'en',
    locale: 'en-GB',
    app: appEn,
    signIn: signInEn,
    catalogue: catalogueEn,
    organisation: organisationEn,
  },
] as const;
type Words = (typeof LANGUAGES)[number];

let app: RunningApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(60), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

type Visit = Readonly<{ page: Page; context: BrowserContext; complaints: string[] }>;
type Look = Readonly<{ width?: number; dark?: boolean }>;

async function visit(words: Words, login: string, { width = 1280, dark = false }: Look = {}): Promise<Visit> {
  const context = await browser.newContext({
    locale: words.locale,
    viewport: { width, height: 860 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The first look at the session of somebody who is not signed in is a 401, and meant to be.
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${app.url}/`);
  await page.getByLabel(words.signIn.login, { exact: true }).fill(login);
  await page.getByLabel(words.signIn.password, { exact: true }).fill(app.password);
  await page.getByRole('button', { name: words.signIn.submit, exact: true }).click();
  await page.locator('nav.nav').waitFor({ state: 'attached' });
  return { page, context, complaints };
}

/** Chooses from a list that opens below a control, by what is written there. */
async function choose(
  page: Page,
  name: string,
  option: RegExp | string,
  place = 0,
  typed = '',
): Promise<void> {
  await page.getByRole('combobox', { name, exact: true }).nth(place).click();
  // Of a long list only what is near is drawn; typing brings it near.
  if (typed !== '') await page.keyboard.type(typed);
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    .filter({ hasText: option })
    .first()
    .click();
}

describe.each(LANGUAGES)('in $locale', (words) => {
  const say = words.catalogue;

  it(`CAT-12 the security administrator adds a field together with who needs it (${words.name})`, async () => {
    const { page, context, complaints } = await visit(words, 'shen.yun');
    await page.getByRole('link', { name: words.app['nav.catalogue'] }).first().click();
    await page.getByRole('heading', { name: say.title, level: 1 }).waitFor();
    await page.locator('.catalogue-fields tbody tr').first().waitFor();
    await picture(page, `${words.name}-catalogue`);
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByRole('button', { name: say['field.add'], exact: true }).click();
    const panel = page.getByRole('dialog');
    await panel.getByLabel(words.app['label.zh'], { exact: true }).first().fill('会员昵称');
    await panel.getByLabel(words.app['label.en'], { exact: true }).first().fill(`Nickname ${words.name}`);
    await choose(page, say['field.type'], words.app['type.person-name']);
    await panel.getByRole('button', { name: say['field.add'], exact: true }).click();
    // Who needs it has not been said yet, so nothing is saved.
    await panel.getByText(say['access.missing']).waitFor();
    await picture(page, `${words.name}-catalogue-add`);
    expect(await accessibilityProblems(page)).toEqual([]);
    // A post and a purpose that it may pursue: nobody else gains by the rule.
    await choose(
      page,
      say['access.positions'],
      /销售顾问|Sales representative/,
      0,
      words.name === 'zh' ? '销售' : 'Sales',
    );
    await page.keyboard.press('Escape');
    await choose(
      page,
      say['access.purposes'],
      /销售跟进|Sales follow-up/,
      0,
      words.name === 'zh' ? '销售' : 'Sales',
    );
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: say['preview.ask'] }).click();
    await panel.locator('.shift-list').first().waitFor();
    await panel.locator('.shift-list').first().scrollIntoViewIfNeeded();
    await picture(page, `${words.name}-catalogue-preview`);
    await panel.getByRole('button', { name: say['field.add'], exact: true }).click();
    await panel.waitFor({ state: 'detached' });
    const row = page.locator('.catalogue-fields tbody tr').filter({ hasText: `nickname_${words.name}` });
    await row.waitFor();
    expect(await row.textContent()).toContain(words.app['sensitivity.4']);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it(`CAT-13 the security administrator classifies a field and orders the fields by keyboard (${words.name})`, async () => {
    const { page, context, complaints } = await visit(words, 'shen.yun');
    await page.goto(`${app.url}/catalogue`);
    const rows = page.locator('.catalogue-fields tbody tr');
    await rows.first().waitFor();
    const row = rows.filter({ hasText: 'phone' }).first();
    await row.getByRole('button').last().click();
    await choose(page, say['field.sensitivity'], words.app['sensitivity.4']);
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: say['preview.ask'] }).click();
    await panel.locator('.shifts .shift-list, .shifts .fact-quiet').first().waitFor();
    await picture(page, `${words.name}-catalogue-edit`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await panel.getByRole('button', { name: words.app['do.cancel'] }).click();
    await panel.waitFor({ state: 'detached' });

    const names = async () => rows.locator('code').allTextContents();
    const before = await names();
    await page.getByRole('button', { name: say.order, exact: true }).click();
    const order = page.getByRole('dialog').locator('.order li');
    await order.nth(1).getByRole('button').first().focus();
    await page.keyboard.press('Enter');
    await picture(page, `${words.name}-catalogue-order`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await order.nth(2).dragTo(order.nth(4));
    await page.getByRole('button', { name: say['order.save'] }).click();
    await panel.waitFor({ state: 'detached' });
    const [first, second, third, fourth, fifth] = before;
    await expect.poll(async () => (await names()).slice(0, 5)).toEqual([second, first, fourth, fifth, third]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it(`CAT-14 the catalogue is for looking at by other offices, on a phone and in the dark (${words.name})`, async () => {
    const { page, context, complaints } = await visit(words, 'qin.shu', { width: 375, dark: true });
    await page.goto(`${app.url}/catalogue`);
    await page.locator('.catalogue-fields tbody tr').first().waitFor();
    expect(await page.getByRole('button', { name: say['field.add'] }).count()).toBe(0);
    await picture(page, `${words.name}-catalogue-phone`);
    expect(await accessibilityProblems(page)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate<number>(overflow)).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it(`ORG-20 a department is moved by drag, and only after its effect was seen (${words.name})`, async () => {
    const { page, context, complaints } = await visit(words, 'xu.gang');
    const org = words.organisation;
    await page.getByRole('link', { name: words.app['nav.organisation'] }).first().click();
    const departments = page.locator('.departments li.depth-2 button');
    await departments.first().waitFor();
    await picture(page, `${words.name}-organisation`);
    expect(await accessibilityProblems(page)).toEqual([]);
    const shop = page.locator('.departments li.depth-3 button').first();
    await shop.dragTo(departments.last());
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: org.preview, exact: true }).click();
    await panel.getByText(org['preview.title'], { exact: true }).waitFor();
    await picture(page, `${words.name}-organisation-move`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await panel.getByRole('button', { name: words.app['do.cancel'] }).click();
    await panel.waitFor({ state: 'detached' });
    // The keyboard's way to the same panel.
    await shop.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: org.move, exact: true }).press('Enter');
    await panel.getByText(org['move.same']).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it(`ORG-21 somebody is hired, assigned and leaves by a wizard that shows what is gained and lost (${words.name})`, async () => {
    const { page, context, complaints } = await visit(words, 'xu.gang');
    const org = words.organisation;
    await page.goto(`${app.url}/organisation`);
    await page.getByRole('button', { name: org['person.add'], exact: true }).click();
    const panel = page.getByRole('dialog');
    await panel.getByLabel(org.name, { exact: true }).fill(`测试员${words.name}`);
    await panel.getByLabel(org.login, { exact: true }).fill(`tester.${words.name}`);
    await panel.getByRole('button', { name: org['person.add'], exact: true }).click();
    await panel.waitFor({ state: 'detached' });
    await page.getByLabel(org.search, { exact: true }).fill(`tester.${words.name}`);
    const row = page.locator('.table tbody tr').filter({ hasText: `tester.${words.name}` });
    await row.getByRole('button').click();
    await panel.getByRole('button', { name: org['change.assign'], exact: true }).waitFor();
    await picture(page, `${words.name}-organisation-person`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await panel.getByRole('button', { name: org['change.assign'], exact: true }).click();
    await page.getByRole('combobox', { name: org['change.department'], exact: true }).click();
    await page.keyboard.type(words.name === 'zh' ? '上海' : 'Shanghai');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: org['change.position'], exact: true }).click();
    await page.keyboard.type(words.name === 'zh' ? '销售' : 'Sales');
    await page.keyboard.press('Enter');
    await panel.getByRole('button', { name: org.preview, exact: true }).click();
    await panel.locator('.shift-list').first().waitFor();
    await picture(page, `${words.name}-organisation-assign`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await panel.getByRole('button', { name: org['change.assign.do'], exact: true }).click();
    await panel.waitFor({ state: 'detached' });
    await row.locator('.posts li').first().waitFor();

    await row.getByRole('button').click();
    await panel.getByRole('button', { name: org['change.leave'], exact: true }).click();
    await panel.getByRole('button', { name: org.preview, exact: true }).click();
    await panel.locator('.post-ends').first().waitFor();
    await picture(page, `${words.name}-organisation-leave`);
    await panel.getByRole('button', { name: org['change.leave.do'], exact: true }).click();
    await panel.waitFor({ state: 'detached' });
    await row.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it(`ORG-20 the organisation fits a phone, in the dark (${words.name})`, async () => {
    const { page, context } = await visit(words, 'xu.gang', { width: 375, dark: true });
    await page.goto(`${app.url}/organisation`);
    await page.locator('.table tbody tr').first().waitFor();
    await picture(page, `${words.name}-organisation-phone`);
    expect(await accessibilityProblems(page)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate<number>(overflow)).toBe(0);
    await context.close();
  });
});
