import { transaction } from '../platform/database/transaction.ts';
import type { WrappingKeys } from '../vault/wrapping-keys.ts';
import type { Gateway } from './requests.ts';

export type Rotation = Readonly<{
  /** Keys that the provider wraps, wrapped again under its current key. */
  wrappingKeys: number;
  /** Customers whose data key is now under the new wrapping key. */
  customerKeys: number;
}>;

const AT_ONCE = 1_000;

/**
 * A new wrapping key for all customers, while the system serves: keys move in small transactions, and until one has
 * moved the old wrapping key still opens it. No customer data is touched. Can be stopped and begun again.
 */
export async function rotateKeys(
  { pool, keys }: Gateway,
  wrappingKeys: WrappingKeys,
  report: (progress: Rotation) => void = () => {},
): Promise<Rotation> {
  const rewrapped = await transaction(pool, async (client) => {
    const count = await wrappingKeys.rewrapAll(client);
    await wrappingKeys.renew(client, 'customer-keys');
    return count;
  });
  let moved = 0;
  for (;;) {
    const count = await transaction(pool, (client) => keys.rewrap(client, AT_ONCE));
    if (count === 0) return { wrappingKeys: rewrapped, customerKeys: moved };
    moved += count;
    report({ wrappingKeys: rewrapped, customerKeys: moved });
  }
}
