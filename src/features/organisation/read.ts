import type pg from 'pg';
import type { OrganisationView } from '../../contract/organisation.ts';
import type { Office } from '../../contract/session.ts';
import { grantOf, type StoredGrant } from '../../kernel/policy/grant.ts';
import type { Assignment, AssignmentId, Grant, PersonId } from '../../kernel/policy/model.ts';
import type { Label } from '../../kernel/record-type.ts';

/** People and assignments as they are named now, for readers of the access log. */
export type Names = Readonly<{
  people: ReadonlyMap<PersonId, string>;
  /** Department and position, e.g. `Jiangcheng shop · Sales representative`. */
  assignments: ReadonlyMap<AssignmentId, Label>;
}>;

/** A person who can act, with all assignments that have not ended by decision. */
export type Member = Readonly<{
  person: PersonId;
  login: string;
  name: string;
  trainedUntil: number | null;
  assignments: readonly Assignment[];
  /** What was granted to the assignments on request, and has not been ended. */
  grants: readonly Grant[];
}>;

/** One statement, and so one moment. */
const VIEW = `
SELECT
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'parent', parent, 'code', code,
            'name', jsonb_build_object('zh', name_zh, 'en', name_en),
            'closed', closed_at IS NOT NULL) ORDER BY id), '[]')
     FROM fencun.department) AS departments,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('code', code,
            'name', jsonb_build_object('zh', name_zh, 'en', name_en)) ORDER BY code), '[]')
     FROM fencun.position) AS positions,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'login', p.login, 'name', p.name,
            'status', p.status, 'office', o.office, 'trainedUntil', p.trained_until) ORDER BY p.id), '[]')
     FROM fencun.person p LEFT JOIN fencun.office o ON o.person = p.id) AS people,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('person', person, 'id', id, 'department', department,
            'position', position, 'from', valid_from, 'until', valid_until,
            'capacity', capacity) ORDER BY id), '[]')
     FROM fencun.assignment) AS assignments`;

type ViewRow = Readonly<{
  departments: OrganisationView['departments'];
  positions: OrganisationView['positions'];
  people: readonly Omit<OrganisationView['people'][number], 'assignments'>[];
  assignments: readonly (OrganisationView['people'][number]['assignments'][number] & { person: number })[];
}>;

export async function loadView(pool: Pick<pg.Pool, 'query'>): Promise<OrganisationView> {
  const { rows } = await pool.query<ViewRow>(VIEW);
  const row = rows[0];
  if (row === undefined) throw new Error('a select without a table returned no row');
  const held = new Map<PersonId, ViewRow['assignments'][number][]>();
  for (const assignment of row.assignments) {
    const sofar = held.get(assignment.person);
    if (sofar === undefined) held.set(assignment.person, [assignment]);
    else sofar.push(assignment);
  }
  return {
    departments: row.departments,
    positions: row.positions,
    people: row.people.map((person) => ({
      ...person,
      trainedUntil: instant(person.trainedUntil),
      assignments: (held.get(person.id) ?? []).map(({ id, department, position, from, until, capacity }) => ({
        id,
        department,
        position,
        from: new Date(from).toISOString(),
        until: instant(until),
        capacity,
      })),
    })),
  };
}

function instant(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}

export async function loadNames(
  pool: pg.Pool,
  people: readonly PersonId[],
  assignments: readonly AssignmentId[],
): Promise<Names> {
  const [named, placed] = await Promise.all([
    pool.query<{ id: number; name: string }>('SELECT id, name FROM fencun.person WHERE id = ANY ($1)', [
      people,
    ]),
    pool.query<{ id: number; zh: string; en: string }>(
      `SELECT a.id, d.name_zh || ' · ' || q.name_zh AS zh, d.name_en || ' · ' || q.name_en AS en
         FROM fencun.assignment a
         JOIN fencun.department d ON d.id = a.department
         JOIN fencun.position q ON q.code = a.position
        WHERE a.id = ANY ($1)`,
      [assignments],
    ),
  ]);
  return {
    people: new Map(named.rows.map(({ id, name }) => [id, name])),
    assignments: new Map(placed.rows.map(({ id, zh, en }) => [id, { zh, en }])),
  };
}

type AuthorityRow = Readonly<{
  id: number;
  login: string;
  name: string;
  office: Office | null;
  trained_until: Date | null;
  assignments: readonly Readonly<{
    id: number;
    department: number;
    position: string;
    from: number;
    until: number | null;
  }>[];
  grants: readonly StoredGrant[];
}>;

/** Everybody who can act through assignments; officers and those who have left can't. */
export async function loadMembers(pool: pg.Pool): Promise<readonly Member[]> {
  const { rows } = await pool.query<AuthorityRow>(
    `SELECT p.id, login, name, office, trained_until, assignments, coalesce(g.grants, '[]') AS grants
       FROM fencun.person_authority p LEFT JOIN fencun.person_grants g ON g.person = p.id WHERE status = 'active' ORDER BY p.id`,
  );
  return rows
    .filter(({ office, assignments }) => office === null && assignments.length > 0)
    .map((row) => ({
      person: row.id,
      login: row.login,
      name: row.name,
      trainedUntil: row.trained_until?.getTime() ?? null,
      assignments: row.assignments.map(({ id, department, position, from, until }) => ({
        id,
        person: row.id,
        department,
        position,
        validity: until === null ? { from } : { from, until },
      })),
      grants: row.grants.map(grantOf),
    }));
}
