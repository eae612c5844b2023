import { displayWidth, longestPiece, padEnd, padStart, printable, wrap } from './width.ts';

export type TableColumn = Readonly<{ title: string; align?: 'start' | 'end' }>;

const GAP = '  ';
const NARROWEST = 8;
/** Longer words than this are cut sooner than that a column takes more than its share. */
const WORD_CELLS_MAX = 24;

/**
 * Rows as aligned lines with a title line, CJK-aware. Where `width` cells don't suffice, the widest columns are
 * wrapped; without `width` no line is broken, as programs that read the output like it.
 */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const cells = rows.map((row) => columns.map((_, at) => printable(row[at] ?? '')));
  const titles = columns.map(({ title }) => title);
  const natural = columns.map((_, at) =>
    Math.max(...[titles, ...cells].map((row) => displayWidth(row[at] ?? ''))),
  );
  const whole = columns.map((_, at) =>
    Math.max(...[titles, ...cells].map((row) => longestPiece(row[at] ?? ''))),
  );
  const widths = fitted(natural, whole, width - GAP.length * (columns.length - 1));
  const rule = widths.map((cell) => '─'.repeat(cell)).join(GAP);
  return [...lines(titles), rule, ...cells.flatMap(lines)];

  function lines(row: readonly string[]): readonly string[] {
    const wrapped = row.map((cell, at) => wrap(cell, widths[at] ?? NARROWEST));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      wrapped
        .map((cell, at) => {
          const pad = columns[at]?.align === 'end' ? padStart : padEnd;
          return pad(cell[line] ?? '', widths[at] ?? NARROWEST);
        })
        .join(GAP)
        .trimEnd(),
    );
  }
}

/** Takes from the widest column, cell by cell: first where only lines are broken, and then, if it must, words too. */
function fitted(natural: readonly number[], whole: readonly number[], available: number): readonly number[] {
  const words = whole.map((width) => Math.max(NARROWEST, Math.min(width, WORD_CELLS_MAX)));
  return narrowed(
    narrowed(natural, words, available),
    words.map(() => NARROWEST),
    available,
  );
}

function narrowed(
  natural: readonly number[],
  least: readonly number[],
  available: number,
): readonly number[] {
  const widths = [...natural];
  const spare = (at: number) => (widths[at] ?? 0) - (least[at] ?? 0);
  for (let total = widths.reduce((sum, width) => sum + width, 0); total > available; total -= 1) {
    const able = widths.map((width, at) => (spare(at) > 0 ? width : 0));
    const widest = able.indexOf(Math.max(...able));
    if (spare(widest) <= 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
