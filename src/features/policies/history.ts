import type pg from 'pg';
import type { PolicyHistory } from '../../contract/policy.ts';
import { Problem } from '../../contract/problem.ts';
import type { Kind } from './store.ts';

/** Who changed what, and every text that a rule or purpose ever had. */

type HistoryRow = Readonly<{
  kind: Kind;
  id: string;
  version: number;
  changed_at: Date;
  person: number | null;
  name: string | null;
  removed: boolean;
}>;

export async function loadHistory(pool: pg.Pool): Promise<PolicyHistory['changes']> {
  const { rows } = await pool.query<HistoryRow>(
    `SELECT h.kind, h.id, h.version, h.changed_at, p.id AS person, p.name, h.body IS NULL AS removed
       FROM fencun.rule_history h LEFT JOIN fencun.person p ON p.id = h.changed_by
      ORDER BY h.sequence DESC LIMIT 1000`,
  );
  return rows.map((row) => ({ kind: row.kind, id: row.id, ...madeBy(row), removed: row.removed }));
}

type VersionRow<Body> = Pick<HistoryRow, 'version' | 'changed_at' | 'person' | 'name'> &
  Readonly<{ body: Body | null }>;

type Version<Body> = ReturnType<typeof madeBy> & { body: Body | null };

/** The newest first, at most 200 of them. @throws Problem `not-found` where there never was one */
export async function loadVersions<Body>(pool: pg.Pool, kind: Kind, id: string): Promise<Version<Body>[]> {
  const { rows } = await pool.query<VersionRow<Body>>(
    `SELECT h.version, h.changed_at, p.id AS person, p.name, h.body
       FROM fencun.rule_history h LEFT JOIN fencun.person p ON p.id = h.changed_by
      WHERE h.kind = $1 AND h.id = $2 ORDER BY h.version DESC LIMIT 200`,
    [kind, id],
  );
  if (rows.length === 0) throw new Problem('not-found');
  return rows.map((row) => ({ ...madeBy(row), body: row.body }));
}

function madeBy(row: Pick<HistoryRow, 'version' | 'changed_at' | 'person' | 'name'>) {
  return {
    version: row.version,
    at: row.changed_at.toISOString(),
    person: row.person === null ? null : { id: row.person, name: row.name ?? '' },
  };
}

export async function loadBeginnings(pool: pg.Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ id: string; first: Date }>(
    `SELECT r.id, min(h.changed_at) AS first
       FROM fencun.rule r JOIN fencun.rule_history h ON h.kind = 'rule' AND h.id = r.id GROUP BY r.id`,
  );
  return new Map(rows.map(({ id, first }) => [id, first.getTime()]));
}
