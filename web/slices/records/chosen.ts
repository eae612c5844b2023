import type { ListedRow } from './records-api.ts';

/** The server takes no more in one request. */
export const CHOSEN_MAX = 200;

/** Which rows of a list are chosen, by record id. */
export type Chosen = ReadonlySet<string>;

export function chosenRows(rows: readonly ListedRow[], chosen: Chosen): readonly ListedRow[] {
  return rows.filter(({ record }) => chosen.has(record.id));
}

/**
 * The choice after a click on a row. With shift held, the rows from the one clicked before up to this one all become
 * what this one becomes. Beyond the maximum nothing is added.
 */
export function choose(
  rows: readonly ListedRow[],
  chosen: Chosen,
  at: number,
  from: number | null = null,
): Chosen {
  const clicked = rows[at];
  if (clicked === undefined) return chosen;
  const adding = !chosen.has(clicked.record.id);
  const first = Math.min(at, from ?? at);
  const last = Math.max(at, from ?? at);
  const next = new Set(chosen);
  for (const { record } of rows.slice(first, last + 1)) {
    if (!adding) next.delete(record.id);
    else if (next.size < CHOSEN_MAX) next.add(record.id);
  }
  return next;
}

/** All that was read, up to the maximum; or none, where all of them are chosen. */
export function chooseAll(rows: readonly ListedRow[], chosen: Chosen): Chosen {
  const first = rows.slice(0, CHOSEN_MAX).map(({ record }) => record.id);
  return first.every((id) => chosen.has(id)) ? new Set() : new Set(first);
}
