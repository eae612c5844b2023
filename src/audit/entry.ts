import { DISCLOSURES } from '../kernel/disclosure/level.ts';
import type { AccessRecord, Change, Release } from './access-record.ts';
import { type IdList, isIdList, packIds, unpackIds } from './id-list.ts';

/**
 * Entries as bytes and as records. An entry that is no access record (a bug, or somebody who appends nonsense) still
 * is part of the log, is sealed, and reads as null.
 */

/** An access record as its entry states it: the same, with ids packed. */
export type StoredRecord = Omit<AccessRecord, 'releases' | 'customers'> &
  Readonly<{ releases: readonly StoredRelease[]; customers?: IdList }>;
type StoredRelease = Omit<Release, 'records'> & Readonly<{ records: IdList }>;

/** The end of the year 9999: later instants are nonsense, which the database need not be asked to store. */
const INSTANT_MAX = 253_402_300_799_999;
const INT4_MAX = 2_147_483_647;
export const RELEASED = DISCLOSURES.filter((disclosure) => disclosure !== 'withheld');

/** The JSON text of a record's entry. Its bytes are what is stored and hashed. */
export function encodeRecord(record: AccessRecord): string {
  const stored: StoredRecord = {
    ...record,
    ...(record.customers && { customers: packIds(record.customers) }),
    releases: record.releases.map((release) => ({ ...release, records: packIds(release.records) })),
  };
  return JSON.stringify(stored);
}

export function decodeRecord(entry: Uint8Array): AccessRecord | null {
  const stored = readEntry(entry);
  if (stored === null) return null;
  const { releases, customers, ...facts } = stored;
  return {
    ...facts,
    ...(customers !== undefined && { customers: unpackIds(customers) }),
    releases: releases.map((release) => ({ ...release, records: unpackIds(release.records) })),
  };
}

/** What the entry states, with ids as they are packed: enough to find it by. */
export function readEntry(entry: Uint8Array): StoredRecord | null {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('utf8'),
    );
    return isStoredRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** The customers that an entry is about: those it names, else the records themselves. */
export function customersOf(record: AccessRecord): readonly string[] {
  return customerLists(record).flatMap(unpackIds);
}

export function customerLists(record: StoredRecord): readonly IdList[] {
  if (record.customers !== undefined) return [record.customers];
  const changed = record.changes?.map((change) => change.record) ?? [];
  return [...record.releases.map(({ records }) => records), changed];
}

function isStoredRecord(value: unknown): value is StoredRecord {
  if (!isObject(value)) return false;
  const { id, at, kind, outcome, action, person, purpose, recordType } = value;
  return (
    [id, kind, outcome, action].every((text) => typeof text === 'string') &&
    [purpose, recordType].every((text) => text === null || typeof text === 'string') &&
    isIntegerUpTo(at, INSTANT_MAX) &&
    (person === null || isIntegerUpTo(person, INT4_MAX)) &&
    Array.isArray(value.releases) &&
    value.releases.every(isRelease) &&
    (value.customers === undefined || isIdList(value.customers)) &&
    (value.searched === undefined || isTexts(value.searched)) &&
    (value.changes === undefined || (Array.isArray(value.changes) && value.changes.every(isChange)))
  );
}

function isRelease(value: unknown): value is StoredRelease {
  return isObject(value) && isIdList(value.records) && RELEASED.every((name) => isTexts(value[name]));
}

function isChange(value: unknown): value is Change {
  return isObject(value) && typeof value.record === 'string' && typeof value.field === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isIntegerUpTo(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}
