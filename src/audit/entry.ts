import { DISCLOSURES, type Disclosure } from '../kernel/disclosure/level.ts';
import type { AccessRecord, Change, Release } from './access-record.ts';

/**
 * Entries as bytes and as records, and what can be searched for in them. An entry that is no access record (a bug,
 * or somebody who appends nonsense) still is part of the log, is sealed, and reads as null.
 */

/** The end of the year 9999: later instants are nonsense, which the database need not be asked to store. */
const INSTANT_MAX = 253_402_300_799_999;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TERM_CHARACTERS_MAX = 200;
const INT4_MAX = 2_147_483_647;

export function decodeRecord(entry: Uint8Array): AccessRecord | null {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('utf8'),
    );
    return isAccessRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** The facts under which a bundle of entries is found. Lists hold each value once, in no order. */
export type Mentions = Readonly<{
  /** Earliest and latest instant, or null where no entry is readable. */
  firstAt: number | null;
  lastAt: number | null;
  /** Signed 64-bit integers in decimal. */
  customers: readonly string[];
  persons: readonly number[];
  terms: readonly string[];
}>;

export function mentionsOf(entries: readonly Uint8Array[]): Mentions {
  const customers = new Set<string>();
  const persons = new Set<number>();
  const terms = new Set<string>();
  const lists = new Set<string>();
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  for (const entry of entries) {
    const record = decodeRecord(entry);
    if (record === null) continue;
    firstAt = Math.min(firstAt ?? record.at, record.at);
    lastAt = Math.max(lastAt ?? record.at, record.at);
    if (record.person !== null) persons.add(record.person);
    for (const customer of customersOf(record)) customers.add(customer);
    addTerms(record, terms, lists);
  }
  const keys = new Set([...customers].flatMap((customer) => customerKey(customer) ?? []));
  return { firstAt, lastAt, customers: [...keys], persons: [...persons], terms: [...terms] };
}

/** The customers that an entry is about: those it names, else the records themselves. */
export function customersOf(record: AccessRecord): readonly string[] {
  if (record.customers) return record.customers;
  const changed = record.changes?.map((change) => change.record) ?? [];
  return [...record.releases.flatMap((release) => release.records), ...changed];
}

/** The low 64 bits of a UUID as a signed integer in decimal, or null where it is no UUID. */
export function customerKey(customer: string): string | null {
  if (!UUID.test(customer)) return null;
  const low = customer.slice(19).replace('-', '');
  return String(BigInt.asIntN(64, BigInt(`0x${low}`)));
}

/** What an entry can be found by besides customer, person and time. */
export function termsOf(record: AccessRecord): ReadonlySet<string> {
  const terms = new Set<string>();
  addTerms(record, terms, new Set());
  return terms;
}

/** `lists` remembers which lists of fields were taken up: one reader's pages all name the same ones. */
function addTerms(record: AccessRecord, terms: Set<string>, lists: Set<string>): void {
  const add = (kind: TermKind, value: string) => {
    const text = term(kind, value);
    if (isTerm(text)) terms.add(text);
  };
  add('kind', record.kind);
  add('outcome', record.outcome);
  add('action', record.action);
  if (record.purpose !== null) add('purpose', record.purpose);
  if (record.recordType !== null) add('record-type', record.recordType);
  for (const release of record.releases) {
    for (const disclosure of RELEASED) {
      const list = `${disclosure}:${release[disclosure].join()}`;
      if (release[disclosure].length === 0 || lists.has(list)) continue;
      lists.add(list);
      add('disclosure', disclosure);
      for (const field of release[disclosure]) {
        add('field', field);
        add(disclosure, field);
      }
    }
  }
  for (const change of record.changes ?? []) add('field', change.field);
  for (const searched of record.searched ?? []) add('field', /^\w*/.exec(searched)?.[0] ?? '');
}

/** PostgreSQL has no text with NUL, and no name that is in use comes near the length: an entry has no such term. */
export function isTerm(text: string): boolean {
  return text.length <= TERM_CHARACTERS_MAX && !text.includes('\0');
}

type TermKind =
  | 'kind'
  | 'outcome'
  | 'action'
  | 'purpose'
  | 'record-type'
  | 'field'
  | 'disclosure'
  | Disclosure;

export function term(kind: TermKind, value: string): string {
  return `${kind}:${value}`;
}

const RELEASED = DISCLOSURES.filter((disclosure) => disclosure !== 'withheld');

function isAccessRecord(value: unknown): value is AccessRecord {
  if (!isObject(value)) return false;
  const { id, at, kind, outcome, action, person, purpose, recordType } = value;
  return (
    [id, kind, outcome, action].every((text) => typeof text === 'string') &&
    [purpose, recordType].every((text) => text === null || typeof text === 'string') &&
    isIntegerUpTo(at, INSTANT_MAX) &&
    (person === null || isIntegerUpTo(person, INT4_MAX)) &&
    Array.isArray(value.releases) &&
    value.releases.every(isRelease) &&
    (value.customers === undefined || isTexts(value.customers)) &&
    (value.searched === undefined || isTexts(value.searched)) &&
    (value.changes === undefined || (Array.isArray(value.changes) && value.changes.every(isChange)))
  );
}

function isRelease(value: unknown): value is Release {
  return isObject(value) && isTexts(value.records) && RELEASED.every((name) => isTexts(value[name]));
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
