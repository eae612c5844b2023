import { displayWidth, padEnd, padStart, printable, wrap } from './width.ts';

export type TableColumn = Readonly<{ title: string; align?: 'start' | 'end' }>;

const GAP = '  ';
const NARROWEST = 8;

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
  const widths = fitted(natural, width - GAP.length * (columns.length - 1));
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

/** Takes from the widest column, cell by cell, until the whole fits or nothing more can be taken. */
function fitted(natural: readonly number[], available: number): readonly number[] {
  const widths = [...natural];
  let total = widths.reduce((sum, width) => sum + width, 0);
  while (total > available) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    total -= 1;
  }
  return widths;
}
