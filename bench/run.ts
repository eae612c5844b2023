/**
 * All measurements that the project promises figures for, against a baseline in the same run.
 *
 *   npm run bench -- [--rows 1000000] [--rounds 5] [--seconds 8] [--connections 20] [--only decide,list,sharing,growth,cold-start]
 *                    [--home data] [--build dist/server] [--results bench/results]
 *
 * Stores are made at the first run, which takes minutes for a million customers, and kept in `--home`.
 */
import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '../src/platform/database/connect.ts';
import { ROOT } from './built.ts';
import { benchColdStart } from './cold-start.ts';
import type { StoreShape } from './company.ts';
import { benchDecide } from './decide.ts';
import { benchGrowth } from './growth.ts';
import { benchList } from './list.ts';
import { lookAtMachine } from './machine.ts';
import { writeReport } from './report.ts';
import type { Section } from './section.ts';
import { benchSharing } from './sharing.ts';
import { openStore, type Store, storeFolder } from './store.ts';

const PARTS = ['decide', 'list', 'sharing', 'growth', 'cold-start'] as const;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '20' },
    only: { type: 'string', default: PARTS.join(',') },
    home: { type: 'string', default: join(ROOT, 'data') },
    build: { type: 'string' },
    results: { type: 'string' },
  },
});
const rows = numberOf('rows', 1_000);
const rounds = numberOf('rounds', 1);
const seconds = numberOf('seconds', 1);
const connections = numberOf('connections', 1);
const wanted = values.only.split(',');
for (const part of wanted) {
  if (!PARTS.some((known) => known === part))
    throw new Error(`--only takes ${PARTS.join(', ')}, not ${part}`);
}
const home = resolve(values.home);
mkdirSync(home, { recursive: true });

const say = (text: string) => console.log(text);
const build = values.build === undefined ? undefined : resolve(values.build);
const stores = { home, build, say };
const measuring = { rounds, seconds, connections, build, say };
const machine = lookAtMachine(home);
const main = grown(rows);
const date = new Date().toISOString().slice(0, 10);
const sections: Section[] = [];
let postgres = 'not asked';

if (wanted.includes('decide')) report(await benchDecide(measuring));
if (wanted.includes('list')) {
  await withStore(main, async (store) => {
    report(...(await benchList(store, measuring)));
  });
}
if (wanted.includes('sharing')) {
  // A tenth as many grants as customers, and a consent of each.
  const sharing = { grants: Math.ceil(rows / 10), consents: rows, purposes: 20 };
  report(await benchSharing(main, sharing, stores, measuring));
}
if (wanted.includes('growth')) {
  const few = rows > 10_000 ? 10_000 : Math.ceil(rows / 2);
  report(
    await benchGrowth(
      {
        title: 'Growth in customers',
        small: grown(few),
        large: main,
        timesMax: 1.3,
        scopes: ['department', 'shared'],
      },
      stores,
      measuring,
    ),
  );
  const middling = Math.min(rows, 100_000);
  const ten: StoreShape = { rows: middling, departments: 10, rules: 10, shares: 10 };
  report(
    await benchGrowth(
      {
        title: 'Growth in rules, departments and shares',
        small: ten,
        large: grown(middling),
        timesMax: 1.5,
        scopes: ['department', 'shared'],
      },
      stores,
      measuring,
    ),
  );
}
if (wanted.includes('cold-start')) {
  await withStore(main, async () => {});
  report(await benchColdStart(storeFolder(main, home), measuring));
}

/** Written again after every part, so that a part which fails takes nothing of the others with it. */
function report(...measured: readonly Section[]): void {
  sections.push(...measured);
  const loadAtEnd = loadavg()[0] ?? 0;
  const suffix = wanted.length === PARTS.length ? '' : `-${wanted.join('-')}`;
  const facts = {
    name: `${date}-${rows}${suffix}`,
    date,
    rows,
    rounds,
    seconds,
    connections,
    machine,
    postgres,
    loadAtEnd,
    sections,
  };
  say(writeReport(facts, values.results));
}

/** A company that has grown: 500 rules, 5,000 departments, and 50,000 customers shared with one of its people. */
function grown(customers: number): StoreShape {
  return {
    rows: customers,
    departments: 5_000,
    rules: 500,
    shares: Math.min(50_000, Math.floor(customers / 2)),
  };
}

async function withStore(shape: StoreShape, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(shape, stores);
  try {
    postgres = await versionOf(store);
    await work(store);
  } finally {
    await store.stop();
  }
}

async function versionOf({ url }: Store): Promise<string> {
  const database = connect(url);
  try {
    const { rows: found } = await database
      .pool('owner')
      .query<{ server_version: string }>('SHOW server_version');
    return `${found[0]?.server_version ?? 'unknown'} (embedded)`;
  } finally {
    await database.close();
  }
}

function numberOf(name: 'rows' | 'rounds' | 'seconds' | 'connections', least: number): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name} takes a whole number from ${least}`);
}
