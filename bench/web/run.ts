/**
 * How fast the web app is to the person before it, by the browser's own timings, on a small demo company.
 *
 *   npm run bench:web -- [--rounds 7] [--customers 2000] [--results bench/results]
 *
 * The web app is the one in dist/web: `npm run build:web` makes it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded.ts';
import { SILENT } from '../../src/platform/log.ts';
import { type RunningApp, startApp } from '../../test/e2e/app.ts';
import { openBrowser } from '../../test/e2e/browser.ts';
import { ROOT } from '../built.ts';
import { lookAtMachine, type Machine } from '../machine.ts';
import { type Goal, isMet } from '../section.ts';
import { spreadOf } from '../statistics.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    customers: { type: 'string', default: '2000' },
    results: { type: 'string', default: join(ROOT, 'bench', 'results') },
  },
});
const rounds = Number(values.rounds);
const customers = Number(values.customers);

/** What one visit measured; milliseconds, but for what says otherwise. */
type Visit = Readonly<{
  firstPaint: number;
  scriptKilobytes: number;
  toCustomer: number;
  framesPerSecond: number;
  /** Cumulative layout shift, of all that nobody's own doing moved. */
  shift: number;
}>;

const OBSERVE_SHIFTS = `window.layoutShift = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.layoutShift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });`;

async function visit(app: RunningApp, browser: Browser): Promise<Visit> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 860 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.addInitScript(OBSERVE_SHIFTS);
    await page.goto(`${app.url}/sign-in`);
    await page.waitForSelector('input[name=login]');
    const firstPaint = await page.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
    );
    const scriptKilobytes = await scripts(page);
    await page.fill('input[name=login]', 'li.na');
    await page.fill('input[name=password]', app.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.home');
    await page.evaluate(`localStorage.setItem('fencun.purpose', 'sales-follow-up')`);
    await page.goto(`${app.url}/records/customer`);
    await page.waitForSelector('.endless .row-link');
    const framesPerSecond = await scrolled(page);
    // The first opening loads the page's own script as well; what a day consists of are the others.
    await openCustomer(page, 1);
    await page.goBack();
    await page.waitForSelector('.endless .row-link');
    await page.waitForTimeout(500);
    const toCustomer = await openCustomer(page, 3);
    const shift = await page.evaluate<number>('window.layoutShift');
    return { firstPaint, scriptKilobytes, toCustomer, framesPerSecond, shift };
  } finally {
    await context.close();
  }
}

/** The scripts that were loaded before the page could be used, as a server compresses them. */
async function scripts(page: Page): Promise<number> {
  const addresses = await page.evaluate<string[]>(
    `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
  );
  const sizes = addresses.map(
    (address) => gzipSync(readFileSync(join(ROOT, 'dist', 'web', 'assets', basename(address)))).length,
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
}

/** Frames while the list is scrolled for two seconds, by 60 pixels each. */
function scrolled(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((done) => {
    const list = document.querySelector('.endless');
    const start = performance.now();
    let frames = 0;
    const step = (now) => {
      frames += 1;
      list.scrollBy(0, 60);
      if (now - start < 2000) requestAnimationFrame(step);
      else done(frames / ((now - start) / 1000));
    };
    requestAnimationFrame(step);
  })`);
}

/** From the click on a row to the fields of the customer, drawn. */
function openCustomer(page: Page, row: number): Promise<number> {
  return page.evaluate<number>(`new Promise((done) => {
    const start = performance.now();
    const look = () => {
      if (document.querySelector('.fields')) requestAnimationFrame(() => done(performance.now() - start));
      else requestAnimationFrame(look);
    };
    document.querySelectorAll('.endless .row-link')[${row}].click();
    look();
  })`);
}

function goalsOf(visits: readonly Visit[]): readonly Goal[] {
  const of = (name: keyof Visit) => spreadOf(visits.map((each) => each[name]));
  return [
    {
      name: 'Sign-in, first contentful paint',
      value: of('firstPaint'),
      goal: 1_000,
      better: 'lower',
      digits: 0,
      unit: 'ms',
    },
    {
      name: 'Sign-in, scripts (gzip)',
      value: of('scriptKilobytes'),
      goal: 300,
      better: 'lower',
      digits: 0,
      unit: 'kB',
    },
    { name: 'List to customer', value: of('toCustomer'), goal: 200, better: 'lower', digits: 0, unit: 'ms' },
    {
      name: 'Scrolling the list',
      value: of('framesPerSecond'),
      goal: 55,
      better: 'higher',
      digits: 0,
      unit: 'frames/s',
    },
    {
      name: 'Layout shift (list, customer, back)',
      value: of('shift'),
      goal: 0.02,
      better: 'lower',
      digits: 4,
    },
  ];
}

function markdown(goals: readonly Goal[], machine: Machine, loadAtEnd: number): string {
  const row = ({ name, value, goal, better, digits, unit = '', ...rest }: Goal) => {
    const figure = `${value.median.toFixed(digits)} ${unit} (${value.least.toFixed(digits)}–${value.most.toFixed(digits)})`;
    const met = isMet({ name, value, goal, better, digits, ...rest }) ? 'yes' : '**no**';
    return `| ${name} | ${figure} | ${better === 'higher' ? '≥' : '≤'} ${goal} ${unit} | ${met} |`;
  };
  return [
    `# The web app, by the browser's own timings`,
    '',
    `- Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGibibytes} GiB, ${machine.system}; Node ${machine.node}`,
    `- Method: ${rounds} visits, each with a browser profile of its own and nothing cached, headless Chromium on the machine of the server; demo company with ${customers} customers. Medians, with the least and the greatest in brackets`,
    `- Load of the machine (1 min average): ${machine.loadAtStart.toFixed(1)} before, ${loadAtEnd.toFixed(1)} after`,
    '',
    ...(machine.loadAtStart > machine.cores
      ? ['**The machine was not quiet: take these figures as a rehearsal, not as results.**', '']
      : []),
    '| Figure | median (range) | goal | met |',
    '|---|---|---|---|',
    ...goals.map(row),
    '',
  ].join('\n');
}

const folder = resolve(values.results);
mkdirSync(folder, { recursive: true });
const machine = lookAtMachine(folder);
const home = mkdtempSync(join(tmpdir(), 'fencun-bench-web-'));
const server = await startEmbeddedPostgres({ dataFolder: home, log: SILENT });
process.env.FENCUN_TEST_DATABASE_URL = server.url;
const [app, browser] = await Promise.all([startApp(customers), openBrowser()]);
try {
  // One visit beforehand: what the server does once in its life is measured elsewhere.
  await visit(app, browser);
  const visits: Visit[] = [];
  for (let round = 0; round < rounds; round += 1) visits.push(await visit(app, browser));
  const path = join(folder, `${new Date().toISOString().slice(0, 10)}-web.md`);
  writeFileSync(path, markdown(goalsOf(visits), machine, loadavg()[0] ?? 0));
  console.log(readFileSync(path, 'utf8'));
  console.log(path);
} finally {
  await browser.close();
  await app.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}
