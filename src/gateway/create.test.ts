import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  EVERYTHING,
  ORDER,
  PERSON,
  placed,
  policyOf,
  query,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';
import { mask } from '../kernel/disclosure/masks.ts';
import { summarise } from '../kernel/disclosure/summaries.ts';
import { transaction } from '../platform/database/transaction.ts';
import { relocate } from './relocate.ts';

let lab: GatewayLab;
beforeAll(async () => {
  lab = await createGatewayLab();
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
});
afterAll(() => lab.close());

const owner = () => lab.database.pool('owner');
const asked = (change: Parameters<typeof clerk>[0] = {}) => lab.requestOf(clerk(change));

async function newCustomer(values: Readonly<Record<string, string>> = { name: '测试甲' }): Promise<string> {
  const { records } = await lab.door.create(asked(), 'customer', [{ values }]);
  return records[0]?.id ?? '';
}

it('GATE-1 every type of field comes back as it was stored, masked as its mask says, and summarised as its summary', async () => {
  await lab.enact(policyOf(EVERYTHING));
  const referrer = await newCustomer();
  const written: Record<string, string> = { ...PERSON, referrer };
  const id = await newCustomer(written);
  const shown = await lab.door.read(asked(), 'customer', id);
  expect(shown.record.values).toEqual({ ...written, visits: '7', vip: true });

  await lab.enact(policyOf(allow(['see'], { disclosure: 'masked' })));
  const masked = await lab.door.read(asked(), 'customer', id);
  for (const { name, mask: maskName } of CUSTOMER.fields) {
    expect([name, masked.record.values[name]]).toEqual([
      name,
      maskName === null ? undefined : mask(maskName, written[name] ?? ''),
    ]);
  }
  await lab.enact(policyOf(allow(['see'], { disclosure: 'summary' })));
  const summarised = await lab.door.read(asked(), 'customer', id);
  for (const { name, summary } of CUSTOMER.fields) {
    const code = summary === null ? undefined : summarise(summary, written[name] ?? '', Date.now()).code;
    expect([name, summarised.record.values[name]]).toEqual([name, code]);
  }
});

it('GATE-2 an encrypted value stands in no column in the clear, nor does any part of it that its mask hides', async () => {
  await lab.enact(policyOf(EVERYTHING));
  const id = await newCustomer({ ...PERSON });
  const { rows } = await owner().query<Record<string, unknown>>(
    'SELECT to_jsonb(c) AS row FROM vault.customer c WHERE id = $1',
    [id],
  );
  const row = JSON.stringify(rows[0]);
  for (const { name, encrypted } of CUSTOMER.fields) {
    const value = PERSON[name as keyof typeof PERSON] ?? '';
    if (encrypted) expect([name, row.includes(value)]).toEqual([name, false]);
  }
  const { rows: elsewhere } = await owner().query<{ text: string }>(
    `SELECT string_agg(encode(entries, 'escape'), '') AS text FROM audit.pending`,
  );
  for (const value of Object.values(PERSON).filter((text) => text.length > 6)) {
    expect(elsewhere[0]?.text).not.toContain(value);
  }
});

it('GATE-3 a record about a customer is created only for one whom the creator may know; others seem not to exist', async () => {
  await lab.enact(policyOf(EVERYTHING));
  const [mine, hidden] = await lab.load(
    CUSTOMER,
    [placed(2), placed(4)].map((placement, index) => ({ placement, values: { name: `顾客${index}甲` } })),
    DEPARTMENTS,
  );
  await lab.enact(
    policyOf(
      allow(['see', 'create'], { scope: 'department-tree', recordType: 'customer' }),
      allow(['see', 'create'], { recordType: 'order' }),
    ),
  );
  const order = (customer: string) =>
    lab.door.create(asked(), 'order', [{ values: { customer, number: 'A-1' } }]);
  expect(await refusal(order(mine ?? ''))).toBe('answered');
  expect(await refusal(order((mine ?? '').toUpperCase()))).toBe('answered');
  expect(await refusal(order(hidden ?? ''))).toBe('not-found');
  expect(await refusal(order('01890000-0000-7000-8000-0000000000ff'))).toBe('not-found');
  expect(await refusal(order('nobody'))).toBe('not-found');
  expect(await refusal(lab.door.create(asked(), 'order', [{ values: { number: 'A-2' } }]))).toBe(
    'invalid-input',
  );
});

