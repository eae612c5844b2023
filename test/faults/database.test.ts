import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GatewayDoor } from '../../src/gateway/door.ts';
import { connect } from '../../src/platform/database/connect.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded.ts';
import { migrate } from '../../src/platform/database/migrate.ts';
import { SILENT } from '../../src/platform/log.ts';
import { createGatewayLab, type GatewayLab, LAB_MIGRATIONS } from '../support/gateway-lab.ts';
import {
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  EVERYTHING,
  ORDER,
  placed,
  policyOf,
  query,
} from '../support/lab-company.ts';
import { refusal } from '../support/refusal.ts';
import { expectWhole, soundLog } from './aftermath.ts';

/** The database is killed under a gateway that goes on; and comes back. */

let folder: string;
let server: EmbeddedPostgres;
let lab: GatewayLab;
let ids: readonly string[] = [];

async function start(): Promise<void> {
  const settings = { shared_buffers: '32MB' };
  server = await startEmbeddedPostgres({ dataFolder: folder, log: SILENT, settings });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fencun-faults-'));
  chmodSync(folder, 0o711);
  await start();
  const database = connect(server.url);
  await migrate(database, LAB_MIGRATIONS);
  lab = await createGatewayLab({ on: { database, url: server.url, drop: () => database.close() } });
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
  const rows = Array.from({ length: 10 }, () => ({
    placement: placed(2),
    values: { name: '原有客户', remark: '0' },
  }));
  ids = await lab.load(CUSTOMER, rows, DEPARTMENTS);
  await lab.enact(policyOf(EVERYTHING));
});
afterAll(async () => {
  await lab?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const asked = () => lab.requestOf(clerk());

/** Every way to get something out of, or into, the gateway. */
function everything(door: GatewayDoor, id: string): Readonly<Record<string, () => Promise<unknown>>> {
  const question = { field: 'phone', value: '1' };
  const figures = { groupBy: [], measure: { function: 'count' as const }, filters: [] };
  const rows = [{ row: 1, record: { values: { name: '导入' } } }];
  return {
    list: () => door.list(asked(), 'customer', query()),
    read: () => door.read(asked(), 'customer', id),
    aggregate: () => door.aggregate(asked(), 'customer', figures),
    match: () => door.match(asked(), 'customer', id, question),
    history: () => door.history(asked(), 'customer', id),
    create: () => door.create(asked(), 'customer', [{ values: { name: '新建' } }]),
    edit: () => door.edit(asked(), 'customer', [{ id, version: 1, values: { remark: 'x' } }]),
    upsert: () => door.upsert(asked(), 'customer', { keyField: null, rows }),
    erase: () => door.erase(asked(), 'customer', id, 1),
    standing: () => door.standingOf(asked(), 'customer', id),
    types: () => door.typesFor(asked()),
    recordTypes: () => door.recordTypes(),
  };
}

it('FAULT-3 while the database is gone everything is refused as such, and when it is back the same process serves on', async () => {
  let stopping = false;
  const refusals = new Set<string>();
  const acknowledged = new Map<string, { version: number; remark: string }>();
  const workers = ids.slice(0, 8).map(async (id, worker) => {
    let version = 1;
    for (let turn = 0; !stopping; turn += 1) {
      try {
        const remark = `${worker}.${turn}`;
        const answer = await lab.door.edit(asked(), 'customer', [
          { id, version, values: { remark, notes: remark } },
        ]);
        version = answer.records[0]?.version ?? 0;
        acknowledged.set(id, { version, remark });
      } catch (error) {
        refusals.add((error as { code?: string }).code ?? String(error));
        await new Promise((resolve) => setTimeout(resolve, 20));
        // Whether the last edit had its effect is not known: a reader looks again, as a person would.
        const seen = await lab.door.read(asked(), 'customer', id).catch(() => null);
        version = seen?.record.version ?? version;
      }
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 400));
  process.kill(server.pid, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const [name, ask] of Object.entries(everything(lab.door, ids[9] ?? ''))) {
    expect([name, await refusal(ask())]).toEqual([
      name,
      expect.stringMatching(/^(database|record)-unavailable$/),
    ]);
  }
  await server.stop();
  await start();
  await new Promise((resolve) => setTimeout(resolve, 400));
  stopping = true;
  await Promise.all(workers);
  for (const code of refusals) {
    expect(['database-unavailable', 'record-unavailable', 'version-conflict']).toContain(code);
  }
  expect(refusals.size).toBeGreaterThan(0);

  expect(acknowledged.size).toBe(8);
  for (const [id, { version, remark }] of acknowledged) {
    const { record } = await lab.door.read(asked(), 'customer', id);
    expect(record.version).toBeGreaterThanOrEqual(version);
    expect(record.values.notes).toBe(record.values.remark);
    if (record.version === version) expect(record.values.remark).toBe(remark);
  }
  const log = await soundLog(lab.database);
  await expectWhole(lab.database, [], log);
  for (const [name, ask] of Object.entries(everything(lab.door, ids[9] ?? ''))) {
    expect([name, await refusal(ask())]).toEqual([name, name === 'erase' ? 'version-conflict' : 'answered']);
  }
});

it('FAULT-4 a process that had never asked before the database went away serves when it is back', async () => {
  const fresh = await lab.neighbour();
  process.kill(server.pid, 'SIGKILL');
  await server.stop();
  expect(await refusal(fresh.list(asked(), 'customer', query()))).toBe('database-unavailable');
  await start();
  expect(await refusal(fresh.list(asked(), 'customer', query()))).toBe('answered');
});
