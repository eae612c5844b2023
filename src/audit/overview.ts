import type pg from 'pg';
import { decodeBundle } from '../kernel/merkle/bundle.ts';
import { transaction } from '../platform/database/transaction.ts';
import { readEntry } from './entry.ts';
import { createTally, type Tally } from './tally.ts';

export type OverviewQuestion = Readonly<{
  /** Milliseconds since the Unix epoch. */
  from: number;
  utcOffsetMinutes: number;
}>;

/** `complete` is false where the log held more since `from` than one overview counts: the oldest are left out. */
export type Overview = Tally & Readonly<{ complete: boolean }>;

/** Counts what the log holds since an instant. @throws Problem `database-unavailable` */
export type LogOverview = (question: OverviewQuestion) => Promise<Overview>;

/** Some 250,000 entries, and a few seconds of work. */
const BUNDLES_MAX = 1000;
const BUNDLES_AT_ONCE = 8;

type StoredEntries = Readonly<{ entries: Buffer }>;

/** @param pool connections of the role `auditor` @param seal the sealer's `sealNow` */
export function createLogOverview(pool: pg.Pool, seal: () => Promise<void>): LogOverview {
  return async ({ from, utcOffsetMinutes }) => {
    await seal();
    return transaction(pool, async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const tally = createTally(utcOffsetMinutes);
      const add = ({ entries }: StoredEntries) => {
        const decoded = decodeBundle(entries);
        // A damaged bundle must not hide the others; the verifier is who reports it.
        if (!decoded.ok) return;
        for (const entry of decoded.value) {
          const record = readEntry(entry);
          if (record !== null && record.at >= from) tally.add(record);
        }
      };
      const tail = await client.query<StoredEntries>('SELECT entries FROM audit.tail');
      tail.rows.forEach(add);
      const { rows } = await client.query<{ index: string | number }>(
        'SELECT index FROM audit.bundle WHERE last_at >= $1 ORDER BY index DESC LIMIT $2',
        [new Date(from), BUNDLES_MAX + 1],
      );
      const newest = rows.slice(0, BUNDLES_MAX).map(({ index }) => Number(index));
      for (let at = 0; at < newest.length; at += BUNDLES_AT_ONCE) {
        // Few at a time: others are served in between.
        const bundles = await client.query<StoredEntries>(
          'SELECT entries FROM audit.bundle WHERE index = ANY ($1::bigint[])',
          [newest.slice(at, at + BUNDLES_AT_ONCE)],
        );
        bundles.rows.forEach(add);
      }
      return { ...tally.result(), complete: rows.length <= BUNDLES_MAX };
    });
  };
}
