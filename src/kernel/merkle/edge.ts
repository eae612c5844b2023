import { completeRoot, HASH_BYTES, type HashFunction, joinSubtrees } from './hash.ts';
import { TILE_WIDTH } from './tile.ts';

/**
 * The right edge of a tiled tree: all that is needed to append to it and to know its root. `partials[level]` holds
 * the hashes of the partial tile of that level one after another (0–255 of them).
 */
export type Edge = Readonly<{ size: number; partials: readonly Uint8Array[] }>;

export const EMPTY_EDGE: Edge = { size: 0, partials: [] };

/** A tile that has become full and will never change again, with its root, which is a hash of the level above. */
export type FullTile = Readonly<{ level: number; index: number; hashes: Uint8Array; root: Uint8Array }>;

export type Growth = Readonly<{ edge: Edge; full: readonly FullTile[] }>;

/** Appends leaf hashes. The full tiles come in the order in which they fill: children before parents. */
export function grow(hash: HashFunction, edge: Edge, leaves: readonly Uint8Array[]): Growth {
  const rows = edge.partials.map((hashes) => new Row(hashes));
  const full: FullTile[] = [];
  let size = edge.size;
  for (const leaf of leaves) {
    size += 1;
    let carried: Uint8Array | null = leaf;
    for (let level = 0; carried !== null; level += 1) {
      let row = rows[level];
      if (row === undefined) {
        row = new Row(new Uint8Array(0));
        rows.push(row);
      }
      row.push(carried);
      carried = null;
      if (row.count === TILE_WIDTH) {
        const hashes = row.take();
        carried = completeRoot(hash, hashes);
        full.push({ level, index: tileIndexEndingAt(level, size), hashes, root: carried });
      }
    }
  }
  return { edge: { size, partials: rows.map((row) => row.hashes()) }, full };
}

/** Root of the whole tree: the complete subtrees stand in the partial tiles, the highest level furthest left. */
export function edgeRoot(hash: HashFunction, edge: Edge): Uint8Array {
  return joinSubtrees(
    hash,
    edge.partials.toReversed().flatMap((hashes) => completeSubtrees(hash, hashes)),
  );
}

/** Splits a row of hashes by the binary digits of its length into complete subtrees, largest first. */
function completeSubtrees(hash: HashFunction, hashes: Uint8Array): Uint8Array[] {
  const roots: Uint8Array[] = [];
  let start = 0;
  let count = hashes.length / HASH_BYTES;
  for (let span = TILE_WIDTH; span >= 1; span /= 2) {
    if (count < span) continue;
    roots.push(completeRoot(hash, hashes.subarray(start, start + span * HASH_BYTES)));
    start += span * HASH_BYTES;
    count -= span;
  }
  return roots;
}

function tileIndexEndingAt(level: number, size: number): number {
  return size / TILE_WIDTH ** (level + 1) - 1;
}

/** A growing row of hashes of one level. */
class Row {
  readonly #bytes = new Uint8Array(TILE_WIDTH * HASH_BYTES);
  count: number;

  constructor(hashes: Uint8Array) {
    this.#bytes.set(hashes);
    this.count = hashes.length / HASH_BYTES;
  }

  push(hash: Uint8Array): void {
    this.#bytes.set(hash, this.count * HASH_BYTES);
    this.count += 1;
  }

  hashes(): Uint8Array {
    return this.#bytes.slice(0, this.count * HASH_BYTES);
  }

  take(): Uint8Array {
    const hashes = this.hashes();
    this.count = 0;
    return hashes;
  }
}
