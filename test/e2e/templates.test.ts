import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as signInEn } from '../../web/slices/sign-in/locale/en.ts';
import { zh as signInZh } from '../../web/slices/sign-in/locale/zh.ts';
import { en as templatesEn } from '../../web/slices/templates/locale/en.ts';
import { zh as templatesZh } from '../../web/slices/templates/locale/zh.ts';
import { type RunningApp, startFoundedApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** A template by two officers: positions first, then everything else, and the catalogue is there. */

const LANGUAGES = [
  { name: 'zh', locale: 'zh-CN', width: 1280, scheme: 'light', say: templatesZh, signIn: signInZh },
  { name: 'en', locale: 'en-GB', width: 375, scheme: 'dark', say: templatesEn, signIn: signInEn },
] as const;
type Words = (typeof LANGUAGES)[number];

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function openAs(app: RunningApp, words: Words, login: string): Promise<Page> {
  const context = await browser.newContext({
    locale: words.locale,
    colorScheme: words.scheme,
    viewport: { width: words.width, height: 860 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${app.url}/sign-in`);
  await page.getByLabel(words.signIn.login, { exact: true }).fill(login);
  await page.getByLabel(words.signIn.password, { exact: true }).fill(app.password);
  await page.getByRole('button', { name: words.signIn.submit, exact: true }).click();
  await page.getByRole('link', { name: words.say.title, exact: true }).first().click();
  await page.getByRole('heading', { name: words.say.title, exact: true }).waitFor();
  return page;
}

describe.each(LANGUAGES)('an industry template ($name)', (words) => {
  it('SET-6 is looked at, and put in force by two officers, by clicks', { timeout: 180_000 }, async () => {
    const app = await startFoundedApp();
    const { say } = words;
    try {
      const system = await openAs(app, words, 'system-administrator');
      await system.getByRole('radio').nth(1).check();
      await system
        .getByRole('button', { name: say['step.positions.do'].replace('{{count}}', '11') })
        .waitFor();
      expect(await accessibilityProblems(system)).toEqual([]);
      expect(await scrollsSideways(system)).toBe(false);
      await picture(system, `templates-system-${words.name}`);
      await system.locator('.template-steps button').click();
      await system.getByText(say['step.positions.done'], { exact: true }).waitFor();

      const security = await openAs(app, words, 'security-administrator');
      await security.getByRole('radio').nth(1).check();
      await security.locator('.template-type').first().scrollIntoViewIfNeeded();
      await picture(security, `templates-sights-${words.name}`);
      await security.getByRole('button', { name: say['step.apply.do'], exact: true }).click();
      await security.getByText(say['step.apply.done'], { exact: true }).waitFor();
      expect(await accessibilityProblems(security)).toEqual([]);
      const { rows } = await app.database.pool('owner').query('SELECT name FROM vault._record_type');
      expect(rows.map(({ name }) => name).toSorted()).toEqual(['customer', 'invoice', 'order', 'ticket']);
    } finally {
      await app.close();
    }
  });
});

async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
}
