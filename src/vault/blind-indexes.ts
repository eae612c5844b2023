import type { Lookup } from '../kernel/record-type.ts';
import { blindIndex } from '../platform/crypto/blind-index.ts';

/** Keyed digests by which an encrypted field can be looked up without being read. */
export type BlindIndexes = Readonly<{
  /** `form` is the normalised value, or its last four characters. Differs by type, field and lookup. */
  digest(recordType: string, field: string, lookup: Lookup, form: string): string;
}>;

export function createBlindIndexes(indexKey: Uint8Array): BlindIndexes {
  return {
    digest: (recordType, field, lookup, form) =>
      blindIndex(indexKey, `${recordType}.${field}.${lookup}`, form),
  };
}
