import type pg from 'pg';
import type { PersonId } from '../../kernel/policy/model.ts';
import { isUuid } from '../../platform/ids.ts';
import type { Facts } from '../administration.ts';
import { CORE_GROUP, GROUP_SHAPE, isList, isObject, type JsonObject, objectOf } from './attributes.ts';
import { guarded } from './guard.ts';
import { patched } from './patch.ts';
import { reconcile } from './reconcile.ts';
import { badValue, notFound, ScimRefusal } from './refusal.ts';
import {
  GROUP_PATH,
  type ListQuery,
  listOf,
  locationOf,
  mustMatch,
  mustName,
  type Resource,
  type Selection,
  selected,
  USER_PATH,
  versioned,
} from './resource.ts';
import { isPersonId } from './users.ts';
import { performScim, type ScimAct, type Workshop } from './workshop.ts';

/** Groups stand for positions, departments, or one in the other; who is in one holds what it stands for. */

type GroupRow = Readonly<{
  id: string;
  external_id: string | null;
  name: string;
  created_at: Date;
  modified_at: Date;
  members: readonly Readonly<{ id: PersonId; name: string }>[];
}>;

const GROUPS = `
SELECT g.id, g.external_id, g.name, g.created_at, g.modified_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) ORDER BY p.id)
                   FROM fencun.provisioned_member m JOIN fencun.person p ON p.id = m.person
                  WHERE m.provisioned_group = g.id), '[]') AS members
  FROM fencun.provisioned_group g
 WHERE $1::uuid IS NULL OR g.id = $1
 ORDER BY g.created_at, g.id`;

async function loadGroups(
  client: Pick<pg.Pool, 'query'>,
  id: string | null = null,
): Promise<readonly GroupRow[]> {
  const { rows } = await client.query<GroupRow>(GROUPS, [id]);
  return rows;
}

async function loadGroup(client: Pick<pg.Pool, 'query'>, id: string): Promise<GroupRow> {
  const rows = isUuid(id) ? await loadGroups(client, id) : [];
  const row = rows[0];
  if (row === undefined) throw notFound();
  return row;
}

function attributesOf(row: GroupRow, base: string): JsonObject {
  return {
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    displayName: row.name,
    members: row.members.map(({ id, name }) => ({
      value: String(id),
      display: name,
      type: 'User',
      $ref: locationOf(base, USER_PATH, String(id)),
    })),
  };
}

function groupOf(row: GroupRow, base: string): Resource {
  return versioned(
    { schemas: [CORE_GROUP], id: row.id, ...attributesOf(row, base) },
    {
      resourceType: 'Group',
      created: row.created_at.toISOString(),
      lastModified: row.modified_at.toISOString(),
      location: locationOf(base, GROUP_PATH, row.id),
    },
  );
}

export async function listGroups({ pool }: Workshop, base: string, query: ListQuery): Promise<JsonObject> {
  const rows = await loadGroups(pool);
  return listOf(
    rows.map((row) => groupOf(row, base)),
    query,
  );
}

export async function readGroup(
  { pool }: Workshop,
  base: string,
  id: string,
  selection: Selection = {},
): Promise<Resource> {
  return selected(groupOf(await loadGroup(pool, id), base), selection);
}

export function createGroup(workshop: Workshop, act: ScimAct, body: unknown): Promise<Resource> {
  return performScim(workshop, act, 'provisioning.group.create', async (client, at) => {
    mustName(CORE_GROUP, body);
    const wanted = objectOf(GROUP_SHAPE, body);
    const id = workshop.newId();
    const name = await freeName(client, wanted, null);
    await client.query(
      `INSERT INTO fencun.provisioned_group (id, external_id, name, created_at, modified_at)
       VALUES ($1, $2, $3, $4, $4)`,
      [id, wanted.externalId ?? null, name, new Date(at)],
    );
    const facts = await setMembers(client, at, { id, members: [] }, membersOf(wanted), false);
    return { answer: groupOf(await loadGroup(client, id), act.base), facts: { group: id, name, ...facts } };
  });
}

type Change = Readonly<{ id: string; ifMatch: string | null }>;

export function replaceGroup(
  workshop: Workshop,
  act: ScimAct,
  change: Change,
  body: unknown,
): Promise<Resource> {
  return changeGroup(workshop, act, change, () => {
    mustName(CORE_GROUP, body);
    return objectOf(GROUP_SHAPE, body);
  });
}

