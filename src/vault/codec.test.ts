import { describe, expect, it } from 'vitest';
import { repeatable } from '../../test/support/company.ts';
import { CUSTOMER, field, ORDER, PERSON } from '../../test/support/lab-company.ts';
import { createCipher } from '../platform/crypto/cipher.ts';
import { SUITE_NAMES } from '../platform/crypto/suites.ts';
import { createBlindIndexes } from './blind-indexes.ts';
import { createCodec } from './codec.ts';
import { isUsableName, lookupColumn, tableOf } from './naming.ts';
import { columnsOf, createTableSql } from './tables.ts';

const indexes = createBlindIndexes(new Uint8Array(32).fill(3));
const KEY = { version: 1, bytes: new Uint8Array(32).fill(5) };
const OTHER = { version: 1, bytes: new Uint8Array(32).fill(6) };
const RECORD = '01890000-0000-7000-8000-000000000001';

describe.each(SUITE_NAMES)('the codec with %s', (suite) => {
  const codec = createCodec(createCipher({ suite, randomBytes: repeatable(suite) }), indexes);
  const encode = (name: string, value: string | null, record = RECORD) => {
    const one = CUSTOMER.fields.find((candidate) => candidate.name === name);
    if (one === undefined) throw new Error('no such field');
    const columns = new Map(
      codec.encode(CUSTOMER, one, record, KEY, value).map(({ column, value: v }) => [column, v] as const),
    );
    return { field: one, columns };
  };

  it('VAULT-8 fills exactly the columns of a field, all of them empty where there is no value', () => {
    for (const { name } of CUSTOMER.fields) {
      const value = PERSON[name as keyof typeof PERSON] ?? RECORD;
      const filled = encode(name, value);
      expect([...filled.columns.keys()].toSorted()).toEqual(
        columnsOf(filled.field)
          .map((column) => column.name)
          .toSorted(),
      );
      expect([...filled.columns.values()].every((one) => one !== null)).toBe(true);
      expect([...encode(name, null).columns.values()].every((one) => one === null)).toBe(true);
    }
  });

  it('VAULT-9 binds a ciphertext to type, record, field and key: moved anywhere else it opens no more', () => {
    const { field: phone, columns } = encode('phone', PERSON.phone);
    const sealed = columns.get('"phone__ct"') ?? '';
    expect(sealed).not.toContain(PERSON.phone);
    expect(codec.decrypt(CUSTOMER, phone, RECORD, KEY, sealed)).toBe(PERSON.phone);
    const elsewhere = RECORD.replace(/1$/, '2');
    const name = CUSTOMER.fields[0] ?? phone;
    expect(() => codec.decrypt(CUSTOMER, phone, elsewhere, KEY, sealed)).toThrow('key-unavailable');
    expect(() => codec.decrypt(CUSTOMER, name, RECORD, KEY, sealed)).toThrow('key-unavailable');
    expect(() => codec.decrypt(ORDER, phone, RECORD, KEY, sealed)).toThrow('key-unavailable');
    expect(() => codec.decrypt(CUSTOMER, phone, RECORD, OTHER, sealed)).toThrow('key-unavailable');
    expect(() => codec.open(KEY, 'change|customer', codec.seal(KEY, 'change|order', 'x'))).toThrow(
      'key-unavailable',
    );
  });

  it('VAULT-10 gives one lookup to one number in all its spellings, and different ones by type, field and lookup', () => {
    const lookup = (name: string, value: string, which: 'exact' | 'last4') => {
      const { field: one, columns } = encode(name, value);
      return columns.get(lookupColumn(one, which));
    };
    expect(lookup('phone', '+86 199-0000-1234', 'exact')).toBe(lookup('phone', '19900001234', 'exact'));
    expect(lookup('phone', '19900001234', 'last4')).toBe(lookup('phone', '13900001234', 'last4'));
    expect(lookup('identity', PERSON.identity.toLowerCase(), 'exact')).toBe(
      lookup('identity', PERSON.identity, 'exact'),
    );
    expect(lookup('phone', '19900001234', 'last4')).not.toBe(lookup('card', '6222020000001234', 'last4'));
    expect(lookup('phone', '110', 'last4')).toBeNull();
    const digests = [
      indexes.digest('customer', 'phone', 'exact', '1'),
      indexes.digest('customer', 'phone', 'last4', '1'),
      indexes.digest('customer', 'mobile', 'exact', '1'),
      indexes.digest('contact', 'phone', 'exact', '1'),
      createBlindIndexes(new Uint8Array(32).fill(4)).digest('customer', 'phone', 'exact', '1'),
    ];
    expect(new Set(digests).size).toBe(5);
  });

  it('VAULT-11 seals the same value differently each time', () => {
    const sealed = [1, 2, 3].map(() => encode('notes', 'same').columns.get('"notes__ct"'));
    expect(new Set(sealed).size).toBe(3);
  });
});

describe('names in the database', () => {
  it('VAULT-12 are plain words that can neither collide with the vault’s own nor leave their quotes', () => {
    for (const bad of [
      'id',
      '_owner',
      'a__b',
      'A',
      '1a',
      'a b',
      'a"b',
      'a_',
      '',
      'x'.repeat(50),
      'version',
      '名',
    ]) {
      expect([bad, isUsableName(bad)]).toEqual([bad, false]);
    }
    for (const good of ['name', 'select', 'a_1', 'x'.repeat(48)]) expect(isUsableName(good)).toBe(true);
    expect(() => tableOf('customer"; DROP')).toThrow('not a name');
    expect(() => createTableSql({ ...ORDER, fields: [field('x"y', 'text')] })).toThrow('not a name');
  });
});
