/** How long a task has waited, or has left, in the one unit that matters. */
export type TaskAge = Readonly<{ unit: 'minutes' | 'hours' | 'days'; count: number }>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** @param milliseconds of either sign; only whole units count, and under an hour is no number of its own */
export function ageOf(milliseconds: number): TaskAge {
  const size = Math.abs(milliseconds);
  if (size < HOUR_MS) return { unit: 'minutes', count: 0 };
  if (size < 2 * DAY_MS) return { unit: 'hours', count: Math.floor(size / HOUR_MS) };
  return { unit: 'days', count: Math.floor(size / DAY_MS) };
}
