import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessRecord, LOG_MIGRATIONS, testSealer, uuid, WRITER } from '../../test/support/access-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import type { AccessRecord } from './access-record.ts';
import { customersOf } from './entry.ts';
import { createLogReader, type LogEntry, type LogFilter, type LogReader } from './reader.ts';
import { type AuditWriter, createAuditWriter } from './writer.ts';

const COUNT = 1500;
const KINDS = ['access', 'change', 'administration', 'sign-in'] as const;
const pick = <Item>(list: readonly Item[], at: number): Item => list[at % list.length] as Item;

/** Records of every sort, made from their number alone. */
const RECORDS: readonly AccessRecord[] = Array.from({ length: COUNT }, (_, i) =>
  accessRecord(i, {
    at: accessRecord(0).at + i * 1000 + ((i * 7919) % 3000),
    kind: pick(KINDS, i % 97 === 0 ? 2 : 0),
    outcome: i % 41 === 0 ? 'refused' : 'released',
    person: i % 13 === 0 ? null : i % 7,
    purpose: pick(['after-sales', 'credit-check', null], i),
    action: i % 211 === 0 ? 'export' : 'see',
    recordType: pick(['customer', 'order'], i),
    releases: [
      {
        records: [uuid(5000 + (i % 400))],
        shown: pick([['name'], ['name', 'email']], i),
        masked: [],
        summary: [],
      },
      { records: [uuid(5000 + (i % 31))], shown: [], masked: i % 5 ? ['phone'] : [], summary: [] },
    ],
    ...(i % 2 ? { customers: [uuid(7000 + (i % 600))] } : {}),
    ...(i % 301 === 0 ? { changes: [{ record: uuid(1), field: 'address', sealed: null }] } : {}),
    ...(i % 90 === 0 ? { searched: ['birthday eq'] } : {}),
  }),
);

let test: TestDatabase;
let reader: LogReader;
let writer: AuditWriter;
beforeAll(async () => {
  test = await createTestDatabase(LOG_MIGRATIONS);
  const sealer = testSealer(test.database);
  writer = createAuditWriter({ pool: test.database.pool('gateway'), writerId: WRITER });
  for (let start = 0; start < COUNT; start += 150) {
    await Promise.all(RECORDS.slice(start, start + 150).map((record) => writer.append(record)));
    await sealer.sealNow();
  }
  reader = createLogReader(test.database.pool('auditor'), sealer.sealNow);
});
afterAll(() => test.drop());

async function searchAll(filter: LogFilter, limit: number): Promise<readonly LogEntry[]> {
  const all: LogEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await reader.search(filter, { limit, cursor });
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    all.push(...page.entries);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

/** The filter said in the plainest words. */
function holds(record: AccessRecord, filter: LogFilter): boolean {
  const disclosed = (record_: AccessRecord, disclosure: 'shown' | 'masked' | 'summary') =>
    record_.releases.flatMap((release) => release[disclosure]);
  const degrees = filter.disclosure ? [filter.disclosure] : (['shown', 'masked', 'summary'] as const);
  const fields = degrees.flatMap((degree) => disclosed(record, degree));
  const others = [
    ...(record.changes ?? []).map(({ field }) => field),
    ...(record.searched ?? []).map((searched) => searched.split(' ')[0]),
  ];
  const named = filter.disclosure ? fields : [...fields, ...others];
  return (
    (filter.customer === undefined || customersOf(record).includes(filter.customer)) &&
    (filter.person === undefined || record.person === filter.person) &&
    (filter.kind === undefined || record.kind === filter.kind) &&
    (filter.outcome === undefined || record.outcome === filter.outcome) &&
    (filter.action === undefined || record.action === filter.action) &&
    (filter.purpose === undefined || record.purpose === filter.purpose) &&
    (filter.recordType === undefined || record.recordType === filter.recordType) &&
    (filter.field === undefined || named.includes(filter.field)) &&
    (filter.disclosure === undefined || fields.length > 0) &&
    (filter.from === undefined || record.at >= filter.from) &&
    (filter.until === undefined || record.at < filter.until)
  );
}

const instant = fc.integer({ min: -1000, max: COUNT * 1000 }).map((offset) => accessRecord(0).at + offset);
const filters = fc.record(
  {
    customer: fc.integer({ min: 4999, max: 7700 }).map(uuid),
    person: fc.nat({ max: 8 }),
    kind: fc.constantFrom(...KINDS),
    outcome: fc.constantFrom('released', 'refused', 'failed'),
    action: fc.constantFrom('see', 'export', 'nothing'),
    purpose: fc.constantFrom('after-sales', 'credit-check', 'other'),
    recordType: fc.constantFrom('customer', 'order'),
    field: fc.constantFrom('name', 'email', 'phone', 'address', 'birthday', 'none'),
    disclosure: fc.constantFrom('shown', 'masked', 'summary'),
    from: instant,
    until: instant,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<LogFilter>;

describe('searching the log', () => {
  it('LOG-18 every filter finds exactly the entries that match, newest first, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 700 }), async (filter, limit) => {
        const found = await searchAll(filter, limit);
        const expected = RECORDS.map((record, index) => ({ index, record }))
          .filter(({ record }) => holds(record, filter))
          .toReversed();
        expect(found).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('LOG-18 an entry is found by its place, and a place beyond the end holds none', async () => {
    expect(await reader.entry(0)).toEqual({ index: 0, record: RECORDS[0] });
    expect(await reader.entry(1499)).toEqual({ index: 1499, record: RECORDS[1499] });
    expect(await reader.entry(100_000)).toBeNull();
  });

  it('LOG-18 an unusable cursor is refused, and a customer who is no UUID is found nowhere', async () => {
    for (const cursor of ['', '0', '-1', '1e3', 'x', '99999999999999999999']) {
      await expect(reader.search({}, { limit: 1, cursor }), cursor).rejects.toMatchObject({
        code: 'invalid-cursor',
      });
    }
    expect(await reader.search({ customer: 'x' }, { limit: 5 })).toEqual({ entries: [], cursor: null });
    expect(await reader.search({ field: 'a\0b' }, { limit: 5 })).toEqual({ entries: [], cursor: null });
  });

  it('LOG-19 what was appended a moment ago is found, though no seal was due yet', async () => {
    const id = uuid(99_999);
    await writer.append(accessRecord(COUNT, { customers: [id] }));
    const { entries } = await reader.search({ customer: id.toUpperCase() }, { limit: 10 });
    expect(entries.map(({ index }) => index)).toEqual([COUNT]);
  });
});
