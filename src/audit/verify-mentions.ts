import type pg from 'pg';
import { decodeBundle } from '../kernel/merkle/bundle.ts';
import { TILE_WIDTH } from '../kernel/merkle/tile.ts';
import { type Mentions, mentionsOf } from './mentions.ts';
import type { Finding } from './verify.ts';

type Stored = Readonly<{
  index: string | number;
  entries: Buffer;
  first_at: Date | number;
  last_at: Date | number;
  customers: readonly (string | number)[];
  persons: readonly number[];
  terms: readonly string[];
}>;

const BUNDLES_AT_ONCE = 8;
const FINDINGS_MAX = 100;

/**
 * Checks the lists by which searches find bundles. They stand outside the signed tree, so whoever empties them hides
 * entries from every search while the tree stays sound; but they follow from the entries, which the tree protects.
 */
export async function verifyMentions(pool: pg.Pool): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let next = 0;
  while (findings.length < FINDINGS_MAX) {
    const { rows } = await pool.query<Stored>(
      `SELECT index, entries, first_at, last_at, customers::text[] AS customers, persons, terms FROM audit.bundle
       WHERE index >= $1 ORDER BY index LIMIT ${BUNDLES_AT_ONCE}`,
      [next],
    );
    const last = rows.at(-1);
    if (last === undefined) break;
    next = Number(last.index) + 1;
    findings.push(...rows.flatMap(findingOf));
  }
  return findings;
}

function findingOf(stored: Stored): readonly Finding[] {
  const decoded = decodeBundle(stored.entries);
  if (decoded.ok && isEqual(stored, mentionsOf(decoded.value))) return [];
  const firstLeaf = Number(stored.index) * TILE_WIDTH;
  const detail = 'the lists by which the bundle is found are not those of its entries';
  return [{ kind: 'mentions-altered', firstLeaf, lastLeaf: firstLeaf + TILE_WIDTH - 1, detail }];
}

function isEqual(stored: Stored, own: Mentions): boolean {
  return (
    Number(stored.first_at) === (own.firstAt ?? Number.NEGATIVE_INFINITY) &&
    Number(stored.last_at) === (own.lastAt ?? Number.POSITIVE_INFINITY) &&
    isSameSet(stored.customers, own.customers) &&
    isSameSet(stored.persons, own.persons) &&
    isSameSet(stored.terms, own.terms)
  );
}

function isSameSet<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  const set = new Set(a);
  return set.size === b.length && b.every((item) => set.has(item));
}
