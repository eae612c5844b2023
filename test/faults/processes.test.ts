import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../support/gateway-lab.ts';
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
import type { Told } from './acknowledged.ts';
import { expectRecorded, expectWhole, soundLog } from './aftermath.ts';

/** Processes are killed at any moment; what they had answered and acknowledged by then must be true. */
const ROUNDS = Number(process.env.FENCUN_TEST_CRASHES ?? 3);

let lab: GatewayLab;
const children: ChildProcess[] = [];
beforeAll(async () => {
  lab = await createGatewayLab();
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
  const rows = Array.from({ length: 20 }, (_, index) => ({
    placement: placed(2),
    values: { name: '原有客户', phone: `1990000${1234 + index}`, remark: 'r', notes: 'n', address: 'a' },
  }));
  await lab.load(CUSTOMER, rows, DEPARTMENTS);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => lab.close());

type Serving = Readonly<{ told: Told[]; kill(): Promise<void>; errors(): string }>;

function serve(name: string): Serving {
  const script = 'test/faults/serving-process.ts';
  const child = spawn(process.execPath, ['--import', 'tsx', script, lab.url, lab.credential, name], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const told: Told[] = [];
  const lines = createInterface({ input: child.stdout });
  // The last line may be cut by the kill: what did not get out whole was not released.
  lines.on('line', (line) => {
    if (line.endsWith('}')) told.push(JSON.parse(line) as Told);
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = Promise.all([
    new Promise((resolve) => child.once('exit', resolve)),
    new Promise((resolve) => lines.once('close', resolve)),
  ]);
  return {
    told,
    errors: () => errors,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function until(holds: () => boolean, what: () => string): Promise<void> {
  const end = Date.now() + 45_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it did not come to pass: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it('FAULT-1 whatever was answered before a process was killed is on record, field by field, and the log verifies', async () => {
  const everything: Told[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const serving = [serve(`a${round}`), serve(`b${round}`)];
    const errors = () => serving.map((one) => one.errors()).join('');
    await until(() => serving.every(({ told }) => told.length >= 60), errors);
    for (const one of serving) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      await one.kill();
    }
    expect(errors()).toBe('');
    const told = serving.flatMap((one) => one.told);
    everything.push(...told);
    const log = await soundLog(lab.database);
    expectRecorded(everything, log);
    await expectWhole(lab.database, everything, log);
  }
  expect([...new Set(everything.map(({ what }) => what))].toSorted()).toEqual([
    'aggregate',
    'create',
    'edit',
    'erase',
    'history',
    'import',
    'list',
    'match',
    'read',
    'search',
  ]);
}, 240_000);

it('FAULT-2 after the crashes every value opens, and each record’s history ends with what it holds', async () => {
  await lab.enact(policyOf(EVERYTHING));
  const asked = () => lab.requestOf(clerk());
  const { records } = await lab.door.list(asked(), 'customer', query({ limit: 200 }));
  expect(records.length).toBeGreaterThan(20);
  for (const { id, version, values } of records.slice(0, 40)) {
    // One write sets all three texts to the same, two of them sealed.
    if (version > 1 || values.remark !== 'r') {
      expect([values.notes, values.address]).toEqual([values.remark, values.remark]);
    }
    if (version === 1) continue;
    const { changes } = await lab.door.history(asked(), 'customer', id);
    const newest = Object.fromEntries(changes.toReversed().map(({ field, after }) => [field, after]));
    expect(newest).toEqual({ remark: values.remark, notes: values.remark, address: values.remark });
    expect(changes.length).toBe(3 * (version - 1));
  }
  const orders = await lab.door.list(asked(), 'order', query({ limit: 200 }));
  for (const { values } of orders.records) expect(values.gift_note).toBe(values.number);
});
