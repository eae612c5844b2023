import type pg from 'pg';
import { Problem } from '../contract/problem.ts';
import type { Disclosure } from '../kernel/disclosure/level.ts';
import { decodeBundle } from '../kernel/merkle/bundle.ts';
import { TILE_WIDTH } from '../kernel/merkle/tile.ts';
import { transaction } from '../platform/database/transaction.ts';
import type { AccessRecord, Door } from './access-record.ts';
import { customersOf, decodeRecord } from './entry.ts';
import { idKey } from './id-list.ts';
import { isTerm, term, termsOf } from './mentions.ts';

/** Every given part must hold of an entry. Instants are milliseconds since the Unix epoch. */
export type LogFilter = Readonly<{
  /** UUID of a customer whom the entry is about. */
  customer?: string | undefined;
  person?: number | undefined;
  kind?: AccessRecord['kind'] | undefined;
  outcome?: AccessRecord['outcome'] | undefined;
  action?: string | undefined;
  purpose?: string | undefined;
  recordType?: string | undefined;
  /** A field that was disclosed, changed or searched by; with `disclosure`, one that was disclosed to that degree. */
  field?: string | undefined;
  disclosure?: Exclude<Disclosure, 'withheld'> | undefined;
  door?: Door | undefined;
  from?: number | undefined;
  /** Exclusive. */
  until?: number | undefined;
}>;

/** An entry with its leaf index. `record` is null where the entry is no access record. */
export type LogEntry = Readonly<{ index: number; record: AccessRecord | null }>;

/** `cursor` continues after the last entry, or is null at the end; a page may be short and still go on. */
export type LogPage = Readonly<{ entries: readonly LogEntry[]; cursor: string | null }>;

export type LogReader = Readonly<{
  /**
   * The newest entries that match, newest first. Everything committed before the call is searched.
   *
   * @throws Problem `invalid-cursor`, `database-unavailable`
   */
  search(filter: LogFilter, page: Readonly<{ limit: number; cursor?: string | undefined }>): Promise<LogPage>;
  /** The entry at a leaf index, or null where the log is shorter. */
  entry(index: number): Promise<LogEntry | null>;
}>;

/** Bundles that one page looks into at most: some half a second of work. */
const BUNDLES_PER_PAGE = 256;
const BUNDLES_AT_ONCE = 4;

/** Reads the log with connections of the role `auditor`. `seal` is the sealer's `sealNow`. */
export function createLogReader(pool: pg.Pool, seal: () => Promise<void>): LogReader {
  return {
    async search(filter, { limit, cursor }) {
      const end = cursor === undefined ? Number.MAX_SAFE_INTEGER : parseCursor(cursor);
      await seal();
      return transaction(pool, async (client) => {
        await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
        // The planner doesn't know that reading the arrays of all bundles is what makes a sequential scan slow.
        await client.query('SET LOCAL enable_seqscan = off');
        return new Search(client, filter, limit, end).run();
      });
    },

    async entry(index) {
      await seal();
      return transaction(pool, async (client) => {
        await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
        const stored = (await readAround(client, index)).find((entry) => entry.index === index);
        return stored === undefined ? null : { index, record: decodeRecord(stored.bytes) };
      });
    },
  };
}

class Search {
  readonly #client: pg.ClientBase;
  readonly #filter: LogFilter;
  readonly #limit: number;
  /** Leaf index before which to search. */
  readonly #end: number;
  readonly #terms: readonly string[];
  readonly #found: LogEntry[] = [];

  constructor(client: pg.ClientBase, filter: LogFilter, limit: number, end: number) {
    this.#client = client;
    this.#filter = filter;
    this.#limit = limit;
    this.#end = end;
    this.#terms = termsOfFilter(filter);
  }

