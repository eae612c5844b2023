/** Separators that exports use, in the order that decides a tie. */
const DELIMITERS = [',', '\t', ';', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How a text file is cut: `newlines` are its line ends; the first line may only name the delimiter (`sep=;`). */
export type CsvShape = Readonly<{
  delimiter: Delimiter;
  newlines: readonly string[];
  firstLineNamesDelimiter: boolean;
}>;

const SEPARATOR_LINE = /^sep=([,\t;|])(?:\r\n|\n|\r|$)/i;
const SAMPLE_ROWS = 50;

/**
 * Reads delimiter and line ends off the beginning of a text (64 KB are plenty): the delimiter that cuts most rows
 * into the same number of two or more cells. A text that none of them cuts is one column, cut by commas.
 */
export function detectCsvShape(sample: string): CsvShape {
  const newlines = sample.includes('\n') || !sample.includes('\r') ? ['\r\n', '\n'] : ['\r'];
  const named = SEPARATOR_LINE.exec(sample)?.[1] as Delimiter | undefined;
  if (named !== undefined) return { delimiter: named, newlines, firstLineNamesDelimiter: true };
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const score = uniformity(columnCounts(sample, delimiter));
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return { delimiter: best, newlines, firstLineNamesDelimiter: false };
}

/** Share of rows that have the commonest number of columns, weighed so that more columns win between equals. */
function uniformity(counts: readonly number[]): number {
  const frequency = new Map<number, number>();
  for (const columns of counts) if (columns > 1) frequency.set(columns, (frequency.get(columns) ?? 0) + 1);
  let best = 0;
  for (const [columns, rows] of frequency)
    best = Math.max(best, (rows / counts.length) * (1 - 1 / (columns + 1)));
  return best;
}

/** Columns of each of the first rows that hold anything; quotes count only where a cell begins with one. */
function columnCounts(sample: string, delimiter: Delimiter): number[] {
  const counts: number[] = [];
  let columns = 1;
  let quoted = false;
  let rowStart = 0;
  let cellStart = 0;
  for (let at = 0; at < sample.length && counts.length < SAMPLE_ROWS; at += 1) {
    const character = sample[at];
    if (quoted) {
      if (character === '"' && sample[at + 1] === '"') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"' && at === cellStart) {
      quoted = true;
    } else if (character === delimiter) {
      columns += 1;
      cellStart = at + 1;
    } else if (character === '\n' || character === '\r') {
      if (at > rowStart) counts.push(columns);
      columns = 1;
      rowStart = at + 1;
      cellStart = at + 1;
    }
  }
  // The last row of the sample may be cut off, so it counts only when it is the only one.
  return counts.length > 0 ? counts : [columns];
}
