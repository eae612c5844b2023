import type { Filter } from '../../../src/contract/records.ts';
import { createMemory } from '../memory.ts';

/** How a list of one record type stands in this tab; keyed by the record type's name. */
export type ListState = Readonly<{
  filters: readonly Filter[];
  /** Only the records in the reader's own charge. */
  mine: boolean;
  sort: Readonly<{ field: string; descending: boolean }> | null;
  /** Null until the reader chooses: then the list's own selection. */
  columns: readonly string[] | null;
  limit: number;
  /** The cursors of the pages after the first, up to the one in sight. */
  cursors: readonly string[];
}>;

export const PAGE_SIZES = [25, 50, 100] as const;

const INITIAL: ListState = { filters: [], mine: false, sort: null, columns: null, limit: 50, cursors: [] };

const memory = createMemory<ListState>(INITIAL);

export const useListState = memory.use;

/** Changes what is listed, which starts again from the first page. */
export function changeList(type: string, change: Partial<Omit<ListState, 'cursors'>>): void {
  memory.write(type, (state) => ({ ...state, ...change, cursors: [] }));
}

export function turnPage(type: string, cursors: readonly string[]): void {
  memory.write(type, (state) => ({ ...state, cursors }));
}
