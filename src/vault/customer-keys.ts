import type { Cipher, DataKey, RandomBytes } from '../platform/crypto/cipher.ts';
import { type Queryable, unwrapCustomerKey, type WrappingKeys, wrapCustomerKey } from './wrapping-keys.ts';

/**
 * One data key a customer. Keys that were opened are remembered in memory; that is safe because ciphertext is only
 * ever read together with the row that holds it, and erasing a customer deletes rows and key in one transaction.
 * Whoever opens ciphertext that outlives the row (history, the access log) must ask with `fresh`.
 */
export type CustomerKeys = Readonly<{
  /**
   * The keys of those of the customers who have one. `fresh` asks the database whatever is remembered, and remembers
   * nothing: so must whoever asks within a transaction that writes, whose keys may never come to be.
   */
  find(
    client: Queryable,
    customers: readonly string[],
    fresh?: 'fresh',
  ): Promise<ReadonlyMap<string, DataKey>>;
  create(client: Queryable, customers: readonly string[]): Promise<ReadonlyMap<string, DataKey>>;
  destroy(client: Queryable, customers: readonly string[]): Promise<void>;
  /** Moves up to `limit` keys under the current wrapping key; returns how many there were. */
  rewrap(client: Queryable, limit: number): Promise<number>;
}>;

const REMEMBERED_AT_MOST = 200_000;

export function createCustomerKeys(options: {
  cipher: Cipher;
  wrappingKeys: WrappingKeys;
  randomBytes: RandomBytes;
}): CustomerKeys {
  const { cipher, wrappingKeys, randomBytes } = options;
  const memory = new Map<string, DataKey>();

  const remember = (customer: string, key: DataKey) => {
    if (memory.size >= REMEMBERED_AT_MOST) {
      const oldest = memory.keys().next();
      if (!oldest.done) memory.delete(oldest.value);
    }
    memory.set(customer, key);
  };

  const load = async (client: Queryable, customers: readonly string[]) => {
    const loaded = new Map<string, DataKey>();
    const { rows } = await client.query<{ customer: string; wrapping_key: number; wrapped: string }>(
      'SELECT customer, wrapping_key, wrapped FROM vault._customer_key WHERE customer = ANY ($1::uuid[])',
      [customers],
    );
    for (const { customer, wrapping_key, wrapped } of rows) {
      const by = await wrappingKeys.byId(client, wrapping_key);
      loaded.set(customer, unwrapCustomerKey(cipher, by, customer, wrapped));
    }
    return loaded;
  };

  return {
    async find(client, customers, fresh) {
      if (fresh !== undefined) return customers.length === 0 ? new Map() : load(client, customers);
      const found = new Map<string, DataKey>();
      const missing = new Set<string>();
      for (const customer of customers) {
        const known = memory.get(customer);
        if (known === undefined) missing.add(customer);
        else found.set(customer, known);
      }
      if (missing.size === 0) return found;
      for (const [customer, key] of await load(client, [...missing])) {
        remember(customer, key);
        found.set(customer, key);
      }
      return found;
    },

    async create(client, customers) {
      const by = await wrappingKeys.current(client, 'customer-keys');
      const keys = new Map(customers.map((customer) => [customer, { version: 1, bytes: randomBytes(32) }]));
      const wrapped = [...keys].map(([customer, key]) => wrapCustomerKey(cipher, by, customer, key));
      await client.query(
        `INSERT INTO vault._customer_key (customer, wrapping_key, wrapped)
         SELECT c, $2, w FROM unnest($1::uuid[], $3::text[]) AS k (c, w)`,
        [[...keys.keys()], by.id, wrapped],
      );
      return keys;
    },

    async destroy(client, customers) {
      await client.query('DELETE FROM vault._customer_key WHERE customer = ANY ($1::uuid[])', [customers]);
      for (const customer of customers) memory.delete(customer);
    },

    async rewrap(client, limit) {
      const current = await wrappingKeys.current(client, 'customer-keys');
      const { rows } = await client.query<{ customer: string; wrapping_key: number; wrapped: string }>(
        `SELECT customer, wrapping_key, wrapped FROM vault._customer_key
         WHERE wrapping_key <> $1 ORDER BY customer LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [current.id, limit],
      );
      const moved: string[] = [];
      for (const { customer, wrapping_key, wrapped } of rows) {
        const old = await wrappingKeys.byId(client, wrapping_key);
        const key = unwrapCustomerKey(cipher, old, customer, wrapped);
        moved.push(wrapCustomerKey(cipher, current, customer, key));
      }
      await client.query(
        `UPDATE vault._customer_key k SET wrapping_key = $3, wrapped = n.wrapped
         FROM unnest($1::uuid[], $2::text[]) AS n (customer, wrapped) WHERE k.customer = n.customer`,
        [rows.map(({ customer }) => customer), moved, current.id],
      );
      return rows.length;
    },
  };
}
