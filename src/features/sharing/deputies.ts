import { Problem } from '../../contract/problem.ts';
import type { Deputy } from '../../contract/sharing.ts';
import type { Act } from '../administration.ts';
import { perform, refused, type Workshop } from './parts.ts';
import { iso, named } from './view.ts';

/** Who decides in somebody's absence. Everybody names their own deputies, for a time. */

const DAYS_MAX = 90;

export async function deputiesOf({ pool, organisation, clock }: Workshop, person: number): Promise<Deputy[]> {
  const { rows } = await pool.query<
    Readonly<{ id: number; person: number; deputy: number; valid_from: Date; valid_until: Date }>
  >(
    `SELECT id, person, deputy, valid_from, valid_until FROM fencun.approval_deputy
      WHERE ended_at IS NULL AND valid_until > $2 AND (person = $1 OR deputy = $1) ORDER BY valid_from`,
    [person, new Date(clock())],
  );
  const names = await organisation.names(
    rows.flatMap((row) => [row.person, row.deputy]),
    [],
  );
  return rows.map((row) => ({
    id: row.id,
    person: named(row.person, names),
    deputy: named(row.deputy, names),
    from: iso(row.valid_from.getTime()),
    until: iso(row.valid_until.getTime()),
  }));
}

export function nameDeputy(
  workshop: Workshop,
  act: Act,
  { login, from, until }: Readonly<{ login: string; from: string; until: string }>,
): Promise<number> {
  return perform(workshop, act, 'deputy.name', async (client, at) => {
    const begins = Date.parse(from);
    const ends = Date.parse(until);
    if (!(ends > Math.max(begins, at) && ends - begins <= DAYS_MAX * 86_400_000)) {
      throw refused(
        `代理须在将来结束，且不超过 ${DAYS_MAX} 天。`,
        `A deputy stands in until some time to come, and for ${DAYS_MAX} days at most.`,
      );
    }
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO fencun.approval_deputy (person, deputy, valid_from, valid_until)
       SELECT $1, p.id, $3, $4 FROM fencun.person p
        WHERE p.login = $2 AND p.status = 'active' AND p.id <> $1
          AND NOT EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id) RETURNING id`,
      [act.caller.person.id, login, new Date(begins), new Date(ends)],
    );
    const [row] = rows;
    if (row === undefined) {
      throw refused('没有可以代理审批的员工使用此账号。', 'Nobody who could stand in has this login.');
    }
    return { answer: row.id, facts: { deputy: row.id, login, from, until } };
  });
}

export function endDeputy(workshop: Workshop, act: Act, id: number): Promise<void> {
  return perform(workshop, act, 'deputy.end', async (client, at) => {
    const { rowCount } = await client.query(
      'UPDATE fencun.approval_deputy SET ended_at = $3 WHERE id = $1 AND person = $2 AND ended_at IS NULL',
      [id, act.caller.person.id, new Date(at)],
    );
    if (rowCount === 0) throw new Problem('not-found');
    return { answer: undefined, facts: { deputy: id } };
  });
}
