import type { RandomBytes } from './cipher.ts';

const POOL_BYTES = 4096;

/**
 * The same chance, drawn from the source in larger portions: for nonces and ids, of which a list or an import needs
 * thousands a second, and each call into the operating system costs more than the bytes. Every byte is handed out
 * once. Keys are drawn from the source itself.
 */
export function createRandomPool(source: RandomBytes): RandomBytes {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return (size) => {
    if (size > POOL_BYTES) return source(size);
    if (used + size > pool.length) {
      pool = source(POOL_BYTES);
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}
