import type { Disclosure } from '../kernel/disclosure/level.ts';
import { customerLists, RELEASED, readEntry, type StoredRecord } from './entry.ts';
import { idKeys } from './id-list.ts';

/** What can be searched for in entries. */

const TERM_CHARACTERS_MAX = 200;

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
    const record = readEntry(entry);
    if (record === null) continue;
    firstAt = Math.min(firstAt ?? record.at, record.at);
    lastAt = Math.max(lastAt ?? record.at, record.at);
    if (record.person !== null) persons.add(record.person);
    for (const list of customerLists(record)) for (const key of idKeys(list)) customers.add(key);
    addTerms(record, terms, lists);
  }
  return { firstAt, lastAt, customers: [...customers], persons: [...persons], terms: [...terms] };
}

/** What an entry can be found by besides customer, person and time. */
export function termsOf(record: StoredRecord): ReadonlySet<string> {
  const terms = new Set<string>();
  addTerms(record, terms, new Set());
  return terms;
}

/** `lists` remembers which lists of fields were taken up: one reader's pages all name the same ones. */
function addTerms(record: StoredRecord, terms: Set<string>, lists: Set<string>): void {
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
