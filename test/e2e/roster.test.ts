import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as organisationEn } from '../../web/slices/organisation/locale/en.ts';
import { zh as organisationZh } from '../../web/slices/organisation/locale/zh.ts';
import { en as rosterEn } from '../../web/slices/roster/locale/en.ts';
import { zh as rosterZh } from '../../web/slices/roster/locale/zh.ts';
import { en as signInEn } from '../../web/slices/sign-in/locale/en.ts';
import { zh as signInZh } from '../../web/slices/sign-in/locale/zh.ts';
import { en as templatesEn } from '../../web/slices/templates/locale/en.ts';
import { zh as templatesZh } from '../../web/slices/templates/locale/zh.ts';
import { type RunningApp, startFoundedApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** The organisation out of a spreadsheet, by clicks: looked at, applied, halted, nothing left to do. */

const LANGUAGES = [
  {
    name: 'zh',
    locale: 'zh-CN',
    width: 1280,
    scheme: 'light',
    say: rosterZh,
    signIn: signInZh,
    templates: templatesZh,
    organisation: organisationZh,
    header: '工号,姓名,部门,岗位,任职开始',
    positions: ['店长', '销售顾问', '数据管理员'],
  },
  {
    name: 'en',
    locale: 'en-GB',
    width: 375,
    scheme: 'dark',
    say: rosterEn,
    signIn: signInEn,
    templates: templatesEn,
    organisation: organisationEn,
    header: 'Login,Name,Department,Position,From',
    positions: ['Store manager', 'Sales representative', 'Data steward'],
  },
] as const;
type Words = (typeof LANGUAGES)[number];

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function openOrganisation(app: RunningApp, words: Words): Promise<Page> {
  const context = await browser.newContext({
    locale: words.locale,
    colorScheme: words.scheme,
    viewport: { width: words.width, height: 860 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${app.url}/templates`);
  await page.getByLabel(words.signIn.login, { exact: true }).fill('system-administrator');
  await page.getByLabel(words.signIn.password, { exact: true }).fill(app.password);
  await page.getByRole('button', { name: words.signIn.submit, exact: true }).click();
  await page.locator('.template-steps button').click();
  await page.getByText(words.templates['step.positions.done'], { exact: true }).waitFor();
  await page.goto(`${app.url}/organisation`);
  await page.getByRole('button', { name: words.organisation.import, exact: true }).click();
  await page.getByRole('heading', { name: words.say.title, exact: true }).waitFor();
  return page;
}

async function choose(page: Page, text: string): Promise<void> {
  const buffer = Buffer.from(text);
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
}

describe.each(LANGUAGES)('an organisation out of a spreadsheet ($name)', (words) => {
  it('SET-7 is looked at and applied by clicks, and halted when much would end', {
    timeout: 180_000,
  }, async () => {
    const app = await startFoundedApp();
    const { say } = words;
    const [manager, sales, steward] = words.positions;
    try {
      const page = await openOrganisation(app, words);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      await picture(page, `roster-file-${words.name}`);
      const rows = [
        words.header,
        `wu.hao,吴昊,远山集团/销售部/江城店,${manager},`,
        `li.na,李娜,远山集团/销售部/江城店,${sales},2030-01-01`,
        `liu.yang,刘洋,远山集团/数据管理部,${steward},`,
      ];
      await choose(page, `${rows.join('\n')}\nbad login,谁,远山集团,${sales},\n`);
      await page.getByRole('heading', { name: say['plan.title'], exact: true }).waitFor();
      expect(await page.locator('.roster-departments li').count()).toBe(4);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      await picture(page, `roster-proposal-${words.name}`);
      await page.getByRole('button', { name: say['apply.do'], exact: true }).click();
      await page.getByRole('heading', { name: say['done.title'], exact: true }).waitFor();
      expect(await page.locator('.link-once').count()).toBe(3);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      await picture(page, `roster-done-${words.name}`);

      await page.goto(`${app.url}/organisation/import`);
      await choose(page, rows.join('\n'));
      await page.getByText(say['plan.nothing'], { exact: true }).waitFor();
      await page.getByRole('button', { name: say['file.another'], exact: true }).click();
      await page.getByRole('checkbox', { name: say['file.complete'], exact: true }).check();
      await choose(page, rows.slice(0, 2).join('\n'));
      await page.getByRole('heading', { name: say['halted.title'], exact: true }).waitFor();
      const apply = page.getByRole('button', { name: say['apply.do'], exact: true });
      expect(await apply.isDisabled()).toBe(true);
      expect(await accessibilityProblems(page)).toEqual([]);
      await picture(page, `roster-halted-${words.name}`);
      await page.getByRole('checkbox', { name: say['halted.confirm'], exact: true }).check();
      await apply.click();
      await page.getByRole('heading', { name: say['done.title'], exact: true }).waitFor();
    } finally {
      await app.close();
    }
  });
});

async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
}
