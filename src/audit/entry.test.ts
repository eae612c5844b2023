import { describe, expect, it } from 'vitest';
import { accessRecord, uuid } from '../../test/support/access-log.ts';
import { customerKey, customersOf, decodeRecord, mentionsOf, termsOf } from './entry.ts';

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

  it('LOG-7 a bundle is found by its customers, persons, fields and facts', () => {
    const edit = accessRecord(2, {
      kind: 'change',
      action: 'edit',
      person: null,
      purpose: null,
      customers: [uuid(5).toUpperCase(), 'no uuid'],
      releases: [],
      changes: [{ record: uuid(6), field: 'address', sealed: null }],
      searched: ['phone eq', 'bad\0name'],
    });
    const mentions = mentionsOf([bytes(accessRecord(1)), bytes('nonsense'), bytes(edit)]);
    const keys = [customerKey(uuid(1001)), customerKey(uuid(5))];
    expect(mentions.customers).toEqual(keys);
    expect(mentions.persons).toEqual([7]);
    expect([mentions.firstAt, mentions.lastAt]).toEqual([accessRecord(1).at, edit.at]);
    expect(mentions.terms).toEqual(
      expect.arrayContaining(['kind:access', 'kind:change', 'field:address', 'field:phone', 'shown:name']),
    );
    expect(mentions.terms).toEqual(expect.arrayContaining(['masked:phone', 'disclosure:masked']));
    expect(mentions.terms.filter((one) => one.startsWith('purpose'))).toEqual(['purpose:after-sales']);
    expect([...termsOf({ ...edit, action: 'x'.repeat(300) })].every((one) => one.length < 200)).toBe(true);
    expect(customersOf(accessRecord(1))).toEqual([uuid(1001)]);
  });

  it('LOG-7 a customer’s key is the low half of the UUID as a signed integer', () => {
    expect(customerKey('01890000-0000-7000-8000-000000000001')).toBe('-9223372036854775807');
    expect(customerKey('01890000-0000-7000-7fff-ffffffffffff')).toBe('9223372036854775807');
    expect(customerKey('01890000-0000-7000-8000-00000000000')).toBeNull();
    expect(mentionsOf([bytes('nonsense')])).toMatchObject({ firstAt: null, lastAt: null, terms: [] });
  });
});
