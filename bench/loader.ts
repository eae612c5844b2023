/** One of the processes that fill a store: takes every n-th chunk, through the gateway and into the raw table. */
import type { AccessRequest } from '../src/gateway/door.ts';
import { SILENT } from '../src/platform/log.ts';
import { built } from './built.ts';
import { LOADING, placerOf, type StoreShape } from './company.ts';
import { BENCH_TYPE } from './customer-type.ts';
import { type BenchRecord, chunkCount, chunkOf } from './customers.ts';
import { hasRaw, insertRaw } from './raw-table.ts';
import { storeConfig } from './store-config.ts';

type Work = Readonly<{
  shape: StoreShape;
  folder: string;
  url: string;
  token: string;
  part: number;
  parts: number;
  build?: string;
}>;

/** One access record names all records of a batch, and has to stay below 64 KiB. */
const BATCH_ROWS = 500;
const UNIQUE_VIOLATION = '23505';

const { shape, folder, url, token, part, parts, build } = JSON.parse(process.argv[2] ?? '') as Work;
const { openFencun } = await built<typeof import('../src/fencun.ts')>('fencun.js', build);
const fencun = await openFencun(storeConfig(folder, url), SILENT);
const pool = fencun.database.pool('owner');
const place = placerOf(shape);
const renew = () => fencun.identity.callerOf(token, { fresh: true });
const caller = await renew();
if (caller === null) throw new Error('the loader cannot sign in');
const request: AccessRequest = { caller, purpose: LOADING, door: 'job', network: null, request: null, renew };

for (let chunk = part; chunk < chunkCount(shape); chunk += parts) {
  const records = chunkOf(shape, chunk, place);
  if (!(await hasRaw(pool, records[0]?.id ?? ''))) {
    for (let start = 0; start < records.length; start += BATCH_ROWS) {
      await create(records.slice(start, start + BATCH_ROWS));
    }
    await insertRaw(pool, records);
  }
  process.send?.('chunk');
}
await fencun.close();

/** A batch that an interrupted load left behind is passed over. */
async function create(batch: readonly BenchRecord[]): Promise<void> {
  try {
    await fencun.gateway.create(request, BENCH_TYPE.name, batch, { echo: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)) throw error;
  }
}
