import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as catalogueEn } from '../../web/slices/catalogue/locale/en.ts';
import { zh as catalogueZh } from '../../web/slices/catalogue/locale/zh.ts';
import { en as signInEn } from '../../web/slices/sign-in/locale/en.ts';
import { zh as signInZh } from '../../web/slices/sign-in/locale/zh.ts';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** The catalogue as its keeper uses it: how fields are stored, how good they are, where new ones belong. */

const LANGUAGES = [
  { name: 'zh', locale: 'zh-CN', width: 1280, scheme: 'light', say: catalogueZh, signIn: signInZh },
  { name: 'en', locale: 'en-GB', width: 375, scheme: 'dark', say: catalogueEn, signIn: signInEn },
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

async function visit(words: Words, login = 'shen.yun'): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({
    locale: words.locale,
    colorScheme: words.scheme,
    viewport: { width: words.width, height: 860 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${app.url}/`);
  await page.getByLabel(words.signIn.login, { exact: true }).fill(login);
  await page.getByLabel(words.signIn.password, { exact: true }).fill(app.password);
  await page.getByRole('button', { name: words.signIn.submit, exact: true }).click();
  await page.locator('nav.nav').waitFor({ state: 'attached' });
  await page.goto(`${app.url}/catalogue`);
  await page.locator('.catalogue-fields tbody tr').first().waitFor();
  return { page, context };
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** The line of a field, by its code. */
const line = (page: Page, code: string) =>
  page
    .locator('.catalogue-fields tbody tr')
    .filter({ has: page.locator('code', { hasText: new RegExp(`^${code}$`) }) });

async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
}

describe.each(LANGUAGES)('the catalogue as its keeper uses it ($name)', (words) => {
  const { say } = words;

  it(`CAT-20 a field is counted, checked against another form and stored in it, with progress (${words.name})`, {
    timeout: 120_000,
  }, async () => {
    const { page, context } = await visit(words);
    const code = 'name';
    await line(page, code).getByRole('button').first().click();
    await button(page, say['storage.count']).click();
    await page.locator('.figures dd').first().waitFor();
    await picture(page, `storage-figures-${words.name}`);
    await page.getByRole('switch').click();
    await button(page, say['storage.check']).click();
    await page.getByText(say['storage.fits'].replace('{{count}}', '60')).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await picture(page, `storage-check-${words.name}`);
    await button(page, say['storage.save']).click();
    await line(page, code).getByText(say['storage.running']).waitFor({ state: 'detached' });
    await picture(page, `storage-done-${words.name}`);
    await context.close();
  });

  it(`CAT-20 fields that wait are placed at a click, after a look at who gains (${words.name})`, {
    timeout: 120_000,
  }, async () => {
    await app.database.pool('owner').query(
      `UPDATE vault._record_type SET version = version + 1, body = jsonb_set(body, '{fields}', (
         SELECT jsonb_agg(CASE WHEN f ->> 'name' IN ('email', 'gender') THEN f || '{"placed": false}' ELSE f END ORDER BY i)
           FROM jsonb_array_elements(body -> 'fields') WITH ORDINALITY AS e (f, i))) WHERE name = 'customer'`,
    );
    const { page, context } = await visit(words);
    await line(page, 'email').getByText(say['place.waits'], { exact: true }).waitFor();
    await picture(page, `place-notice-${words.name}`);
    await button(page, say.place).click();
    await page.getByRole('dialog').getByRole('checkbox').nth(1).uncheck();
    await button(page, say['preview.ask']).click();
    await page.locator('.shift-list').first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await picture(page, `place-panel-${words.name}`);
    await page.getByRole('dialog').getByRole('button', { name: say['place.save'], exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator('.chip-waiting').count()).toBe(1);
    await context.close();
  });
});
