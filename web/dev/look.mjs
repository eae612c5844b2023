// Development only: photographs pages. node web/dev/look.mjs <base> <login> <out prefix> <steps...>
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';

export async function open({
  base = 'http://127.0.0.1:7071',
  width = 1280,
  height = 860,
  dark = false,
  language = 'zh-CN',
} = {}) {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    headless: true,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width, height },
    locale: language,
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      console.log('CONSOLE', message.text().slice(0, 400));
  });
  page.on('pageerror', (error) => console.log('PAGEERROR', error.message));
  return { browser, context, page };
}

export async function signIn(page, login = 'zhou.min') {
  await page.goto('/sign-in');
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', process.env.LOOK_PASSWORD ?? 'fencun');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

export const shot = async (page, name) => {
  await page.waitForTimeout(450);
  await page.screenshot({ path: `test-artifacts/web/${name}.png` });
};