it('GATE-4 whoever a customer is shared with, or works on its team, reaches what is added about the customer', async () => {
  const [customer] = await lab.load(
    CUSTOMER,
    [
      {
        placement: placed(2, {
          team: [21],
          shares: [
            { kind: 'assignment', id: 22 },
            { kind: 'department', id: 4, tree: true },
          ],
        }),
        values: { name: '共享客户' },
      },
    ],
    DEPARTMENTS,
  );
  await lab.enact(policyOf(EVERYTHING));
  const { records } = await lab.door.create(asked(), 'order', [
    { values: { customer: customer ?? '', number: 'S-1' }, placement: placed(2) },
  ]);
  const seesOrder = async (
    scope: 'related-team' | 'shared' | 'department',
    assignment: number,
    department: number,
  ) => {
    await lab.enact(policyOf(allow(['see'], { scope })));
    const assignments = [{ id: assignment, person: 1, department, position: 'clerk', validity: {} }];
    return refusal(lab.door.read(asked({ assignments }), 'order', records[0]?.id ?? ''));
  };
  expect(await seesOrder('related-team', 21, 9)).toBe('answered');
  expect(await seesOrder('shared', 22, 9)).toBe('answered');
  expect(await seesOrder('shared', 23, 4)).toBe('answered');
  expect(await seesOrder('department', 23, 2)).toBe('answered');
  expect(await seesOrder('related-team', 23, 9)).toBe('not-found');
  expect(await seesOrder('shared', 23, 3)).toBe('not-found');
});

it('GATE-5 what a creator may not fill, or where, is refused by name, and nothing is stored', async () => {
  await lab.enact(
    policyOf(
      allow(['create'], { scope: 'department', fields: { names: ['name', 'remark'] } }),
      allow(['see'], { scope: 'own', fields: { names: ['name', 'phone'] } }),
    ),
  );
  const count = async () => (await owner().query('SELECT FROM vault.customer')).rowCount;
  const before = await count();
  const create = (values: Readonly<Record<string, string>>, department?: number) =>
    refusal(
      lab.door.create(asked(), 'customer', [
        department === undefined ? { values } : { values, placement: placed(department) },
      ]),
    );
  expect(await create({ name: '测试甲', phone: '19900001234' })).toBe('field-not-editable');
  expect(await create({ name: '测试甲' }, 4)).toBe('forbidden');
  expect(await create({ remark: 'no name' })).toBe('invalid-input');
  expect(await create({ name: '测试甲', colour: 'red' })).toBe('unknown-field');
  expect(await create({ name: '测试甲', card: '6222020000000000017' })).toBe('unknown-field');
  expect(await create({ name: '张**' })).toBe('invalid-input');
  expect(await count()).toBe(before);
  expect(lab.takeRecords().filter(({ outcome }) => outcome === 'refused').length).toBeGreaterThanOrEqual(5);

  const { records, disclosures } = await lab.door.create(asked(), 'customer', [
    { values: { name: '测试乙', remark: 'kept' } },
  ]);
  // The creator's own record is read back as they may see it: no remark.
  expect(records[0]?.values).toEqual({ name: '测试乙', phone: null });
  expect(disclosures).toEqual({ name: 'shown', phone: 'shown' });
  expect(await count()).toBe((before ?? 0) + 1);
});

it('GATE-6 numbers that no column holds and ids that are none are refused as input, in writes, filters and keys', async () => {
  await lab.enact(policyOf(EVERYTHING));
  const id = await newCustomer();
  const huge = '9'.repeat(30);
  const create = (values: Readonly<Record<string, string>>) =>
    lab.door.create(asked(), 'customer', [{ values }]);
  expect(await refusal(create({ name: '测试甲', spent: huge }))).toBe('invalid-input');
  expect(await refusal(create({ name: '测试甲', referrer: 'nobody' }))).toBe('invalid-input');
  expect(
    await refusal(lab.door.edit(asked(), 'customer', [{ id, version: 1, values: { spent: huge } }])),
  ).toBe('invalid-input');
  const filters = [{ field: 'spent', operator: 'less-than' as const, values: [huge] }];
  expect(await refusal(lab.door.list(asked(), 'customer', query({ filters })))).toBe('invalid-input');
});

