/**
 * Where things lie in a tiled log (C2SP tlog-tiles). A tile holds up to 256 consecutive hashes of one height: level 0
 * the leaves, each level above the roots of the full tiles below. An entry bundle holds the entries whose leaf hashes
 * stand in the level 0 tile of the same index.
 */

export const TILE_WIDTH = 256;
/** Highest level that the specification allows in a path. */
const LEVEL_MAX = 63;

/** A tile of `width` hashes (1–256); fewer than 256 make it partial. */
export type Tile = Readonly<{ level: number; index: number; width: number }>;
/** An entry bundle of `width` entries (1–256). */
export type Bundle = Readonly<{ index: number; width: number }>;

export type LogResource =
  | Readonly<{ kind: 'checkpoint' }>
  | (Readonly<{ kind: 'tile' }> & Tile)
  | (Readonly<{ kind: 'entries' }> & Bundle);

/** How many hashes a tile has in a tree of `size` leaves: 0 where there is none. */
export function tileWidth(level: number, index: number, size: number): number {
  const hashesAtLevel = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashesAtLevel - index * TILE_WIDTH));
}

/** The tiles of one level in a tree of `size` leaves, from left to right; only the last can be partial. */
export function tileCount(level: number, size: number): number {
  return Math.ceil(Math.floor(size / TILE_WIDTH ** level) / TILE_WIDTH);
}

/** The levels that have tiles in a tree of `size` leaves. */
export function levelCount(size: number): number {
  let levels = 0;
  while (tileCount(levels, size) > 0) levels += 1;
  return levels;
}

export function tilePath(tile: Tile): string {
  return `tile/${tile.level}/${indexPath(tile.index)}${widthSuffix(tile.width)}`;
}

export function bundlePath(bundle: Bundle): string {
  return `tile/entries/${indexPath(bundle.index)}${widthSuffix(bundle.width)}`;
}

/** What a path relative to the log's prefix names, or null where it is not exactly as the specification writes it. */
export function parseLogPath(path: string): LogResource | null {
  if (path === 'checkpoint') return { kind: 'checkpoint' };
  const parts = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (!parts) return null;
  const [, level = '', indexText = '', widthText] = parts;
  const index = parseIndex(indexText);
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  if (index === null || (widthText !== undefined && width >= TILE_WIDTH)) return null;
  if (level === 'entries') return { kind: 'entries', index, width };
  return Number(level) <= LEVEL_MAX ? { kind: 'tile', level: Number(level), index, width } : null;
}

/** 1234067 becomes `x001/x234/067`, so that a folder never has a file and a folder of one name. */
function indexPath(index: number): string {
  const last = String(index % 1000).padStart(3, '0');
  let path = last;
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  }
  return path;
}

function parseIndex(path: string): number | null {
  const index = Number(path.replace(/[x/]/g, ''));
  return Number.isSafeInteger(index) && indexPath(index) === path ? index : null;
}

function widthSuffix(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}
