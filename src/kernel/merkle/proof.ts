import { equalBytes } from './bytes.ts';
import { completeRoot, emptyRoot, HASH_BYTES, type HashFunction, joinSubtrees, nodeHash } from './hash.ts';
import { TILE_WIDTH, type Tile, tileWidth } from './tile.ts';

/**
 * Inclusion and consistency proofs (RFC 9162 section 2.1), made from tiles. Reading tiles takes time and the kernel
 * doesn't wait: ask first which tiles a proof needs, fetch them, then make the proof.
 *
 * Sizes and indexes are safe integers, beyond 32 bits; hence no bit operators.
 */

/** The leaves from `start` up to, not including, `end`. */
type Span = Readonly<{ start: number; end: number }>;
/** Bytes of a tile: at least `tile.width` hashes, or null where it is not at hand. */
export type TileReader = (tile: Tile) => Uint8Array | null;
/** A complete subtree: 2^level leaves, the index-th of its level. */
type Subtree = Readonly<{ level: number; index: number }>;

const TILE_HEIGHT = 8;

/** The tiles that give the root of the first `at` leaves in a tree of `size` leaves. */
export function tilesForRoot(at: number, size: number): readonly Tile[] {
  return tilesFor(at > 0 ? [{ start: 0, end: at }] : [], size);
}

/** Root of the first `at` leaves in a tree of `size` leaves, or null where a tile is missing. */
export function rootFromTiles(
  hash: HashFunction,
  at: number,
  size: number,
  read: TileReader,
): Uint8Array | null {
  if (at === 0) return emptyRoot(hash);
  return at <= size ? spanHash(hash, { start: 0, end: at }, size, read) : null;
}

export function tilesForInclusion(index: number, size: number): readonly Tile[] {
  return tilesFor(inclusionSpans(index, size), size);
}

/** Proof that leaf `index` is in the tree of `size` leaves; null where it is not or a tile is missing. */
export function inclusionProof(
  hash: HashFunction,
  index: number,
  size: number,
  read: TileReader,
): readonly Uint8Array[] | null {
  if (index < 0 || index >= size) return null;
  return spanHashes(hash, inclusionSpans(index, size), size, read);
}

export function tilesForConsistency(from: number, to: number): readonly Tile[] {
  return tilesFor(consistencySpans(from, to), to);
}

/** Proof that the tree of `from` leaves is a prefix of that of `to`; null where `from` is larger or a tile missing. */
export function consistencyProof(
  hash: HashFunction,
  from: number,
  to: number,
  read: TileReader,
): readonly Uint8Array[] | null {
  if (from < 0 || from > to) return null;
  return spanHashes(hash, consistencySpans(from, to), to, read);
}

export type Inclusion = Readonly<{
  leaf: Uint8Array;
  index: number;
  size: number;
  root: Uint8Array;
  proof: readonly Uint8Array[];
}>;

