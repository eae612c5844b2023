import type pg from 'pg';
import { concatBytes, equalBytes } from '../kernel/merkle/bytes.ts';
import { parseCheckpoint } from '../kernel/merkle/checkpoint.ts';
import { type Edge, EMPTY_EDGE, edgeRoot } from '../kernel/merkle/edge.ts';
import { HASH_BYTES, type HashFunction } from '../kernel/merkle/hash.ts';
import { type NoteVerifier, openNote } from '../kernel/merkle/note.ts';
import { levelCount, TILE_WIDTH } from '../kernel/merkle/tile.ts';
import { LogDamage } from './damage.ts';

/** Where the log ends: the tree's right edge and the root that was signed over it. */
export type LogHead = Readonly<{ edge: Edge; root: Uint8Array }>;

export type HeadOptions = Readonly<{
  hash: HashFunction;
  origin: string;
  /** Keys whose checkpoints may be continued: the sealer's own, and those it had before. */
  trusted: readonly NoteVerifier[];
}>;

/**
 * Reads where the log ends, or null where it has no checkpoint yet. `known` is where this process last left it: if
 * nothing changed since, nothing more is read.
 *
 * @throws LogDamage where the last checkpoint is not signed by a trusted key, or doesn't fit the tiles, or the log is
 *   shorter than this process has seen it
 */
export async function readHead(
  client: pg.ClientBase,
  options: HeadOptions,
  known: LogHead | null,
): Promise<LogHead | null> {
  const { rows } = await client.query<{ size: string | number; root: Buffer; note: string }>(
    'SELECT size, root, note FROM audit.checkpoint ORDER BY size DESC LIMIT 1',
  );
  const last = rows[0];
  if (last === undefined) {
    if (known !== null) throw new LogDamage('its checkpoints are gone');
    return null;
  }
  const size = Number(last.size);
  if (known !== null && size < known.edge.size) {
    throw new LogDamage(`it ends at ${size} entries and had ${known.edge.size}`);
  }
  if (known !== null && size === known.edge.size) {
    if (!equalBytes(last.root, known.root)) throw new LogDamage(`the root at ${size} entries was exchanged`);
    return known;
  }
  checkNote(last.note, size, last.root, options);
  const edge = await readEdge(client, size);
  if (!equalBytes(edgeRoot(options.hash, edge), last.root)) {
    throw new LogDamage(`its tiles don’t give the root that was signed at ${size} entries`);
  }
  return { edge, root: last.root };
}

function checkNote(note: string, size: number, root: Uint8Array, options: HeadOptions): void {
  const opened = openNote(note, options.trusted);
  if (!opened.ok) throw new LogDamage(`the checkpoint at ${size} entries: ${opened.reason}`);
  const checkpoint = parseCheckpoint(opened.value.text);
  const isThisOne =
    checkpoint.ok &&
    checkpoint.value.origin === options.origin &&
    checkpoint.value.size === size &&
    equalBytes(checkpoint.value.root, root);
  if (!isThisOne) throw new LogDamage(`the checkpoint at ${size} entries says something else than its row`);
}

async function readEdge(client: pg.ClientBase, size: number): Promise<Edge> {
  if (size === 0) return EMPTY_EDGE;
  const partials: Uint8Array[] = [];
  for (let level = 0; level < levelCount(size); level += 1) {
    const count = Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH;
    const start = Math.floor(size / TILE_WIDTH ** (level + 1)) * TILE_WIDTH;
    const hashes = await readPartial(client, level, start);
    if (hashes.length !== count * HASH_BYTES) {
      throw new LogDamage(`the partial tile of level ${level} lacks or exceeds its ${count} hashes`);
    }
    partials.push(hashes);
  }
  return { size, partials };
}

/** The hashes of one level from index `start` on: leaf hashes of the tail, or roots of the full tiles below. */
async function readPartial(client: pg.ClientBase, level: number, start: number): Promise<Uint8Array> {
  const { rows } =
    level === 0
      ? await client.query<{ hashes: Buffer }>(
          'SELECT leaves AS hashes FROM audit.tail WHERE first >= $1 ORDER BY first',
          [start],
        )
      : await client.query<{ hashes: Buffer }>(
          'SELECT root AS hashes FROM audit.tile WHERE level = $1 AND index >= $2 ORDER BY index LIMIT 257',
          [level - 1, start],
        );
  return concatBytes(rows.map(({ hashes }) => hashes));
}
