import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { PersonId } from '../../kernel/policy/model.ts';

/**
 * Takes hold of a person whose means of signing in an administrator is about to change. Officers are left out: whoever
 * could change another officer's could use that office too.
 *
 * @throws Problem `not-found` for somebody who does not exist or has left, `forbidden` for an officer
 */
export async function holdColleague(client: pg.PoolClient, person: PersonId): Promise<void> {
  const { rows } = await client.query<{ officer: boolean }>(
    `SELECT EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id) AS officer
       FROM fencun.person p WHERE p.id = $1 AND p.status = 'active' FOR NO KEY UPDATE`,
    [person],
  );
  const row = rows[0];
  if (row === undefined) throw new Problem('not-found');
  if (row.officer) throw new Problem('forbidden');
}