  async run(): Promise<LogPage> {
    const { rows } = await this.#client.query<StoredEntries>(
      'SELECT first, entries FROM audit.tail WHERE first < $1 ORDER BY first DESC',
      [this.#end],
    );
    for (const row of rows) {
      if (this.#take(row)) return this.#page();
    }
    const candidates = await this.#candidates();
    // The newest bundle is often enough; only who searches for what is rare reads many.
    for (let at = 0, count = 1; at < candidates.length; at += count, count = BUNDLES_AT_ONCE) {
      const bundles = await this.#client.query<StoredEntries>(
        `SELECT index * ${TILE_WIDTH} AS first, entries FROM audit.bundle
         WHERE index = ANY($1::bigint[]) ORDER BY index DESC`,
        [candidates.slice(at, at + count)],
      );
      for (const bundle of bundles.rows) {
        if (this.#take(bundle)) return this.#page();
      }
    }
    const last = candidates.at(-1);
    const isEnd = last === undefined || candidates.length < BUNDLES_PER_PAGE || last === 0;
    return { entries: this.#found, cursor: isEnd ? null : String(last * TILE_WIDTH) };
  }

  /** Adds what matches, newest first; true when the page is full. */
  #take(stored: StoredEntries): boolean {
    for (const { index, bytes } of entriesOf(stored).toReversed()) {
      if (index >= this.#end) continue;
      // Entries of a bulk load are long: those behind a full page are not read.
      const record = decodeRecord(bytes);
      if (!matches(record, this.#filter, this.#terms)) continue;
      this.#found.push({ index, record });
      if (this.#found.length === this.#limit) return true;
    }
    return false;
  }

  #page(): LogPage {
    const last = this.#found.at(-1)?.index ?? 0;
    return { entries: this.#found, cursor: last === 0 ? null : String(last) };
  }

  /** The newest bundles that may hold a match. */
  async #candidates(): Promise<readonly number[]> {
    const { customer, person, from, until } = this.#filter;
    const mentions: string[] = [];
    const values: unknown[] = [];
    const add = (value: unknown) => `$${values.push(value)}`;
    const key = customer === undefined ? undefined : idKey(customer);
    // What no entry can have, PostgreSQL need not be asked for.
    if (key === null || !this.#terms.every(isTerm)) return [];
    if (key !== undefined) mentions.push(`customers @> ${add([key])}::bigint[]`);
    if (person !== undefined) mentions.push(`persons @> ${add([person])}::int[]`);
    if (this.#terms.length > 0) mentions.push(`terms @> ${add(this.#terms)}::text[]`);
    const bounds = [`index <= ${add(Math.floor((this.#end - 1) / TILE_WIDTH))}`];
    if (from !== undefined) bounds.push(`last_at >= ${add(new Date(from))}`);
    if (until !== undefined) bounds.push(`first_at < ${add(new Date(until))}`);
    // Mentions are looked up first and alone: with ORDER BY and LIMIT beside them the planner would rather walk all
    // bundles from the newest, which is endless for whom few entries are about.
    const { rows } = await this.#client.query<{ index: string | number }>(
      mentions.length > 0
        ? `WITH mentioned AS MATERIALIZED (
             SELECT index, first_at, last_at FROM audit.bundle WHERE ${mentions.join(' AND ')}
           )
           SELECT index FROM mentioned WHERE ${bounds.join(' AND ')}
           ORDER BY index DESC LIMIT ${BUNDLES_PER_PAGE}`
        : `SELECT index FROM audit.bundle WHERE ${bounds.join(' AND ')}
           ORDER BY index DESC LIMIT ${BUNDLES_PER_PAGE}`,
      values,
    );
    return rows.map(({ index }) => Number(index));
  }
}

type StoredEntries = Readonly<{ first: string | number; entries: Buffer }>;

type StoredEntry = Readonly<{ index: number; bytes: Uint8Array }>;

function entriesOf({ first, entries }: StoredEntries): readonly StoredEntry[] {
  const decoded = decodeBundle(entries);
  // A damaged bundle must not hide the others; the verifier is who reports it.
  if (!decoded.ok) return [];
  return decoded.value.map((bytes, i) => ({ index: Number(first) + i, bytes }));
}

async function readAround(client: pg.ClientBase, index: number): Promise<readonly StoredEntry[]> {
  const { rows } = await client.query<StoredEntries>(
    `SELECT index * ${TILE_WIDTH} AS first, entries FROM audit.bundle WHERE index = $1
     UNION ALL SELECT first, entries FROM audit.tail WHERE first / ${TILE_WIDTH} = $1`,
    [Math.floor(index / TILE_WIDTH)],
  );
  return rows.flatMap(entriesOf);
}

function parseCursor(cursor: string): number {
  const end = Number(cursor);
  if (!/^[1-9]\d*$/.test(cursor) || !Number.isSafeInteger(end)) throw new Problem('invalid-cursor');
  return end;
}

/** What the filter asks of an entry's terms: the index and the check of each entry read the same list. */
function termsOfFilter(filter: LogFilter): readonly string[] {
  const { kind, outcome, action, purpose, recordType, field, disclosure } = filter;
  return [
    ...(kind === undefined ? [] : [term('kind', kind)]),
    ...(outcome === undefined ? [] : [term('outcome', outcome)]),
    ...(action === undefined ? [] : [term('action', action)]),
    ...(purpose === undefined ? [] : [term('purpose', purpose)]),
    ...(recordType === undefined ? [] : [term('record-type', recordType)]),
    ...(field === undefined || disclosure !== undefined ? [] : [term('field', field)]),
    ...(field === undefined || disclosure === undefined ? [] : [term(disclosure, field)]),
    ...(field !== undefined || disclosure === undefined ? [] : [term('disclosure', disclosure)]),
  ];
}

function matches(record: AccessRecord | null, filter: LogFilter, terms: readonly string[]): boolean {
  const { customer, person, door, from, until } = filter;
  if (record === null) return Object.values(filter).every((part) => part === undefined);
  if (person !== undefined && record.person !== person) return false;
  // No list of a bundle tells doors: they are looked for in the entries themselves.
  if (door !== undefined && record.door !== door) return false;
  if (from !== undefined && record.at < from) return false;
  if (until !== undefined && record.at >= until) return false;
  if (customer !== undefined) {
    const wanted = customer.toLowerCase();
    if (!customersOf(record).some((one) => one.toLowerCase() === wanted)) return false;
  }
  if (terms.length === 0) return true;
  const own = termsOf(record);
  return terms.every((one) => own.has(one));
}
