import { pipeline, Readable } from 'node:stream';
import { type CsvError, type Options, parse } from 'csv-parse';
import { Problem } from '../../contract/problem.ts';
import { type CsvShape, type Delimiter, detectCsvShape } from './delimiter.ts';
import { importedText } from './formula-guard.ts';
import { LIMITS } from './limits.ts';
import { NO_NOTES, type RawRow } from './row.ts';
import { decodedText, detectTextEncoding, type TextEncoding, verifyText } from './text-encoding.ts';
import { cellTooLong, tooManyColumns, unreadable } from './unreadable.ts';

const SAMPLE_CHARACTERS = 64 * 1024;

export type CsvSource = Readonly<{
  encoding: TextEncoding;
  delimiter: Delimiter;
  /** Rows from the start of the file; rows without any text are left out. */
  rawRows(): AsyncGenerator<RawRow>;
}>;

/**
 * Opens a text table. The whole file is read once to find its encoding or to check the given one; its rows are then
 * streamed as often as asked. Throws `unreadable-file` naming the line.
 */
export async function openCsv(
  path: string,
  options: Readonly<{ encoding?: TextEncoding; delimiter?: Delimiter }>,
): Promise<CsvSource> {
  const encoding = options.encoding ?? (await detectTextEncoding(path));
  if (options.encoding !== undefined) await verifyText(path, encoding);
  const detected = detectCsvShape(await textSample(path, encoding));
  const shape = { ...detected, delimiter: options.delimiter ?? detected.delimiter };
  return { encoding, delimiter: shape.delimiter, rawRows: () => csvRows(path, encoding, shape) };
}

async function textSample(path: string, encoding: TextEncoding): Promise<string> {
  let sample = '';
  for await (const text of decodedText(path, encoding)) {
    sample += text;
    if (sample.length >= SAMPLE_CHARACTERS) break;
  }
  return sample;
}

async function* csvRows(path: string, encoding: TextEncoding, shape: CsvShape): AsyncGenerator<RawRow> {
  const progress = { line: 1, rowEnded: true };
  const options: Options<RawRow, string[]> = {
    delimiter: shape.delimiter,
    record_delimiter: [...shape.newlines],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LIMITS.rowCharacters,
    on_record: (cells) => {
      const line = progress.line;
      progress.line += 1 + newlinesWithin(cells);
      progress.rowEnded = true;
      if (line === 1 && shape.firstLineNamesDelimiter) return null;
      return rawRow(line, cells);
    },
  };
  // The declaration of `parse` without columns forgets that `on_record` may change the type of a row.
  const parser = parse(options as unknown as Options);
  const text = Readable.from(boundedRows(decodedText(path, encoding), progress));
  // A failure on either side destroys the parser with it, and so reaches the loop below.
  pipeline(text, parser, () => {});
  try {
    yield* parser as AsyncIterable<RawRow>;
  } catch (error) {
    throw asProblem(error, progress.line);
  }
}

/**
 * csv-parse bounds the text of a row but not its empty cells, so a line of nothing but commas would grow without end.
 */
async function* boundedRows(
  texts: AsyncIterable<string>,
  progress: { line: number; rowEnded: boolean },
): AsyncGenerator<string> {
  let sinceRowEnd = 0;
  for await (const text of texts) {
    sinceRowEnd = progress.rowEnded ? text.length : sinceRowEnd + text.length;
    progress.rowEnded = false;
    if (sinceRowEnd > 2 * LIMITS.rowCharacters) throw rowTooLong(progress.line);
    yield text;
  }
}

function rawRow(line: number, cells: string[]): RawRow | null {
  const writtenCellCount = cells.length;
  while (cells.length > 0 && cells.at(-1) === '') cells.pop();
  if (cells.length === 0) return null;
  if (cells.length > LIMITS.columns) throw tooManyColumns(line, LIMITS.columns);
  for (let column = 0; column < cells.length; column += 1) {
    const cell = cells[column] ?? '';
    if (cell.length > LIMITS.cellCharacters) throw cellTooLong(line);
    cells[column] = importedText(cell);
  }
  return { line, cells, notes: NO_NOTES, writtenCellCount };
}

function newlinesWithin(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) count += cell.match(/\r\n|\n|\r/g)?.length ?? 0;
  }
  return count;
}

function asProblem(error: unknown, line: number): unknown {
  if (error instanceof Problem) return error;
  const code = (error as CsvError | undefined)?.code;
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return unreadable(
      `第 ${line} 行开始的单元格有引号没有闭合。请在该行补上引号，或另存为 .xlsx 后再上传。`,
      `A quote that opens in the row at line ${line} is never closed. Close it, or save the file as .xlsx and upload that.`,
    );
  }
  if (code === 'CSV_MAX_RECORD_SIZE') return rowTooLong(line);
  return error;
}

function rowTooLong(line: number): Problem {
  return unreadable(
    `第 ${line} 行过长（上限 4 MB），可能有引号没有闭合，或选错了分隔符。`,
    `The row at line ${line} is too long (the limit is 4 MB): perhaps a quote is never closed, or the delimiter is another.`,
  );
}
