import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { labKeys } from '../../test/support/gateway-lab.ts';
import { refusal } from '../../test/support/refusal.ts';
import { createCipher } from '../platform/crypto/cipher.ts';
import { PLATFORM_MIGRATIONS } from '../platform/database/schema.ts';
import { transaction } from '../platform/database/transaction.ts';
import { createCustomerKeys } from './customer-keys.ts';
import { VAULT_MIGRATIONS } from './schema.ts';
import { createWrappingKeys } from './wrapping-keys.ts';

const DEPARTMENTS = {
  id: 'test-departments',
  sql: 'CREATE TABLE fencun.department (id integer, parent integer)',
};

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase([...PLATFORM_MIGRATIONS, DEPARTMENTS, ...VAULT_MIGRATIONS]);
});
beforeEach(async () => {
  await test.database.pool('owner').query('TRUNCATE vault._customer_key, vault._wrapping_key');
});
afterAll(() => test.drop());

const pool = () => test.database.pool('gateway');

/** What a process of its own knows. */
function vault(keys: Readonly<Record<number, number>> = { 1: 7 }) {
  const provider = labKeys('aes-256-gcm', keys);
  const cipher = createCipher({ suite: 'aes-256-gcm', randomBytes });
  const wrappingKeys = createWrappingKeys({ provider, randomBytes });
  return { wrappingKeys, keys: createCustomerKeys({ cipher, wrappingKeys, randomBytes }) };
}

describe('customer keys', () => {
  it('VAULT-1 are found by every process that holds the provider’s key, and stand nowhere in the clear', async () => {
    const customer = randomUUID();
    const made = (await vault().keys.create(pool(), [customer])).get(customer);
    const found = (await vault().keys.find(pool(), [customer])).get(customer);
    expect(Buffer.from(found?.bytes ?? []).toString('hex')).toBe(
      Buffer.from(made?.bytes ?? []).toString('hex'),
    );
    expect(found?.bytes.length).toBe(32);
    const { rows } = await test.database.pool('owner').query('SELECT wrapped FROM vault._customer_key');
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(made?.bytes ?? []).toString('base64'));
    expect(await refusal(vault({ 1: 8 }).keys.find(pool(), [customer]))).toBe('key-unavailable');
    expect((await vault().keys.find(pool(), [randomUUID()])).size).toBe(0);
  });

  it('VAULT-2 open for no other customer: a wrapped key that was moved to another row is refused', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    await vault().keys.create(pool(), [one, two]);
    await test.database.pool('owner').query(
      `UPDATE vault._customer_key SET wrapped = (SELECT wrapped FROM vault._customer_key WHERE customer = $1)
         WHERE customer = $2`,
      [one, two],
    );
    expect(await refusal(vault().keys.find(pool(), [two]))).toBe('key-unavailable');
    expect((await vault().keys.find(pool(), [one])).size).toBe(1);
  });

  it('VAULT-3 of a transaction that failed are never used afterwards', async () => {
    const customer = randomUUID();
    const { keys } = vault();
    const failed = transaction(pool(), async (client) => {
      await keys.create(client, [customer]);
      await keys.find(client, [customer], 'fresh');
      throw new Error('the write failed');
    });
    await expect(failed).rejects.toThrow('the write failed');
    expect((await keys.find(pool(), [customer])).size).toBe(0);
    const made = (await keys.create(pool(), [customer])).get(customer);
    expect((await keys.find(pool(), [customer])).get(customer)).toEqual(made);
  });

  it('VAULT-4 that are destroyed are gone at once for whoever asks the database, in every process', async () => {
    const customer = randomUUID();
    const [here, there] = [vault(), vault()];
    await here.keys.create(pool(), [customer]);
    await there.keys.find(pool(), [customer]);
    await here.keys.destroy(pool(), [customer]);
    expect((await here.keys.find(pool(), [customer])).size).toBe(0);
    expect((await there.keys.find(pool(), [customer], 'fresh')).size).toBe(0);
  });
});

describe('wrapping keys', () => {
  it('VAULT-5 are made once, however many processes start together', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => vault().wrappingKeys.current(pool(), 'blind-index')),
    );
    expect(new Set(made.map(({ id, key }) => `${id} ${Buffer.from(key.bytes).toString('hex')}`)).size).toBe(
      1,
    );
  });

  it('VAULT-6 that were renewed by one process are used by the others, and what the old one wrapped still opens', async () => {
    const [here, there] = [vault(), vault()];
    const customer = randomUUID();
    await there.keys.create(pool(), [customer]);
    const renewed = await here.wrappingKeys.renew(pool(), 'customer-keys');
    expect((await there.wrappingKeys.current(pool(), 'customer-keys')).id).toBe(renewed.id);
    expect((await vault().keys.find(pool(), [customer])).size).toBe(1);
    expect(await here.keys.rewrap(pool(), 10)).toBe(1);
    expect(await here.keys.rewrap(pool(), 10)).toBe(0);
    expect((await vault().keys.find(pool(), [customer])).size).toBe(1);
  });

  it('VAULT-6 are not retired under the hands of somebody who is wrapping with them', async () => {
    const [here, there] = [vault(), vault()];
    await here.wrappingKeys.current(pool(), 'customer-keys');
    let renewing: Promise<unknown> = Promise.resolve();
    let isRenewed = false;
    await transaction(pool(), async (client) => {
      await there.keys.create(client, [randomUUID()]);
      renewing = here.wrappingKeys.renew(pool(), 'customer-keys').then(() => {
        isRenewed = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(isRenewed).toBe(false);
    });
    await renewing;
    expect(await here.keys.rewrap(pool(), 10)).toBe(1);
  });

  it('VAULT-7 are wrapped anew after the provider’s rotation, and then need its old key no more', async () => {
    const customer = randomUUID();
    const old = vault({ 1: 7 });
    await old.keys.create(pool(), [customer]);
    await old.wrappingKeys.current(pool(), 'cursor');
    expect(await vault({ 1: 7, 2: 8 }).wrappingKeys.rewrapAll(pool())).toBe(2);
    expect((await vault({ 2: 8 }).keys.find(pool(), [customer])).size).toBe(1);
    expect(await refusal(vault({ 1: 7 }).keys.find(pool(), [customer]))).toBe('key-unavailable');
  });
});
