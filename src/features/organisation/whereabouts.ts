import type pg from 'pg';
import type { AssignmentId, DepartmentId, PersonId } from '../../kernel/policy/model.ts';
import type { Label } from '../../kernel/record-type.ts';

/** In words, whose a record is and which department's. Names of staff and departments only. */
export type Whereabouts = Readonly<{
  owner: Readonly<{
    person: PersonId;
    name: string;
    department: Label;
    position: Label;
    /** Whether the assignment is in force at the instant asked about: somebody who left may still be the owner. */
    current: boolean;
  }> | null;
  department: Label | null;
}>;

export async function loadWhereabouts(
  pool: pg.Pool,
  owner: AssignmentId | null,
  department: DepartmentId | null,
  at: number,
): Promise<Whereabouts> {
  const [owners, departments] = await Promise.all([
    pool.query<OwnerRow>(
      `SELECT p.id, p.name, d.name_zh, d.name_en, q.name_zh AS position_zh, q.name_en AS position_en,
              a.valid_from <= $2 AND (a.valid_until IS NULL OR a.valid_until > $2) AS current
         FROM fencun.assignment a
         JOIN fencun.person p ON p.id = a.person
         JOIN fencun.department d ON d.id = a.department
         JOIN fencun.position q ON q.code = a.position
        WHERE a.id = $1`,
      [owner, new Date(at)],
    ),
    pool.query<{ name_zh: string; name_en: string }>(
      'SELECT name_zh, name_en FROM fencun.department WHERE id = $1',
      [department],
    ),
  ]);
  const [held] = owners.rows;
  const [placed] = departments.rows;
  return {
    owner:
      held === undefined
        ? null
        : {
            person: held.id,
            name: held.name,
            department: { zh: held.name_zh, en: held.name_en },
            position: { zh: held.position_zh, en: held.position_en },
            current: held.current,
          },
    department: placed === undefined ? null : { zh: placed.name_zh, en: placed.name_en },
  };
}

type OwnerRow = Readonly<{
  id: number;
  name: string;
  name_zh: string;
  name_en: string;
  position_zh: string;
  position_en: string;
  current: boolean;
}>;

export async function loadPositionNames(pool: pg.Pool): Promise<ReadonlyMap<string, Label>> {
  const { rows } = await pool.query<{ code: string; name_zh: string; name_en: string }>(
    'SELECT code, name_zh, name_en FROM fencun.position ORDER BY code',
  );
  return new Map(rows.map(({ code, name_zh, name_en }) => [code, { zh: name_zh, en: name_en }]));
}
