import { equalBytes } from '../kernel/merkle/bytes.ts';
import { type Checkpoint, parseCheckpoint } from '../kernel/merkle/checkpoint.ts';
import { emptyRoot, HASH_BYTES, type HashFunction, leafHash, nodeHash } from '../kernel/merkle/hash.ts';
import { type NoteVerifier, openNote } from '../kernel/merkle/note.ts';
import { done, type Outcome, refused } from '../kernel/merkle/outcome.ts';
import { TILE_WIDTH, tileWidth } from '../kernel/merkle/tile.ts';
import { type LogSource, readEntries, readTile } from './log-source.ts';

/**
 * The independent verifier. It shares with the sealer nothing but the hash of a leaf and of a node: it rebuilds the
 * tree from the entries in another way, and believes only the signature of a checkpoint.
 */

export type Finding = Readonly<{
  kind: /** No checkpoint, or none that a trusted key signed, or that is no checkpoint of this log. */
    | 'checkpoint-invalid'
    /** Entries that the checkpoint counts are not there at all. */
    | 'entries-missing'
    /** The entry at this place is not the one that was sealed: changed, deleted, inserted or reordered. */
    | 'entry-altered'
    /** A tile is not there. */
    | 'tile-missing'
    /** A tile doesn't hash to what the tile above it says. */
    | 'tile-altered'
    /** All entries together don't give the root that was signed. */
    | 'root-mismatch'
    /** The lists by which a bundle is found are not those of its entries: searches miss or find wrongly. */
    | 'mentions-altered'
    /** The log is shorter than a checkpoint seen before. */
    | 'shortened'
    /** A checkpoint seen before and this log have different pasts. */
    | 'history-rewritten';
  /** The leaf indexes among which the damage lies; `lastLeaf` is inclusive. Null where it concerns no leaf. */
  firstLeaf: number | null;
  lastLeaf: number | null;
  detail: string;
}>;

export type LogReport = Readonly<{
  isSound: boolean;
  /** What the log's checkpoint claims, or null where it has none that can be trusted. */
  checkpoint: Checkpoint | null;
  note: string | null;
  checkedEntries: number;
  /** What is wrong, the best located first, then by place; at most 100. */
  findings: readonly Finding[];
}>;

export type VerifyOptions = Readonly<{
  source: LogSource;
  /** SHA-256. */
  hash: HashFunction;
  origin: string;
  trusted: readonly NoteVerifier[];
  /** Checkpoints (signed notes) that were kept elsewhere. They alone show that a log was cut short or replaced. */
  witnessed?: readonly string[];
}>;

const FINDINGS_MAX = 100;
const LENGTH_BYTES = 2;
const DIFFERENT = 'the entry is not the one that was sealed';

export async function verifyLog(options: VerifyOptions): Promise<LogReport> {
  const note = await options.source.checkpoint();
  const opened = note === null ? refused('missing' as const) : openCheckpoint(note, options);
  if (!opened.ok) {
    const detail = `the log's checkpoint: ${opened.reason}`;
    const finding: Finding = { kind: 'checkpoint-invalid', firstLeaf: null, lastLeaf: null, detail };
    return { isSound: false, checkpoint: null, note, checkedEntries: 0, findings: [finding] };
  }
  const check = new LogCheck(options, opened.value);
  check.readWitnessed(options.witnessed ?? []);
  await check.run();
  const findings = check.findings();
  return {
    isSound: findings.length === 0,
    checkpoint: opened.value,
    note,
    checkedEntries: check.checkedEntries,
    findings,
  };
}

function openCheckpoint(
  note: string,
  { origin, trusted }: Pick<VerifyOptions, 'origin' | 'trusted'>,
): Outcome<Checkpoint, string> {
  const opened = openNote(note, trusted);
  if (!opened.ok) return opened;
  const checkpoint = parseCheckpoint(opened.value.text);
  if (!checkpoint.ok) return checkpoint;
  return checkpoint.value.origin === origin ? done(checkpoint.value) : refused('another-origin');
}

/**
 * One pass over the log from the first entry on, in bounded memory. It keeps two trees: one of the entries
 * themselves, one of the leaf hashes stored in tiles. Where they part, the signed root says which of them is true.
 */
class LogCheck {
  readonly #options: VerifyOptions;
  readonly #claimed: Checkpoint;
  #located: Finding[] = [];
  readonly #general: Finding[] = [];
  #witnessed: readonly Checkpoint[] = [];
  readonly #ofEntries: TreeHasher;
  readonly #ofTiles: TreeHasher;
  /** For each level from 1 on, the roots of the full tiles below since its last full tile. */
  readonly #rows: Uint8Array[][] = [];
  /** Size of the largest checkpoint that was found true. */
  #trueUntil = 0;
  checkedEntries = 0;

  constructor(options: VerifyOptions, claimed: Checkpoint) {
    this.#options = options;
    this.#claimed = claimed;
    this.#ofEntries = new TreeHasher(options.hash);
    this.#ofTiles = new TreeHasher(options.hash);
  }

