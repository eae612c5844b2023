import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  allow,
  CUSTOMER,
  clerk,
  EVERYTHING,
  field,
  ORDER,
  policyOf,
  query,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';
import type { RecordType } from '../kernel/record-type.ts';

let lab: GatewayLab;
beforeAll(async () => {
  lab = await createGatewayLab();
});
afterAll(() => lab.close());

const asked = () => lab.requestOf(clerk());

it('GATE-34 a type that cannot work is refused with what is wrong, and leaves no table behind', async () => {
  expect(await refusal(lab.door.define(ORDER))).toBe('invalid-input');
  await lab.door.define(CUSTOMER);
  const wrong: readonly Partial<RecordType>[] = [
    { name: 'Ticket' },
    { name: 'ticket__reach' },
    { name: '_ticket' },
    { name: 'x'.repeat(49) },
    { name: 'ticket"; DROP TABLE vault.customer; --' },
    { customerField: null },
    { customerField: 'subject' },
    { titleField: 'nothing' },
    { fields: [...ORDER.fields, field('number', 'text')] },
    { fields: [...ORDER.fields, field('id', 'text')] },
    { fields: [...ORDER.fields, field('two__parts', 'text')] },
    { fields: [...ORDER.fields, field('secret_link', 'relation', { encrypted: true })] },
    { fields: [...ORDER.fields, field('day', 'date', { encrypted: true, lookups: ['last4'] })] },
    { fields: [...ORDER.fields, field('open', 'text', { lookups: ['last4'] })] },
    { fields: [...ORDER.fields, field('sum', 'number', { derived: { kind: 'count', from: 'order' } })] },
    { fields: [...ORDER.fields, ...Array.from({ length: 200 }, (_, i) => field(`f${i}`, 'text'))] },
  ];
  for (const change of wrong) {
    expect([change, await refusal(lab.door.define({ ...ORDER, name: 'ticket', ...change }))]).toEqual([
      change,
      'invalid-input',
    ]);
  }
  expect([...(await lab.door.recordTypes()).keys()]).toEqual(['customer']);
  const { rows } = await lab.database
    .pool('owner')
    .query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'vault' AND tablename NOT LIKE '\\_%' ORDER BY 1`,
    );
  expect(rows).toEqual([{ tablename: 'customer' }, { tablename: 'customer__reach' }]);
});

it('GATE-35 new fields are served by every process at once, to those whose rules reach them and nobody else', async () => {
  const neighbour = await lab.neighbour();
  await lab.enact(policyOf(EVERYTHING));
  const { records } = await neighbour.create(asked(), 'customer', [{ values: { name: '测试甲' } }]);
  const id = records[0]?.id ?? '';
  const added = [
    field('nickname', 'text', { encrypted: true, mask: 'text', lookups: ['exact'] }),
    field('shoe_size', 'number', { sensitivity: 4 }),
  ];
  await Promise.all([
    lab.door.define({ ...CUSTOMER, fields: [...CUSTOMER.fields, ...added] }),
    neighbour.define({ ...CUSTOMER, fields: [...CUSTOMER.fields, ...added] }),
  ]);
  await neighbour.edit(asked(), 'customer', [
    { id, version: 1, values: { nickname: '小甲', shoe_size: '42' } },
  ]);
  expect((await lab.door.read(asked(), 'customer', id)).record.values).toMatchObject({
    nickname: '小甲',
    shoe_size: '42',
  });
  await lab.enact(policyOf(allow(['see'], { fields: { sensitivityAtMost: 3 }, disclosure: 'masked' })));
  const { record } = await neighbour.read(asked(), 'customer', id);
  expect(record.values.nickname).toMatch(/\*\*/);
  expect(record.values.shoe_size).toBeUndefined();
  // A field that exists stays as it is, whatever a later definition says of it.
  const tamer = [field('shoe_size', 'number', { sensitivity: 1 }), field('phone', 'phone')];
  await lab.door.define({ ...CUSTOMER, fields: [field('name', 'text'), ...tamer] });
  const type = (await lab.door.recordTypes()).get('customer');
  expect(type?.fields.find(({ name }) => name === 'shoe_size')?.sensitivity).toBe(4);
  expect(type?.fields.find(({ name }) => name === 'phone')?.encrypted).toBe(true);
});

it('GATE-36 a computed field tells of a customer’s other records what it is defined to, and is governed as a field', async () => {
  await lab.door.define(ORDER);
  const derived = [
    field('orders', 'number', { derived: { kind: 'count', from: 'order' } }),
    field('unpaid', 'boolean', {
      derived: { kind: 'exists', from: 'order', where: { field: 'paid', equals: 'false' } },
    }),
    field('last_number', 'text', { derived: { kind: 'latest', from: 'order', field: 'number' }, mask: null }),
  ];
  await lab.door.define({ ...CUSTOMER, fields: [...CUSTOMER.fields, ...derived] });
  await lab.enact(policyOf(EVERYTHING));
  const { records } = await lab.door.create(asked(), 'customer', [{ values: { name: '测试乙' } }]);
  const id = records[0]?.id ?? '';
  expect(records[0]?.values).toMatchObject({ orders: 0, unpaid: false, last_number: null });
  const orders = ['1', '2'].map((number) => ({
    values: { customer: id, number, paid: String(number === '1') },
  }));
  await lab.door.create(asked(), 'order', orders);
  const { record, editable } = await lab.door.read(asked(), 'customer', id);
  expect(record.values).toMatchObject({ orders: 2, unpaid: true, last_number: '2' });
  expect(editable).not.toContain('orders');
  const write = lab.door.edit(asked(), 'customer', [{ id, version: 1, values: { orders: '9' } }]);
  expect(await refusal(write)).toBe('field-not-editable');
  const sorted = query({ sort: { field: 'orders', descending: true } });
  expect(await refusal(lab.door.list(asked(), 'customer', sorted))).toBe('field-not-findable');
  await lab.enact(policyOf(allow(['see'], { fields: { names: ['name'] } })));
  expect(Object.keys((await lab.door.read(asked(), 'customer', id)).record.values)).toEqual(['name']);
});
