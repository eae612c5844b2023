import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessRecord, uuid } from '../../test/support/access-log.ts';
import { Problem } from '../contract/problem.ts';
import type { AccessRecord } from './access-record.ts';
import { decodeRecord } from './entry.ts';
import { entryTexts, split } from './split.ts';

const uuids = (count: number, from = 0) => Array.from({ length: count }, (_, i) => uuid(from + i));

function releasedPairs(records: readonly AccessRecord[]): string[] {
  return records.flatMap(({ releases }) =>
    releases.flatMap((release) =>
      release.records.map((record) => `${record} ${release.shown.join()} ${release.masked.join()}`),
    ),
  );
}

describe('splitting', () => {
  it('LOG-6 a record of usual length is one entry, its JSON as it is', () => {
    const record = accessRecord(1);
    expect(entryTexts(record)).toEqual([JSON.stringify(record)]);
    expect(split(record)).toEqual([record]);
  });

  it('LOG-6 a long record becomes parts that fit and together state exactly what the whole did', () => {
    const size = fc.nat({ max: 5000 });
    fc.assert(
      fc.property(size, size, size, size, (first, second, customerCount, changeCount) => {
        const record = accessRecord(1, {
          releases: [
            { records: uuids(first), shown: ['name'], masked: [], summary: [] },
            { records: [], shown: ['region'], masked: [], summary: [] },
            { records: uuids(second, 10_000), shown: [], masked: ['phone'], summary: [] },
          ],
          customers: uuids(customerCount, 20_000),
          changes: uuids(changeCount, 30_000).map((one) => ({ record: one, field: 'name', sealed: null })),
        });
        const texts = entryTexts(record);
        const parts = texts.map((text) => decodeRecord(Buffer.from(text))).filter((part) => part !== null);
        for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
        expect(releasedPairs(parts)).toEqual(releasedPairs([record]));
        expect(parts.flatMap(({ customers }) => customers)).toEqual(record.customers);
        expect(parts.flatMap(({ changes }) => changes)).toEqual(record.changes);
        expect(
          parts.filter(({ releases }) => releases.some(({ shown }) => shown[0] === 'region')),
        ).toHaveLength(1);
        expect(new Set(parts.map(({ id }) => id))).toEqual(new Set([record.id]));
        if (parts.length > 1) {
          expect(parts.map(({ part }) => part)).toEqual(
            parts.map((_, i) => ({ number: i + 1, of: parts.length })),
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  it('LOG-6 what no cut makes short enough is refused, not truncated', () => {
    const sealed = 'A'.repeat(70_000);
    const record = accessRecord(1, { changes: [{ record: uuid(1), field: 'remark', sealed }] });
    expect(() => entryTexts(record)).toThrow(Problem);
    expect(() => entryTexts(record)).toThrow(/too-large/);
  });
});
