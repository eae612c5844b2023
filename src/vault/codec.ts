import { convert } from '../kernel/classify/convert.ts';
import { mask } from '../kernel/disclosure/masks.ts';
import { lastFour, normalise } from '../kernel/disclosure/normalise.ts';
import type { Field, RecordType } from '../kernel/record-type.ts';
import type { Cipher, DataKey } from '../platform/crypto/cipher.ts';
import type { BlindIndexes } from './blind-indexes.ts';
import { cipherColumn, lookupColumn, maskColumn, nextOf, plainColumn, shadowOf } from './naming.ts';

/** Values on their way into and out of columns. */
export type Codec = Readonly<{
  /** The columns of one field for a value in its stored form, or for its absence. */
  encode(
    type: RecordType,
    field: Field,
    record: string,
    key: DataKey,
    value: string | null,
  ): readonly ColumnValue[];
  /** The columns of the form that a field is becoming; {@link encode} gives them along with the others. */
  encodeNext(
    type: RecordType,
    field: Field,
    record: string,
    key: DataKey,
    value: string | null,
  ): readonly ColumnValue[];
  decrypt(type: RecordType, field: Field, record: string, key: DataKey, sealed: string): string;
  /** For values that do not stand in a column: `place` binds the ciphertext to where it belongs. */
  seal(key: DataKey, place: string, value: string): string;
  open(key: DataKey, place: string, sealed: string): string;
}>;

export type ColumnValue = Readonly<{ column: string; value: string | null }>;

export function createCodec(cipher: Cipher, indexes: BlindIndexes): Codec {
  const place = (type: RecordType, field: Field, record: string) => `${type.name}|${record}|${field.name}`;

  /** `at` names the columns; what binds the value to its place is always the field's own name. */
  const encodeAt = (
    at: Pick<Field, 'name'>,
    type: RecordType,
    field: Field,
    record: string,
    key: DataKey,
    value: string | null,
  ): readonly ColumnValue[] => {
    const columns: ColumnValue[] = [];
    if (field.encrypted) {
      const sealed = value === null ? null : cipher.seal(key, place(type, field, record), value);
      columns.push({ column: cipherColumn(at), value: sealed });
      for (const lookup of field.lookups) {
        const form =
          value === null
            ? null
            : lookup === 'last4'
              ? lastFour(field.type, value)
              : normalise(field.type, value);
        const digest =
          form === null || form === '' ? null : indexes.digest(type.name, field.name, lookup, form);
        columns.push({ column: lookupColumn(at, lookup), value: digest });
      }
    } else {
      columns.push({ column: plainColumn(at), value });
    }
    if (field.mask !== null) {
      columns.push({ column: maskColumn(at), value: value === null ? null : mask(field.mask, value) });
    }
    return columns;
  };

  /** In the form that the field is becoming, to stand beside the one that it has. */
  const encodeNext: Codec['encodeNext'] = (type, field, record, key, value) => {
    const next = nextOf(field);
    const converted = value === null ? null : convert(next, value);
    if (converted?.ok === false) throw new Error(`a value does not fit what ${field.name} is becoming`);
    return encodeAt(shadowOf(field), type, next, record, key, converted?.value ?? null);
  };

  return {
    encodeNext,
    encode(type, field, record, key, value) {
      const now = encodeAt(field, type, field, record, key, value);
      return field.becoming === undefined ? now : [...now, ...encodeNext(type, field, record, key, value)];
    },
    decrypt: (type, field, record, key, sealed) => cipher.open(key, place(type, field, record), sealed),
    seal: (key, where, value) => cipher.seal(key, where, value),
    open: (key, where, sealed) => cipher.open(key, where, sealed),
  };
}
