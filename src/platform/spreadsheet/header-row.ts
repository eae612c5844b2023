import type { MergedCells, MergedRange } from './merged-cells.ts';
import type { RawRow } from './row.ts';

/** The header of a table: one name for each column, and the rows of the file in which the header stands. */
export type Header = Readonly<{ names: readonly string[]; firstLine: number; lastLine: number }>;

/** Rows that one header may take: group, subgroup, name. */
const HEADER_ROWS_MAX = 3;
/** A title or a date line fills fewer of the columns than a header does. */
const FILLED_SHARE_MIN = 0.6;
const DISTINCT_SHARE_MIN = 0.8;
const TEXT_SHARE_MIN = 0.8;

const NAME_CHARACTERS_MAX = 200;

const NUMBER = /^[-+]?[\d.,]+%?$/;
const DATE = /^\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?([ T]\d{1,2}:\d{2}(:\d{2})?)?$/u;
const LONG_DIGITS_OR_ADDRESS = /\d{6}|@/;

function looksLikeData(text: string): boolean {
  return (
    text.length > NAME_CHARACTERS_MAX ||
    NUMBER.test(text) ||
    DATE.test(text) ||
    LONG_DIGITS_OR_ADDRESS.test(text)
  );
}

/**
 * Finds the header among the first rows of a table: the first row whose cells are mostly filled, mostly text and
 * mostly distinct. Title rows above it are passed over. Failing such a row, it is the first that is mostly filled.
 * Undefined when there are no rows at all.
 */
export function findHeader(rows: readonly RawRow[], merged: MergedCells): Header | undefined {
  const width = Math.max(0, ...rows.map((row) => filledCount(row.cells)));
  const clear = rows.findIndex((row) => isHeader(row, merged.beginningAt(row.line), width));
  const filled = rows.findIndex((row) => filledCount(row.cells) >= width * FILLED_SHARE_MIN);
  return headerAtTop(rows.slice(clear >= 0 ? clear : filled), merged);
}

/**
 * The header that begins in the first of these rows. Where a group such as 联系方式 spans several columns, the row
 * below belongs to the header and the names are joined: 联系方式/电话. Undefined when there are no rows.
 */
export function headerAtTop(rows: readonly RawRow[], merged: MergedCells): Header | undefined {
  const first = rows[0];
  if (first === undefined) return undefined;
  const levels = headerRows(rows.slice(0, HEADER_ROWS_MAX), merged);
  return {
    names: joinedNames(levels, merged),
    firstLine: first.line,
    lastLine: levels.at(-1)?.line ?? first.line,
  };
}

function filledCount(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '').length;
}

function isHeader(row: RawRow, ranges: readonly MergedRange[], width: number): boolean {
  const texts = row.cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const covered = ranges.reduce((sum, range) => sum + (range.right - range.left), 0);
  const wordCount = texts.filter((text) => !looksLikeData(text)).length;
  return (
    texts.length >= Math.min(2, width) &&
    texts.length + covered >= width * FILLED_SHARE_MIN &&
    new Set(texts).size >= texts.length * DISTINCT_SHARE_MIN &&
    wordCount >= texts.length * TEXT_SHARE_MIN
  );
}

/** The header row and those below it that merged cells, or gaps filled exactly by the row below, make part of it. */
function headerRows(rows: readonly RawRow[], merged: MergedCells): readonly RawRow[] {
  const levels: RawRow[] = [];
  let lastLine = rows[0]?.line ?? 0;
  for (const [index, row] of rows.entries()) {
    const above = rows[index - 1];
    const fillsGaps = above !== undefined && index === 1 && completes(above.cells, row.cells);
    if (index > 0 && row.line > lastLine && !fillsGaps) break;
    levels.push(row);
    for (const range of merged.beginningAt(row.line)) {
      const groups = range.right > range.left && range.bottom === range.top;
      lastLine = Math.max(lastLine, groups ? nextLine(rows, index, range) : range.bottom);
    }
  }
  return levels;
}

/** A group heading makes the next row part of the header only if that row has names of its own under the group. */
function nextLine(rows: readonly RawRow[], index: number, group: MergedRange): number {
  const below = rows[index + 1];
  if (below === undefined) return group.bottom;
  const names = below.cells.slice(group.left, group.right + 1).filter((cell) => cell.trim() !== '');
  return names.length > 1 && names.every((name) => !looksLikeData(name)) ? below.line : group.bottom;
}

/**
 * A table that lost its merged cells on the way to CSV: the row below has names exactly where the header has gaps
 * and where the group to the left of a gap stands, and nothing elsewhere. No row of data looks like that.
 */
function completes(header: readonly string[], below: readonly string[]): boolean {
  const width = Math.max(header.length, below.length);
  let gapCount = 0;
  for (let column = 0; column < width; column += 1) {
    const named = (header[column] ?? '').trim() !== '';
    const beforeGap = column + 1 < width && (header[column + 1] ?? '').trim() === '';
    const text = (below[column] ?? '').trim();
    if (!named) gapCount += 1;
    if ((!named || beforeGap) !== (text !== '')) return false;
    if (text !== '' && looksLikeData(text)) return false;
  }
  return gapCount > 0;
}

function joinedNames(levels: readonly RawRow[], merged: MergedCells): readonly string[] {
  const width = Math.max(0, ...levels.map((row) => row.cells.length));
  const parts = levels.map((row, level) => {
    const names = Array.from({ length: width }, (_, column) => headerText(row.cells[column] ?? ''));
    for (const { left, right } of merged.beginningAt(row.line)) {
      for (let column = left + 1; column <= right && column < width; column += 1)
        names[column] = names[left] ?? '';
    }
    if (level === 0 && levels.length > 1) spreadGroups(names, levels[1]?.cells ?? []);
    return names;
  });
  const joined = Array.from({ length: width }, (_, column) => {
    const names = parts.map((level) => level[column] ?? '').filter((name) => name !== '');
    return [...new Set(names)].join('/');
  });
  while (joined.at(-1) === '') joined.pop();
  return joined;
}

/** A group without merged cells reaches over the gaps to its right that the row below names. */
function spreadGroups(names: string[], below: readonly string[]): void {
  for (let column = 1; column < names.length; column += 1) {
    const gap =
      names[column] === '' && (below[column] ?? '').trim() !== '' && (below[column - 1] ?? '').trim() !== '';
    if (gap) names[column] = names[column - 1] ?? '';
  }
}

/** A name on one line: breaks that only wrap Chinese text vanish, every other run of blanks becomes one space. */
function headerText(cell: string): string {
  return cell
    .slice(0, NAME_CHARACTERS_MAX)
    .replace(/\u200B|\u200C|\u200D|\u2060|\uFEFF/gu, '')
    .trim()
    .replace(/(?<=[^\x20-\x7E])\s*[\r\n]+\s*(?=[^\x20-\x7E\s])/gu, '')
    .replace(/\s+/gu, ' ');
}
