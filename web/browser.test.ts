import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

/**
 * The production build in a real browser, under the security policy of the real server, against the synthetic one.
 */

const CONFIG = fileURLToPath(new URL('./vite.config.ts', import.meta.url));
const AXE = fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url));
const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PATIENCE_MS = 30_000;

let folder: string;
let server: PreviewServer;
let browser: Browser;
let axe: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fencun-web-'));
  const shared = { configFile: CONFIG, logLevel: 'error', build: { outDir: folder } } as const;
  // The test runner's own NODE_ENV would make a build for development.
  vi.stubEnv('NODE_ENV', 'production');
  await build({ ...shared, mode: 'production', build: { ...shared.build, emptyOutDir: true } });
  vi.unstubAllEnvs();
  server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0 } });
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: FLAGS });
  axe = await readFile(AXE, 'utf8');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

type Look = Readonly<{ page: Page; complaints: string[]; addresses: string[] }>;

/** Opens the app and collects what the browser complains of and every address that is asked for. */
async function open(part: { language?: string; dark?: boolean; width?: number } = {}): Promise<Look> {
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error('The preview server has no address.');
  const context = await browser.newContext({
    baseURL: address,
    locale: part.language ?? 'zh-CN',
    colorScheme: part.dark === true ? 'dark' : 'light',
    viewport: { width: part.width ?? 1280, height: 860 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  const addresses: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => addresses.push(request.url()));
  return { page, complaints, addresses };
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/sign-in');
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', 'fencun');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.home');
}

async function toCustomer(page: Page): Promise<void> {
  await signIn(page, 'zhou.min');
  await page.click('.purpose-cards li:first-child button');
  await page.waitForSelector('.measures');
  await page.click('.measures a[href="/records/customer"]');
  await page.locator('.row-link').nth(3).click();
  await page.waitForSelector('.fields');
}

/** Violations of WCAG 2.2 A and AA, as `rule: selector`. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    type Axe = {
      run: (
        root: Document,
        options: { runOnly: string[] },
      ) => Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }>;
    };
    const { axe: run } = globalThis as unknown as { axe: Axe };
    const found = await run.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    );
  });
}

describe('the pages in a browser', { timeout: 180_000 }, () => {
  it('WEB-12 nothing on the way from signing in to a verified number breaks the strict security policy', async () => {
    const { page, complaints } = await open();
    await toCustomer(page);
    await page.locator('.field-masked .field-why').nth(1).click();
    await page.waitForSelector('.why-reasons');
    await page.locator('.why .ant-btn').last().click();
    await page.fill('.match input', '10012345678');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.match-result');
    await page.goto('/credentials');
    await page.locator('.sheet-title .ant-btn').last().click();
    await page.waitForSelector('.issue');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('WEB-11 no customer value reaches an address, the title, storage or the console', async () => {
    const { page, complaints, addresses } = await open();
    await toCustomer(page);
    await page.goto('/records/customer');
    await page.fill('.page-head .quick-find input', '10087654321');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.filter-chip');
    await page.waitForSelector('.blank, .table');
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    const traces = [...addresses, page.url(), await page.title(), stored, ...complaints].join('\n');
    expect(traces).not.toContain('10087654321');
    expect(Object.keys(JSON.parse(stored) as object)).toEqual(['fencun.purpose']);
    await page.context().close();
  });

  it('WEB-13 every disclosure has a sign and a word, and a withheld value is not in the page', async () => {
    const { page } = await open({ language: 'en-GB' });
    await toCustomer(page);
    for (const [level, word] of [
      ['shown', 'Shown'],
      ['masked', 'Masked'],
      ['summary', 'Summary'],
      ['withheld', 'Withheld'],
    ] as const) {
      const badge = page.locator(`.field-${level} .field-why`).first();
      expect((await badge.textContent())?.trim()).toBe(word);
      expect(await badge.locator('svg').count()).toBe(1);
    }
    expect(await page.locator('.field-withheld .field-value').first().textContent()).toBe('Withheld');
    await page.context().close();
  });

  it('WEB-14 a change that somebody else overtook is refused with its draft kept and the newest at hand', async () => {
    const { page } = await open();
    await toCustomer(page);
    await page.locator('.field-edit').last().click();
    await page.fill('.field-editor input', 'conflict');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.field-editor .problem');
    await page.waitForSelector('.conflict-table');
    expect(await page.inputValue('.field-editor input')).toBe('conflict');
    expect(await page.locator('.field-editor .problem-request code').textContent()).toMatch(
      /^[0-9a-f-]{36}$/,
    );
    // What the reader started from, what stands there now, and what they were about to save.
    await page.waitForFunction(() =>
      document.querySelector('.conflict-table')?.textContent?.includes('小程序'),
    );
    const cells = await page.locator('.conflict-table tbody tr').first().locator('td').allTextContents();
    expect(cells.slice(1)).toEqual(['小程序', 'conflict']);
    expect(await violations(page)).toEqual([]);
    await page.locator('.conflict .ant-btn-primary').click();
    await page.waitForSelector('.field-editor', { state: 'detached' });
    expect(await page.locator('.field-value', { hasText: 'conflict' }).count()).toBe(1);
    await page.context().close();
  });

  it('REV-8 a revealed value is in the page only while it is shown: not before, nor after hiding, looking away or a minute', async () => {
    const { page, addresses } = await open();
    await page.clock.install();
    await toCustomer(page);
    const secret = /100 ?\d{4} ?\d{4}/;
    const row = page.locator('.field', { has: page.locator('.field-edit[aria-label*="说明理由"]') }).first();
    const whole = async () => (await page.content()).replaceAll(/\s/g, '');
    const reveal = async () => {
      await row.locator('.field-edit[aria-label*="说明理由"]').click();
      await page.fill('.reveal-reason textarea', '客户来电要求回电');
      await page.locator('.match .ant-btn-primary').click();
      await page.waitForSelector('.revealed');
    };
    expect(await whole()).not.toMatch(secret);
    await reveal();
    expect(await page.locator('.revealed').textContent()).toMatch(secret);
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('revealed-hide');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await whole()).not.toMatch(secret);
    await reveal();
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    expect(await whole()).not.toMatch(secret);
    await reveal();
    await page.clock.runFor(61_000);
    expect(await whole()).not.toMatch(secret);
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    expect([...addresses, stored].join('\n')).not.toMatch(/100\d{8}|%E5%AE%A2%E6%88%B7/);
    await page.context().close();
  });

  it('REV-5 says that a second factor comes first, and keeps the reason', async () => {
    const { page } = await open({ language: 'en-GB' });
    await toCustomer(page);
    const button = page.locator('.field-edit[aria-label*="Reveal for a reason"]').last();
    await button.click();
    await page.fill('.reveal-reason textarea', 'credit check of the contract');
    await page.waitForSelector('.reveal-step-up');
    await page.locator('.match .ant-btn-primary').click();
    await page.waitForSelector('.factor-line');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.match .problem');
    expect(await page.locator('.match .problem').textContent()).toContain('second factor');
    expect(await page.inputValue('.reveal-reason textarea')).toBe('credit check of the contract');
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('WEB-18 the command palette goes anywhere by keyboard, and finds a number that it does not show', async () => {
    const { page, addresses, complaints } = await open({ language: 'en-GB' });
    await toCustomer(page);
    await page.keyboard.press('Control+k');
    await page.waitForSelector('.palette-option');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('combobox');
    await page.keyboard.type('customer');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    const active = await page.locator('.palette-input').getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/records/customer');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('10087654321');
    await page.waitForSelector('.palette-option');
    expect(await page.locator('.palette-list').textContent()).not.toContain('10087654321');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.filter-chip');
    expect([...addresses, page.url(), await page.title()].join(' ')).not.toContain('10087654321');
    await page.locator('h1').click();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForSelector('.home');
    await page.keyboard.press('?');
    await page.waitForSelector('.shortcuts');
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('WEB-15 pages meet WCAG 2.2 AA by axe, light and dark, wide and as narrow as a phone', async () => {
    for (const part of [{}, { dark: true, language: 'en-GB' }, { width: 375 }]) {
      const { page } = await open(part);
      await page.goto('/sign-in');
      await page.waitForSelector('input[name=login]');
      expect(await violations(page)).toEqual([]);
      await toCustomer(page);
      expect(await violations(page)).toEqual([]);
      await page.goto('/records/customer');
      await page.waitForSelector('.table, .cards');
      expect(await violations(page)).toEqual([]);
      const overhang = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overhang).toBeLessThanOrEqual(0);
      await page.context().close();
    }
  });

  it('WEB-16 a person without a purpose, and an officer, are told so and shown no customer data', async () => {
    for (const login of ['wu.lei', 'sec']) {
      const { page, addresses } = await open();
      await signIn(page, login);
      await page.goto('/records/customer');
      await page.waitForSelector('.blank');
      expect(await page.locator('.purpose-none').count()).toBe(1);
      expect(addresses.filter((address) => address.includes('/api/v1/records/'))).toEqual([]);
      await page.context().close();
    }
  });
});
