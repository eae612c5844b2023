import type { LogQuery } from '../../../src/contract/access-log.ts';
import { createMemory } from '../memory.ts';

export type LogFilters = Omit<Partial<LogQuery>, 'limit' | 'cursor'>;

const memory = createMemory<LogFilters>({});
const KEY = 'log';

/** What the log is narrowed to: kept for the tab, so that a chart elsewhere can lead to the entries behind it. */
export function useLogFilters(): LogFilters {
  return memory.use(KEY);
}

export function setLogFilters(filters: LogFilters): void {
  memory.write(KEY, () => filters);
}
