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
  /** How far it was scrolled when the reader left it, in pixels. */
  scrolled: number;
}>;

const INITIAL: ListState = { filters: [], mine: false, sort: null, columns: null, scrolled: 0 };

const memory = createMemory<ListState>(INITIAL);

export const useListState = memory.use;

/** Changes what is listed, which starts again from the top. */
export function changeList(type: string, change: Partial<Omit<ListState, 'scrolled'>>): void {
  memory.write(type, (state) => ({ ...state, ...change, scrolled: 0 }));
}

/** Remembers how far the list, as it stood then, was scrolled; of another list it says nothing. */
export function rememberScroll(type: string, of: ListState, scrolled: number): void {
  const now = memory.read(type);
  if (now.filters !== of.filters || now.mine !== of.mine || now.sort !== of.sort) return;
  memory.write(type, (state) => ({ ...state, scrolled }));
}
