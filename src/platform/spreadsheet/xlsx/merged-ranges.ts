import { LIMITS } from '../limits.ts';
import { MergedCells } from '../merged-cells.ts';
import { damagedWorkbook } from '../unreadable.ts';
import { columnOf, rowOf } from './cell-reference.ts';

const MARK = 'mergeCell ';
const MERGED = /<(?:\w+:)?mergeCell\s[^<>]*?\bref=["']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})["']/g;
const TAG_CHARACTERS_MAX = 256;

/**
 * Reads a worksheet once for its merged cells, which stand behind the rows that they concern. Nothing is parsed up to
 * there, so this costs little more than unpacking; and having unpacked the whole part, we know that it is complete
 * and unaltered before any row of it is imported. A tag found inside a comment could only join header names wrongly.
 */
export async function readMergedCells(part: AsyncIterable<Buffer>): Promise<MergedCells> {
  const merged = new MergedCells();
  let count = 0;
  let tail = '';
  for await (const chunk of part) {
    // A tag may be cut by the end of a block, so its beginning is carried over.
    const start = tail + chunk.toString('latin1', 0, TAG_CHARACTERS_MAX);
    const marked = chunk.includes(MARK) || start.includes(MARK);
    const text = tail + chunk.toString('latin1', marked ? 0 : Math.max(0, chunk.length - TAG_CHARACTERS_MAX));
    let readTo = 0;
    for (const match of marked ? text.matchAll(MERGED) : []) {
      readTo = match.index + match[0].length;
      count += 1;
      if (count > LIMITS.mergedRanges) throw damagedWorkbook();
      addRange(merged, match[1] ?? '', match[2] ?? '');
    }
    tail = possibleTagStart(text.slice(Math.max(readTo, text.length - TAG_CHARACTERS_MAX)));
  }
  return merged;
}

/** What a following chunk could complete to a tag: everything from the last `<` that no `>` follows. */
function possibleTagStart(text: string): string {
  const openAt = text.lastIndexOf('<');
  return openAt >= 0 && !text.includes('>', openAt) ? text.slice(openAt) : '';
}

function addRange(merged: MergedCells, from: string, to: string): void {
  const [top, bottom, left, right] = [rowOf(from), rowOf(to), columnOf(from), columnOf(to)];
  if (top === undefined || bottom === undefined || left === undefined || right === undefined) return;
  if (top <= bottom && left <= right) merged.add({ top, bottom, left, right });
}
