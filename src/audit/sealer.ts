import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { decodeBundle, ENTRY_BYTES_MAX, encodeBundle } from '../kernel/merkle/bundle.ts';
import { concatBytes, encodeUtf8 } from '../kernel/merkle/bytes.ts';
import { checkpointText } from '../kernel/merkle/checkpoint.ts';
import { EMPTY_EDGE, edgeRoot, type FullTile, grow } from '../kernel/merkle/edge.ts';
import { type HashFunction, leafHash } from '../kernel/merkle/hash.ts';
import { encodeNote, type NoteVerifier } from '../kernel/merkle/note.ts';
import { TILE_WIDTH } from '../kernel/merkle/tile.ts';
import { transaction } from '../platform/database/transaction.ts';
import { LogDamage } from './damage.ts';
import { type LogHead, readHead } from './log-head.ts';
import { type Mentions, mentionsOf } from './mentions.ts';

/** The log's key. `sign` may ask a key service; it signs the bytes of a note's text. */
export type CheckpointSigner = Readonly<{
  name: string;
  keyId: number;
  sign(text: Uint8Array): Uint8Array | Promise<Uint8Array>;
}>;

export type SealerOptions = Readonly<{
  /** Connections of the role `auditor`. */
  pool: pg.Pool;
  /** SHA-256. */
  hash: HashFunction;
  /** The log's identity in its checkpoints, e.g. `crm.example.com/access-log`. */
  origin: string;
  signer: CheckpointSigner;
  /** Keys whose earlier checkpoints are continued; the signer's own is among them. */
  trusted: readonly NoteVerifier[];
  /** Milliseconds since the Unix epoch. */
  clock: () => number;
  /** Told of every failure of the loop, which then goes on. */
  onError: (error: unknown) => void;
  /** Rest between two looks at what waits; below a second, so that every entry is sealed within one. */
  intervalMilliseconds?: number;
}>;

export type Sealer = Readonly<{
  start(): void;
  /** Ends the loop after the seal that is under way. What waits is sealed by another process, or after a restart. */
  stop(): Promise<void>;
  /**
   * Seals everything that was committed before the call.
   *
   * @throws LogDamage, Problem `database-unavailable`
   */
  sealNow(): Promise<void>;
}>;

/** Any constant: the same in every process, different from other advisory locks (ASCII of "seal"). */
const LOCK_KEY = 0x7365616c;
const INTERVAL_MILLISECONDS = 500;
/** Of one seal; with the JSON of its entries it is some megabytes of memory. */
const BATCH_BYTES = 2 * 1024 * 1024;
const BATCH_ROWS = 2000;

type Batch = Readonly<{ rowIds: readonly (string | number)[]; entries: readonly Uint8Array[] }>;
type Attempt = 'sealed' | 'nothing-waits' | 'other-sealer';
type Sealed = Readonly<{ outcome: Attempt; head: LogHead | null; upTo: number }>;

/**
 * Moves pending entries into the signed tree. Any number of processes may run one: a lock of the database lets one
 * at a time seal, and no request ever waits for it. A seal is one transaction, so whatever dies at whatever point,
 * each entry is either pending or in the log. Rows that commit late are simply sealed later.
 */
