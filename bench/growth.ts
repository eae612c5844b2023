import { readersOf, type StoreShape } from './company.ts';
import { table } from './list.ts';
import { checkTarget, governedTarget, type Servers, startServers } from './list-targets.ts';
import { type MeasureOptions, measureRounds, type Target } from './measure.ts';
import type { Goal, Section } from './section.ts';
import { openStore, type Store, type StoreOptions } from './store.ts';

export type GrowthPlan = Readonly<{
  title: string;
  small: StoreShape;
  large: StoreShape;
  /** The most that the large store's time may be of the small one's. */
  timesMax: number;
  scopes: readonly ('department' | 'shared')[];
}>;

/** Whether cost stays flat as a company grows: the same list on a small and on a large store, both running. */
export async function benchGrowth(
  { title, small, large, timesMax, scopes }: GrowthPlan,
  stores: StoreOptions,
  options: MeasureOptions & Readonly<{ build?: string | undefined }>,
): Promise<Section> {
  const opened: Store[] = [];
  const serving: Servers[] = [];
  try {
    const targets: Target[] = [];
    for (const [shape, name] of [
      [small, 'small'],
      [large, 'large'],
    ] as const) {
      const store = await openStore(shape, stores);
      opened.push(store);
      const servers = await startServers(store, { build: options.build, bare: false });
      serving.push(servers);
      const readers = readersOf(shape);
      for (const scope of scopes) {
        const among = scope === 'department' ? readers.departments.slice(0, BOTH_HAVE) : [readers.sharedMany];
        targets.push(governedTarget(`${scope}, ${name}`, servers, among, 'one-decrypted'));
      }
    }
    for (const target of targets) await checkTarget(target, 1, 1);
    options.say(title);
    const rounds = await measureRounds(targets, options);
    const goals = scopes
      // Ten shares are ten rows and a quicker answer for it; what they cost is seen in the department's list.
      .filter((scope) => scope === 'department' || small.shares >= FULL_PAGE)
      .map(
        (scope): Goal => ({
          name: `${title}, ${scope}: time against the small store`,
          value: rounds.ratio(`${scope}, small`, `${scope}, large`, ({ perSecond }) => perSecond),
          goal: timesMax,
          better: 'lower',
          digits: 2,
        }),
      );
    return {
      title,
      about: `Small: ${describe(small)}. Large: ${describe(large)}. Time is the inverse of throughput.`,
      goals,
      table: table(targets, rounds, `${scopes[0] ?? ''}, small`),
    };
  } finally {
    for (const servers of serving) await servers.stop();
    for (const store of opened) await store.stop();
  }
}

/** Departments with readers that both stores have; the smaller one has few departments. */
const BOTH_HAVE = 7;
const FULL_PAGE = 50;

function describe({ rows, departments, rules, shares }: StoreShape): string {
  return `${rows} customers, ${departments} departments, ${rules} rules, ${shares} shares`;
}
