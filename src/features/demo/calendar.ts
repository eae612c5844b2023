import type { Random } from './random.ts';

/** The demo company keeps China Standard Time, which has had no daylight saving since 1991. */
const OFFSET_MS = 8 * 3_600_000;
export const DAY_MS = 86_400_000;

/** The local calendar day of an instant (ms), as `YYYY-MM-DD`. */
export function dateOf(instant: number): string {
  return new Date(instant + OFFSET_MS).toISOString().slice(0, 10);
}

/** The local month of an instant, 1 to 12. */
export function monthOf(instant: number): number {
  return new Date(instant + OFFSET_MS).getUTCMonth() + 1;
}

/** The local day of the month of an instant, 1 to 31. */
export function dayOfMonth(instant: number): number {
  return new Date(instant + OFFSET_MS).getUTCDate();
}

/** The local year of an instant. */
export function yearOf(instant: number): number {
  return new Date(instant + OFFSET_MS).getUTCFullYear();
}

/** A UUID of version 7 (RFC 9562, section 5.7) for an instant, its 74 random bits from the demo's own source. */
export function uuidAt(instant: number, random: Random): string {
  const time = Math.max(0, Math.floor(instant)).toString(16).padStart(12, '0');
  const a = (0x7000 | random.below(0x1000)).toString(16);
  const b = (0x8000 | random.below(0x4000)).toString(16);
  const c =
    random.below(0x10000).toString(16).padStart(4, '0') + random.nextUint32().toString(16).padStart(8, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-${a}-${b}-${c}`;
}
