import type pg from 'pg';
import { Problem } from '../contract/problem.ts';
import type { Cipher, DataKey, RandomBytes } from '../platform/crypto/cipher.ts';
import type { KeyProvider } from '../platform/crypto/key-provider.ts';

/**
 * The few keys between the key provider and the many: each is wrapped by the provider, unwrapped once a process,
 * and wraps or derives everything else. A retired key still opens what it wrapped until rotation has re-wrapped it.
 */
export type WrappingPurpose = 'customer-keys' | 'blind-index' | 'cursor';

export type WrappingKeys = Readonly<{
  /**
   * The key to wrap with now; made on first use. Asks the database each time, because another process may have
   * rotated, and holds that off until the caller's transaction ends, so that nothing is wrapped with a key that has
   * just been retired.
   */
  current(client: Queryable, purpose: WrappingPurpose): Promise<WrappingKey>;
  byId(client: Queryable, id: number): Promise<WrappingKey>;
  /** Makes a new current key for the purpose and retires the others. */
  renew(client: Queryable, purpose: WrappingPurpose): Promise<WrappingKey>;
  /** Wraps every stored key again under the provider's current key, after the provider rotated. */
  rewrapAll(client: Queryable): Promise<number>;
}>;

/** The key's version is its id: what it sealed says so. */
export type WrappingKey = Readonly<{ id: number; key: DataKey }>;
export type Queryable = Readonly<Pick<pg.ClientBase, 'query'>>;

type Row = { id: number; provider_key: string; wrapped: string };

export function createWrappingKeys(options: {
  provider: KeyProvider;
  randomBytes: RandomBytes;
}): WrappingKeys {
  const { provider, randomBytes } = options;
  const opened = new Map<number, WrappingKey>();

  const open = async (row: Row): Promise<WrappingKey> => {
    const known = opened.get(row.id);
    if (known !== undefined) return known;
    const bytes = await provider.unwrap(row.provider_key, row.wrapped);
    const key = { id: row.id, key: { version: row.id, bytes } };
    opened.set(row.id, key);
    return key;
  };

  const findCurrent = async (client: Queryable, purpose: WrappingPurpose) => {
    const { rows } = await client.query<Row>(
      `SELECT id, provider_key, wrapped FROM vault._wrapping_key WHERE purpose = $1 AND retired_at IS NULL
       FOR SHARE`,
      [purpose],
    );
    return rows[0] === undefined ? null : open(rows[0]);
  };

  /** Of two processes that start together one makes the key, and both use it. */
  const create = async (client: Queryable, purpose: WrappingPurpose): Promise<WrappingKey> => {
    const { keyId, wrapped } = await provider.wrap(randomBytes(32));
    await client.query(
      `INSERT INTO vault._wrapping_key (purpose, provider_key, wrapped) VALUES ($1, $2, $3)
       ON CONFLICT (purpose) WHERE retired_at IS NULL DO NOTHING`,
      [purpose, keyId, wrapped],
    );
    const made = await findCurrent(client, purpose);
    if (made === null) throw new Problem('key-unavailable');
    return made;
  };

  return {
    async current(client, purpose) {
      // Where the first look waited for a rotation, the row it waited for is retired, and the second finds the new one.
      const found = (await findCurrent(client, purpose)) ?? (await findCurrent(client, purpose));
      return found ?? create(client, purpose);
    },

    async byId(client, id) {
      const known = opened.get(id);
      if (known !== undefined) return known;
      const { rows } = await client.query<Row>(
        'SELECT id, provider_key, wrapped FROM vault._wrapping_key WHERE id = $1',
        [id],
      );
      if (rows[0] === undefined) throw new Problem('key-unavailable');
      return open(rows[0]);
    },

    async renew(client, purpose) {
      await client.query(
        'UPDATE vault._wrapping_key SET retired_at = now() WHERE purpose = $1 AND retired_at IS NULL',
        [purpose],
      );
      return create(client, purpose);
    },

    async rewrapAll(client) {
      const { rows } = await client.query<Row>('SELECT id, provider_key, wrapped FROM vault._wrapping_key');
      for (const row of rows) {
        const { keyId, wrapped } = await provider.rewrap({ keyId: row.provider_key, wrapped: row.wrapped });
        await client.query('UPDATE vault._wrapping_key SET provider_key = $2, wrapped = $3 WHERE id = $1', [
          row.id,
          keyId,
          wrapped,
        ]);
      }
      return rows.length;
    },
  };
}

/** What binds a wrapped customer key to its place: it opens for no other customer and under no other key. */
function customerKeyBinding(customer: string, wrappingKey: number): string {
  return `customer-key|${customer}|${wrappingKey}`;
}

export function wrapCustomerKey(cipher: Cipher, by: WrappingKey, customer: string, key: DataKey): string {
  const bytes = Buffer.from(key.bytes).toString('base64');
  return cipher.seal(by.key, customerKeyBinding(customer, by.id), bytes);
}

export function unwrapCustomerKey(
  cipher: Cipher,
  by: WrappingKey,
  customer: string,
  wrapped: string,
): DataKey {
  const bytes = cipher.open(by.key, customerKeyBinding(customer, by.id), wrapped);
  return { version: 1, bytes: Buffer.from(bytes, 'base64') };
}
