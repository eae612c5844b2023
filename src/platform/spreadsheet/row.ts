/**
 * Something a person should know about one cell before it is imported.
 *
 * - `formula`: calculated by the spreadsheet program; the value is the last result it stored, never recalculated here.
 * - `error-value`: the program showed an error such as #N/A; the cell is taken as empty.
 * - `long-number`: a number of more than 15 digits. Spreadsheet programs keep 15, so the last digits may be zeros
 *   where an identity or card number once had others.
 * - `not-a-date`: formatted as a date, but no date has this number; the number is kept.
 * - `merged`: empty in the file; the value comes from the merged cell that covers it.
 * - `extra-cell`: stands right of the last header.
 * - `short-row`: the row ends at this column, before the last header (CSV only).
 */
export type CellNoteKind =
  | 'formula'
  | 'error-value'
  | 'long-number'
  | 'not-a-date'
  | 'merged'
  | 'extra-cell'
  | 'short-row';

/** `column` counts from 0, like the positions in `cells`. */
export type CellNote = Readonly<{ kind: CellNoteKind; column: number }>;

/**
 * A row as it stands in the file, header rows included. `line` is the line or row number that a program shows;
 * `cells` ends with the last cell that holds anything; `writtenCellCount` counts the empty ones after it too, where
 * the format writes them (CSV).
 */
export type RawRow = Readonly<{
  line: number;
  cells: string[];
  notes: readonly CellNote[];
  writtenCellCount?: number;
}>;

/**
 * A row of data. `number` counts rows that hold anything, from 1 below the header, and is what `rows(from)` takes;
 * `line` is where a person finds the row: the row number in Excel, the line number in a text editor. `cells` has at
 * least one text for each header, empty where the file has nothing.
 */
export type SpreadsheetRow = Readonly<{
  number: number;
  line: number;
  cells: readonly string[];
  notes: readonly CellNote[];
}>;

export const NO_NOTES: readonly CellNote[] = Object.freeze([]);
