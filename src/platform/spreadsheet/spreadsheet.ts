import { openCsv } from './csv-reader.ts';
import { dataRows, type RawTable, readHeader } from './data-rows.ts';
import type { Delimiter } from './delimiter.ts';
import { detectFileKind } from './file-kind.ts';
import { NO_MERGED_CELLS } from './merged-cells.ts';
import type { SpreadsheetRow } from './row.ts';
import type { TextEncoding } from './text-encoding.ts';
import { openXlsx } from './xlsx-reader.ts';

export type { Delimiter } from './delimiter.ts';
export type { CellNote, SpreadsheetRow } from './row.ts';
export type { TextEncoding } from './text-encoding.ts';

/** Everything is found out where it is not given. */
export type SpreadsheetOptions = Readonly<{
  /** Name of a sheet, hidden ones included (XLSX). */
  sheet?: string;
  /** Line or row number of the header's first row, for tables in which the search goes wrong. */
  headerLine?: number;
  /** CSV only. */
  delimiter?: Delimiter;
  /** CSV only. */
  encoding?: TextEncoding;
  /** All parts of a workbook together; 1 GB unless given. */
  maxUncompressedBytes?: number;
  /** Shared texts of a workbook beyond this size go to a temporary file; 64 MB unless given. */
  sharedStringsInMemoryBytes?: number;
  /** Where that file lives; the system's directory unless given. */
  temporaryDirectory?: string;
}>;

/** An open table of one sheet. */
export type Spreadsheet = Readonly<{
  format: 'csv' | 'xlsx';
  encoding?: TextEncoding;
  delimiter?: Delimiter;
  /** Visible sheets in their order; none for CSV. */
  sheets: readonly string[];
  hiddenSheets: readonly string[];
  /** The sheet that is read; empty for CSV. */
  sheet: string;
  /** One name for each column, as in the file: a name may be empty or stand twice. */
  header: readonly string[];
  /** Line or row number of the header's first row. */
  headerLine: number;
  /**
   * Rows from data row `from` on (1, the first, unless given). May be called more than once and left early. Throws
   * `unreadable-file` naming the line at which reading ended.
   */
  rows(from?: number): AsyncIterable<SpreadsheetRow>;
  close(): Promise<void>;
}>;

/**
 * Opens a CSV or XLSX file for import, told apart by content. Never holds the file in memory, never evaluates or
 * follows anything in it. Throws `unreadable-file` with what to do, in both languages, for whatever is not a table or
 * asks for more than `LIMITS`; failures of the disk are thrown as they are.
 */
export async function openSpreadsheet(path: string, options: SpreadsheetOptions = {}): Promise<Spreadsheet> {
  return (await detectFileKind(path)) === 'zip'
    ? await openWorkbook(path, options)
    : await openText(path, options);
}

async function openWorkbook(path: string, options: SpreadsheetOptions): Promise<Spreadsheet> {
  const source = await openXlsx(path, options);
  try {
    const { sheets, hiddenSheets, sheet } = source;
    return {
      format: 'xlsx',
      sheets,
      hiddenSheets,
      sheet,
      ...(await openTable(source, options.headerLine)),
      close: async () => source.close(),
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

async function openText(path: string, options: SpreadsheetOptions): Promise<Spreadsheet> {
  const { encoding, delimiter, rawRows } = await openCsv(path, options);
  const table = await openTable({ rawRows, merged: NO_MERGED_CELLS }, options.headerLine);
  return {
    format: 'csv',
    encoding,
    delimiter,
    sheets: [],
    hiddenSheets: [],
    sheet: '',
    ...table,
    close: async () => {},
  };
}

async function openTable(table: RawTable, headerLine: number | undefined) {
  const header = await readHeader(table, headerLine);
  return {
    header: header.names,
    headerLine: header.firstLine,
    rows: (from = 1) => dataRows(table, header, from),
  };
}
