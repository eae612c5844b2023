import { type Readers, readersOf } from './company.ts';
import { checkTarget, deepTargets, governedTarget, rawTarget, startServers } from './list-targets.ts';
import { type MeasureOptions, measureRounds, type Rounds, type Sample, type Target } from './measure.ts';
import type { Goal, Section } from './section.ts';
import type { Store } from './store.ts';

/**
 * The governed list against raw PostgreSQL over node:http: shares of throughput, the price of each row scope, and
 * the tail.
 */
export async function benchList(
  store: Store,
  options: MeasureOptions & Readonly<{ build?: string | undefined }>,
): Promise<readonly Section[]> {
  const servers = await startServers(store, { build: options.build, bare: true });
  try {
    const readers = readersOf(store.shape);
    const { departments } = readers;
    const governed = (name: string, purpose: Parameters<typeof governedTarget>[3]) =>
      governedTarget(name, servers, departments, purpose);
    const shares = [
      rawTarget(RAW, servers, 'objects'),
      rawTarget('raw, array rows', servers, 'arrays'),
      governed('masks only', 'masks-only'),
      governed('one decrypted', 'one-decrypted'),
      governed('four decrypted', 'four-decrypted'),
    ];
    const further = [
      ...(servers.bare === null
        ? []
        : [
            governedTarget(
              'one decrypted, no framework',
              servers,
              departments,
              'one-decrypted',
              servers.bare,
            ),
          ]),
      governedTarget('level varies by row', servers, [readers.varying], 'masks-only'),
      ...(await deepTargets(servers, 'one-decrypted')),
    ];
    const scopes = scopeTargets(readers).map(([name, among]) =>
      governedTarget(name, servers, among, 'masks-only'),
    );
    await check([...shares, ...further, ...scopes]);

    options.say('shares of raw throughput');
    const first = await measureRounds([...shares, ...further], options);
    options.say('row scopes');
    const second = await measureRounds(scopes, options);
    return [sharesSection(shares, first), furtherSection(further, first), scopesSection(scopes, second)];
  } finally {
    await servers.stop();
  }
}

const RAW = 'raw, object rows';
const BASE_SCOPE = 'single department';
const perSecond = ({ perSecond: value }: Sample) => value;
const cpu = ({ nodeMilliseconds, postgresMilliseconds }: Sample) => nodeMilliseconds + postgresMilliseconds;
const p99 = ({ p99Milliseconds }: Sample) => p99Milliseconds;

function scopeTargets(readers: Readers): readonly (readonly [string, Readers['departments']])[] {
  return [
    [BASE_SCOPE, readers.departments],
    ['department tree, five departments', [readers.treeSmall]],
    ['department tree, half of all', [readers.treeLarge]],
    ['legal entity', [readers.entity]],
    ['related team', [readers.team]],
    ['shared, ten', [readers.sharedFew]],
    ['shared, all shares', [readers.sharedMany]],
    ['own, department, team and shared', [readers.mixed]],
    ['all', [readers.all]],
  ];
}

/** Which of the encrypted fields a target shows, told by its name; the reader whose level varies shows none as a rule. */
async function check(targets: readonly Target[]): Promise<void> {
  for (const target of targets) {
    const { name } = target;
    const shown = /^raw|four/.test(name) ? 4 : /one|governed, deep/.test(name) ? 1 : 0;
    if (name === 'level varies by row') continue;
    await checkTarget(target, shown, /deep/.test(name) ? 1 : name === 'shared, ten' ? 10 : 50);
  }
}

const GOALS: Readonly<Record<string, number>> = {
  'masks only': 0.9,
  'one decrypted': 0.8,
  'four decrypted': 0.65,
};

function sharesSection(targets: readonly Target[], rounds: Rounds): Section {
  const goals: Goal[] = targets.flatMap(({ name }): Goal[] => {
    const goal = GOALS[name];
    if (goal === undefined) return [];
    return [
      {
        name: `${name}: share of raw throughput`,
        value: rounds.ratio(name, RAW, perSecond),
        goal,
        better: 'higher',
        digits: 2,
      },
      {
        name: `${name}: p99 against raw`,
        value: rounds.ratio(name, RAW, p99),
        goal: 1.5,
        better: 'lower',
        digits: 2,
      },
    ];
  });
  return {
    title: 'Governed list, 50 customers × 24 fields, single department',
    about: `Shares are of “${RAW}” in the same round. CPU is per request and includes sealing the log.`,
    goals,
    table: table(targets, rounds, RAW),
  };
}

function furtherSection(targets: readonly Target[], rounds: Rounds): Section {
  return {
    title: 'Where it goes',
    about: `Not goals, but what explains them. “No framework” is the gateway behind plain node:http. Deep pages are the first twenty pages of each reader; theirs is the share of raw deep pages.`,
    goals: [],
    table: [
      ...table(
        targets.filter(({ name }) => !name.includes('deep')),
        rounds,
        RAW,
      ),
      ...table(
        targets.filter(({ name }) => name.includes('deep')),
        rounds,
        'raw, deep pages',
      ).slice(1),
    ],
  };
}

function scopesSection(targets: readonly Target[], rounds: Rounds): Section {
  const goals = targets
    .filter(({ name }) => name !== BASE_SCOPE && name !== 'shared, ten')
    .map(
      ({ name }): Goal => ({
        name,
        value: rounds.ratio(name, BASE_SCOPE, perSecond),
        goal: 0.75,
        better: 'higher',
        digits: 2,
      }),
    );
  return {
    title: 'Row scopes against the single department',
    about:
      'All governed, masks only. “Shared, ten” answers ten rows, so its share says little; it is no goal.',
    goals,
    table: table(targets, rounds, BASE_SCOPE),
  };
}

/** A header row and one row a target. */
export function table(targets: readonly Target[], rounds: Rounds, base: string): string[][] {
  const header = [
    'Variant',
    'requests/s',
    `share of “${base}”`,
    'share by CPU',
    'CPU Node ms',
    'CPU PostgreSQL ms',
    'p50 ms',
    'p99 ms',
    'bytes',
  ];
  const rows = targets.map(({ name }) => {
    const median = (figure: (sample: Sample) => number, digits: number) =>
      rounds.spread(name, figure).median.toFixed(digits);
    const { least, most } = rounds.spread(name, perSecond);
    const byCpu = rounds.ratio(base, name, cpu).median;
    const share = rounds.ratio(name, base, perSecond);
    return [
      name,
      `${median(perSecond, 0)} (${least.toFixed(0)}–${most.toFixed(0)})`,
      `${share.median.toFixed(2)} (${share.least.toFixed(2)}–${share.most.toFixed(2)})`,
      byCpu.toFixed(2),
      median(({ nodeMilliseconds }) => nodeMilliseconds, 2),
      median(({ postgresMilliseconds }) => postgresMilliseconds, 2),
      median(({ p50Milliseconds }) => p50Milliseconds, 1),
      median(p99, 1),
      median(({ bytesPerAnswer }) => bytesPerAnswer, 0),
    ];
  });
  return [header, ...rows];
}
