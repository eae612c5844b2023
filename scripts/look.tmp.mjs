import { chromium } from 'playwright-core';
import sparticuz from '@sparticuz/chromium';
const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: [...sparticuz.args, '--no-sandbox'] });
const [,, base, login, locale, out, ...paths] = process.argv;
const context = await browser.newContext({ baseURL: base, locale, viewport: { width: 1280, height: 860 } });
const page = await context.newPage();
page.on('pageerror', (e) => console.log('pageerror', e.message));
await page.goto('/sign-in');
await page.fill('input[name=login]', login);
await page.fill('input[name=password]', 'quiet-lantern-62-harbour');
await page.keyboard.press('Enter');
await page.waitForSelector('.home', { timeout: 60000 });
if (process.env.PURPOSE) await page.evaluate((p) => localStorage.setItem('fencun.purpose', p), process.env.PURPOSE);
let n = 0;
for (const path of paths) {
  if (path.startsWith('click:')) { await page.locator(path.slice(6)).first().click({ timeout: 15000 }).catch((e) => console.log(path, e.message.split('\n')[0])); }
  else await page.goto(path);
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${out}-${n++}.png`, fullPage: false });
}
await browser.close();
