import type { SavedLogQuery, SavedLogQueryBody } from '../../contract/log-queries.ts';
import { Problem } from '../../contract/problem.ts';
import { scanText } from '../../kernel/classify/scan-text.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import type { Clock } from '../../platform/clock.ts';
import { asProblem } from '../../platform/database/connect.ts';
import type { Database } from '../../platform/database/database.ts';

/**
 * Questions to the access log that come back. Whoever calls has made sure that the person may read the log; what a
 * saved question finds is searched, and recorded, like any other.
 */
export type LogQueries = Readonly<{
  /** One's own and those that others share, by name. */
  list(person: PersonId): Promise<readonly SavedLogQuery[]>;
  /**
   * Keeps a query, in the place of an own one of the same name.
   *
   * @throws Problem `invalid-input` for personal data in a name or a condition, `too-large` beyond 50
   */
  save(person: PersonId, query: SavedLogQueryBody): Promise<SavedLogQuery>;
  /** @throws Problem `not-found` for one that is not one's own */
  remove(person: PersonId, id: string): Promise<void>;
}>;

const QUERIES_MAX = 50;
const SHARED_MAX = 200;

export function createLogQueries({
  database,
  clock,
  newId,
}: Readonly<{ database: Database; clock: Clock; newId: () => string }>): LogQueries {
  const pool = database.pool('application');
  const attempt = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      throw asProblem(error);
    });
  return {
    async list(person) {
      const { rows } = await attempt(
        pool.query<SavedLogQuery>(
          `SELECT q.id, q.name, q.shared, q.filter, q.person = $1 AS own, p.name AS owner
             FROM fencun.saved_log_query q JOIN fencun.person p ON p.id = q.person
            WHERE q.person = $1 OR q.shared ORDER BY q.person = $1 DESC, q.name, q.id LIMIT ${SHARED_MAX}`,
          [person],
        ),
      );
      return rows;
    },

    async save(person, { name, shared, filter }) {
      mustBeHarmless(name, filter);
      const { rows } = await attempt(
        pool.query<SavedLogQuery>(
          `INSERT INTO fencun.saved_log_query AS q (id, person, name, shared, filter, changed_at)
           SELECT $1, $2, $3, $4, $5, $6
            WHERE EXISTS (SELECT FROM fencun.saved_log_query WHERE person = $2 AND name = $3)
               OR (SELECT count(*) FROM fencun.saved_log_query WHERE person = $2) < ${QUERIES_MAX}
           ON CONFLICT (person, name) DO UPDATE
             SET shared = EXCLUDED.shared, filter = EXCLUDED.filter, changed_at = EXCLUDED.changed_at
           RETURNING q.id, q.name, q.shared, q.filter, true AS own,
             (SELECT p.name FROM fencun.person p WHERE p.id = q.person) AS owner`,
          [newId(), person, name, shared, filter, new Date(clock())],
        ),
      );
      const [row] = rows;
      if (row === undefined) throw new Problem('too-large', { limit: String(QUERIES_MAX) });
      return row;
    },

    async remove(person, id) {
      const { rowCount } = await attempt(
        pool.query('DELETE FROM fencun.saved_log_query WHERE person = $1 AND id = $2', [person, id]),
      );
      if (rowCount === 0) throw new Problem('not-found');
    },
  };
}

/** What is kept here outlives its customers. Their ids may stand in it, and nothing that says who they are. */
function mustBeHarmless(name: string, filter: SavedLogQueryBody['filter']): void {
  const { customer: _customer, from: _from, until: _until, ...codes } = filter;
  const texts = [name, ...Object.values(codes).filter((part) => typeof part === 'string')];
  if (texts.every((text) => scanText(text).length === 0)) return;
  const zh = '名称或条件中含有个人信息（如电话、证件号），不能保存。客户请用编号表示。';
  const en =
    'The name or a condition holds personal data, such as a phone or identity number, and is not kept. Name customers by id.';
  throw new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en, detail: en });
}
