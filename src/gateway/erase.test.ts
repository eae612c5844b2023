import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  ASSIGNMENT,
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  EVERYTHING,
  filter,
  ORDER,
  PERSON,
  placed,
  policyOf,
  query,
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
const owner = () => lab.database.pool('owner');

async function customerWithOrders(): Promise<Readonly<{ id: string; orders: readonly string[] }>> {
  const placement = placed(2, { team: [21] });
  const [id = ''] = await lab.load(CUSTOMER, [{ placement, values: PERSON }], DEPARTMENTS);
  await lab.enact(policyOf(EVERYTHING));
  const { records } = await lab.door.create(
    asked(),
    'order',
    ['1', '2'].map((number) => ({ values: { customer: id, number, gift_note: `note ${number}` } })),
  );
  return { id, orders: records.map((record) => record.id) };
}

/** Every row of every table of the vault as text. */
async function vaultAsText(): Promise<string> {
  const { rows: tables } = await owner().query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('vault', 'fencun')`,
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await owner().query<{ text: string | null }>(
        `SELECT string_agg(to_jsonb(t)::text, E'\\n') AS text FROM ${name} t`,
      );
      return rows[0]?.text ?? '';
    }),
  );
  return texts.join('\n');
}

it('GATE-27 with a customer go all records about them, their reach, their lookups and their key, in one transaction', async () => {
  const { id, orders } = await customerWithOrders();
  const before = await vaultAsText();
  const { rows: lookups } = await owner().query<Record<string, string | null>>(
    'SELECT name__exact, phone__exact, phone__last4, card__last4 FROM vault.customer WHERE id = $1',
    [id],
  );
  const digests = Object.values(lookups[0] ?? {});
  expect(digests.length).toBe(4);
  for (const trace of [id, ...orders, ...digests]) expect(before).toContain(trace);

  const answer = await lab.door.erase(asked(), 'customer', id, 1);
  expect(answer.erased).toBe(3);
  const after = await vaultAsText();
  for (const trace of [id, ...orders, ...digests, PERSON.email, PERSON.remark])
    expect(after).not.toContain(trace);
  const search = query({ filters: [filter('phone', 'equals', PERSON.phone)] });
  expect((await lab.door.list(asked(), 'customer', search)).records).toEqual([]);
  const { entries } = await lab.logReader.search({ customer: id, kind: 'change' }, { limit: 1 });
  expect(entries[0]?.record).toMatchObject({ id: answer.accessRecord, action: 'erase', note: { erased: 3 } });
});

it('GATE-28 after an erasure no process opens what the log still holds of the customer, whatever it remembers', async () => {
  const neighbour = await lab.neighbour();
  const { id } = await customerWithOrders();
  await lab.door.edit(asked(), 'customer', [{ id, version: 1, values: { phone: '19900009999' } }]);
  // Both processes now remember the key.
  for (const door of [lab.door, neighbour]) {
    expect((await door.read(asked(), 'customer', id)).record.values.phone).toBe('19900009999');
    expect((await door.history(asked(), 'customer', id)).changes.length).toBe(1);
  }
  await lab.door.erase(asked(), 'customer', id, 2);
  for (const door of [lab.door, neighbour]) {
    expect(await refusal(door.history(asked(), 'customer', id))).toBe('not-found');
    expect(await refusal(door.read(asked(), 'customer', id))).toBe('not-found');
    expect(await refusal(door.match(asked(), 'customer', id, { field: 'phone', value: '1' }))).toBe(
      'not-found',
    );
  }
  // The row put back, as from a copy of the table alone, opens nothing: neither history nor a new edit.
  await owner().query(
    `INSERT INTO vault.customer (id, _version, _department, _legal_entity) VALUES ($1, 9, 2, 1)`,
    [id],
  );
  for (const door of [lab.door, neighbour]) {
    expect(await refusal(door.history(asked(), 'customer', id))).toBe('not-found');
    const edit = door.edit(asked(), 'customer', [{ id, version: 9, values: { phone: '19900008888' } }]);
    expect(await refusal(edit)).toBe('key-unavailable');
    const order = door.create(asked(), 'order', [{ values: { customer: id, gift_note: 'x' } }]);
    expect(await refusal(order)).toBe('key-unavailable');
  }
  const { entries } = await lab.logReader.search({ customer: id, kind: 'change' }, { limit: 50 });
  const sealed = entries
    .flatMap(({ record }) => record?.changes ?? [])
    .filter((change) => change.sealed !== null);
  expect(sealed.length).toBe(1);
  await owner().query('DELETE FROM vault.customer WHERE id = $1', [id]);
});

it('GATE-29 erasing takes the right to erase every field, the version that was seen, and a record that one may know', async () => {
  const { id, orders } = await customerWithOrders();
  expect(await refusal(lab.door.erase(asked(), 'customer', id, 2))).toBe('version-conflict');
  await lab.enact(policyOf(allow(['see']), allow(['erase'], { fields: { names: ['name'] } })));
  expect(await refusal(lab.door.erase(asked(), 'customer', id, 1))).toBe('forbidden');
  await lab.enact(policyOf(allow(['see', 'erase'], { scope: 'own' })));
  expect(await refusal(lab.door.erase(asked(), 'customer', id, 1))).toBe('not-found');
  await lab.enact(policyOf(allow(['see'])));
  expect(await refusal(lab.door.erase(asked(), 'customer', id, 1))).toBe('forbidden');
  await lab.enact(policyOf(EVERYTHING));
  // One record about a customer goes alone; customer and key stay.
  expect((await lab.door.erase(asked(), 'order', orders[0] ?? '', 1)).erased).toBe(1);
  expect((await lab.door.read(asked(), 'customer', id)).record.values.phone).toBe(PERSON.phone);
  expect((await lab.door.read(asked(), 'order', orders[1] ?? '')).record.values.gift_note).toBe('note 2');
});

it('GATE-55 seeing a record gives no right to erase it, whatever of others may be erased', async () => {
  const of = (owner: number | null) => ({ placement: placed(2, { owner }), values: PERSON });
  const [own = '', foreign = ''] = await lab.load(CUSTOMER, [of(ASSIGNMENT.id), of(null)], DEPARTMENTS);
  await lab.enact(policyOf(allow(['see']), allow(['erase'], { scope: 'own' })));
  expect((await lab.door.read(asked(), 'customer', foreign)).erasable).toBe(false);
  expect((await lab.door.read(asked(), 'customer', own)).erasable).toBe(true);
  expect(await refusal(lab.door.erase(asked(), 'customer', foreign, 1))).toBe('forbidden');
  expect(await refusal(lab.door.erase(asked(), 'customer', own, 1))).toBe('answered');
});