export function createSealer(options: SealerOptions): Sealer {
  const { pool, onError, intervalMilliseconds = INTERVAL_MILLISECONDS } = options;
  let known: LogHead | null = null;
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStarted = false;

  async function attempt(wait: boolean): Promise<Sealed> {
    const sealed = await transaction(pool, async (client): Promise<Sealed> => {
      if (!(await lock(client, wait))) return { outcome: 'other-sealer', head: known, upTo: 0 };
      const before = await readHead(client, options, known);
      const batch = await readBatch(client);
      const upTo = Number(batch.rowIds.at(-1) ?? 0);
      if (before !== null && upTo === 0) return { outcome: 'nothing-waits', head: before, upTo };
      return { outcome: 'sealed', head: await seal(client, options, before, batch), upTo };
    });
    // Only what has been committed is known.
    known = sealed.head;
    return sealed;
  }

  /** What waits now, and not what comes meanwhile: where requests never pause, that would have no end. */
  async function sealAll(wait: boolean): Promise<void> {
    const last = await lastWaiting(pool);
    for (;;) {
      const { outcome, upTo } = await attempt(wait);
      if (outcome !== 'sealed' || upTo >= last) return;
      await setImmediate();
    }
  }

  async function look(): Promise<void> {
    if (await hasWork(pool)) await sealAll(false);
  }

  function enqueue(work: () => Promise<void>): Promise<void> {
    const done = running.then(work);
    running = done.catch(() => {});
    return done;
  }

  function schedule(restMilliseconds = intervalMilliseconds): void {
    if (!isStarted) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const began = performance.now();
      // What came during a long look has waited long enough.
      const rest = () => Math.max(0, intervalMilliseconds - (performance.now() - began));
      void enqueue(look)
        .catch(onError)
        .then(() => schedule(rest()));
    }, restMilliseconds);
    timer.unref();
  }

  return {
    start() {
      if (isStarted) return;
      isStarted = true;
      schedule();
    },

    async stop() {
      isStarted = false;
      clearTimeout(timer);
      await running;
    },

    sealNow() {
      // Whoever asks while another's turn has not begun shares it; one that runs may have looked already.
      next ??= enqueue(() => {
        next = null;
        return sealAll(true);
      });
      return next;
    },
  };
}

async function hasWork(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ work: boolean }>(
    'SELECT EXISTS (SELECT FROM audit.pending) OR NOT EXISTS (SELECT FROM audit.checkpoint) AS work',
  );
  return rows[0]?.work === true;
}

async function lastWaiting(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ last: string | number | null }>(
    'SELECT max(id) AS last FROM audit.pending',
  );
  return Number(rows[0]?.last ?? 0);
}

async function lock(client: pg.ClientBase, wait: boolean): Promise<boolean> {
  // A sealer that hangs in the middle must not keep the others from sealing.
  await client.query(
    `SELECT set_config('idle_in_transaction_session_timeout', '30s', true), set_config('fencun.sealing', 'on', true)`,
  );
  const { rows } = wait
    ? await client.query<{ locked: boolean }>('SELECT true AS locked FROM pg_advisory_xact_lock($1)', [
        LOCK_KEY,
      ])
    : await client.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS locked', [LOCK_KEY]);
  return rows[0]?.locked === true;
}

async function readBatch(client: pg.ClientBase): Promise<Batch> {
  const { rows } = await client.query<{ id: string | number; entries: Buffer }>(
    `SELECT id, entries FROM (
       SELECT id, entries, sum(octet_length(entries)) OVER (ORDER BY id) - octet_length(entries) AS bytes_before
       FROM (SELECT id, entries FROM audit.pending ORDER BY id LIMIT $1) AS oldest
     ) AS counted WHERE bytes_before < $2 ORDER BY id`,
    [BATCH_ROWS, BATCH_BYTES],
  );
  return { rowIds: rows.map(({ id }) => id), entries: rows.flatMap((row) => entriesOf(row.entries)) };
}

/** A row that is no entry bundle is sealed all the same, as raw bytes: nothing appended is lost or stops the log. */
function entriesOf(row: Uint8Array): readonly Uint8Array[] {
  const decoded = decodeBundle(row);
  if (decoded.ok) return decoded.value;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < row.length; at += ENTRY_BYTES_MAX)
    chunks.push(row.subarray(at, at + ENTRY_BYTES_MAX));
  return chunks;
}

async function seal(
  client: pg.ClientBase,
  options: SealerOptions,
  before: LogHead | null,
  batch: Batch,
): Promise<LogHead> {
  const { hash } = options;
  const edge = before?.edge ?? EMPTY_EDGE;
  const leaves = batch.entries.map((entry) => leafHash(hash, entry));
  const growth = grow(hash, edge, leaves);
  await storeEntries(client, edge.size, batch.entries, leaves);
  await storeTiles(client, growth.full);
  await client.query('DELETE FROM audit.pending WHERE id = ANY($1::bigint[])', [batch.rowIds]);
  const root = edgeRoot(hash, growth.edge);
  await storeCheckpoint(client, options, growth.edge.size, root);
  return { edge: growth.edge, root };
}

