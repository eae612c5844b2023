/**
 * A pseudo-random source of our own, so that the demo company is the same on every machine and every run.
 *
 * The generator is xoshiro128** (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c), which needs
 * only 32-bit integers. Nothing here, nor in the generators above it, uses `Math.log`, `Math.pow` and the like:
 * ECMAScript leaves their last bit to the engine, and one bit would change every record after it.
 *
 * Not for keys, tokens or anything that must not be guessed.
 */
export type Random = Readonly<{
  /** The next 32 bits, as an unsigned integer. */
  nextUint32(): number;
  /** A whole number from 0 up to but not including `bound` (at most 2³²), without bias. */
  below(bound: number): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True in so many of a thousand cases. */
  chance(perMille: number): boolean;
  /** One entry of a list that isn't empty. */
  pick<T>(list: readonly T[]): T;
  /** One entry of a weighted table. */
  draw<T>(table: Weighted<T>): T;
  /** So many decimal digits; the first may be 0. */
  digits(count: number): string;
  /**
   * An independent source for a named part. A customer's orders come from a source of their own, so that a change
   * to how contacts are made does not change the orders.
   */
  fork(label: string): Random;
}>;

export type Weighted<T> = Readonly<{ values: readonly T[]; ends: readonly number[]; total: number }>;

/** A table for {@link Random.draw}. Weights are whole numbers of at least 0, and not all 0. */
export function weighted<T>(entries: readonly (readonly [value: T, weight: number])[]): Weighted<T> {
  let total = 0;
  const ends = entries.map(([, weight]) => {
    total += weight;
    return total;
  });
  if (total < 1) throw new RangeError('A weighted table needs a weight above 0.');
  return { values: entries.map(([value]) => value), ends, total };
}

export function createRandom(seed: string): Random {
  return fromState(seed, stateOf(seed));
}

/** Exported for the test against the published sequence; use {@link createRandom}. */
export function fromState(seed: string, state: readonly [number, number, number, number]): Random {
  let [a, b, c, d] = state;

  function nextUint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  }

  function below(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 0x1_0000_0000) {
      throw new RangeError(`A bound is a whole number from 1 to 2^32, not ${bound}.`);
    }
    // Draws from the incomplete last round are thrown away; keeping them would favour small numbers.
    const usable = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let drawn = nextUint32();
    while (drawn >= usable) drawn = nextUint32();
    return drawn % bound;
  }

  return {
    nextUint32,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (perMille) => below(1000) < perMille,
    pick: (list) => entryAt(list, below(list.length)),
    draw: (table) => {
      const drawn = below(table.total);
      return entryAt(
        table.values,
        table.ends.findIndex((end) => drawn < end),
      );
    },
    digits: (count) => {
      let text = '';
      while (text.length < count) text += String(below(10));
      return text;
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

function entryAt<T>(list: readonly T[], index: number): T {
  if (!(index in list)) throw new RangeError('Nothing to choose from.');
  return list[index] as T;
}

/** Four words from a text: an FNV-1a hash, spread by the finaliser of MurmurHash3 over a Weyl sequence. */
function stateOf(seed: string): [number, number, number, number] {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  }
  let weyl = hash;
  const word = (): number => {
    weyl = (weyl + 0x9e3779b9) | 0;
    let mixed = weyl;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
  return [word(), word(), word(), word()];
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