/** RFC 9162 section 2.1.3.2. */
export function verifyInclusion(hash: HashFunction, inclusion: Inclusion): boolean {
  const { index, size } = inclusion;
  if (index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let root = inclusion.leaf;
  for (const sibling of inclusion.proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      root = nodeHash(hash, sibling, root);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      root = nodeHash(hash, root, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && equalBytes(root, inclusion.root);
}

export type TreeHead = Readonly<{ size: number; root: Uint8Array }>;
export type Consistency = Readonly<{ from: TreeHead; to: TreeHead; proof: readonly Uint8Array[] }>;

/** RFC 9162 section 2.1.4.2. */
export function verifyConsistency(hash: HashFunction, { from, to, proof }: Consistency): boolean {
  if (from.size < 0 || from.size > to.size) return false;
  if (from.size === to.size) return proof.length === 0 && equalBytes(from.root, to.root);
  if (from.size === 0) return proof.length === 0 && equalBytes(from.root, emptyRoot(hash));
  const path = isPowerOfTwo(from.size) ? [from.root, ...proof] : proof;
  const [first, ...siblings] = path;
  if (first === undefined || proof.length === 0) return false;
  let node = from.size - 1;
  let last = to.size - 1;
  while (isOdd(node)) {
    node = half(node);
    last = half(last);
  }
  let fromRoot = first;
  let toRoot = first;
  for (const sibling of siblings) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      fromRoot = nodeHash(hash, sibling, fromRoot);
      toRoot = nodeHash(hash, sibling, toRoot);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      toRoot = nodeHash(hash, toRoot, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && equalBytes(fromRoot, from.root) && equalBytes(toRoot, to.root);
}

/** RFC 6962 section 2.1.1, PATH: the sibling of each node on the way from the leaf to the root. */
function inclusionSpans(index: number, size: number): readonly Span[] {
  const spans: Span[] = [];
  let tree: Span = { start: 0, end: size };
  while (tree.end - tree.start > 1) {
    const [left, right] = splitTree(tree);
    spans.unshift(index < right.start ? right : left);
    tree = index < right.start ? left : right;
  }
  return spans;
}

/** RFC 6962 section 2.1.2, SUBPROOF. */
function consistencySpans(from: number, to: number): readonly Span[] {
  if (from === 0 || from === to) return [];
  const spans: Span[] = [];
  let tree: Span = { start: 0, end: to };
  while (tree.end !== from) {
    const [left, right] = splitTree(tree);
    spans.unshift(from <= right.start ? right : left);
    tree = from <= right.start ? left : right;
  }
  // The old tree's own root is known to the verifier; any other subtree at this place isn't.
  return tree.start === 0 ? spans : [tree, ...spans];
}

function splitTree({ start, end }: Span): readonly [Span, Span] {
  const middle = start + largestPowerBelow(end - start);
  return [
    { start, end: middle },
    { start: middle, end },
  ];
}

/** A span of the tree starts at a multiple of the power of two that reaches its end, so greedy steps stay aligned. */
function subtreesOf(span: Span): readonly Subtree[] {
  const subtrees: Subtree[] = [];
  for (let start = span.start; start < span.end; ) {
    const level = Math.floor(Math.log2(span.end - start));
    subtrees.push({ level, index: start / 2 ** level });
    start += 2 ** level;
  }
  return subtrees;
}

/** The tile in which a subtree's root stands or can be hashed together, and where its hashes lie there. */
function placeOf(subtree: Subtree, size: number): Readonly<{ tile: Tile; offset: number; count: number }> {
  const level = Math.floor(subtree.level / TILE_HEIGHT);
  const count = 2 ** (subtree.level % TILE_HEIGHT);
  const first = subtree.index * count;
  const index = Math.floor(first / TILE_WIDTH);
  return {
    tile: { level, index, width: tileWidth(level, index, size) },
    offset: first % TILE_WIDTH,
    count,
  };
}

function tilesFor(spans: readonly Span[], size: number): readonly Tile[] {
  const tiles = new Map<string, Tile>();
  for (const subtree of spans.flatMap(subtreesOf)) {
    const { tile } = placeOf(subtree, size);
    tiles.set(`${tile.level}/${tile.index}`, tile);
  }
  return [...tiles.values()];
}

function spanHashes(
  hash: HashFunction,
  spans: readonly Span[],
  size: number,
  read: TileReader,
): readonly Uint8Array[] | null {
  const hashes = spans.map((span) => spanHash(hash, span, size, read));
  return hashes.every((one) => one !== null) ? hashes : null;
}

function spanHash(hash: HashFunction, span: Span, size: number, read: TileReader): Uint8Array | null {
  const roots: Uint8Array[] = [];
  for (const subtree of subtreesOf(span)) {
    const { tile, offset, count } = placeOf(subtree, size);
    const bytes = read(tile)?.subarray(offset * HASH_BYTES, (offset + count) * HASH_BYTES);
    if (bytes?.length !== count * HASH_BYTES) return null;
    roots.push(completeRoot(hash, bytes));
  }
  return joinSubtrees(hash, roots);
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function isPowerOfTwo(count: number): boolean {
  return largestPowerBelow(count + 1) === count;
}

function isOdd(count: number): boolean {
  return count % 2 === 1;
}

function half(count: number): number {
  return Math.floor(count / 2);
}
