import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { AuditWriter } from '../../src/audit/writer.ts';
import { Problem } from '../../src/contract/problem.ts';
import type { GatewayDoor } from '../../src/gateway/door.ts';
import { createGatewayLab, type GatewayLab } from '../support/gateway-lab.ts';
import {
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
} from '../support/lab-company.ts';
import { refusal } from '../support/refusal.ts';
import { expectWhole, soundLog } from './aftermath.ts';

/** The access record cannot be written, or nothing can: then nothing is released, and nothing is lost. */

let lab: GatewayLab;
let id = '';
let order = '';
beforeAll(async () => {
  lab = await createGatewayLab();
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
  const rows = Array.from({ length: 6 }, () => ({ placement: placed(2), values: PERSON }));
  [id = ''] = await lab.load(CUSTOMER, rows, DEPARTMENTS);
  await lab.enact(policyOf(EVERYTHING));
  const values = { customer: id, number: 'F-1', gift_note: 'for the aunt' };
  order = (await lab.door.create(asked(), 'order', [{ values }])).records[0]?.id ?? '';
});
afterEach(() => lab.enact(policyOf(EVERYTHING)));
afterAll(() => lab.close());

const asked = () => lab.requestOf(clerk());
const owner = () => lab.database.pool('owner');

function reads(door: GatewayDoor): readonly (() => Promise<unknown>)[] {
  const figures = { groupBy: ['style'], measure: { function: 'count' as const }, filters: [] };
  return [
    () => door.list(asked(), 'customer', query({ count: true })),
    () => door.list(asked(), 'customer', query({ filters: [filter('phone', 'equals', PERSON.phone)] })),
    () => door.list(asked(), 'customer', query({ filters: [filter('phone', 'equals', '19900009999')] })),
    () => door.list(asked(), 'order', query(), { aboutCustomer: id }),
    () => door.read(asked(), 'customer', id),
    () => door.read(asked(), 'order', order),
    () => door.read(asked(), 'customer', order),
    () => door.aggregate(asked(), 'customer', figures),
    () => door.match(asked(), 'customer', id, { field: 'phone', value: PERSON.phone }),
    () => door.history(asked(), 'customer', id),
    // Refusals are on record too, and say nothing without it: not even that there is no such field.
    () => door.list(asked(), 'customer', query({ fields: ['colour'] })),
    () => door.edit(asked(), 'customer', [{ id, version: 99, values: { remark: 'x' } }]),
  ];
}

function writes(door: GatewayDoor): readonly (() => Promise<unknown>)[] {
  const rows = [{ row: 1, record: { values: { name: '导入', phone: PERSON.phone, remark: 'changed' } } }];
  return [
    () => door.create(asked(), 'customer', [{ values: { name: '新建' } }]),
    () => door.create(asked(), 'order', [{ values: { customer: id, number: 'F-2' } }], { echo: false }),
    () =>
      door.edit(asked(), 'customer', [
        { id, version: 1, values: { remark: 'changed', phone: '19900001111' } },
      ]),
    () => door.upsert(asked(), 'customer', { keyField: 'phone', rows }),
    () => door.erase(asked(), 'order', order, 1),
    () => door.erase(asked(), 'customer', id, 1),
  ];
}

/** All rows of the vault, keys and reach included. */
async function vaultAsText(): Promise<string> {
  const tables = ['customer', 'customer__reach', '"order"', 'order__reach', '_customer_key', '_idempotency'];
  const texts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await owner().query<{ text: string }>(
        `SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text), '') AS text FROM vault.${table} t`,
      );
      return rows[0]?.text;
    }),
  );
  return texts.join('\n');
}

async function expectNothing(door: GatewayDoor, code: string): Promise<void> {
  const before = await vaultAsText();
  for (const ask of [...reads(door), ...writes(door)]) {
    expect([String(ask), await refusal(ask())]).toEqual([String(ask), code]);
  }
  expect(await vaultAsText()).toBe(before);
}

it('FAULT-5 where the log takes no records, no read, search, figure, match, history, write or refusal is answered', async () => {
  await owner().query(
    'REVOKE INSERT ON audit.pending FROM fencun_gateway; REVOKE INSERT (writer, entries) ON audit.pending FROM fencun_gateway',
  );
  try {
    await expectNothing(lab.door, 'record-unavailable');
  } finally {
    await owner().query('GRANT INSERT (writer, entries) ON audit.pending TO fencun_gateway');
  }
  for (const ask of reads(lab.door).slice(0, 6)) expect(await refusal(ask())).toBe('answered');
});