/** Bundles that fill take the tail's entries into them; what is left becomes a row of the tail. */
async function storeEntries(
  client: pg.ClientBase,
  size: number,
  entries: readonly Uint8Array[],
  leaves: readonly Uint8Array[],
): Promise<void> {
  const bundleStart = Math.floor(size / TILE_WIDTH) * TILE_WIDTH;
  const nextBundleStart = Math.floor((size + entries.length) / TILE_WIDTH) * TILE_WIDTH;
  if (nextBundleStart > bundleStart) {
    const all = [...(await readTail(client, bundleStart, size)), ...entries];
    let storing: Promise<unknown> = Promise.resolve();
    for (let start = bundleStart; start < nextBundleStart; start += TILE_WIDTH) {
      const own = all.slice(start - bundleStart, start - bundleStart + TILE_WIDTH);
      // While the server stores one bundle we index the next.
      const mentions = mentionsOf(own);
      await storing;
      storing = storeBundle(client, start / TILE_WIDTH, own, mentions);
      // Its failure is awaited a turn later, and must not count as unhandled until then.
      storing.catch(() => {});
      // Indexing 256 entries takes milliseconds; requests get their turn in between.
      await setImmediate();
    }
    await storing;
    await client.query('DELETE FROM audit.tail WHERE first < $1', [nextBundleStart]);
  }
  const first = Math.max(size, nextBundleStart);
  const rest = entries.slice(first - size);
  if (rest.length === 0) return;
  await client.query('INSERT INTO audit.tail (first, entries, leaves) VALUES ($1, $2, $3)', [
    first,
    encoded(rest),
    concatBytes(leaves.slice(first - size)),
  ]);
}

async function readTail(client: pg.ClientBase, start: number, end: number): Promise<readonly Uint8Array[]> {
  const { rows } = await client.query<{ entries: Buffer }>(
    'SELECT entries FROM audit.tail WHERE first >= $1 ORDER BY first',
    [start],
  );
  const decoded = decodeBundle(concatBytes(rows.map(({ entries }) => entries)));
  if (!decoded.ok || decoded.value.length !== end - start) {
    throw new LogDamage(`the entries from ${start} to ${end} are not all there`);
  }
  return decoded.value;
}

async function storeBundle(
  client: pg.ClientBase,
  index: number,
  entries: readonly Uint8Array[],
  { firstAt, lastAt, customers, persons, terms }: Mentions,
): Promise<void> {
  await client.query(
    `INSERT INTO audit.bundle (index, first_at, last_at, entries, customers, persons, terms)
     VALUES ($1, $2, $3, $4, $5::bigint[], $6::int[], $7::text[])`,
    [
      index,
      firstAt === null ? '-infinity' : new Date(firstAt),
      lastAt === null ? 'infinity' : new Date(lastAt),
      encoded(entries),
      customers,
      persons,
      terms,
    ],
  );
}

async function storeTiles(client: pg.ClientBase, tiles: readonly FullTile[]): Promise<void> {
  for (const { level, index, hashes, root } of tiles) {
    await client.query('INSERT INTO audit.tile (level, index, hashes, root) VALUES ($1, $2, $3, $4)', [
      level,
      index,
      hashes,
      root,
    ]);
  }
}

async function storeCheckpoint(
  client: pg.ClientBase,
  { origin, signer, clock }: SealerOptions,
  size: number,
  root: Uint8Array,
): Promise<void> {
  const text = checkpointText({ origin, size, root, extensions: [] });
  const textBytes = encodeUtf8(text);
  if (textBytes === null) throw new Error('the log’s origin is not valid text');
  const signature = await signer.sign(textBytes);
  const note = encodeNote({ text, signatures: [{ name: signer.name, keyId: signer.keyId, signature }] });
  if (!note.ok) throw new Error(`the log’s origin or key name is not valid: ${note.reason}`);
  await client.query('INSERT INTO audit.checkpoint (size, root, note, signed_at) VALUES ($1, $2, $3, $4)', [
    size,
    root,
    note.value,
    new Date(clock()),
  ]);
}

function encoded(entries: readonly Uint8Array[]): Uint8Array {
  const bundle = encodeBundle(entries);
  // Entries come out of a bundle, so they fit in one.
  if (!bundle.ok) throw new Error(bundle.reason);
  return bundle.value;
}
