import type pg from 'pg';
import { decodeBundle } from '../kernel/merkle/bundle.ts';
import { TILE_WIDTH } from '../kernel/merkle/tile.ts';
import { transaction } from '../platform/database/transaction.ts';
import { readEntry } from './entry.ts';
import { ANY_RULE, type DayUse, tallyUse } from './use-tally.ts';

/** Of one person and rule; days are ISO dates of UTC. */
export type RuleUse = Readonly<{
  person: number;
  rule: string;
  /** Null where it was before the instant asked about. */
  lastDay: string | null;
  /** On how many days, and how many accesses and changes. */
  days: number;
  reads: number;
  /** `type.field`, each with the day on which it was last disclosed, searched by or changed. */
  fields: ReadonlyMap<string, string>;
}>;

/** Who used which authority, as the access log says; it serves those who look after authority and decides nothing. */
export type UseOfAuthority = Readonly<{
  /** Counts what was sealed since the last time. Any number of processes may; each entry is counted once. */
  advance(): Promise<void>;
  /** Uses since an instant, each field's last day whenever it was. @param people everybody where left out */
  since(from: number, people?: readonly number[]): Promise<readonly RuleUse[]>;
  /** What people did day by day, whatever the rule. */
  daily(from: number, people: readonly number[]): Promise<readonly Omit<DayUse, 'rule'>[]>;
  /** From which instant on the log was counted, in ms; null before its first entry. */
  beganAt(): Promise<number | null>;
}>;

const BUNDLES_AT_ONCE = 8;
const KEPT_DAYS = 400;
/** Any constant unlike those of other advisory locks (ASCII of "used"). */
const LOCK_KEY = 0x75736564;

/** @param pool connections of the role `auditor` @param seal the sealer's `sealNow` */
export function createUseOfAuthority(pool: pg.Pool, seal: () => Promise<void>): UseOfAuthority {
  return {
    async advance() {
      await seal();
      for (;;) {
        const isDone = await transaction(pool, countNext);
        if (isDone) return;
      }
    },
    async since(from, people) {
      const values = [dayOf(from), people ?? null];
      const { rows } = await pool.query<UseRow>(SINCE, values);
      return rows.map(({ person, rule, last_day, days, reads, fields }) => ({
        ...{ person, rule, days, reads },
        lastDay: last_day,
        fields: new Map(Object.entries(fields ?? {})),
      }));
    },
    async daily(from, people) {
      const { rows } = await pool.query<Omit<DayUse, 'rule'>>(
        `SELECT person, day::text AS day, reads, fields FROM audit.day_use
          WHERE rule = $3 AND day >= $1::date AND person = ANY ($2) ORDER BY person, day`,
        [dayOf(from), people, ANY_RULE],
      );
      return rows;
    },
    async beganAt() {
      const { rows } = await pool.query<{ began_at: Date | null }>('SELECT began_at FROM audit.use_progress');
      return rows[0]?.began_at?.getTime() ?? null;
    },
  };
}

type UseRow = Readonly<{
  person: number;
  rule: string;
  last_day: string | null;
  days: number;
  reads: number;
  fields: Record<string, string> | null;
}>;

const SINCE = `
SELECT person, rule, u.last_day::text, coalesce(u.days, 0) AS days, coalesce(u.reads, 0) AS reads, f.fields
  FROM (SELECT person, rule, max(day) AS last_day, count(*)::int AS days, sum(reads)::int AS reads
          FROM audit.day_use WHERE day >= $1::date AND ($2::integer[] IS NULL OR person = ANY ($2))
         GROUP BY person, rule) u
  FULL JOIN (SELECT person, rule, jsonb_object_agg(field, day) AS fields
               FROM audit.last_use WHERE $2::integer[] IS NULL OR person = ANY ($2)
              GROUP BY person, rule) f USING (person, rule)`;

/** Counts the next few bundles; true when nothing is left, or another process is at it. */
async function countNext(client: pg.PoolClient): Promise<boolean> {
  const lock = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS locked', [
    LOCK_KEY,
  ]);
  if (lock.rows[0]?.locked !== true) return true;
  const progress = await client.query<{ next: string | number }>('SELECT next FROM audit.use_progress');
  const next = Number(progress.rows[0]?.next ?? 0);
  const { entries, end } = await readFrom(client, next);
  if (end === next) return true;
  const records = entries.flatMap((bytes) => readEntry(bytes) ?? []);
  const uses = tallyUse(records);
  await addUses(client, uses);
  const firstAt = records[0]?.at ?? null;
  await client.query(
    progress.rows.length === 0
      ? 'INSERT INTO audit.use_progress (next, began_at) VALUES ($1, $2)'
      : 'UPDATE audit.use_progress SET next = $1, began_at = coalesce(began_at, $2)',
    [end, firstAt === null ? null : new Date(firstAt)],
  );
  const lastAt = records.at(-1)?.at;
  if (lastAt !== undefined) {
    const kept = dayOf(lastAt - KEPT_DAYS * 86_400_000);
    await client.query('DELETE FROM audit.day_use WHERE day < $1::date', [kept]);
  }
  return false;
}

/** Entries from a leaf index on: of full bundles first, of the tail where those end. */
async function readFrom(
  client: pg.PoolClient,
  next: number,
): Promise<Readonly<{ entries: readonly Uint8Array[]; end: number }>> {
  const bundles = await client.query<{ first: string | number; entries: Buffer }>(
    `SELECT index * ${TILE_WIDTH} AS first, entries FROM audit.bundle
      WHERE index >= $1 ORDER BY index LIMIT ${BUNDLES_AT_ONCE}`,
    [Math.floor(next / TILE_WIDTH)],
  );
  const { rows } =
    bundles.rows.length > 0
      ? bundles
      : await client.query<{ first: string | number; entries: Buffer }>(
          'SELECT first, entries FROM audit.tail ORDER BY first',
        );
  const entries: Uint8Array[] = [];
  let end = next;
  for (const row of rows) {
    const first = Number(row.first);
    // The sealer has moved on between the two statements: the next look finds it all.
    if (first > end) break;
    const decoded = decodeBundle(row.entries);
    // A damaged bundle is the verifier's business; what it held is counted by nobody.
    const held = decoded.ok ? decoded.value : [];
    const length = decoded.ok ? held.length : TILE_WIDTH;
    entries.push(...held.slice(Math.max(0, end - first)));
    end = Math.max(end, first + length);
  }
  return { entries, end };
}

async function addUses(client: pg.PoolClient, uses: readonly DayUse[]): Promise<void> {
  if (uses.length === 0) return;
  const text = JSON.stringify(uses);
  await client.query(
    `INSERT INTO audit.day_use AS known (person, rule, day, reads, fields)
     SELECT person, rule, day, reads, fields
       FROM jsonb_to_recordset($1) AS u (person integer, rule text, day date, reads integer, fields text[])
     ON CONFLICT (person, rule, day) DO UPDATE
        SET reads = known.reads + EXCLUDED.reads,
            fields = ARRAY(SELECT DISTINCT unnest(known.fields || EXCLUDED.fields) ORDER BY 1)`,
    [text],
  );
  await client.query(
    `INSERT INTO audit.last_use AS known (person, rule, field, day)
     SELECT person, rule, field, max(day)
       FROM jsonb_to_recordset($1) AS u (person integer, rule text, day date, fields text[]), unnest(fields) AS field
      GROUP BY person, rule, field
     ON CONFLICT (person, rule, field) DO UPDATE SET day = greatest(known.day, EXCLUDED.day)`,
    [text],
  );
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
