import type { LogEntry } from '../../../src/contract/access-log.ts';

/** What somebody did on one day of the reader's time zone. */
export type PersonDay = Readonly<{
  /** When the day begins and the next one does, ISO instants. */
  from: string;
  until: string;
  entries: number;
  /** Entries of each hour of the day, by what became of them. */
  hours: readonly Readonly<{ released: number; other: number }>[];
  lines: readonly DayLine[];
}>;

/** All that was done through one door by one act with one result; the earliest first. */
export type DayLine = Readonly<{
  door: string;
  action: string;
  outcome: string;
  /** Of what, where all of them are of one record type. */
  recordType: string | null;
  entries: number;
  records: number;
  first: string;
  last: string;
}>;

const HOURS = 24;

/** @param entries newest first, as the log tells them @returns days, newest first */
export function daysOf(entries: readonly LogEntry[]): readonly PersonDay[] {
  const days = new Map<string, LogEntry[]>();
  for (const entry of entries) {
    const day = startOfDay(new Date(entry.at)).toISOString();
    const known = days.get(day);
    if (known === undefined) days.set(day, [entry]);
    else known.push(entry);
  }
  return [...days].map(([from, some]) => dayOf(from, some));
}

function dayOf(from: string, entries: readonly LogEntry[]): PersonDay {
  const next = new Date(from);
  next.setDate(next.getDate() + 1);
  const hours = Array.from({ length: HOURS }, () => ({ released: 0, other: 0 }));
  const groups = new Map<string, LogEntry[]>();
  for (const entry of entries) {
    const hour = hours[new Date(entry.at).getHours()];
    if (hour !== undefined) hour[entry.outcome === 'released' ? 'released' : 'other'] += 1;
    const key = [entry.door, entry.action, entry.outcome].join(' ');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [entry]);
    else known.push(entry);
  }
  const lines = wherePossible(groups).flatMap(lineOf);
  lines.sort((one, other) => one.first.localeCompare(other.first));
  return { from, until: next.toISOString(), entries: entries.length, hours, lines };
}

/**
 * By record type where each entry has one. Entries without cannot be asked for alone: a line leads to all of its entries
 * and to no others.
 */
function wherePossible(groups: ReadonlyMap<string, readonly LogEntry[]>): readonly (readonly LogEntry[])[] {
  return [...groups.values()].flatMap((entries) => {
    if (entries.some(({ recordType }) => recordType === null)) return [entries];
    const types = [...new Set(entries.map(({ recordType }) => recordType))];
    return types.map((type) => entries.filter(({ recordType }) => recordType === type));
  });
}

function lineOf(entries: readonly LogEntry[]): readonly DayLine[] {
  const [newest] = entries;
  const oldest = entries.at(-1);
  if (newest === undefined || oldest === undefined) return [];
  const { door, action, outcome } = newest;
  const isOfOne = entries.every(({ recordType }) => recordType === newest.recordType);
  const recordType = isOfOne ? newest.recordType : null;
  const records = entries.reduce((sum, { recordCount }) => sum + recordCount, 0);
  const times = { first: oldest.at, last: newest.at };
  return [{ door, action, outcome, recordType, entries: entries.length, records, ...times }];
}

function startOfDay(at: Date): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}
