import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HASH_BYTES } from '../kernel/merkle/hash.ts';
import { type Bundle, bundlePath, TILE_WIDTH, type Tile, tilePath } from '../kernel/merkle/tile.ts';

/**
 * A tiled log to read from: our own database, a folder, or any server. Null means that it is not there; whatever
 * comes is untrusted until verified against a signed checkpoint.
 */
export type LogSource = Readonly<{
  checkpoint(): Promise<string | null>;
  tile(tile: Tile): Promise<Uint8Array | null>;
  entries(bundle: Bundle): Promise<Uint8Array | null>;
}>;

/** A log in the static layout of C2SP tlog-tiles, each resource got by its path below the log's prefix. */
function staticSource(get: (path: string) => Promise<Uint8Array | null>): LogSource {
  return {
    async checkpoint() {
      const bytes = await get('checkpoint');
      return bytes === null ? null : Buffer.from(bytes).toString('utf8');
    },
    tile: (tile) => get(tilePath(tile)),
    entries: (bundle) => get(bundlePath(bundle)),
  };
}

export function folderSource(folder: string): LogSource {
  return staticSource(async (path) => {
    try {
      return await readFile(join(folder, path));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  });
}

export type Fetch = (
  url: string,
) => Promise<Readonly<{ status: number; arrayBuffer(): Promise<ArrayBuffer> }>>;

/** A log served over HTTP. `prefix` ends without a slash; anything but 200 and 404 is an error. */
export function httpSource(prefix: string, fetch: Fetch): LogSource {
  return staticSource(async (path) => {
    const response = await fetch(`${prefix}/${path}`);
    if (response.status === 404) return null;
    if (response.status !== 200) throw new Error(`the log answers ${response.status} for ${path}`);
    return new Uint8Array(await response.arrayBuffer());
  });
}

/** A partial tile may be gone once the full one exists (tlog-tiles, partial tiles): then its beginning serves. */
export async function readTile(source: LogSource, tile: Tile): Promise<Uint8Array | null> {
  const exact = await source.tile(tile);
  if (exact !== null || tile.width === TILE_WIDTH) return exact;
  const full = await source.tile({ ...tile, width: TILE_WIDTH });
  return full?.subarray(0, tile.width * HASH_BYTES) ?? null;
}

/** As {@link readTile}; a full bundle holds more entries than were asked for. */
export async function readEntries(source: LogSource, bundle: Bundle): Promise<Uint8Array | null> {
  const exact = await source.entries(bundle);
  if (exact !== null || bundle.width === TILE_WIDTH) return exact;
  return source.entries({ ...bundle, width: TILE_WIDTH });
}
