import { generateSync } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OFFICES } from '../../src/contract/session.ts';
import { en as factorEn } from '../../web/app/second-factor/locale/en.ts';
import { zh as factorZh } from '../../web/app/second-factor/locale/zh.ts';
import { en as setupEn } from '../../web/slices/setup/locale/en.ts';
import { zh as setupZh } from '../../web/slices/setup/locale/zh.ts';
import { en as welcomeEn } from '../../web/slices/welcome/locale/en.ts';
import { zh as welcomeZh } from '../../web/slices/welcome/locale/zh.ts';
import { startEmptyApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** From the link that an empty store prints to an officer with a second factor, by keys and clicks. */

const LANGUAGES = [
  {
    name: 'zh',
    locale: 'zh-CN',
    width: 1280,

    factor: factorZh,
    setup: setupZh,
    welcome: welcomeZh,
  },
  {
    name: 'en',
    locale: 'en-GB',
    width: 375,

    factor: factorEn,
    setup: setupEn,
    welcome: welcomeEn,
  },
] as const;
type Words = (typeof LANGUAGES)[number];

const PASSWORD = 'eleven quiet harbours';
const PEOPLE = [
  ['陆伟', 'lu.wei'],
  ['沈云', 'shen.yun'],
  ['何清', 'he.qing'],
] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function open({ locale, width }: Words): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

/** Fills the form by the keyboard alone. */
async function fillByKeyboard(page: Page, words: Words): Promise<void> {
  await page.getByLabel(words.setup.name, { exact: true }).first().focus();
  for (const [name, login] of PEOPLE) {
    await page.keyboard.insertText(name);
    await page.keyboard.press('Tab');
    await page.keyboard.insertText(login);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  await page.getByLabel(words.setup.password, { exact: true }).fill(PASSWORD);
  await page.getByLabel(words.setup.again, { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
}

describe.each(LANGUAGES)('an empty store ($name)', (words) => {
  it('SET-3 is set up from the printed link: three officers, two invitations, a second factor, once', {
    timeout: 180_000,
  }, async () => {
    const app = await startEmptyApp();
    try {
      const page = await open(words);
      await page.goto(app.url + app.setupPath);
      await page.getByRole('heading', { name: words.setup.title, exact: true }).waitFor();
      expect(page.url()).toBe(`${app.url}/setup`);
      await page.getByRole('button', { name: words.setup.submit, exact: true }).click();
      await page.getByText(words.setup['own.missing'], { exact: true }).waitFor();
      expect(await page.evaluate('document.activeElement.getAttribute("aria-invalid")')).toBe('true');
      expect(await accessibilityProblems(page)).toEqual([]);
      await picture(page, `setup-faults-${words.name}`);

      await fillByKeyboard(page, words);
      await page.getByRole('heading', { name: words.setup['done.title'], exact: true }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await picture(page, `setup-done-${words.name}`);
      const links = await page.locator('.link-once').allTextContents();
      expect(links).toHaveLength(2);

      await page.getByRole('button', { name: words.setup.go, exact: true }).click();
      await page.getByRole('heading', { name: words.factor['setup.needed.title'], exact: true }).waitFor();
      await picture(page, `setup-factor-${words.name}`);
      await setUpAuthenticator(page, words);
      await page.locator('.home').waitFor();
      await picture(page, `setup-home-${words.name}`);

      const another = await open(words);
      await another.goto(links[0] ?? '');
      await another.getByRole('heading', { name: words.welcome.title, exact: true }).waitFor();
      await another.goto('about:blank');
      await another.goto(app.url + app.setupPath);
      await another.getByRole('heading', { name: words.setup['dead.title'], exact: true }).waitFor();
      expect(await accessibilityProblems(another)).toEqual([]);
      expect(await scrollsSideways(another)).toBe(false);
      const { rows } = await app.database.pool('owner').query('SELECT office FROM fencun.office');
      expect(rows).toHaveLength(OFFICES.length);
    } finally {
      await app.close();
    }
  });
});

async function setUpAuthenticator(page: Page, { factor }: Words): Promise<void> {
  await page.getByRole('button', { name: factor['setup.begin'], exact: true }).click();
  await page.getByText(factor['setup.by-hand']).click();
  const secret = (await page.locator('.factor-secret').textContent())?.replaceAll(' ', '') ?? '';
  await page.getByLabel(factor['setup.confirm'], { exact: true }).fill(generateSync({ secret }));
  await page.getByRole('button', { name: factor['setup.submit'], exact: true }).click();
  await page.getByRole('button', { name: factor['codes.done'], exact: true }).click();
}

async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
}
