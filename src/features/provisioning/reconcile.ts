import type pg from 'pg';
import type { ProvisioningMapping, UnplacedReason } from '../../contract/provisioning.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { endAssignment, insertAssignment } from '../organisation/organisation.ts';
import { ENTERPRISE_USER, isObject, type JsonObject } from './attributes.ts';
import { type CompanyWords, type Dictionary, dictionaryOf, type Post, placementOf } from './placement.ts';

/** Makes the assignments that the source answers for those that it means. */

export const NO_MAPPING: ProvisioningMapping = { departments: [], positions: [], groups: [] };

export type Queryable = Pick<pg.Pool, 'query'>;

export async function loadDictionary(client: Queryable): Promise<Dictionary> {
  const { rows } = await client.query<CompanyWords & { mapping: ProvisioningMapping | null }>(
    `SELECT
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'parent', parent, 'code', code,
                 'name', jsonb_build_object('zh', name_zh, 'en', name_en), 'closed', closed_at IS NOT NULL)), '[]')
          FROM fencun.department) AS departments,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('code', code,
                 'name', jsonb_build_object('zh', name_zh, 'en', name_en))), '[]')
          FROM fencun.position) AS positions,
       (SELECT mapping FROM fencun.provisioning_state) AS mapping`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('a select without a table returned no row');
  return dictionaryOf({ ...row, mapping: row.mapping ?? NO_MAPPING });
}

export type SourcePerson = Readonly<{
  id: PersonId;
  name: string;
  attributes: JsonObject;
  groups: readonly string[];
}>;

/** People of the source who can hold assignments. @param people all of them where left out */
export async function loadSources(
  client: Queryable,
  people: readonly PersonId[] | null = null,
): Promise<readonly SourcePerson[]> {
  const { rows } = await client.query<SourcePerson>(
    `SELECT p.id, p.name, coalesce(s.attributes, '{}') AS attributes,
            array(SELECT g.name FROM fencun.provisioned_member m
                    JOIN fencun.provisioned_group g ON g.id = m.provisioned_group
                   WHERE m.person = p.id ORDER BY g.name) AS groups
       FROM fencun.person p
       LEFT JOIN fencun.provisioned_person s ON s.person = p.id AND s.removed_at IS NULL
      WHERE ($1::integer[] IS NULL OR p.id = ANY ($1)) AND p.status = 'active'
        AND (s.person IS NOT NULL OR EXISTS (SELECT FROM fencun.provisioned_member m WHERE m.person = p.id)
          OR p.id = ANY ($1))
        AND NOT EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id)
      ORDER BY p.id`,
    [people],
  );
  return rows;
}

export type Wanted = Readonly<{
  posts: readonly Post[];
  reason: UnplacedReason | null;
  department: string | null;
  title: string | null;
}>;

export function wantedOf({ attributes, groups }: SourcePerson, dictionary: Dictionary): Wanted {
  const enterprise = attributes[ENTERPRISE_USER];
  const department = isObject(enterprise) ? textOf(enterprise.department) : null;
  const title = textOf(attributes.title);
  const meanings = groups.map((group) => dictionary.meaningOf(group));
  return { ...placementOf({ department, title, groups: meanings }, dictionary), department, title };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export type Moves = Readonly<{ began: number; ended: number }>;

type Held = Readonly<{ id: number; department: number; position: string; provisioned: boolean }>;

/**
 * Ends what the source no longer says and begins what it says now, at one instant. An assignment that somebody made by
 * hand stays theirs until the source says the same: then the source answers for it.
 *
 * @param people all people of the source where left out
 */
export async function reconcile(
  client: pg.PoolClient,
  at: number,
  people: readonly PersonId[] | null = null,
): Promise<Moves> {
  const dictionary = await loadDictionary(client);
  const sources = await loadSources(client, people);
  let began = 0;
  let ended = 0;
  for (const source of sources) {
    const { posts } = wantedOf(source, dictionary);
    const held = await heldBy(client, at, source.id);
    const isSame = (a: Post, b: Post) => a.department === b.department && a.position === b.position;
    for (const assignment of held) {
      if (!assignment.provisioned || posts.some((post) => isSame(post, assignment))) continue;
      await endAssignment(client, at, assignment.id, at);
      ended += 1;
    }
    for (const post of posts) {
      const known = held.find((assignment) => isSame(post, assignment));
      if (known?.provisioned === true) continue;
      const id =
        known?.id ??
        (await insertAssignment(client, at, { person: source.id, ...post, capacity: 'regular' })).answer;
      await client.query('INSERT INTO fencun.provisioned_assignment (assignment) VALUES ($1)', [id]);
      if (known === undefined) began += 1;
    }
  }
  return { began, ended };
}

export async function heldBy(client: Queryable, at: number, person: PersonId): Promise<readonly Held[]> {
  const { rows } = await client.query<Held>(
    `SELECT a.id, a.department, a.position, s.assignment IS NOT NULL AS provisioned
       FROM fencun.assignment a LEFT JOIN fencun.provisioned_assignment s ON s.assignment = a.id
      WHERE a.person = $1 AND a.capacity = 'regular' AND a.valid_from <= $2
        AND (a.valid_until IS NULL OR a.valid_until > $2)
      ORDER BY a.id`,
    [person, new Date(at)],
  );
  return rows;
}
