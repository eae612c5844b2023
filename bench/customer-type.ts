import { STORED_CUSTOMER_FIELDS } from '../src/features/demo/customer-type.ts';
import type { Field, RecordType } from '../src/kernel/record-type.ts';

/** The four that are stored as ciphertext; the first of them is the one that `one-decrypted` shows. */
export const ENCRYPTED_FIELDS: readonly string[] = ['phone', 'email', 'resident_id', 'address'];

/** The demo's 24 stored customer fields, exactly four of them encrypted. */
export const BENCH_TYPE: RecordType = {
  name: 'customer',
  label: { zh: '客户', en: 'Customer' },
  customerField: null,
  titleField: 'name',
  fields: STORED_CUSTOMER_FIELDS.map(
    (field): Field =>
      ENCRYPTED_FIELDS.includes(field.name)
        ? { ...field, encrypted: true }
        : { ...field, encrypted: false, lookups: [] },
  ),
};

export const FIELD_NAMES: readonly string[] = BENCH_TYPE.fields.map(({ name }) => name);
export const MASKED_FIELDS: readonly string[] = BENCH_TYPE.fields
  .filter(({ mask }) => mask !== null)
  .map(({ name }) => name);
export const PLAIN_FIELDS: readonly string[] = BENCH_TYPE.fields
  .filter(({ mask }) => mask === null)
  .map(({ name }) => name);
