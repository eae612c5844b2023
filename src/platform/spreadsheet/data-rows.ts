import { findHeader, type Header, headerAtTop } from './header-row.ts';
import { LIMITS } from './limits.ts';
import { type MergedCells, MergedValues } from './merged-cells.ts';
import { type CellNote, NO_NOTES, type RawRow, type SpreadsheetRow } from './row.ts';
import { unreadable } from './unreadable.ts';

/** A table of either format: its rows from the start, as often as asked, without rows that hold nothing. */
export type RawTable = Readonly<{ rawRows(): AsyncGenerator<RawRow>; merged: MergedCells }>;

/**
 * Reads the first rows of a table for its header, or takes the one at `headerLine`. Throws `unreadable-file` when the
 * table holds nothing there.
 */
export async function readHeader(table: RawTable, headerLine?: number): Promise<Header> {
  const rows: RawRow[] = [];
  let characterCount = 0;
  for await (const row of table.rawRows()) {
    if (row.line < (headerLine ?? 1)) continue;
    rows.push(row);
    characterCount += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (rows.length >= LIMITS.headerSearchRows || characterCount >= LIMITS.rowCharacters) break;
  }
  const header = headerLine === undefined ? findHeader(rows, table.merged) : headerAtTop(rows, table.merged);
  if (header === undefined) {
    throw unreadable(
      '表格没有内容，或指定的表头行不存在。请检查所选工作表和表头行。',
      'The table holds nothing, or the header row named does not exist. Check the sheet and the header row.',
    );
  }
  return header;
}

/**
 * The rows below the header, from data row `from` (1 is the first). Rows before it are read and passed over, because
 * neither format can be entered in the middle; numbers are the same on every reading of the same file.
 */
export async function* dataRows(
  table: RawTable,
  header: Header,
  from: number,
): AsyncGenerator<SpreadsheetRow> {
  const columnCount = header.names.length;
  const covered = new MergedValues(table.merged, columnCount);
  let number = 0;
  for await (const row of table.rawRows()) {
    if (row.line <= header.lastLine) continue;
    number += 1;
    const filled = covered.covering(row.line, row.cells);
    if (number < from) continue;
    yield { number, line: row.line, ...completed(row, filled, columnCount) };
  }
}

function completed(
  row: RawRow,
  filled: readonly Readonly<{ column: number; value: string }>[],
  columnCount: number,
): Readonly<{ cells: readonly string[]; notes: readonly CellNote[] }> {
  const { cells, writtenCellCount = columnCount } = row;
  const notes: CellNote[] = [];
  if (writtenCellCount < columnCount) notes.push({ kind: 'short-row', column: writtenCellCount });
  for (let column = columnCount; column < cells.length; column += 1) {
    if (cells[column] !== '') notes.push({ kind: 'extra-cell', column });
  }
  while (cells.length < columnCount) cells.push('');
  for (const { column, value } of filled) {
    cells[column] = value;
    notes.push({ kind: 'merged', column });
  }
  const all = notes.length === 0 ? row.notes : [...row.notes, ...notes];
  return { cells, notes: all.length === 0 ? NO_NOTES : all };
}
