import { expect, it } from 'vitest';
import type { LogEntry } from '../../../src/contract/access-log.ts';
import { daysOf } from './person-days.ts';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 4, day, hour, minute).toISOString();
const entry = (when: string, more: Partial<LogEntry> = {}): LogEntry =>
  ({
    ...{
      at: when,
      door: 'http',
      action: 'see',
      outcome: 'released',
      recordType: 'customer',
      recordCount: 50,
    },
    ...more,
  }) as LogEntry;

it('LOG-40 what somebody did is told by day, and within it by door and act, with its hours', () => {
  const days = daysOf([
    entry(at(4, 0, 5)),
    entry(at(3, 23, 30)),
    entry(at(3, 9, 40), { outcome: 'refused', recordCount: 0 }),
    entry(at(3, 9, 15)),
    entry(at(3, 8, 0), { door: 'cli', action: 'sign-in', recordType: null, recordCount: 0 }),
  ]);
  expect(days.map(({ from, until, entries }) => [from, until, entries])).toEqual([
    [at(4, 0), at(5, 0), 1],
    [at(3, 0), at(4, 0), 4],
  ]);
  const line = { door: 'http', action: 'see', outcome: 'released', recordType: 'customer' };
  expect(days[1]?.lines).toEqual([
    {
      ...{ door: 'cli', action: 'sign-in', outcome: 'released', recordType: null },
      ...{ entries: 1, records: 0, first: at(3, 8), last: at(3, 8) },
    },
    { ...line, entries: 2, records: 100, first: at(3, 9, 15), last: at(3, 23, 30) },
    { ...line, outcome: 'refused', entries: 1, records: 0, first: at(3, 9, 40), last: at(3, 9, 40) },
  ]);
  expect(days[1]?.hours[9]).toEqual({ released: 1, other: 1 });
  expect(days[1]?.hours.reduce((sum, { released, other }) => sum + released + other, 0)).toBe(4);
});

it('LOG-40 entries without a record type stand in one line with the others of their act: it leads to all of them', () => {
  const look = { action: 'log.read', recordCount: 0 };
  const [day] = daysOf([
    entry(at(3, 10), { ...look, recordType: null }),
    entry(at(3, 9), { ...look, recordType: 'customer' }),
    entry(at(3, 8), { recordType: 'order' }),
    entry(at(3, 7)),
  ]);
  expect(day?.lines.map(({ action, recordType, entries }) => [action, recordType, entries])).toEqual([
    ['see', 'customer', 1],
    ['see', 'order', 1],
    ['log.read', null, 2],
  ]);
});