it('FAULT-5 whatever way the writer fails, the answer is withheld', async () => {
  const fail = async (): Promise<never> => {
    throw new Problem('record-unavailable');
  };
  const broken = await lab.neighbour({
    audit: (writer): AuditWriter => ({ ...writer, append: fail, appendWithin: fail }),
  });
  await expectNothing(broken, 'record-unavailable');
});

it('FAULT-6 a full disk refuses what needs room, says so, and loses nothing, wherever in a write it runs full', async () => {
  await owner().query(
    `CREATE FUNCTION public.disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$;
     GRANT EXECUTE ON FUNCTION public.disk_full() TO PUBLIC`,
  );
  const before = await vaultAsText();
  const whole: Readonly<Record<string, readonly (() => Promise<unknown>)[]>> = {
    'audit.pending': [...reads(lab.door), ...writes(lab.door)],
    'vault.customer': writes(lab.door).filter((_, index) => [0, 2, 3, 5].includes(index)),
    'vault.customer__reach': writes(lab.door).slice(0, 1),
    'vault._customer_key': writes(lab.door).slice(0, 1),
    'vault."order"': writes(lab.door).filter((_, index) => [1, 4, 5].includes(index)),
    'vault.order__reach': writes(lab.door).slice(1, 2),
  };
  for (const [table, asks] of Object.entries(whole)) {
    await owner().query(
      `CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION public.disk_full()`,
    );
    for (const ask of asks) {
      expect([table, String(ask), await refusal(ask())]).toEqual([
        table,
        String(ask),
        expect.stringMatching(/^(database|record)-unavailable$/),
      ]);
    }
    await owner().query(`DROP TRIGGER disk_full ON ${table}`);
  }
  expect(await vaultAsText()).toBe(before);
  await expectWhole(lab.database, [], await soundLog(lab.database));
  expect(await refusal(lab.door.read(asked(), 'customer', id))).toBe('answered');
});

it('FAULT-6 a log that is being refused does not hold up what is asked later', async () => {
  await owner().query(
    `CREATE TRIGGER disk_full BEFORE INSERT ON audit.pending FOR EACH ROW EXECUTE FUNCTION public.disk_full()`,
  );
  const refused = await Promise.all(
    Array.from({ length: 100 }, () => refusal(lab.door.read(asked(), 'customer', id))),
  );
  expect(new Set(refused)).toEqual(new Set(['record-unavailable']));
  await owner().query('DROP TRIGGER disk_full ON audit.pending');
  const answered = await Promise.all(
    Array.from({ length: 100 }, () => refusal(lab.door.read(asked(), 'customer', id))),
  );
  expect(new Set(answered)).toEqual(new Set(['answered']));
});

it('FAULT-7 a value that was tampered with in the database is refused, not shown, and hides nothing else', async () => {
  await lab.enact(policyOf(allow(['see'])));
  const { rows } = await owner().query<{ sealed: string }>(
    'SELECT phone__ct AS sealed FROM vault.customer WHERE id = $1',
    [id],
  );
  await owner().query('UPDATE vault.customer SET phone__ct = name__ct WHERE id = $1', [id]);
  expect(await refusal(lab.door.read(asked(), 'customer', id))).toBe('key-unavailable');
  await owner().query('UPDATE vault.customer SET phone__ct = $2 WHERE id = $1', [id, rows[0]?.sealed]);
  expect(await refusal(lab.door.read(asked(), 'customer', id))).toBe('answered');
});

it('FAULT-13 a look into the log ends, however many others go on being recorded meanwhile', async () => {
  const doors = [lab.door, await lab.neighbour()];
  let isOver = false;
  const readers = Array.from({ length: 12 }, async (_, index) => {
    while (!isOver) await doors[index % 2]?.read(asked(), 'customer', id);
  });
  const asking = Promise.all(doors.map((door) => refusal(door.history(asked(), 'customer', id))));
  const patience = new Promise((resolve) => setTimeout(() => resolve('no end'), 30_000).unref());
  const got = await Promise.race([asking, patience]);
  isOver = true;
  await Promise.all(readers);
  expect(got).toEqual(['answered', 'answered']);
});