  readWitnessed(notes: readonly string[]): void {
    const checkpoints: Checkpoint[] = [];
    for (const note of notes) {
      const opened = openCheckpoint(note, this.#options);
      if (!opened.ok) {
        this.#note('checkpoint-invalid', null, null, `a checkpoint seen before: ${opened.reason}`);
      } else if (opened.value.size > this.#claimed.size) {
        const { size } = opened.value;
        const detail = `the log had ${size} entries and now claims ${this.#claimed.size}`;
        this.#note('shortened', this.#claimed.size, size - 1, detail);
      } else {
        checkpoints.push(opened.value);
      }
    }
    this.#witnessed = checkpoints.toSorted((a, b) => a.size - b.size);
  }

  async run(): Promise<void> {
    this.#compareWitnessed();
    const { size } = this.#claimed;
    for (let index = 0; index * TILE_WIDTH < size; index += 1) {
      if (!(await this.#checkBundle(index, tileWidth(0, index, size)))) return;
    }
    await this.#checkPartialTiles();
    this.#judge();
  }

  findings(): readonly Finding[] {
    const byLeaf = (a: Finding, b: Finding) => (a.firstLeaf ?? 0) - (b.firstLeaf ?? 0);
    return [...this.#located.toSorted(byLeaf), ...this.#general].slice(0, FINDINGS_MAX);
  }

  /** False where neither entries nor tile are there, so that nothing after them can be checked. */
  async #checkBundle(index: number, width: number): Promise<boolean> {
    const { source, hash } = this.#options;
    const start = index * TILE_WIDTH;
    const bytes = await readEntries(source, { index, width });
    const bundle = bytes === null ? null : readBundle(bytes);
    const tile = hashesOf(await readTile(source, { level: 0, index, width }), width);
    const leaves = bundle?.entries.map((entry) => leafHash(hash, entry)) ?? [];
    if (bundle === null) {
      this.#locate('entries-missing', start, start + width - 1, 'the entry bundle is missing');
    } else {
      const place = firstDifference(leaves, tile, width, bundle.isExact);
      if (place) this.#locate('entry-altered', start + place.first, start + place.last, place.detail);
    }
    if (tile === null)
      this.#locate('tile-missing', start, start + width - 1, 'the level 0 tile is missing or cut');
    for (let i = 0; i < width; i += 1) {
      const stored = tile?.[i];
      const own = leaves[i] ?? stored;
      if (own === undefined) return false;
      this.#ofEntries.push(own);
      this.#ofTiles.push(stored ?? own);
      this.#compareWitnessed();
    }
    this.checkedEntries += Math.min(width, leaves.length);
    if (width === TILE_WIDTH) await this.#checkParent(1, index, rootOf(hash, tile ?? leaves));
    return true;
  }

  /** Checks a full tile's root against the tile above, as soon as that is known to be complete. */
  async #checkParent(level: number, index: number, root: Uint8Array): Promise<void> {
    let row = this.#rows[level];
    if (row === undefined) {
      row = [];
      this.#rows[level] = row;
    }
    row.push(root);
    if (row.length < TILE_WIDTH) return;
    this.#rows[level] = [];
    const parentIndex = Math.floor(index / TILE_WIDTH);
    const parent = await this.#compareTile(level, parentIndex, row);
    await this.#checkParent(level + 1, parentIndex, rootOf(this.#options.hash, parent));
  }

  async #checkPartialTiles(): Promise<void> {
    for (const [level, row] of this.#rows.entries()) {
      if (!row || row.length === 0) continue;
      const index = tileCountBefore(level, this.#claimed.size);
      await this.#compareTile(level, index, row);
    }
  }

  /** Compares roots with the tile that should hold them; returns the stored ones where they are there. */
  async #compareTile(
    level: number,
    index: number,
    roots: readonly Uint8Array[],
  ): Promise<readonly Uint8Array[]> {
    const leavesBelow = TILE_WIDTH ** level;
    const firstLeaf = (i: number) => (index * TILE_WIDTH + i) * leavesBelow;
    const bytes = await readTile(this.#options.source, { level, index, width: roots.length });
    const stored = hashesOf(bytes, roots.length);
    if (stored === null) {
      const detail = `tile ${index} of level ${level} is missing or cut`;
      this.#locate('tile-missing', firstLeaf(0), firstLeaf(roots.length) - 1, detail);
      return roots;
    }
    for (const [i, root] of roots.entries()) {
      const hash = stored[i];
      if (hash !== undefined && equalBytes(hash, root)) continue;
      const detail = `hash ${i} of tile ${index} of level ${level} is not that of the tile below`;
      this.#locate('tile-altered', firstLeaf(i), firstLeaf(i + 1) - 1, detail);
    }
    return stored;
  }

  /** Where a checkpoint seen before ends here, compares its root with that of the entries so far. */
  #compareWitnessed(): void {
    for (let next = this.#witnessed[0]; next?.size === this.#ofEntries.size; next = this.#witnessed[0]) {
      this.#witnessed = this.#witnessed.slice(1);
      if (equalBytes(this.#ofEntries.root(), next.root)) {
        this.#trueUntil = next.size;
      } else if (!equalBytes(this.#ofTiles.root(), next.root)) {
        const detail = `the first ${next.size} entries are not those of the checkpoint seen before`;
        this.#note('history-rewritten', this.#trueUntil, next.size - 1, detail);
      }
    }
  }

  /** Says by the signed root which of the two trees is the true one. */
  #judge(): void {
    if (equalBytes(this.#ofEntries.root(), this.#claimed.root)) {
      // All entries are as signed, so where they differ from a tile, it is the tile.
      this.#located = this.#located.map((finding) =>
        finding.kind === 'entry-altered' && finding.detail === DIFFERENT
          ? { ...finding, kind: 'tile-altered', detail: 'the leaf hash in the tile is not that of the entry' }
          : finding,
      );
    } else if (!equalBytes(this.#ofTiles.root(), this.#claimed.root)) {
      const detail = 'neither the entries nor the tiles give the root that was signed';
      this.#note('root-mismatch', this.#trueUntil, this.#claimed.size - 1, detail);
    }
  }

  #locate(kind: Finding['kind'], firstLeaf: number, lastLeaf: number, detail: string): void {
    // The first of each bundle matters; a hundred of them say enough.
    if (this.#located.length < FINDINGS_MAX) this.#located.push({ kind, firstLeaf, lastLeaf, detail });
  }

  #note(kind: Finding['kind'], firstLeaf: number | null, lastLeaf: number | null, detail: string): void {
    this.#general.push({ kind, firstLeaf, lastLeaf, detail });
  }
}

/** A Merkle tree that takes leaves one at a time and keeps only the roots of its complete subtrees. */
class TreeHasher {
  readonly #hash: HashFunction;
  readonly #subtrees: { leaves: number; root: Uint8Array }[] = [];
  size = 0;

  constructor(hash: HashFunction) {
    this.#hash = hash;
  }

  push(leaf: Uint8Array): void {
    this.size += 1;
    let subtree = { leaves: 1, root: leaf };
    for (let left = this.#subtrees.at(-1); left?.leaves === subtree.leaves; left = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      subtree = { leaves: 2 * left.leaves, root: nodeHash(this.#hash, left.root, subtree.root) };
    }
    this.#subtrees.push(subtree);
  }

  root(): Uint8Array {
    const [last, ...others] = this.#subtrees.toReversed();
    if (last === undefined) return emptyRoot(this.#hash);
    return others.reduce((right, left) => nodeHash(this.#hash, left.root, right), last.root);
  }
}

function rootOf(hash: HashFunction, leaves: readonly Uint8Array[]): Uint8Array {
  const tree = new TreeHasher(hash);
  for (const leaf of leaves.slice(0, TILE_WIDTH)) tree.push(leaf);
  return tree.root();
}

/** The entries up to where the bytes cease to be a bundle, and whether they do so exactly at their end. */
function readBundle(bytes: Uint8Array): Readonly<{ entries: readonly Uint8Array[]; isExact: boolean }> {
  const entries: Uint8Array[] = [];
  let offset = 0;
  for (;;) {
    const [high, low] = bytes.subarray(offset, offset + LENGTH_BYTES);
    if (high === undefined || low === undefined) break;
    const end = offset + LENGTH_BYTES + high * 256 + low;
    if (end > bytes.length) break;
    entries.push(bytes.subarray(offset + LENGTH_BYTES, end));
    offset = end;
  }
  return { entries, isExact: offset === bytes.length };
}

type Difference = Readonly<{ first: number; last: number; detail: string }>;

/** The first place, counted within its bundle, at which the entries are not those of the tile. */
function firstDifference(
  leaves: readonly Uint8Array[],
  tile: readonly Uint8Array[] | null,
  width: number,
  isExact: boolean,
): Difference | null {
  for (let at = 0; at < width; at += 1) {
    const leaf = leaves[at];
    const stored = tile?.[at];
    if (leaf === undefined) return { first: at, last: width - 1, detail: 'the bundle ends too early' };
    if (stored !== undefined && !equalBytes(leaf, stored)) {
      return { first: at, last: at, detail: DIFFERENT };
    }
  }
  // A bundle asked for in part may come whole; but none has more than 256 entries, or bytes after them.
  if (isExact && leaves.length <= TILE_WIDTH) return null;
  return { first: width - 1, last: width - 1, detail: 'something follows the last entry of the bundle' };
}

function hashesOf(tile: Uint8Array | null, width: number): readonly Uint8Array[] | null {
  if (tile?.length !== width * HASH_BYTES) return null;
  return Array.from({ length: width }, (_, i) => tile.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

/** Full tiles of a level in a tree of that size: the index of the partial one after them. */
function tileCountBefore(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** (level + 1));
}
