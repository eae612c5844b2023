import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { neutraliseFormula } from './formula-guard.ts';

export type CsvWriter = Readonly<{
  /** Resolves when the row may be forgotten; waits while the disk is behind. */
  write(cells: readonly string[]): Promise<void>;
  /** Resolves when the file is complete. */
  close(): Promise<void>;
}>;

/**
 * Writes a text table that Excel and WPS open correctly (UTF-8 with byte order mark, CRLF, every cell quoted) and in
 * which no cell runs as a formula. Our own reader takes the guard off again, so that a corrected file of rejected
 * rows comes back with the values it left with. The file may be read by its owner only and replaces one of the same
 * name. Failures of the disk are thrown by `write` or `close`.
 */
export function createCsvWriter(path: string, header: readonly string[]): CsvWriter {
  const rows = stringify({ bom: true, record_delimiter: 'windows', quoted: true, quoted_empty: true });
  const written = pipeline(rows, createWriteStream(path, { mode: 0o600 }));
  // Reported by the next `write` or by `close`; nobody waits for it before.
  written.catch(() => {});
  const write = async (cells: readonly string[]): Promise<void> => {
    if (rows.destroyed) return await written;
    if (!rows.write(cells.map(neutraliseFormula))) await Promise.race([once(rows, 'drain'), written]);
  };
  const headerWritten = write(header);
  headerWritten.catch(() => {});
  return {
    write: async (cells) => {
      await headerWritten;
      await write(cells);
    },
    close: async () => {
      rows.end();
      await written;
    },
  };
}
