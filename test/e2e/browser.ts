import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import packed from '@sparticuz/chromium';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

/** A Chromium of the system where there is one, else the one that comes inside an npm package. */
export async function openBrowser(): Promise<Browser> {
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => existsSync(path),
  );
  return chromium.launch({
    executablePath: installed ?? (await packed.executablePath()),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

const FOLDER = join('test-artifacts', 'e2e');

/** Kept as an artefact of the run, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

/**
 * What axe finds against WCAG 2.2 AA on the page as it stands: rule and elements, one line each.
 *
 * Colours are those of the theme, whatever the language, and to compare them is by far the slowest rule: on a light page
 * it is left to the Chinese run of the same journey.
 *
 * @param within a selector, for a dialog: what lies behind it is out of reach, and seems covered in part
 */
export async function accessibilityProblems(page: Page, within?: string): Promise<readonly string[]> {
  const context = within === undefined ? 'document' : JSON.stringify(within);
  // Through the protocol, not a script tag: the page's own policy lets no foreign script in.
  await page.evaluate(axe.source);
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run(${context}, {
      runOnly: ${JSON.stringify(STANDARDS)},
      rules: {
        'color-contrast': {
          enabled: document.documentElement.lang.startsWith('zh') || document.documentElement.dataset.theme === 'dark',
        },
      },
    }).then(({ violations }) => violations)`,
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
  );
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
type Violation = Readonly<{ id: string; nodes: readonly Readonly<{ target: readonly string[] }>[] }>;
