import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** A list of thousands, as somebody works through it who opens it forty times a day. */

const LOCALES = ['zh-CN', 'en-GB'] as const;
const ROW_PX = 40;

let app: RunningApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(1_200), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function listAs(locale: string, login: string, purpose: string, width = 1280): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${app.url}/sign-in`);
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', app.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.home');
  await page.evaluate((code) => localStorage.setItem('fencun.purpose', code), purpose);
  await page.goto(`${app.url}/records/customer`);
  await page.waitForSelector('.row-link');
  return page;
}

/** How far things moved without anybody's doing, as the browser measures it. */
const WATCH_SHIFTS = `window.shifts = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: 'layout-shift' });`;

describe.each(LOCALES)('in %s', (locale) => {
  it(`WEB-61 the list draws the rows in sight, reads on as it is scrolled, and nothing jumps (${locale})`, async () => {
    const page = await listAs(locale, 'li.na', 'sales-follow-up');
    await page.evaluate(WATCH_SHIFTS);
    const list = page.locator('.endless');
    const scrollTo = (px: number) => list.evaluate((box, top) => box.scrollTo(0, top), px);
    const heights = async () => ({
      drawn: await page.locator('.endless tbody tr:not(.gap)').count(),
      whole: await list.evaluate((box) => box.scrollHeight),
    });
    const first = await heights();
    expect(first.drawn).toBeLessThan(60);
    await scrollTo(first.whole);
    await page.waitForFunction(
      (whole) => (document.querySelector('.endless')?.scrollHeight ?? 0) > whole,
      first.whole,
    );
    const second = await heights();
    expect(second.whole).toBeGreaterThan(100 * ROW_PX);
    expect(second.drawn).toBeLessThan(60);
    expect(await page.evaluate('window.shifts')).toBeLessThan(0.02);
    await picture(page, `${locale}-list-scrolled`);
    expect(await accessibilityProblems(page)).toEqual([]);
    // Whoever comes back from a customer finds the list where they left it.
    const top = await list.evaluate((box) => box.scrollTop);
    await page.locator('.endless tbody tr:not(.gap) .row-link').nth(14).click();
    await page.waitForSelector('.fields');
    await page.goBack();
    await page.waitForSelector('.row-link');
    expect(Math.abs((await list.evaluate((box) => box.scrollTop)) - top)).toBeLessThan(ROW_PX * 2);
    await page.context().close();
  });

  it(`WEB-60 the list is walked through by keyboard (${locale})`, async () => {
    const page = await listAs(locale, 'li.na', 'sales-follow-up');
    await page.locator('.endless').focus();
    const row = () =>
      page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex'));
    const rowIs = (index: string) =>
      page.waitForFunction(
        (wanted) => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex') === wanted,
        index,
      );
    await page.keyboard.press('ArrowDown');
    await rowIs('3');
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('PageDown');
    await rowIs('63');
    await page.keyboard.press('Home');
    await rowIs('2');
    expect(await row()).toBe('2');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.fields');
    await page.context().close();
  });

  it(`WEB-61 on a phone the list is of cards, and as endless (${locale})`, async () => {
    const page = await listAs(locale, 'li.na', 'sales-follow-up', 375);
    await page.waitForSelector('.endless-cards .card');
    expect(await page.locator('.card').count()).toBeLessThan(30);
    await page.evaluate(() => scrollTo(0, 6_000));
    await page.waitForFunction(
      () => Number(document.querySelector('.card')?.getAttribute('data-index')) > 10,
    );
    await picture(page, `${locale}-list-cards`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.context().close();
  });

  it(`WEB-63 several are changed at once, after a look at each, and all or none (${locale})`, async () => {
    const page = await listAs(locale, 'li.na', 'sales-follow-up');
    const city = locale === 'zh-CN' ? '所在城市' : 'City';
    const boxes = page.locator('.endless tbody input[type=checkbox]');
    await boxes.nth(0).click();
    await boxes.nth(9).click({ modifiers: ['Shift'] });
    expect(await page.locator('.endless tbody tr.chosen').count()).toBe(10);
    await page.locator('.bulk-bar .ant-btn-primary').click();
    await page.waitForSelector('.bulk');
    await page.locator('.bulk .ant-select').click();
    await page.locator('.bulk .ant-select input').fill(city);
    await page.keyboard.press('Enter');
    await page.locator('.bulk .ant-select').nth(1).click();
    for (let i = 0; i < (locale === 'zh-CN' ? 2 : 3); i += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.bulk [type=submit]').click();
    await page.waitForSelector('.fate-changes');
    await picture(page, `${locale}-bulk-preview`);
    expect(await accessibilityProblems(page, '.ant-drawer')).toEqual([]);
    // Somebody else saves one of them between the look and the change: nothing is written, and that is said.
    const changed = Number((await page.locator('.fate-changes strong').innerText()).trim());
    expect(changed).toBeGreaterThan(0);
    const versions = async () => {
      const { rows } = await app.database
        .pool('owner')
        .query<{ sum: number }>('SELECT sum(_version)::int AS sum FROM vault.customer');
      return rows[0]?.sum ?? 0;
    };
    await app.database.pool('owner').query('UPDATE vault.customer SET _version = _version + 1');
    const before = await versions();
    await page.locator('.bulk-preview .ant-btn-primary').click();
    await page.waitForSelector('.bulk-preview .ant-alert-warning');
    expect(await versions()).toBe(before);
    await page.locator('.bulk [type=submit]').click();
    await page.waitForSelector('.bulk-preview .ant-btn-primary:not([disabled])');
    await page.locator('.bulk-preview .ant-btn-primary').click();
    await page.waitForSelector('p.bulk-bar');
    await picture(page, `${locale}-bulk-done`);
    expect((await versions()) - before).toBe(changed);
    await page.context().close();
  });
});
