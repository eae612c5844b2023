import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab, labKeys } from '../../test/support/gateway-lab.ts';
import {
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
import type { GatewayDoor } from './door.ts';

let lab: GatewayLab;
beforeAll(async () => {
  lab = await createGatewayLab({ suite: 'aes-256-gcm' });
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
  await lab.enact(policyOf(EVERYTHING));
});
afterAll(() => lab.close());

const asked = () => lab.requestOf(clerk());
const owner = () => lab.database.pool('owner');

async function load(count: number): Promise<readonly string[]> {
  const rows = Array.from({ length: count }, () => ({ placement: placed(2), values: PERSON }));
  const ids = await lab.load(CUSTOMER, rows, DEPARTMENTS);
  await lab.enact(policyOf(EVERYTHING));
  return ids;
}

async function retiredInUse(): Promise<number | null> {
  const { rowCount } = await owner().query(
    `SELECT FROM vault._customer_key k JOIN vault._wrapping_key w ON w.id = k.wrapping_key
     WHERE w.retired_at IS NOT NULL`,
  );
  return rowCount;
}

describe('rotation', () => {
  it('GATE-30 moves every key to a new wrapping key while 50 readers and writers go on unharmed, in two processes', async () => {
    const ids = await load(60);
    const neighbour = await lab.neighbour();
    const doors = [lab.door, neighbour];
    let rotating = true;
    let answered = 0;
    const work = async (worker: number): Promise<void> => {
      let version = 1;
      const id = ids[worker] ?? '';
      while (rotating || version < 2) {
        const door = doors[worker % 2] as GatewayDoor;
        const { record } = await door.read(asked(), 'customer', id);
        if (record.values.phone !== PERSON.phone) throw new Error('a value changed by itself');
        if (worker % 5 === 0) {
          const values = { remark: `${worker}.${version}`, notes: `${worker}.${version}` };
          version =
            (await door.edit(asked(), 'customer', [{ id, version, values }])).records[0]?.version ?? 0;
        } else if (worker % 5 === 1) {
          await door.create(asked(), 'customer', [{ values: { name: '轮换期间' } }], { echo: false });
          version = 2;
        } else version = 2;
        answered += 1;
      }
    };
    const workers = Array.from({ length: 50 }, (_, worker) => work(worker));
    const first = await lab.door.rotateKeys();
    const second = await neighbour.rotateKeys();
    rotating = false;
    await Promise.all(workers);
    expect(first.customerKeys).toBeGreaterThanOrEqual(60);
    expect(second.wrappingKeys).toBeGreaterThan(first.wrappingKeys);
    expect(answered).toBeGreaterThanOrEqual(50);
    expect(await retiredInUse()).toBe(0);
    // A process that knows nothing yet reads everything, and so do those that served meanwhile.
    for (const door of [await lab.neighbour(), ...doors]) {
      const { records } = await door.list(asked(), 'customer', query({ limit: 200 }));
      const loaded = records.filter(({ id }) => ids.includes(id));
      expect(loaded.every(({ values }) => values.phone === PERSON.phone)).toBe(true);
      expect(records.every(({ values }) => typeof values.name === 'string')).toBe(true);
    }
  });

  it('GATE-31 makes keys with the new wrapping key in every process from then on', async () => {
    const neighbour = await lab.neighbour();
    await neighbour.create(asked(), 'customer', [{ values: { name: '旧钥之下' } }]);
    await lab.door.rotateKeys();
    await neighbour.create(asked(), 'customer', [{ values: { name: '新钥之下' } }]);
    expect(await retiredInUse()).toBe(0);
  });

  it('GATE-31 that fails in the middle leaves all keys in use, and can be begun again', async () => {
    await owner().query(`
      CREATE FUNCTION vault.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON vault._wrapping_key FOR EACH ROW EXECUTE FUNCTION vault.fail();`);
    expect(await refusal(lab.door.rotateKeys())).toBe('database-unavailable');
    await owner().query('DROP TRIGGER fail ON vault._wrapping_key');
    await owner().query(`
      CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON vault._wrapping_key DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION vault.fail()`);
    expect(await refusal(lab.door.rotateKeys())).toBe('database-unavailable');
    await owner().query('DROP TRIGGER fail ON vault._wrapping_key');
    const created = await lab.door.create(asked(), 'customer', [{ values: { name: '失败之后' } }]);
    expect(created.records[0]?.values.name).toBe('失败之后');
    await lab.door.rotateKeys();
    expect(await retiredInUse()).toBe(0);
  });

  it('GATE-32 follows the provider: after its rotation the old provider key opens nothing and is needed by nothing', async () => {
    const [id = ''] = await load(1);
    const both = await lab.neighbour({ keyProvider: labKeys('aes-256-gcm', { 1: 7, 2: 8 }) });
    expect((await both.read(asked(), 'customer', id)).record.values.phone).toBe(PERSON.phone);
    await both.rotateKeys();
    const onlyNew = await lab.neighbour({ keyProvider: labKeys('aes-256-gcm', { 2: 8 }) });
    expect((await onlyNew.read(asked(), 'customer', id)).record.values).toMatchObject({
      phone: PERSON.phone,
    });
    const search = query({ filters: [filter('phone', 'equals', PERSON.phone)], limit: 200 });
    expect((await onlyNew.list(asked(), 'customer', search)).records.map((record) => record.id)).toContain(
      id,
    );
    expect(await refusal(lab.neighbour({ keyProvider: labKeys('aes-256-gcm', { 1: 7 }) }))).toBe(
      'key-unavailable',
    );
    // A process that was not told of the new provider key says so, and shows nothing instead of something wrong.
    expect(await refusal(lab.door.read(asked(), 'customer', id))).toBe('key-unavailable');
  });
});

describe('the suite SM4', () => {
  it('GATE-33 serves from end to end, and old and new suite read each other’s values in both directions', async () => {
    const own = await createGatewayLab({ suite: 'sm4' });
    try {
      await own.door.define(CUSTOMER);
      await own.door.define(ORDER);
      const [id = ''] = await own.load(CUSTOMER, [{ placement: placed(2), values: PERSON }], DEPARTMENTS);
      await own.enact(policyOf(EVERYTHING));
      const request = () => own.requestOf(clerk());
      const suiteOf = async (column: string) => {
        const { rows } = await own.database
          .pool('owner')
          .query<{ value: string }>(`SELECT ${column} AS value FROM vault.customer WHERE id = $1`, [id]);
        return Buffer.from(rows[0]?.value ?? '', 'base64')[0];
      };
      expect((await own.door.read(request(), 'customer', id)).record.values).toMatchObject({
        ...PERSON,
        vip: true,
      });
      const sm4 = await suiteOf('phone__ct');
      const aes = await own.neighbour({ suite: 'aes-256-gcm' });
      const edited = await aes.edit(request(), 'customer', [
        { id, version: 1, values: { phone: '19900007777' } },
      ]);
      expect(edited.records[0]?.values).toMatchObject({ ...PERSON, vip: true, phone: '19900007777' });
      expect(await suiteOf('phone__ct')).not.toBe(sm4);
      expect(await suiteOf('name__ct')).toBe(sm4);
      expect((await own.door.read(request(), 'customer', id)).record.values.phone).toBe('19900007777');
      for (const door of [own.door, aes]) {
        const { changes } = await door.history(request(), 'customer', id);
        expect(changes).toMatchObject([{ before: PERSON.phone, after: '19900007777' }]);
        const search = query({ filters: [filter('phone', 'last-four', '7777')] });
        expect((await door.list(request(), 'customer', search)).records.length).toBe(1);
      }
      await own.door.rotateKeys();
      expect((await (await own.neighbour()).read(request(), 'customer', id)).record.values.name).toBe(
        PERSON.name,
      );
    } finally {
      await own.close();
    }
  });
});
