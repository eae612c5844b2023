import { Problem } from '../contract/problem.ts';
import { ENTRY_BYTES_MAX } from '../kernel/merkle/bundle.ts';
import type { AccessRecord, Release } from './access-record.ts';
import { encodeRecord } from './entry.ts';

/** Room for `part`, which is added once the number of parts is known. */
const PART_BYTES = 64;

/**
 * The record as the JSON texts of its entries, each at most 65,535 bytes: nearly always one.
 *
 * @throws Problem `too-large` where even a single record's facts are longer, e.g. the sealed value of one long field
 */
export function entryTexts(record: AccessRecord): readonly string[] {
  const text = encodeRecord(record);
  if (Buffer.byteLength(text) <= ENTRY_BYTES_MAX) return [text];
  return split(record).map(encodeRecord);
}

/**
 * Cuts a record whose entry would be too long into parts with the same id and facts, each about some of its records,
 * changes and customers. Together the parts state exactly what the whole did.
 *
 * @throws Problem `too-large` as {@link entryTexts}
 */
export function split(record: AccessRecord): readonly AccessRecord[] {
  const parts = halveUntilShort(record);
  if (parts.length === 1) return parts;
  return parts.map((part, i) => ({ ...part, part: { number: i + 1, of: parts.length } }));
}

function halveUntilShort(record: AccessRecord): readonly AccessRecord[] {
  if (Buffer.byteLength(encodeRecord(record)) <= ENTRY_BYTES_MAX - PART_BYTES) return [record];
  const released = record.releases.reduce((total, { records }) => total + records.length, 0);
  const longest = Math.max(released, record.changes?.length ?? 0, record.customers?.length ?? 0);
  if (longest < 2) throw new Problem('too-large', { limit: `${ENTRY_BYTES_MAX} B` });
  const [releases, otherReleases] = cutReleases(record.releases, Math.ceil(released / 2));
  const [changes, otherChanges] = cutInHalf(record.changes ?? []);
  const [customers, otherCustomers] = cutInHalf(record.customers ?? []);
  // A list that the record doesn't have stays absent: without customers, the records themselves are meant.
  const first = {
    releases,
    ...(record.changes && { changes }),
    ...(record.customers && { customers }),
  };
  const second = {
    releases: otherReleases,
    ...(record.changes && { changes: otherChanges }),
    ...(record.customers && { customers: otherCustomers }),
  };
  return [...halveUntilShort({ ...record, ...first }), ...halveUntilShort({ ...record, ...second })];
}

/** The first `count` records' releases, and the others. A release of no records belongs to the first. */
function cutReleases(releases: readonly Release[], count: number): readonly [Release[], Release[]] {
  const first: Release[] = [];
  const second: Release[] = [];
  let left = count;
  for (const release of releases) {
    const taken = Math.min(left, release.records.length);
    left -= taken;
    if (taken > 0 || release.records.length === 0) {
      first.push({ ...release, records: release.records.slice(0, taken) });
    }
    if (taken < release.records.length) {
      second.push({ ...release, records: release.records.slice(taken) });
    }
  }
  return [first, second];
}

function cutInHalf<Item>(list: readonly Item[]): readonly [readonly Item[], readonly Item[]] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}
