import { coerce } from '../../kernel/classify/coerce.ts';
import type { Spreadsheet } from '../../platform/spreadsheet/spreadsheet.ts';

/** What one reading of the whole table tells of its columns. */
export type SurveyedColumn = Readonly<{
  header: string;
  /** Cells of rows spread evenly over the file. */
  samples: readonly string[];
  /** Every value of the column, or null when there are too many to be a choice. */
  distinct: readonly string[] | null;
}>;

export type Survey = Readonly<{ rowsTotal: number; columns: readonly SurveyedColumn[] }>;

/** Between half as many and so many rows are sampled. */
const SAMPLES_MAX = 400;
const SAMPLE_CHARACTERS = 4_000;
const CHOICE_MAX = 20;
const CHOICE_CHARACTERS = 60;

/**
 * Counts the rows and samples them: every row of a short table; of a longer one every second, fourth, eighth …, so
 * that a file whose first pages are tidy and whose last are not is judged by both.
 */
export async function survey(table: Pick<Spreadsheet, 'header' | 'rows'>): Promise<Survey> {
  const distinct = table.header.map((): Set<string> | null => new Set());
  let sampled: (readonly string[])[] = [];
  let stride = 1;
  let rowsTotal = 0;
  for await (const { cells } of table.rows()) {
    rowsTotal += 1;
    if ((rowsTotal - 1) % stride === 0) {
      sampled.push(cells);
      if (sampled.length > SAMPLES_MAX) {
        sampled = sampled.filter((_, index) => index % 2 === 0);
        stride *= 2;
      }
    }
    for (const [column, values] of distinct.entries()) {
      if (values !== null && !collect(values, cells[column] ?? '')) distinct[column] = null;
    }
  }
  return {
    rowsTotal,
    columns: table.header.map((header, column) => ({
      header,
      samples: sampled.map((cells) => (cells[column] ?? '').slice(0, SAMPLE_CHARACTERS)),
      distinct: choices(distinct[column] ?? null),
    })),
  };
}

/** False when the column has too many values, or too long ones, to be a choice. */
function collect(values: Set<string>, cell: string): boolean {
  if (cell === '' || values.has(cell)) return true;
  if (cell.length > CHOICE_CHARACTERS || values.size === CHOICE_MAX * 2) return false;
  values.add(cell);
  return true;
}

/** As a choice stores them: two spellings of one value are one. */
function choices(values: ReadonlySet<string> | null): readonly string[] | null {
  if (values === null) return null;
  const stored = [...values].map((value) => coerce('choice', value));
  const forms = new Set(stored.flatMap((one) => (one.ok && one.value !== null ? [one.value] : [])));
  return forms.size > CHOICE_MAX ? null : [...forms].toSorted();
}
