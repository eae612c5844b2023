import type { OpenedRecord } from '../../contract/recent.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import type { Clock } from '../../platform/clock.ts';
import { asProblem } from '../../platform/database/connect.ts';
import type { Database } from '../../platform/database/database.ts';

/**
 * The records that a person opened lately, to find them again. Only ids are kept: what a record is called is read
 * anew, through the gateway and on record, by whoever looks at the list.
 */
export type RecentRecords = Readonly<{
  /** Remembers that a person opened a record; the newest thirty of each person are kept. */
  note(person: PersonId, recordType: string, record: string): Promise<void>;
  /** Newest first. */
  list(person: PersonId): Promise<readonly OpenedRecord[]>;
  forget(person: PersonId): Promise<void>;
  /** Forgets records that there are no more, for everybody. */
  drop(records: readonly string[]): Promise<void>;
}>;

const KEPT_MAX = 30;

export function createRecentRecords({
  database,
  clock,
}: Readonly<{ database: Database; clock: Clock }>): RecentRecords {
  const pool = database.pool('application');
  const attempt = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      throw asProblem(error);
    });
  return {
    async note(person, recordType, record) {
      await attempt(
        pool.query(
          `WITH others AS (
             SELECT record_type, record FROM fencun.opened_record
              WHERE person = $1 AND (record_type, record) <> ($2, $3::uuid)
              ORDER BY opened_at DESC OFFSET ${KEPT_MAX - 1}
           ), forgotten AS (
             DELETE FROM fencun.opened_record o USING others
              WHERE o.person = $1 AND (o.record_type, o.record) = (others.record_type, others.record)
           )
           INSERT INTO fencun.opened_record (person, record_type, record, opened_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (person, record_type, record) DO UPDATE SET opened_at = EXCLUDED.opened_at`,
          [person, recordType, record, new Date(clock())],
        ),
      );
    },

    async list(person) {
      const { rows } = await attempt(
        pool.query<Readonly<{ record_type: string; record: string; opened_at: Date }>>(
          `SELECT record_type, record, opened_at FROM fencun.opened_record
            WHERE person = $1 ORDER BY opened_at DESC, record LIMIT ${KEPT_MAX}`,
          [person],
        ),
      );
      return rows.map(({ record_type: recordType, record, opened_at: at }) => ({
        recordType,
        id: record,
        openedAt: at.toISOString(),
      }));
    },

    async forget(person) {
      await attempt(pool.query('DELETE FROM fencun.opened_record WHERE person = $1', [person]));
    },

    async drop(records) {
      if (records.length === 0) return;
      await attempt(
        pool.query('DELETE FROM fencun.opened_record WHERE record = ANY ($1::uuid[])', [records]),
      );
    },
  };
}
