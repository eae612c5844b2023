import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseCheckpoint } from '../kernel/merkle/checkpoint.ts';
import { parseNote } from '../kernel/merkle/note.ts';
import { bundlePath, levelCount, TILE_WIDTH, tileCount, tilePath, tileWidth } from '../kernel/merkle/tile.ts';
import { LogDamage } from './damage.ts';
import type { LogSource } from './log-source.ts';

/**
 * Writes the log into a folder in the static layout of C2SP tlog-tiles, for outsiders to verify without us. What the
 * folder already has is left as it is, so that an earlier export stays evidence; the checkpoint comes last, so that
 * a broken export never claims more than it holds.
 *
 * @returns the number of entries
 * @throws LogDamage where the log has no readable checkpoint or lacks what the checkpoint counts
 */
export async function exportLog(source: LogSource, folder: string): Promise<number> {
  const note = await source.checkpoint();
  if (note === null) throw new LogDamage('it has no checkpoint');
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  if (!checkpoint.ok) throw new LogDamage(`its checkpoint is not readable: ${checkpoint.reason}`);
  const { size } = checkpoint.value;
  for (let level = 0; level < levelCount(size); level += 1) {
    for (let index = 0; index < tileCount(level, size); index += 1) {
      const tile = { level, index, width: tileWidth(level, index, size) };
      await writeOnce(folder, tilePath(tile), () => source.tile(tile));
    }
  }
  for (let index = 0; index < Math.ceil(size / TILE_WIDTH); index += 1) {
    const bundle = { index, width: tileWidth(0, index, size) };
    await writeOnce(folder, bundlePath(bundle), () => source.entries(bundle));
  }
  await writeWhole(join(folder, 'checkpoint'), Buffer.from(note, 'utf8'));
  return size;
}

async function writeOnce(
  folder: string,
  path: string,
  read: () => Promise<Uint8Array | null>,
): Promise<void> {
  const file = join(folder, path);
  if (await exists(file)) return;
  const bytes = await read();
  if (bytes === null) throw new LogDamage(`it lacks ${path}`);
  await mkdir(dirname(file), { recursive: true });
  await writeWhole(file, bytes);
}

/** Either the whole file or none: an interrupted export goes on where it stopped. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
