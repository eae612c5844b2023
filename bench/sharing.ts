import { CONSENTED, type StoreShape } from './company.ts';
import { table } from './list.ts';
import { checkTarget, governedTarget, type Servers, startServers } from './list-targets.ts';
import { type MeasureOptions, measureRounds, type Rounds, type Sample, type Target } from './measure.ts';
import type { Goal, Section } from './section.ts';
import { holdersOf, openSharingStore, type SharingShape } from './sharing-store.ts';
import { openStore, type Store, type StoreOptions } from './store.ts';

/** What many live grants and the customers' consents cost the list: the same store without and with them, both running. */
export async function benchSharing(
  shape: StoreShape,
  sharing: SharingShape,
  stores: StoreOptions,
  options: MeasureOptions & Readonly<{ build?: string | undefined }>,
): Promise<Section> {
  // Made before the copy is, and closed while it is copied.
  await (await openStore(shape, stores)).stop();
  const opened: Store[] = [];
  const serving: Servers[] = [];
  const begin = async (opening: Promise<Store>): Promise<Servers> => {
    const store = await opening;
    opened.push(store);
    const servers = await startServers(store, { build: options.build, bare: false });
    serving.push(servers);
    return servers;
  };
  try {
    const shared = await begin(openSharingStore(shape, sharing, stores));
    const plain = await begin(openStore(shape, stores));
    const { holders, others } = holdersOf(shape);
    const targets = [
      governedTarget(WITHOUT, plain, holders, 'masks-only'),
      governedTarget(GRANTS, shared, holders, 'masks-only'),
      governedTarget(ALL, shared, holders, CONSENTED),
      governedTarget(UNASKED, shared, others, 'masks-only'),
      governedTarget(ASKED, shared, others, CONSENTED),
    ];
    for (const target of targets) await checkTarget(target, GRANTED.includes(target.name) ? null : 0);
    options.say('grants and consents');
    return section(sharing, targets, await measureRounds(targets, options));
  } finally {
    for (const servers of serving) await servers.stop();
    for (const store of opened) await store.stop();
  }
}

const WITHOUT = 'without';
const GRANTS = 'live grants';
const ALL = 'grants, consents and purposes';
const GRANTED = [GRANTS, ALL];
const UNASKED = 'no grant, consent not asked for';
const ASKED = 'no grant, consent asked for';

function section(
  { grants, consents, purposes }: SharingShape,
  targets: readonly Target[],
  rounds: Rounds,
): Section {
  const goal = (name: string, base: string, target: string, timesMax: number): Goal => ({
    name,
    value: rounds.ratio(base, target, ({ perSecond }: Sample) => perSecond),
    goal: timesMax,
    better: 'lower',
    digits: 2,
  });
  return {
    title: 'Live grants and consents',
    about: `${grants} live grants, ${consents} consents noted, ${purposes} purposes; the readers of the first three rows hold five grants each, and one customer in ten has withdrawn. Masks only; time is the inverse of throughput.`,
    goals: [
      goal('grants, consents and purposes: time against without', WITHOUT, ALL, 1.3),
      goal('consent asked of each record: time against not asked', UNASKED, ASKED, 1.1),
    ],
    table: table(targets, rounds, WITHOUT),
  };
}
