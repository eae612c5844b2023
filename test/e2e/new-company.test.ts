import { generateSync } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as appEn } from '../../web/app/locale/en.ts';
import { zh as appZh } from '../../web/app/locale/zh.ts';
import { en as factorEn } from '../../web/app/second-factor/locale/en.ts';
import { zh as factorZh } from '../../web/app/second-factor/locale/zh.ts';
import { en as importsEn } from '../../web/slices/imports/locale/en.ts';
import { zh as importsZh } from '../../web/slices/imports/locale/zh.ts';
import { en as organisationEn } from '../../web/slices/organisation/locale/en.ts';
import { zh as organisationZh } from '../../web/slices/organisation/locale/zh.ts';
import { en as rosterEn } from '../../web/slices/roster/locale/en.ts';
import { zh as rosterZh } from '../../web/slices/roster/locale/zh.ts';
import { en as setupEn } from '../../web/slices/setup/locale/en.ts';
import { zh as setupZh } from '../../web/slices/setup/locale/zh.ts';
import { en as signInEn } from '../../web/slices/sign-in/locale/en.ts';
import { zh as signInZh } from '../../web/slices/sign-in/locale/zh.ts';
import { en as templatesEn } from '../../web/slices/templates/locale/en.ts';
import { zh as templatesZh } from '../../web/slices/templates/locale/zh.ts';
import { en as welcomeEn } from '../../web/slices/welcome/locale/en.ts';
import { zh as welcomeZh } from '../../web/slices/welcome/locale/zh.ts';
import { type RunningApp, startEmptyApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** From an empty store to the first governed read, by keys and clicks alone. */

const LANGUAGES = [
  {
    name: 'zh',
    locale: 'zh-CN',
    app: appZh,
    factor: factorZh,
    imports: importsZh,
    organisation: organisationZh,
    roster: rosterZh,
    setup: setupZh,
    signIn: signInZh,
    templates: templatesZh,
    welcome: welcomeZh,
  },
  {
    name: 'en',
    locale: 'en-GB',
    app: appEn,
    factor: factorEn,
    imports: importsEn,
    organisation: organisationEn,
    roster: rosterEn,
    setup: setupEn,
    signIn: signInEn,
    templates: templatesEn,
    welcome: welcomeEn,
  },
] as const;
type Words = (typeof LANGUAGES)[number];

const PASSWORD = 'eleven quiet harbours';
const OFFICERS = [
  ['陆伟', 'lu.wei'],
  ['沈云', 'shen.yun'],
  ['何清', 'he.qing'],
] as const;

/** The steward stands in the shop: what they import is the shop's. */
const PEOPLE = [
  '工号,姓名,部门,岗位',
  'liu.yang,刘洋,远山集团/销售部/江城店,数据管理员',
  'wu.hao,吴昊,远山集团/销售部/江城店,店长',
  'li.na,李娜,远山集团/销售部/江城店,销售顾问',
].join('\n');

/** Synthetic members: numbers of a prefix that is not given out. */
const MEMBERS = [
  '会员姓名,手机号码,所在城市,会员卡号,会员级别,注册时间,累计消费',
  ...[1, 2, 3].map((i) => `试验${'甲乙丙'[i - 1]},1640000000${i},上海,T-${i},普通,2026-03-0${i},${i}280.50`),
].join('\n');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function open({ locale }: Words): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();

async function foundCompany(app: RunningApp & { setupPath: string }, words: Words) {
  const page = await open(words);
  await page.goto(app.url + app.setupPath);
  await page.getByLabel(words.setup.name, { exact: true }).first().focus();
  for (const text of OFFICERS.flat()) {
    await page.keyboard.insertText(text);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  await page.getByLabel(words.setup.password, { exact: true }).fill(PASSWORD);
  await page.getByLabel(words.setup.again, { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await heading(page, words.setup['done.title']);
  const links = await page.locator('.link-once').allTextContents();
  await click(page, words.setup.go);
  await setUpAuthenticator(page, words);
  return { page, links };
}

async function setUpAuthenticator(page: Page, { factor }: Words): Promise<void> {
  await click(page, factor['setup.begin']);
  await page.getByText(factor['setup.by-hand']).click();
  const secret = (await page.locator('.factor-secret').textContent())?.replaceAll(' ', '') ?? '';
  await page.getByLabel(factor['setup.confirm'], { exact: true }).fill(generateSync({ secret }));
  await click(page, factor['setup.submit']);
  await click(page, factor['codes.done']);
  await page.locator('.home').waitFor();
}

/** Accepts an invitation and signs in. */
async function join(words: Words, link: string, login: string): Promise<Page> {
  const page = await open(words);
  await page.goto(link);
  const password = `${PASSWORD} of ${login}`;
  await page.getByLabel(words.welcome.next, { exact: true }).fill(password);
  await page.getByLabel(words.welcome.again, { exact: true }).fill(password);
  await click(page, words.welcome.submit);
  await page.getByRole('link', { name: words.welcome['sign-in'], exact: true }).click();
  await page.getByLabel(words.signIn.login, { exact: true }).fill(login);
  await page.getByLabel(words.signIn.password, { exact: true }).fill(password);
  await click(page, words.signIn.submit);
  return page;
}

async function bringOrganisation(page: Page, words: Words): Promise<ReadonlyMap<string, string>> {
  const { roster, organisation, templates } = words;
  await page.getByRole('link', { name: templates.title, exact: true }).first().click();
  await page.locator('.template-steps button').click();
  await page.getByText(templates['step.positions.done'], { exact: true }).waitFor();
  await page.getByRole('link', { name: words.app['nav.organisation'], exact: true }).first().click();
  await click(page, organisation.import);
  const buffer = Buffer.from(PEOPLE);
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
  await heading(page, roster['plan.title']);
  await click(page, roster['apply.do']);
  await heading(page, roster['done.title']);
  await picture(page, `new-company-invitations-${words.name}`);
  const logins = await page.locator('.roster-links code:not(.link-once)').allTextContents();
  const links = await page.locator('.roster-links .link-once').allTextContents();
  await click(page, roster['done.go']);
  await click(page, organisation['training.for'].replace('{{count}}', '3'));
  await page.getByRole('dialog').getByText('刘洋').waitFor();
  expect(await accessibilityProblems(page, '.ant-drawer')).toEqual([]);
  await picture(page, `new-company-training-${words.name}`);
  await click(page, organisation['training.do']);
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await picture(page, `new-company-organisation-${words.name}`);
  return new Map(logins.map((login, index) => [login, links[index] ?? '']));
}

async function applyTemplate(page: Page, { name, templates }: Words): Promise<void> {
  await page.getByRole('link', { name: templates.title, exact: true }).first().click();
  await page.locator('.template-steps').waitFor();
  await picture(page, `new-company-template-${name}`);
  await click(page, templates['step.apply.do']);
  await page.getByText(templates['step.apply.done'], { exact: true }).waitFor();
}

const choosePurpose = (page: Page, purpose: RegExp) =>
  page.locator('.purpose-cards li').filter({ hasText: purpose }).getByRole('button').click();

async function importCustomers(page: Page, words: Words): Promise<void> {
  await choosePurpose(page, /客户建档与导入|Customer onboarding/);
  await page.getByRole('link', { name: words.app['nav.imports'] }).first().click();
  const buffer = Buffer.from(MEMBERS);
  await page.locator('input[type=file]').setInputFiles({ name: 'members.csv', mimeType: 'text/csv', buffer });
  await page.getByText(words.imports['propose.line']).waitFor();
  await picture(page, `new-company-import-${words.name}`);
  await click(page, words.imports.start);
  await page.locator('.count-created dd').filter({ hasText: '3' }).waitFor();
  await picture(page, `new-company-imported-${words.name}`);
}

/** Not their own customer: the name shown, the number masked, what was spent withheld. */
async function readFirstCustomer(page: Page, words: Words): Promise<void> {
  await choosePurpose(page, /订单履约|Order fulfilment/);
  await page.locator('.measures').waitFor();
  await picture(page, `new-company-sales-home-${words.name}`);
  await page
    .locator('.nav')
    .getByRole('link', { name: /^(客户|Customers?)$/ })
    .click();
  const row = page.getByRole('link', { name: /^试验/ }).first();
  await row.waitFor();
  await picture(page, `new-company-list-${words.name}`);
  await row.click();
  await page.locator('.category').first().waitFor();
  await picture(page, `new-company-first-read-${words.name}`);
  const field = (name: RegExp) => page.locator('.field', { has: page.getByText(name) }).first();
  expect(await field(/^(姓名|Name)$/).getAttribute('class')).toContain('field-shown');
  expect(await field(/^(手机号|Phone)$/).getAttribute('class')).toContain('field-masked');
  expect(await field(/^(累计消费|Total spent)$/).getAttribute('class')).toContain('field-withheld');
  expect(await page.locator('main').innerText()).not.toMatch(/1640000000\d/);
  expect(await accessibilityProblems(page)).toEqual([]);
}

describe.each(LANGUAGES)('a new company ($name)', (words) => {
  it('E2E-10 comes from an empty store to its first governed read by clicks', {
    timeout: 420_000,
  }, async () => {
    const app = await startEmptyApp();
    const begun = performance.now();
    try {
      const { page: system, links } = await foundCompany(app, words);
      await system.locator('.started-steps li').nth(5).waitFor();
      expect(await system.locator('.started-done').count()).toBe(0);
      expect(await accessibilityProblems(system)).toEqual([]);
      await picture(system, `new-company-home-${words.name}`);
      const invitations = await bringOrganisation(system, words);

      const security = await join(words, links[0] ?? '', 'shen.yun');
      await setUpAuthenticator(security, words);
      await applyTemplate(security, words);
      const auditor = await join(words, links[1] ?? '', 'he.qing');
      await setUpAuthenticator(auditor, words);
      await auditor.locator('.started-done').nth(3).waitFor();
      await picture(auditor, `new-company-auditor-${words.name}`);

      const steward = await join(words, invitations.get('liu.yang') ?? '', 'liu.yang');
      await importCustomers(steward, words);
      const sales = await join(words, invitations.get('li.na') ?? '', 'li.na');
      await readFirstCustomer(sales, words);
      const seconds = Math.round((performance.now() - begun) / 1000);
      process.stdout.write(`from an empty store to the first governed read (${words.name}): ${seconds} s\n`);
      await system.getByRole('link', { name: words.app['nav.home'], exact: true }).first().click();
      await system.locator('.home-cards').waitFor();
      await system.locator('.started').waitFor({ state: 'hidden' });
      await picture(system, `new-company-end-${words.name}`);
    } finally {
      await app.close();
    }
  });
});
