import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Marked, scannerFor, VARIANTS } from './canaries.ts';
import type { Who } from './client.ts';
import { SERVICE } from './company.ts';
import { probesFor } from './hunt.ts';
import { CUSTOMERS, canaryFields, cellOf, ROWS, valueIn } from './records.ts';
import { dump } from './stored.ts';
import { type Base, createBase, createWorld, type World } from './world.ts';

/** What work leaves behind: log lines, figures, the log's own tables, files. A canary in any of them is a leak. */

let base: Base;
let world: World;
beforeAll(async () => {
  base = await createBase();
  world = await createWorld(base);
  for (const who of ['seer', 'masked', 'viewer', 'finder'] as const) await work(who);
  await importFile();
  await world.fencun.audit.drain();
  await world.fencun.sealer.sealNow();
}, 300_000);
afterAll(async () => {
  await world.drop();
  await base.drop();
});

/** A share of all that can be done, what succeeds and what is refused. */
async function work(who: Who): Promise<void> {
  const { reading, inTurn } = probesFor(who);
  const some = reading.filter((_, index) => index % 5 === 0);
  // The session is still needed.
  const others = inTurn.filter(({ operation }, index) => index % 3 === 0 && operation !== 'signOut');
  for (const probe of [...some, ...others]) await probe.run(world.as(who), world.as);
}

/** A customer's values arrive in a file, too; some of its rows cannot be stored. */
async function importFile(): Promise<void> {
  const [phone, remark, name] = ['phone', 'remark', 'name'].map((field) => columnOf(field));
  const lines = CUSTOMERS.map((_, row) => [name?.[row], phone?.[row], remark?.[row]].join(','));
  const content = ['name,phone,remark', ...lines, 'Q bad,no number,x'].join('\r\n');
  const body = [
    '--form',
    'content-disposition: form-data; name="file"; filename="customers.csv"',
    'content-type: text/csv',
    '',
    content,
    '--form--',
    '',
  ].join('\r\n');
  const headers = { 'content-type': 'multipart/form-data; boundary=form' };
  const client = world.as('seer');
  const upload = {
    method: 'POST',
    url: '/imports?recordType=customer',
    headers,
    body,
    purpose: SERVICE,
  } as const;
  const answer = await client.send(upload);
  expect(answer.status, answer.body).toBe(201);
  const view = JSON.parse(answer.body) as { id: string; columns: { column: number; field: unknown }[] };
  const columns = view.columns.map(({ column, field }) => ({ column, field, include: true }));
  const plan = { recordType: 'customer', keyField: null, columns };
  const url = `/imports/${view.id}`;
  const started = await client.send({ method: 'POST', url: `${url}/start`, body: plan, purpose: SERVICE });
  expect(started.status, started.body).toBe(200);
  for (let look = 0; look < 200; look += 1) {
    const { state } = JSON.parse((await client.send({ method: 'GET', url, purpose: SERVICE })).body) as {
      state: string;
    };
    if (state === 'finished' || state === 'failed') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const rejected = await client.send({ method: 'GET', url: `${url}/rejected`, purpose: SERVICE });
  expect(rejected.body).toContain('no number');
}

const columnOf = (name: string) =>
  CUSTOMERS.map((row) => {
    const field = canaryFields(row).find((candidate) => candidate.name === name);
    return field === undefined ? '' : valueIn(row, field, 'other');
  });

function marked(isOne: (field: ReturnType<typeof canaryFields>[number]) => boolean): readonly Marked[] {
  return ROWS.flatMap((row) =>
    canaryFields(row)
      .filter(isOne)
      .flatMap((field) =>
        VARIANTS.map((variant) => ({ cell: cellOf(row, field), value: valueIn(row, field, variant) ?? '' })),
      ),
  );
}

const scanAll = () => scannerFor(marked(() => true));

it('LEAK-43 the operating log holds no value, whatever was asked, refused or imported', () => {
  expect(world.lines.length).toBeGreaterThan(500);
  expect(scanAll()(world.lines.join('\n'))).toEqual([]);
});

it('LEAK-43 the figures for operators hold no value', async () => {
  const { status, body } = await world.as('anonymous').send({ method: 'GET', url: '//metrics' });
  expect(status).toBe(200);
  expect(body).toContain('/api/v1/records/:type/query');
  expect(scanAll()(body)).toEqual([]);
});

it('LEAK-43 neither the access log nor any table outside the vault holds a value in the clear', async () => {
  const text = await dump(world.fencun.database, ['fencun', 'audit', 'public']);
  expect(text).toContain(Buffer.from('"recordType":"customer"').toString('hex'));
  expect(scanAll()(text)).toEqual([]);
});

it('LEAK-43 the vault holds no value of an encrypted field in the clear', async () => {
  const text = await dump(world.fencun.database, ['vault']);
  const scan = scannerFor(marked(({ encrypted }) => encrypted));
  expect(scan(text)).toEqual([]);
  const plain = scannerFor(marked(({ encrypted }) => !encrypted));
  expect(plain(text).length).toBeGreaterThan(0);
});

it('LEAK-43 no file of the data folder holds a value in the clear, imports included', () => {
  const files = readdirSync(base.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(1);
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(join(parentPath, name));
    expect(scanAll()(bytes.toString('latin1')), name).toEqual([]);
  }
});