it('GATE-7 a department that moves takes its records along, and none that is being created stays behind', async () => {
  const heads = { scope: 'department-tree' as const };
  await lab.enact(policyOf(allow(['see', 'create'], heads), allow(['create'])));
  const other = await lab.neighbour();
  await owner().query(
    `INSERT INTO fencun.department (id, parent, code, name_zh, name_en, created_at) OVERRIDING SYSTEM VALUE
     VALUES (1, NULL, 'D1', 'a', 'a', now()), (2, 1, 'D2', 'b', 'b', now()), (3, 2, 'D3', 'c', 'c', now()),
            (4, 1, 'D4', 'd', 'd', now()), (9, NULL, 'D9', 'e', 'e', now())`,
  );
  await lab.enact(policyOf(allow(['see', 'create'], heads), allow(['create'])));
  const inThree = [{ values: { name: '随迁客户' }, placement: placed(3) }];
  const [before] = (await lab.door.create(asked(), 'customer', inThree, { echo: false })).records;
  expect(before).toBeUndefined();
  const headOf = (department: number) =>
    asked({ assignments: [{ id: 30 + department, person: 1, department, position: 'head', validity: {} }] });
  const seen = async (department: number) =>
    (await other.list(headOf(department), 'customer', query({ limit: 200 }))).records.filter(
      ({ values }) => values.name === '随迁客户',
    ).length;
  expect([await seen(2), await seen(4)]).toEqual([1, 0]);

  let creating = true;
  const creators = [lab.door, other].map(async (door) => {
    let made = 0;
    while (creating) {
      await door.create(asked(), 'customer', inThree, { echo: false });
      made += 1;
    }
    return made;
  });
  await new Promise((resolve) => setTimeout(resolve, 150));
  const departments = policyOf().departments.map((one) => (one.id === 3 ? { id: 3, parent: 4 } : one));
  await transaction(lab.database.pool('application'), async (client) => {
    await client.query('UPDATE fencun.department SET parent = 4 WHERE id = 3');
    await relocate(client, 3);
    await new Promise((resolve) => setTimeout(resolve, 150));
  });
  await lab.enact({ ...policyOf(allow(['see', 'create'], heads), allow(['create'])), departments });
  await new Promise((resolve) => setTimeout(resolve, 150));
  creating = false;
  const made = (await Promise.all(creators)).reduce((sum, one) => sum + one, 1);
  const { rows } = await owner().query<{ token: number; count: number }>(
    `SELECT h.token, count(*) FROM vault.customer c JOIN vault.customer__reach h ON h.record = c.id
     WHERE c._department = 3 GROUP BY 1 ORDER BY 1`,
  );
  // Each is reached through departments 3, 4 and 1, and none through 2 any more.
  expect(rows.map(({ token, count }) => [token - 2 ** 40, count])).toEqual([
    [1, made],
    [3, made],
    [4, made],
  ]);
  await owner().query('DELETE FROM fencun.department');
});

it('GATE-8 a customer who is erased while a record about them is created leaves the creator with "not found"', async () => {
  await lab.enact(policyOf(EVERYTHING));
  for (let round = 0; round < 10; round += 1) {
    const customer = await newCustomer();
    const outcomes = await Promise.all([
      refusal(lab.door.erase(asked(), 'customer', customer, 1)),
      refusal(lab.door.create(asked(), 'order', [{ values: { customer, number: `R-${round}` } }])),
    ]);
    expect(outcomes[0]).toBe('answered');
    expect(['answered', 'not-found']).toContain(outcomes[1]);
    const left = await owner().query('SELECT FROM vault."order" WHERE customer = $1', [customer]);
    expect(left.rowCount).toBe(0);
  }
});
