import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  EVERYTHING,
  ORDER,
  placed,
  policyOf,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';

let lab: GatewayLab;
beforeAll(async () => {
  lab = await createGatewayLab();
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
});
afterAll(() => lab.close());

const asked = () => lab.requestOf(clerk());
const put = (keyField: string | null, ...values: readonly Readonly<Record<string, string>>[]) =>
  lab.door.upsert(asked(), 'customer', {
    keyField,
    rows: values.map((one, index) => ({ row: index + 2, record: { values: one } })),
  });
const count = async () =>
  (await lab.database.pool('owner').query('SELECT FROM vault.customer')).rowCount ?? 0;

it('GATE-37 a batch sent again changes nothing, in whatever form its keys and values are written', async () => {
  await lab.enact(policyOf(EVERYTHING));
  for (const [key, first, again] of [
    ['phone', { phone: '19900003001', spent: '12.50' }, { phone: '199 0000 3001', spent: '12.5' }],
    ['visits', { visits: '3001', spent: '7' }, { visits: '3,001.0', spent: '7.00' }],
    ['email', { email: 'a@example.com' }, { email: 'a@example.com' }],
    ['since', { since: '2026-05-01' }, { since: '2026/5/1' }],
    ['spent', { spent: '880.10' }, { spent: '¥880.1' }],
  ] as const) {
    const before = await count();
    const name = { name: `按${key}` };
    expect([key, await put(key, { ...name, ...first })]).toMatchObject([key, { created: 1, rejected: [] }]);
    expect([key, await put(key, { ...name, ...again })]).toMatchObject([
      key,
      { created: 0, updated: 0, unchanged: 1, rejected: [] },
    ]);
    expect(await put(key, { ...name, ...again, remark: 'new' })).toMatchObject({ updated: 1 });
    expect(await count()).toBe(before + 1);
  }
});

it('GATE-38 a row that cannot be stored is rejected alone, with its reason; the others are stored and on record', async () => {
  await lab.enact(policyOf(EVERYTHING));
  const before = await count();
  lab.takeRecords();
  const outcome = await put(
    'phone',
    { name: '甲一', phone: '19900004001' },
    { phone: '19900004002' },
    { name: '甲三', phone: '19900004003', spent: '9'.repeat(30) },
    { name: '甲四', phone: '19900004001' },
    { name: '甲五', phone: '19900004005', referrer: 'nobody' },
    { name: '甲六', phone: '19900004006' },
  );
  expect(outcome).toMatchObject({ created: 2, updated: 0, unchanged: 0 });
  expect(outcome.rejected.map(({ row, problem }) => [row, problem.code]).toSorted()).toEqual([
    [3, 'invalid-input'],
    [4, 'invalid-input'],
    [5, 'already-exists'],
    [6, 'invalid-input'],
  ]);
  expect(await count()).toBe(before + 2);
  const records = lab.takeRecords().flatMap(({ releases }) => releases.flatMap((release) => release.records));
  expect(new Set(records).size).toBe(2);
});

it('GATE-38 a batch whose own bookkeeping fails stores nothing', async () => {
  const before = await count();
  const work = lab.door.upsert(asked(), 'customer', {
    keyField: null,
    rows: [{ row: 2, record: { values: { name: '不会留下' } } }],
    within: async () => {
      throw new Error('the import was taken over');
    },
  });
  await expect(work).rejects.toThrow('taken over');
  expect(await count()).toBe(before);
});

it('GATE-39 a record that the importer may not find by the key is not taken as known, nor touched, nor hinted at', async () => {
  const rows = [{ placement: placed(4), values: { name: '别人的客户', phone: '19900005001' } }];
  await lab.load(CUSTOMER, rows, DEPARTMENTS);
  await lab.enact(
    policyOf(
      allow(['see', 'find', 'edit'], { scope: 'department' }),
      allow(['create'], { scope: 'department' }),
    ),
  );
  const row = { name: '我的客户', phone: '19900005001' };
  expect(await put('phone', row)).toMatchObject({ created: 1, updated: 0 });
  await lab.enact(policyOf(allow(['see', 'create'])));
  expect(await refusal(put('phone', row))).toBe('field-not-findable');
  await lab.enact(policyOf(EVERYTHING));
  expect(await refusal(put('card', { name: '无查找', card: '6222020000000000017' }))).toBe(
    'unsupported-operator',
  );
});

it('GATE-40 two imports of the same rows at once end without harm, each row stored or rejected', async () => {
  await lab.enact(policyOf(EVERYTHING));
  const rows = Array.from({ length: 12 }, (_, index) => ({
    name: `并行${index}`,
    phone: `1990000600${index % 10}`,
  }));
  await put('phone', ...rows.slice(0, 10));
  const changed = (remark: string) => rows.slice(0, 10).map((row) => ({ ...row, remark }));
  const outcomes = await Promise.all(
    ['a', 'b', 'c', 'd'].map((remark) => put('phone', ...changed(remark).toReversed())),
  );
  for (const { created, updated, unchanged, rejected } of outcomes) {
    expect([created, updated + unchanged + rejected.length]).toEqual([0, 10]);
  }
});

it('GATE-41 a row that repeats whom a known record is about updates it; one that names another customer is rejected', async () => {
  await lab.enact(policyOf(EVERYTHING));
  const { records: people } = await lab.door.create(asked(), 'customer', [
    { values: { name: '订购人', phone: '19900006001' } },
    { values: { name: '旁人', phone: '19900006002' } },
  ]);
  const [customer = '', other = ''] = people.map(({ id }) => id);
  const putOrder = (values: Readonly<Record<string, string>>) =>
    lab.door.upsert(asked(), 'order', { keyField: 'number', rows: [{ row: 2, record: { values } }] });
  expect(await putOrder({ customer, number: '6001', paid: 'false' })).toMatchObject({
    created: 1,
    rejected: [],
  });
  expect(await putOrder({ customer, number: '6001', paid: 'true' })).toMatchObject({
    updated: 1,
    rejected: [],
  });
  const refused = await putOrder({ customer: other, number: '6001', paid: 'false' });
  expect(refused).toMatchObject({ created: 0, updated: 0 });
  expect(refused.rejected.map(({ problem }) => problem.code)).toEqual(['already-exists']);
});
