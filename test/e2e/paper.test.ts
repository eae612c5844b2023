import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** What leaves the screen leaves a record first: on paper, and through the clipboard. */

let app: RunningApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(200), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function open(locale: string, position: string, purpose: string, type: string): Promise<Page> {
  const { rows } = await app.database.pool('owner').query<{ login: string }>(
    `SELECT p.login FROM fencun.person p JOIN fencun.assignment a ON a.person = p.id
      WHERE a.position = $1 ORDER BY p.id LIMIT 1`,
    [position],
  );
  const context = await browser.newContext({ locale, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.addInitScript('window.print = () => { window.printed = document.body.innerText; };');
  await page.goto(`${app.url}/sign-in`);
  await page.fill('input[name=login]', rows[0]?.login ?? '');
  await page.fill('input[name=password]', app.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.home');
  await page.evaluate((code) => localStorage.setItem('fencun.purpose', code), purpose);
  await page.goto(`${app.url}/records/${type}`);
  await page.locator('.row-link').first().click();
  await page.waitForSelector('.fields');
  return page;
}

/** How often this was asked of the server while `work` was done. */
async function requestsOf(page: Page, path: string, work: () => Promise<void>): Promise<number> {
  let count = 0;
  const listener = (request: { url(): string }) => {
    if (request.url().endsWith(path)) count += 1;
  };
  page.on('request', listener);
  await work();
  page.off('request', listener);
  return count;
}

describe.each(['zh-CN', 'en-GB'])('in %s', (locale) => {
  it(`WEB-64 a record is printed by asking the server, and not otherwise (${locale})`, async () => {
    const page = await open(locale, 'contract-clerk', 'contract-management', 'contract');
    const asked = await requestsOf(page, '/print', async () => {
      await page.keyboard.press('Control+p');
      await page.waitForSelector('.print-sheet');
      await page.waitForFunction('window.printed !== undefined');
    });
    expect(asked).toBe(1);
    await picture(page, `${locale}-print`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.print-sheet dl').first().isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await page.waitForSelector('.fields');
    // The browser's own menu cannot be caught; what it prints is a notice.
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.fields').first().isVisible()).toBe(false);
    expect(await page.locator('.print-refusal').isVisible()).toBe(true);
    await page.context().close();
  });

  it(`WEB-65 a value is copied after it is on record, and what may not be printed says so (${locale})`, async () => {
    const page = await open(locale, 'sales-rep', 'sales-follow-up', 'customer');
    const row = page
      .locator('.field')
      .filter({ has: page.locator('.field-copy') })
      .first();
    const asked = await requestsOf(page, '/copied', async () => {
      await row.locator('.field-copy').click();
      await row.locator('[role=status].fact-quiet').waitFor();
    });
    expect(asked).toBe(1);
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.length).toBeGreaterThan(0);
    await page.keyboard.press('Control+p');
    await page.waitForSelector('.ant-alert-info');
    await picture(page, `${locale}-copied`);
    await page.context().close();
  });
});

describe('a list', () => {
  it('WEB-90 leaves as a file that says before what becomes of each field, and is fetched where its progress is seen', async () => {
    const page = await open('zh-CN', 'store-manager', 'sales-follow-up', 'customer');
    await page.goto(`${app.url}/records/customer`);
    await page.getByRole('button', { name: '导出', exact: true }).click();
    await page.waitForSelector('.exporting');
    await page.getByLabel('用途说明').fill('季度回访名单');
    await picture(page, 'zh-CN-export-panel');
    expect(await accessibilityProblems(page, '.ant-drawer')).toEqual([]);
    await page.getByRole('button', { name: '开始导出' }).click();
    await page.getByRole('link', { name: '打开我的导出' }).click();
    const fetched = page.waitForEvent('download');
    await page.getByRole('button', { name: /下载第/ }).click();
    expect((await fetched).suggestedFilename()).toMatch(/^fencun-export-\d+\.xlsx$/);
    await page.getByText('下载 1 次').waitFor();
    await picture(page, 'zh-CN-exports');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.setViewportSize({ width: 375, height: 800 });
    await picture(page, 'zh-CN-exports-375');
    await page.context().close();
  });
});
