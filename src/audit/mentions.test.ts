import { describe, expect, it } from 'vitest';
import { accessRecord, uuid } from '../../test/support/access-log.ts';
import { encodeRecord } from './entry.ts';
import { idKey } from './id-list.ts';
import { mentionsOf, termsOf } from './mentions.ts';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe('mentions', () => {
  it('LOG-7 packed ids are found by the same keys as listed ones', () => {
    const customers = [uuid(1), uuid(2), uuid(3)];
    const record = accessRecord(1, { customers });
    const keys = customers.map(idKey);
    expect(mentionsOf([bytes(record)]).customers).toEqual(keys);
    expect(mentionsOf([bytes(encodeRecord(record))]).customers).toEqual(keys);
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
    const keys = [idKey(uuid(1001)), idKey(uuid(5))];
    expect(mentions.customers).toEqual(keys);
    expect(mentions.persons).toEqual([7]);
    expect([mentions.firstAt, mentions.lastAt]).toEqual([accessRecord(1).at, edit.at]);
    expect(mentions.terms).toEqual(
      expect.arrayContaining(['kind:access', 'kind:change', 'field:address', 'field:phone', 'shown:name']),
    );
    expect(mentions.terms).toEqual(expect.arrayContaining(['masked:phone', 'disclosure:masked']));
    expect(mentions.terms.filter((one) => one.startsWith('purpose'))).toEqual(['purpose:after-sales']);
    expect([...termsOf({ ...edit, action: 'x'.repeat(300) })].every((one) => one.length < 200)).toBe(true);
  });

  it('LOG-7 a customer’s key is the low half of the UUID as a signed integer', () => {
    expect(idKey('01890000-0000-7000-8000-000000000001')).toBe('-9223372036854775807');
    expect(idKey('01890000-0000-7000-7fff-ffffffffffff')).toBe('9223372036854775807');
    expect(idKey('01890000-0000-7000-8000-00000000000')).toBeNull();
    expect(mentionsOf([bytes('nonsense')])).toMatchObject({ firstAt: null, lastAt: null, terms: [] });
  });
});
