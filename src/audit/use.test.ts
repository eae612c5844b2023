import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessRecord, LOG_MIGRATIONS, testSealer, uuid, WRITER } from '../../test/support/access-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import type { AccessRecord } from './access-record.ts';
import { createUseOfAuthority, type UseOfAuthority } from './use.ts';
import { USE_MIGRATIONS } from './use-schema.ts';
import { createAuditWriter } from './writer.ts';

const START = Date.UTC(2026, 2, 1);
const HOUR = 3_600_000;
const COUNT = 700;

/** One every two hours, made from their number alone; more than two bundles of them. */
const RECORDS: readonly AccessRecord[] = Array.from({ length: COUNT }, (_, i) =>
  accessRecord(i, {
    at: START + i * 2 * HOUR,
    kind: i % 11 === 0 ? 'sign-in' : i % 4 === 0 ? 'change' : 'access',
    outcome: i % 7 === 0 ? 'refused' : 'released',
    person: i % 13 === 0 ? null : i % 3,
    rules: i % 2 ? ['sales@3', 'own@1'] : [`sales@${i}`, 'grant-7@1'],
    releases: [{ records: [uuid(i)], shown: i % 5 ? ['name'] : [], masked: ['phone'], summary: [] }],
    ...(i % 4 === 0 ? { changes: [{ record: uuid(i), field: 'email', sealed: null }] } : {}),
    ...(i % 6 === 0 ? { searched: ['city eq'] } : {}),
  }),
);
const COUNTED = RECORDS.filter(
  ({ kind, outcome, person }) => kind !== 'sign-in' && outcome === 'released' && person !== null,
);

let test: TestDatabase;
let use: UseOfAuthority;
beforeAll(async () => {
  test = await createTestDatabase([...LOG_MIGRATIONS, ...USE_MIGRATIONS]);
  const sealer = testSealer(test.database);
  const writer = createAuditWriter({ pool: test.database.pool('gateway'), writerId: WRITER });
  const open = () => createUseOfAuthority(test.database.pool('auditor'), sealer.sealNow);
  use = open();
  expect(await use.beganAt()).toBeNull();
  for (let start = 0; start < COUNT; start += 100) {
    for (const record of RECORDS.slice(start, start + 100)) void writer.append(record);
    await writer.drain();
    // Two processes at once, in the middle of a bundle, and again with nothing new.
    await Promise.all([use.advance(), open().advance()]);
  }
  await use.advance();
});
afterAll(() => test.drop());

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const days = (records: readonly AccessRecord[]) => new Set(records.map(({ at }) => dayOf(at)));

it.each([0, 20, 57])(
  'REVIEW-1 uses of rules are counted once each, exactly as the log has them (from day %i)',
  async (day) => {
    const from = START + day * 24 * HOUR;
    const since = COUNTED.filter(({ at }) => at >= from);
    const found = await use.since(from);
    for (const { person, rule, reads, days: onDays, lastDay, fields } of found) {
      const of = (records: readonly AccessRecord[]) =>
        records.filter(
          (record) =>
            record.person === person &&
            (rule === '' || record.rules.some((each) => each.startsWith(`${rule}@`))),
        );
      expect([reads, onDays, lastDay]).toEqual([
        of(since).length,
        days(of(since)).size,
        [...days(of(since))].at(-1) ?? null,
      ]);
      const named = (field: string) =>
        of(COUNTED).filter(
          ({ releases, changes = [], searched = [] }) =>
            releases.some(({ shown, masked }) => [...shown, ...masked].includes(field)) ||
            changes.some((change) => change.field === field) ||
            searched.some((text) => text.startsWith(field)),
        );
      for (const field of ['name', 'phone', 'email', 'city', 'spent']) {
        expect(fields.get(`customer.${field}`)).toBe([...days(named(field))].at(-1));
      }
    }
    const keys = (records: readonly AccessRecord[]) =>
      new Set(
        records.flatMap(({ person, rules }) =>
          ['', ...rules].map((rule) => `${person} ${rule.split('@')[0]}`),
        ),
      );
    const lately = found.filter((each) => each.days > 0);
    expect(new Set(lately.map(({ person, rule }) => `${person} ${rule}`))).toEqual(keys(since));
    expect(await use.beganAt()).toBe(RECORDS[0]?.at);
    const daily = await use.daily(from, [1]);
    expect(daily.reduce((sum, { reads }) => sum + reads, 0)).toBe(
      since.filter(({ person }) => person === 1).length,
    );
  },
);
