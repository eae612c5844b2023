import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { StoredForm } from '../../src/kernel/record-type.ts';
import { createGatewayLab, type GatewayLab } from '../support/gateway-lab.ts';
import {
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  EVERYTHING,
  filter,
  placed,
  policyOf,
  query,
} from '../support/lab-company.ts';

/** A field is stored in another form while people read and write, and the processes that do it are killed. */
const RECORDS = 6_000;

let lab: GatewayLab;
let ids: readonly string[] = [];
const children: ChildProcess[] = [];
beforeAll(async () => {
  lab = await createGatewayLab();
  await lab.door.define(CUSTOMER);
  const rows = Array.from({ length: RECORDS }, (_, index) => ({
    placement: placed(2),
    values: { name: '转换客户', remark: String(index), phone: `1990${String(1_000_000 + index)}` },
  }));
  for (let from = 0; from < RECORDS; from += 2_000) {
    ids = [...ids, ...(await lab.load(CUSTOMER, rows.slice(from, from + 2_000), DEPARTMENTS))];
  }
  await lab.enact(policyOf(EVERYTHING));
}, 120_000);
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => lab.close());

const asked = () => lab.requestOf(clerk());
const NUMBER: StoredForm = {
  type: 'number',
  mask: 'amount',
  summary: null,
  encrypted: true,
  lookups: ['exact'],
};

async function begin(id: string, fieldName: string, form: StoredForm): Promise<void> {
  await lab.door.revise(async (_, open) => {
    const { convert } = await open();
    return convert('customer', fieldName, form, { id, person: 1, at: Date.now() });
  });
}

function convertElsewhere(): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/faults/converting-process.ts', lab.url], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.push(child);
  return child;
}

async function progress(): Promise<Readonly<{ done: number; state: string }>> {
  const [latest] = await lab.door.conversions.list();
  return { done: latest?.done ?? 0, state: latest?.state ?? 'none' };
}

it('FAULT-14 a conversion goes on where a killed process left it, and who reads and writes meanwhile notices nothing', async () => {
  await begin('00000000-0000-7000-8000-0000000000a1', 'remark', NUMBER);
  const neighbour = await lab.neighbour();
  const written = new Map<string, string>();
  let rounds = 0;
  let ended = false;
  const people = (async () => {
    while (!ended) {
      const index = (rounds * 37) % RECORDS;
      const id = ids[index] ?? '';
      const { record } = await neighbour.read(asked(), 'customer', id);
      expect(String(record.values.remark)).toBe(written.get(id) ?? String(index));
      const value = String(100_000 + rounds);
      const edit = { id, version: record.version, values: { remark: value } };
      const change = await neighbour
        .edit(asked(), 'customer', [edit])
        .catch((error: { code?: string }) => error);
      // The end of the conversion makes every record a new version; nothing else changes these.
      if ('records' in change) written.set(id, value);
      else expect(change.code).toBe('version-conflict');
      const { records } = await lab.door.list(asked(), 'customer', query({ limit: 5 }));
      expect(records).toHaveLength(5);
      rounds += 1;
    }
  })();
  for (let round = 0; round < 2 && (await progress()).state === 'running'; round += 1) {
    const before = (await progress()).done;
    const child = convertElsewhere();
    while ((await progress()).done <= before && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    child.kill('SIGKILL');
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)));
  }
  await lab.door.conversions.run();
  ended = true;
  await people;
  expect(await progress()).toMatchObject({ state: 'finished' });
  expect(rounds).toBeGreaterThan(3);
  for (let from = 0; from < RECORDS; from += 997) {
    const id = ids[from] ?? '';
    const value = written.get(id) ?? String(from);
    const { records } = await lab.door.list(
      asked(),
      'customer',
      query({ filters: [filter('remark', 'equals', value)] }),
    );
    expect(records.map((record) => [record.id, String(record.values.remark)])).toEqual([[id, value]]);
  }
  const { rows } = await lab.database
    .pool('owner')
    .query(
      `SELECT count(*)::int AS bare FROM vault.customer WHERE remark__ct IS NULL OR remark__mask IS NULL`,
    );
  expect(rows).toEqual([{ bare: 0 }]);
  const { rows: entries } = await lab.database.pool('owner').query(`SELECT state FROM vault._conversion`);
  expect(entries).toEqual([{ state: 'finished' }]);
}, 180_000);
