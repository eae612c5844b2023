import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessRecord, LOG_MIGRATIONS, testSealer, uuid, WRITER } from '../../test/support/access-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import type { AccessRecord } from './access-record.ts';
import { createLogOverview, type LogOverview } from './overview.ts';
import { createAuditWriter } from './writer.ts';

const START = Date.UTC(2026, 2, 1, 12);
const HOUR = 3_600_000;
const COUNT = 600;

/** One an hour, made from their number alone; more than two bundles of them. */
const RECORDS: readonly AccessRecord[] = Array.from({ length: COUNT }, (_, i) =>
  accessRecord(i, {
    at: START + i * HOUR,
    kind: i % 10 === 0 ? 'sign-in' : 'access',
    outcome: i % 7 === 0 ? 'refused' : 'released',
    ...(i % 7 === 0 ? { problem: 'purpose-required' } : {}),
    person: i % 3,
    assignments: [i % 2],
    purpose: i % 2 ? 'after-sales' : null,
    recordType: 'customer',
    releases:
      i % 7 === 0
        ? []
        : [{ records: [uuid(i)], shown: ['name'], masked: i % 2 ? ['phone'] : [], summary: [] }],
  }),
);

let test: TestDatabase;
let overview: LogOverview;
beforeAll(async () => {
  test = await createTestDatabase(LOG_MIGRATIONS);
  const sealer = testSealer(test.database);
  const writer = createAuditWriter({ pool: test.database.pool('gateway'), writerId: WRITER });
  for (let start = 0; start < COUNT; start += 150) {
    await Promise.all(RECORDS.slice(start, start + 150).map((record) => writer.append(record)));
    await sealer.sealNow();
  }
  overview = createLogOverview(test.database.pool('auditor'), sealer.sealNow);
});
afterAll(() => test.drop());

it.each([0, 100, 590])(
  'LOG-27 counts exactly the accesses since an instant (from the %ith hour)',
  async (hour) => {
    const from = START + hour * HOUR;
    const counted = RECORDS.filter(({ at, kind }) => at >= from && kind === 'access');
    const size = (holds: (record: AccessRecord) => boolean) => counted.filter(holds).length;
    const found = await overview({ from, utcOffsetMinutes: 480 });
    expect(found.complete).toBe(true);
    expect(found.accesses).toBe(counted.length);
    const refused = size(({ outcome }) => outcome === 'refused');
    expect(found.problems).toEqual(refused === 0 ? [] : [{ problem: 'purpose-required', count: refused }]);
    expect(found.days.reduce((sum, day) => sum + day.released, 0)).toBe(counted.length - refused);
    for (const { person, count } of found.people)
      expect(count).toBe(size((record) => record.person === person));
    for (const { purpose, count } of found.purposes) {
      expect(count).toBe(size((record) => record.purpose === purpose));
    }
    const phone = found.fields.find(({ field }) => field === 'phone');
    expect(phone?.masked ?? 0).toBe(size(({ releases }) => releases.some(({ masked }) => masked.length > 0)));
    // Days begin at midnight of the place that asks: 16:00 UTC is the next day in China.
    const [first] = counted;
    expect(found.days[0]?.day).toBe(new Date((first?.at ?? 0) + 8 * HOUR).toISOString().slice(0, 10));
  },
);
