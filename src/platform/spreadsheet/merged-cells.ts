/** A rectangle of merged cells: rows from 1 as a program numbers them, columns from 0, both ends included. */
export type MergedRange = Readonly<{ top: number; bottom: number; left: number; right: number }>;

/** The merged ranges of one sheet, found by the row in which they begin. */
export class MergedCells {
  private readonly byTop = new Map<number, MergedRange[]>();

  add(range: MergedRange): void {
    const beginning = this.byTop.get(range.top);
    if (beginning === undefined) this.byTop.set(range.top, [range]);
    else beginning.push(range);
  }

  beginningAt(line: number): readonly MergedRange[] {
    return this.byTop.get(line) ?? [];
  }
}

export const NO_MERGED_CELLS = new MergedCells();

/**
 * Carries the value of a vertically merged cell down to the rows that it covers: a company name merged over three
 * contacts belongs to all three. Rows are offered in order. At most one range is followed for each column, so
 * overlapping ranges, which no program writes, cost nothing.
 */
export class MergedValues {
  private readonly active = new Map<number, Readonly<{ bottom: number; value: string }>>();
  private readonly merged: MergedCells;
  private readonly columnCount: number;

  constructor(merged: MergedCells, columnCount: number) {
    this.merged = merged;
    this.columnCount = columnCount;
  }

  /** Columns of this row that are empty in the file and covered from above, with the value that covers them. */
  covering(line: number, cells: readonly string[]): readonly Readonly<{ column: number; value: string }>[] {
    const filled: { column: number; value: string }[] = [];
    for (const [column, { bottom, value }] of this.active) {
      if (bottom < line) this.active.delete(column);
      else if ((cells[column] ?? '') === '') filled.push({ column, value });
    }
    for (const { left, bottom } of this.merged.beginningAt(line)) {
      const value = cells[left] ?? '';
      if (bottom > line && left < this.columnCount && value !== '') this.active.set(left, { bottom, value });
    }
    return filled;
  }
}
