import type pg from 'pg';
import { decodeBundle, encodeBundle } from '../kernel/merkle/bundle.ts';
import { concatBytes, encodeUtf8 } from '../kernel/merkle/bytes.ts';
import { HASH_BYTES } from '../kernel/merkle/hash.ts';
import { type Bundle, parseLogPath, TILE_WIDTH, type Tile } from '../kernel/merkle/tile.ts';
import type { LogSource } from './log-source.ts';

/** The log in the database as C2SP tlog-tiles lays it out. Connections are of the role `auditor`. */
export function databaseSource(pool: pg.Pool): LogSource {
  return {
    async checkpoint() {
      const { rows } = await pool.query<{ note: string }>(
        'SELECT note FROM audit.checkpoint ORDER BY size DESC LIMIT 1',
      );
      return rows[0]?.note ?? null;
    },
    async tile(tile) {
      // Between the two looks a seal may have filled the tile.
      return (
        (await readFullTile(pool, tile)) ?? (await readPartialTile(pool, tile)) ?? readFullTile(pool, tile)
      );
    },
    async entries(bundle) {
      return (await readBundle(pool, bundle)) ?? (await readTail(pool, bundle)) ?? readBundle(pool, bundle);
    },
  };
}

/**
 * Checkpoints that the database itself has kept, for the verifier to narrow down where damage lies: the latest, one a
 * seal, and some thousand of all the earlier ones. Oldest first.
 */
export async function keptCheckpoints(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ note: string }>(
    `SELECT note FROM (
       SELECT size, note, row_number() OVER (ORDER BY size DESC) AS age FROM audit.checkpoint
     ) AS numbered
     WHERE age <= 256 OR age % (1 + (SELECT count(*) FROM audit.checkpoint) / 1000) = 0
     ORDER BY size`,
  );
  return rows.map(({ note }) => note);
}

export type LogFile = Readonly<{
  bytes: Uint8Array;
  contentType: string;
  /** Whether it will never change: caches may keep it for good, or else hardly at all. */
  isImmutable: boolean;
}>;

/** The resource at a path below the log's prefix, or null where the path names none or it isn't there. */
export async function serveLogFile(source: LogSource, path: string): Promise<LogFile | null> {
  const resource = parseLogPath(path);
  if (resource === null) return null;
  if (resource.kind === 'checkpoint') {
    const note = await source.checkpoint();
    const bytes = note === null ? null : encodeUtf8(note);
    return bytes && { bytes, contentType: 'text/plain; charset=utf-8', isImmutable: false };
  }
  const bytes = await (resource.kind === 'tile' ? source.tile(resource) : source.entries(resource));
  return bytes && { bytes, contentType: 'application/octet-stream', isImmutable: true };
}

async function readFullTile(pool: pg.Pool, { level, index, width }: Tile): Promise<Uint8Array | null> {
  const { rows } = await pool.query<{ hashes: Buffer }>(
    'SELECT hashes FROM audit.tile WHERE level = $1 AND index = $2',
    [level, index],
  );
  return rows[0]?.hashes.subarray(0, width * HASH_BYTES) ?? null;
}

/** The leaf hashes of the tail, or the roots of the full tiles below. */
async function readPartialTile(pool: pg.Pool, { level, index, width }: Tile): Promise<Uint8Array | null> {
  const start = index * TILE_WIDTH;
  const { rows } =
    level === 0
      ? await pool.query<{ hashes: Buffer }>(
          'SELECT leaves AS hashes FROM audit.tail WHERE first >= $1 AND first < $2 ORDER BY first',
          [start, start + TILE_WIDTH],
        )
      : await pool.query<{ hashes: Buffer }>(
          'SELECT root AS hashes FROM audit.tile WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index',
          [level - 1, start, start + TILE_WIDTH],
        );
  const hashes = concatBytes(rows.map((row) => row.hashes));
  return hashes.length >= width * HASH_BYTES ? hashes.subarray(0, width * HASH_BYTES) : null;
}

async function readBundle(pool: pg.Pool, { index, width }: Bundle): Promise<Uint8Array | null> {
  const { rows } = await pool.query<{ entries: Buffer }>(
    'SELECT entries FROM audit.bundle WHERE index = $1',
    [index],
  );
  const entries = rows[0]?.entries;
  return entries === undefined ? null : cut(entries, width);
}

async function readTail(pool: pg.Pool, { index, width }: Bundle): Promise<Uint8Array | null> {
  const { rows } = await pool.query<{ entries: Buffer; first: string | number }>(
    'SELECT first, entries FROM audit.tail WHERE first >= $1 AND first < $2 ORDER BY first',
    [index * TILE_WIDTH, (index + 1) * TILE_WIDTH],
  );
  return rows.length === 0 ? null : cut(concatBytes(rows.map(({ entries }) => entries)), width);
}

/** The first `width` entries. Damaged bytes and full bundles are passed on as they are: judging is the verifier's. */
function cut(bytes: Uint8Array, width: number): Uint8Array {
  if (width === TILE_WIDTH) return bytes;
  const decoded = decodeBundle(bytes);
  if (!decoded.ok) return bytes;
  const encoded = encodeBundle(decoded.value.slice(0, width));
  return encoded.ok ? encoded.value : bytes;
}