export function patchGroup(
  workshop: Workshop,
  act: ScimAct,
  change: Change,
  body: unknown,
): Promise<Resource> {
  return changeGroup(workshop, act, change, (before) => patched(GROUP_SHAPE, before, body));
}

function changeGroup(
  workshop: Workshop,
  act: ScimAct,
  { id, ifMatch }: Change,
  next: (before: JsonObject) => JsonObject,
): Promise<Resource> {
  return performScim(workshop, act, 'provisioning.group.change', async (client, at) => {
    const row = await loadGroup(client, id);
    mustMatch(ifMatch, groupOf(row, act.base));
    const wanted = next(attributesOf(row, act.base));
    const name = await freeName(client, wanted, id);
    await client.query(
      'UPDATE fencun.provisioned_group SET name = $2, external_id = $3, modified_at = $4 WHERE id = $1',
      [id, name, wanted.externalId ?? null, new Date(at)],
    );
    const facts = await setMembers(client, at, row, membersOf(wanted), name !== row.name);
    return { answer: groupOf(await loadGroup(client, id), act.base), facts: { group: id, name, ...facts } };
  });
}

export function removeGroup(workshop: Workshop, act: ScimAct, { id, ifMatch }: Change): Promise<void> {
  return performScim(workshop, act, 'provisioning.group.remove', async (client, at) => {
    const row = await loadGroup(client, id);
    mustMatch(ifMatch, groupOf(row, act.base));
    const facts = await setMembers(client, at, row, [], true);
    await client.query('DELETE FROM fencun.provisioned_group WHERE id = $1', [id]);
    return { answer: undefined, facts: { group: id, name: row.name, ...facts } };
  });
}

/** @param isRenamed what the group stands for may be another thing, for those who stay as well */
async function setMembers(
  client: pg.PoolClient,
  at: number,
  { id, members }: Pick<GroupRow, 'id' | 'members'>,
  wanted: readonly PersonId[],
  isRenamed: boolean,
): Promise<Facts> {
  const before = new Set(members.map((member) => member.id));
  const after = new Set(wanted);
  const added = wanted.filter((person) => !before.has(person));
  const removed = [...before].filter((person) => !after.has(person));
  const touched = isRenamed ? [...new Set([...before, ...after])] : [...added, ...removed];
  await mustBeKnown(client, added);
  return guarded(client, at, touched, async () => {
    await client.query(
      'DELETE FROM fencun.provisioned_member WHERE provisioned_group = $1 AND person = ANY ($2)',
      [id, removed],
    );
    await client.query(
      'INSERT INTO fencun.provisioned_member (provisioned_group, person) SELECT $1, unnest($2::integer[])',
      [id, added],
    );
    const moves = await reconcile(client, at, touched);
    return { added: added.length, removed: removed.length, ...moves };
  });
}

async function mustBeKnown(client: pg.PoolClient, people: readonly PersonId[]): Promise<void> {
  const { rows } = await client.query<{ known: number }>(
    `SELECT count(*)::integer AS known FROM fencun.person p
       LEFT JOIN fencun.provisioned_person s ON s.person = p.id
      WHERE p.id = ANY ($1) AND s.removed_at IS NULL
        AND (s.person IS NOT NULL OR NOT EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id))`,
    [people],
  );
  if (rows[0]?.known !== people.length) throw badValue('A member is not a known user.');
}

function membersOf({ members }: JsonObject): readonly PersonId[] {
  if (!isList(members)) return [];
  const ids = members.map((member) => (isObject(member) ? String(member.value) : ''));
  if (!ids.every(isPersonId)) throw badValue('A member is not a known user.');
  return [...new Set(ids.map(Number))];
}

async function freeName(
  client: pg.PoolClient,
  { displayName }: JsonObject,
  own: string | null,
): Promise<string> {
  if (typeof displayName !== 'string') throw badValue('“displayName” is missing.');
  const { rows } = await client.query(
    'SELECT FROM fencun.provisioned_group WHERE lower(name) = lower($1) AND id IS DISTINCT FROM $2',
    [displayName, own],
  );
  if (rows.length > 0) throw new ScimRefusal(409, 'uniqueness', 'The displayName is in use.');
  return displayName;
}
