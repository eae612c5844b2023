const STEP_OF_PAGE = 15;

/** Where a key leads among the rows of a list; null for keys that move nothing. */
export function rowAfterKey(key: string, active: number, count: number): number | null {
  const step: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + STEP_OF_PAGE,
    PageUp: active - STEP_OF_PAGE,
    Home: 0,
    End: count - 1,
  };
  const next = step[key];
  return next === undefined || count === 0 ? null : Math.min(Math.max(next, 0), count - 1);
}
