import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as askingEn } from '../../web/app/asking/locale/en.ts';
import { zh as askingZh } from '../../web/app/asking/locale/zh.ts';
import { en as homeEn } from '../../web/slices/home/locale/en.ts';
import { zh as homeZh } from '../../web/slices/home/locale/zh.ts';
import { en as sharingEn } from '../../web/slices/sharing/locale/en.ts';
import { zh as sharingZh } from '../../web/slices/sharing/locale/zh.ts';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** From a masked number to a grant that somebody narrowed, and to its end when its holder moves on. */

const LANGUAGES = [
  {
    ...{ name: 'zh', locale: 'zh-CN', asking: askingZh, sharing: sharingZh, home: homeZh },
    ...{ phone: '手机号', email: '电子邮箱', manager: '店长' },
  },
  {
    ...{ name: 'en', locale: 'en-GB', asking: askingEn, sharing: sharingEn, home: homeEn },
    ...{ phone: 'Phone', email: 'E-mail', manager: 'Store manager' },
  },
] as const;
type Words = (typeof LANGUAGES)[number];

let app: RunningApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(200), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function signedIn(words: Words, login: string, purpose: string | null = null) {
  const context: BrowserContext = await browser.newContext({
    locale: words.locale,
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${app.url}/sign-in`);
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', app.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.home');
  if (purpose !== null) await page.evaluate((code) => localStorage.setItem('fencun.purpose', code), purpose);
  return { page, context };
}

/** A call of the API by whoever is signed in on the page. */
async function call(page: Page, method: string, path: string, body?: unknown): Promise<number> {
  return page.evaluate(
    async ([how, where, what]) => {
      const me = await (await fetch('/api/v1/session')).json();
      const answer = await fetch(`/api/v1${where}`, {
        method: how as string,
        headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrfToken },
        ...(what === null ? {} : { body: what as string }),
      });
      return answer.status;
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  );
}

const NUMBER = /1\d{2} ?\d{4} ?\d{4}/;

async function phoneOn(page: Page): Promise<string> {
  return (
    await page.locator('.field', { has: page.locator('.value-phone, .value-masked') }).allTextContents()
  ).join(' ');
}

describe.each(LANGUAGES)('in $locale', (words) => {
  const { asking, sharing, home } = words;

  it(`E2E-30 asked for, approved on two levels and narrowed, read under the grant, and closed by a transfer (${words.name})`, async () => {
    const asker = await signedIn(words, 'zhou.min', 'marketing');
    await asker.page.goto(`${app.url}/records/customer`);
    const masked = asker.page.locator('tbody tr', { has: asker.page.locator('.cell-phone .value-masked') });
    await masked.first().locator('.row-link').click();
    await asker.page.waitForSelector('.fields');
    const address = asker.page.url();
    expect(await phoneOn(asker.page)).not.toMatch(NUMBER);

    await asker.page.getByRole('button', { name: asking['open.record'] }).click();
    const panel = asker.page.getByRole('dialog', { name: asking.title });
    // What another record shows may be masked in this one: everything can be asked for.
    expect(await panel.locator('input[type=checkbox]:disabled').count()).toBe(0);
    await panel.getByRole('checkbox', { name: words.phone, exact: true }).check();
    await panel.getByRole('checkbox', { name: words.email, exact: true }).check();
    await panel.getByLabel(asking.reason).fill('Invitation to the anniversary event');
    await asker.page.waitForTimeout(400);
    await picture(asker.page, `sharing-ask-${words.name}`);
    expect(await accessibilityProblems(asker.page, '.asking')).toEqual([]);
    await panel.getByRole('button', { name: asking.submit, exact: true }).click();
    const link = panel.getByRole('link', { name: asking.follow });
    const path = (await link.getAttribute('href')) ?? '';

    const head = await signedIn(words, 'gao.ya', 'marketing');
    await head.page.waitForSelector('.nav-count');
    const waiting = home['task.request-to-decide'].replace('{{name}}', '');
    await head.page.locator('.tasks').getByRole('link', { name: waiting }).first().waitFor();
    await picture(head.page, `sharing-tasks-${words.name}`);
    expect(await accessibilityProblems(head.page, '.tasks')).toEqual([]);
    await head.page.goto(`${app.url}/requests`);
    await head.page.waitForSelector('tbody tr');
    await picture(head.page, `sharing-inbox-${words.name}`);
    expect(await accessibilityProblems(head.page)).toEqual([]);
    await head.page.goto(app.url + path);
    await head.page.getByRole('heading', { name: sharing['decide.title'] }).waitFor();
    await head.page.getByRole('checkbox', { name: words.email, exact: true }).uncheck();
    await picture(head.page, `sharing-decide-${words.name}`);
    expect(await accessibilityProblems(head.page)).toEqual([]);
    await head.page.getByRole('button', { name: sharing['decide.approve'], exact: true }).click();
    await head.page.getByRole('heading', { name: sharing['decide.title'] }).waitFor({ state: 'detached' });

    const steward = await signedIn(words, 'liu.yang');
    await steward.page.goto(`${app.url}/requests`);
    const number = path.split('/').at(-1) ?? '';
    const tick = sharing['inbox.choose'].replace('{{id}}', number);
    await steward.page.getByRole('checkbox', { name: tick }).check();
    await steward.page.getByLabel(sharing['inbox.text']).fill('For this event only');
    await picture(steward.page, `sharing-bulk-${words.name}`);
    await steward.page.getByRole('button', { name: sharing['inbox.approve'], exact: true }).click();
    await steward.page.getByText(sharing['inbox.decided'].replace('{{count}}', '1')).waitFor();
    await steward.page.goto(app.url + path);
    await steward.page.getByText('For this event only').waitFor();
    await steward.page.locator('.page-line .chip', { hasText: sharing['status.approved'] }).waitFor();

    await asker.page.goto(address);
    await asker.page.waitForSelector('.value-phone.value-shown');
    expect(await phoneOn(asker.page)).toMatch(NUMBER);
    await asker.page.goto(app.url);
    await asker.page.getByRole('link', { name: home['task.grant-ending'] }).waitFor();

    const officer = await signedIn(words, 'xu.gang');
    const status = await officer.page.evaluate(async () => {
      const view = await (await fetch('/api/v1/organisation')).json();
      const person = view.people.find((one: { login: string }) => one.login === 'zhou.min');
      const open = person.assignments.findLast(
        (one: { position: string; until: string | null }) =>
          one.position === 'marketer' && one.until === null,
      );
      return [open.id, open.department];
    });
    const moved = { assignment: status[0], department: status[1], position: 'marketer' };
    expect(await call(officer.page, 'POST', '/transfers', moved)).toBeLessThan(300);
    await asker.page.goto(address);
    await asker.page.waitForSelector('.fields');
    expect(await phoneOn(asker.page)).not.toMatch(NUMBER);

    await steward.page.getByRole('button', { name: sharing['chain.open'] }).click();
    const chain = steward.page.locator('section', { hasText: sharing['chain.title'] });
    await chain.locator('tbody tr').first().waitFor();
    await picture(steward.page, `sharing-chain-${words.name}`);
    expect(await accessibilityProblems(steward.page)).toEqual([]);
    expect((await steward.page.locator('main').textContent()) ?? '').not.toMatch(NUMBER);
    await steward.page.setViewportSize({ width: 375, height: 812 });
    await picture(steward.page, `sharing-chain-narrow-${words.name}`);
    const isTooWide = await steward.page.evaluate(() => document.documentElement.scrollWidth > 376);
    expect(isTooWide).toBe(false);
    for (const { context } of [asker, head, steward, officer]) await context.close();
  }, 240_000);

  it(`E2E-31 the security administrator reads and changes the approval flow (${words.name})`, async () => {
    const { page, context } = await signedIn(words, 'shen.yun');
    await page.goto(`${app.url}/approval-flow`);
    await page.waitForSelector('.flow-step');
    await picture(page, `sharing-flow-${words.name}`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByText(words.manager, { exact: true }).first().waitFor();
    expect(
      await page
        .getByRole('button', { name: sharing['flow.step.up'].replace('{{number}}', '1') })
        .isDisabled(),
    ).toBe(true);
    await page.getByText(sharing['flow.json'], { exact: true }).click();
    const json = page.getByLabel(sharing['flow.json.label']);
    const text = await json.inputValue();
    await json.fill(`${text},`);
    await page.getByText(sharing['flow.form'], { exact: true }).click();
    expect(await json.inputValue()).toBe(`${text},`);
    await json.fill(text);
    await page.getByText(sharing['flow.form'], { exact: true }).click();
    await page.waitForSelector('.flow-step');
    await page.getByRole('button', { name: sharing['flow.save'] }).click();
    await page.locator('.done').waitFor();
    await context.close();
  }, 120_000);
});
