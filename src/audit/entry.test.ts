import { describe, expect, it } from 'vitest';
import { accessRecord, uuid } from '../../test/support/access-log.ts';
import { customersOf, decodeRecord, encodeRecord } from './entry.ts';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe('entries', () => {
  it('LOG-7 an entry is read back as its record, and nonsense as null', () => {
    const record = accessRecord(1, { searched: ['phone eq'], changes: [] });
    expect(decodeRecord(bytes(record))).toEqual(record);
    for (const nonsense of [
      '',
      'not json',
      'null',
      '[]',
      '{}',
      { ...record, at: 1e300 },
      { ...record, at: 1.5 },
      { ...record, person: 2 ** 40 },
      { ...record, releases: [{}] },
      { ...record, releases: null },
      { ...record, customers: [1] },
      { ...record, changes: [{ record: 1 }] },
      { ...record, purpose: 7 },
    ]) {
      expect(decodeRecord(bytes(nonsense)), JSON.stringify(nonsense)).toBeNull();
    }
  });

  it('LOG-7 the ids of a page are packed in its entry, and come back as they were', () => {
    const records = [uuid(1), uuid(2), uuid(3), uuid(2)];
    for (const own of [
      records,
      [],
      records.slice(0, 2),
      [...records, 'no uuid'],
      [...records, uuid(4).toUpperCase()],
    ]) {
      const record = accessRecord(1, {
        releases: [{ records: own, shown: ['name'], masked: [], summary: [] }],
        customers: own,
      });
      expect(decodeRecord(bytes(encodeRecord(record)))).toEqual(record);
    }
    const text = encodeRecord(accessRecord(1, { releases: [], customers: records }));
    expect(JSON.parse(text).customers).toMatch(/^[\w-]{86}$/);
  });

  it('LOG-7 packed ids that are not spelled as they are packed are nonsense', () => {
    const record = accessRecord(1);
    const packed = JSON.parse(encodeRecord({ ...record, customers: [uuid(1), uuid(2), uuid(3)] })).customers;
    expect(decodeRecord(bytes({ ...record, customers: packed }))?.customers).toHaveLength(3);
    for (const customers of [packed.slice(1), `${packed}=`, `${packed}A`, `${packed} `, '?']) {
      expect(decodeRecord(bytes({ ...record, customers })), customers).toBeNull();
    }
  });

  it('LOG-7 an entry is about the customers that it names, else about its records', () => {
    expect(customersOf(accessRecord(1))).toEqual([uuid(1001)]);
    expect(customersOf(accessRecord(1, { customers: [uuid(9)] }))).toEqual([uuid(9)]);
  });
});
