import type pg from 'pg';
import { loginSchema } from '../../contract/organisation.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import type { Facts } from '../administration.ts';
import { bringBack, changeLogin, changePerson, insertPerson } from '../organisation/organisation.ts';
import { CORE_USER, ENTERPRISE_USER, isObject, type JsonObject, objectOf, USER_SHAPE } from './attributes.ts';
import { soleEquality } from './filter.ts';
import { guarded } from './guard.ts';
import { patched } from './patch.ts';
import { reconcile } from './reconcile.ts';
import { badValue, notFound, ScimRefusal } from './refusal.ts';
import {
  filterOf,
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
import { performScim, type ScimAct, type Workshop } from './workshop.ts';

/** People, as an identity system keeps them. */

type UserRow = Readonly<{
  id: PersonId;
  login: string;
  name: string;
  status: 'active' | 'left';
  created_at: Date;
  external_id: string | null;
  attributes: JsonObject | null;
  modified_at: Date | null;
  /** Who left by a decision in Fencun does not come back by the word of the source. */
  deactivated: boolean;
  office: boolean;
  groups: readonly Readonly<{ id: string; name: string }>[];
}>;

type Queryable = Pick<pg.Pool, 'query'>;

/** Officers are none of the source's business, but for those whom it kept before they took office. */
const USERS = `
SELECT p.id, p.login, p.name, p.status, p.created_at, s.external_id, s.attributes, s.modified_at,
       s.deactivated_at IS NOT NULL AS deactivated, o.person IS NOT NULL AS office,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) ORDER BY g.name)
                   FROM fencun.provisioned_member m JOIN fencun.provisioned_group g ON g.id = m.provisioned_group
                  WHERE m.person = p.id), '[]') AS groups
  FROM fencun.person p
  LEFT JOIN fencun.provisioned_person s ON s.person = p.id
  LEFT JOIN fencun.office o ON o.person = p.id
 WHERE s.removed_at IS NULL AND (o.person IS NULL OR s.person IS NOT NULL)
   AND ($1::integer IS NULL OR p.id = $1) AND ($2::text IS NULL OR p.login = $2)
   AND ($3::text IS NULL OR s.external_id = $3)
 ORDER BY p.id`;

type Narrowed = Readonly<{ id?: PersonId; login?: string; externalId?: string }>;

async function loadUsers(
  client: Queryable,
  { id, login, externalId }: Narrowed = {},
): Promise<readonly UserRow[]> {
  const { rows } = await client.query<UserRow>(USERS, [id ?? null, login ?? null, externalId ?? null]);
  return rows;
}

async function loadUser(client: Queryable, id: string): Promise<UserRow> {
  const rows = isPersonId(id) ? await loadUsers(client, { id: Number(id) }) : [];
  const row = rows[0];
  if (row === undefined) throw notFound();
  return row;
}

export const isPersonId = (id: string): boolean => /^[1-9]\d{0,9}$/.test(id) && Number(id) <= 2_147_483_647;

/** What the source may write of a person, as it stands now. */
function attributesOf(row: UserRow): JsonObject {
  const kept = row.attributes ?? {};
  const { userName } = kept;
  const isSameLogin = typeof userName === 'string' && userName.toLowerCase() === row.login;
  return {
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    ...kept,
    userName: isSameLogin ? userName : row.login,
    displayName: kept.displayName ?? row.name,
    active: row.status === 'active',
  };
}

function userOf(row: UserRow, base: string): Resource {
  const attributes = attributesOf(row);
  const groups = row.groups.map(({ id, name }) => ({ value: id, display: name }));
  return versioned(
    {
      schemas: ENTERPRISE_USER in attributes ? [CORE_USER, ENTERPRISE_USER] : [CORE_USER],
      id: String(row.id),
      ...attributes,
      ...(groups.length === 0 ? {} : { groups }),
    },
    {
      resourceType: 'User',
      created: row.created_at.toISOString(),
      lastModified: (row.modified_at ?? row.created_at).toISOString(),
      location: locationOf(base, USER_PATH, String(row.id)),
    },
  );
}

export async function listUsers({ pool }: Workshop, base: string, query: ListQuery): Promise<JsonObject> {
  const filter = filterOf(query);
  const asked = filter === null ? null : soleEquality(filter);
  // What almost every request asks is answered from an index; the filter is still asked of what it finds.
  const narrowed: Narrowed =
    asked?.name === 'username'
      ? { login: asked.value.toLowerCase() }
      : asked?.name === 'externalid'
        ? { externalId: asked.value }
        : {};
  const rows = await loadUsers(pool, narrowed);
  return listOf(
    rows.map((row) => userOf(row, base)),
    query,
  );
}

export async function readUser(
  { pool }: Workshop,
  base: string,
  id: string,
  selection: Selection = {},
): Promise<Resource> {
  return selected(userOf(await loadUser(pool, id), base), selection);
}

export function createUser(workshop: Workshop, act: ScimAct, body: unknown): Promise<Resource> {
  return performScim(workshop, act, 'provisioning.person.create', async (client, at) => {
    mustName(CORE_USER, body);
    const wanted = objectOf(USER_SHAPE, body);
    const login = loginOf(wanted);
    const known = await knownAs(client, login);
    if (known !== null && !known.removed) {
      throw new ScimRefusal(409, 'uniqueness', 'The userName is in use.');
    }
    if (known?.office === true) throw officersAreNotYours();
    if (known?.deactivated === false)
      throw new ScimRefusal(403, null, 'An administrator of Fencun let them leave.');
    const person =
      known?.id ?? (await insertPerson(client, at, { login, name: nameOf(wanted, login) })).answer;
    if (known !== null) await comeBack(client, workshop, person, at);
    const facts = await guarded(client, at, [person], () =>
      store(client, workshop, at, person, wanted, 'active'),
    );
    const [row] = await loadUsers(client, { id: person });
    if (row === undefined) throw new Error('the person just stored is not there');
    return { answer: userOf(row, act.base), facts: { person, login, returned: known !== null, ...facts } };
  });
}

type Known = Readonly<{ id: PersonId; removed: boolean; deactivated: boolean; office: boolean }>;

async function knownAs(client: pg.PoolClient, login: string): Promise<Known | null> {
  const { rows } = await client.query<Known>(
    `SELECT p.id, s.removed_at IS NOT NULL AS removed, s.deactivated_at IS NOT NULL AS deactivated,
            EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id) AS office
       FROM fencun.person p LEFT JOIN fencun.provisioned_person s ON s.person = p.id WHERE p.login = $1`,
    [login],
  );
  return rows[0] ?? null;
}

async function comeBack(
  client: pg.PoolClient,
  workshop: Workshop,
  person: PersonId,
  at: number,
): Promise<void> {
  await bringBack(client, person);
  await workshop.removePassword(client, person, at);
}

type Change = Readonly<{ id: string; ifMatch: string | null }>;

export function replaceUser(
  workshop: Workshop,
  act: ScimAct,
  change: Change,
  body: unknown,
): Promise<Resource> {
  return changeUser(workshop, act, change, (before) => {
    mustName(CORE_USER, body);
    const wanted = objectOf(USER_SHAPE, body);
    return { ...wanted, active: wanted.active ?? before.active ?? true };
  });
}

export function patchUser(
  workshop: Workshop,
  act: ScimAct,
  change: Change,
  body: unknown,
): Promise<Resource> {
  return changeUser(workshop, act, change, (before) => patched(USER_SHAPE, before, body));
}

function changeUser(
  workshop: Workshop,
  act: ScimAct,
  { id, ifMatch }: Change,
  next: (before: JsonObject) => JsonObject,
): Promise<Resource> {
  return performScim(workshop, act, 'provisioning.person.change', async (client, at) => {
    const row = await loadUser(client, id);
    const before = userOf(row, act.base);
    mustMatch(ifMatch, before);
    if (row.office) throw officersAreNotYours();
    const wanted = next(attributesOf(row));
    const login = loginOf(wanted);
    if (login !== row.login) {
      if ((await knownAs(client, login)) !== null)
        throw new ScimRefusal(409, 'uniqueness', 'The userName is in use.');
      await changeLogin(client, row.id, login);
    }
    const facts = await guarded(client, at, [row.id], async () => {
      const mayReturn = row.status === 'left' && row.deactivated && wanted.active === true;
      if (mayReturn) await comeBack(client, workshop, row.id, at);
      const status = mayReturn ? 'active' : row.status;
      const stored = await store(client, workshop, at, row.id, wanted, status);
      return mayReturn ? { ...stored, returned: true } : stored;
    });
    const after = userOf(await loadUser(client, id), act.base);
    return { answer: after, facts: { person: row.id, login, ...facts } };
  });
}

/** Stores what the source says, and makes the person and their assignments agree with it. */
async function store(
  client: pg.PoolClient,
  workshop: Workshop,
  at: number,
  person: PersonId,
  wanted: JsonObject,
  status: UserRow['status'],
): Promise<Facts> {
  const { externalId = null, active = true, ...attributes } = wanted;
  await mustBeFree(client, person, typeof externalId === 'string' ? externalId : null);
  const isLeaving = active === false && status === 'active';
  await client.query(
    `INSERT INTO fencun.provisioned_person (person, external_id, attributes, deactivated_at, modified_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (person) DO UPDATE SET external_id = excluded.external_id, attributes = excluded.attributes,
       deactivated_at = CASE WHEN $6 THEN NULL ELSE coalesce(excluded.deactivated_at, provisioned_person.deactivated_at) END,
       removed_at = NULL, modified_at = excluded.modified_at`,
    [
      ...[person, externalId, JSON.stringify(attributes), isLeaving ? new Date(at) : null],
      ...[new Date(at), status === 'active' && !isLeaving],
    ],
  );
  if (status === 'left') return { active: false };
  const name = nameOf(attributes, String(attributes.userName));
  const change = isLeaving ? ({ name, status: 'left' } as const) : { name };
  await changePerson(client, at, person, change, workshop.endCredentials);
  if (isLeaving) return { active: false, left: true };
  return { active: true, ...(await reconcile(client, at, [person])) };
}

async function mustBeFree(client: pg.PoolClient, person: PersonId, externalId: string | null): Promise<void> {
  const { rows } = await client.query(
    `SELECT FROM fencun.provisioned_person WHERE external_id = $1 AND person <> $2 AND removed_at IS NULL`,
    [externalId, person],
  );
  if (rows.length > 0) throw new ScimRefusal(409, 'uniqueness', 'The externalId belongs to another user.');
}

/** The person leaves the company as far as the source is concerned; what they did stays on record. */
export function removeUser(workshop: Workshop, act: ScimAct, { id, ifMatch }: Change): Promise<void> {
  return performScim(workshop, act, 'provisioning.person.remove', async (client, at) => {
    const row = await loadUser(client, id);
    mustMatch(ifMatch, userOf(row, act.base));
    if (row.office) throw officersAreNotYours();
    await guarded(client, at, [row.id], async () => {
      if (row.status === 'active') {
        await changePerson(client, at, row.id, { status: 'left' }, workshop.endCredentials);
      }
      await client.query('DELETE FROM fencun.provisioned_member WHERE person = $1', [row.id]);
      await client.query(
        `INSERT INTO fencun.provisioned_person (person, attributes, deactivated_at, removed_at, modified_at)
         VALUES ($1, '{}', $3, $2, $2)
         ON CONFLICT (person) DO UPDATE SET
           deactivated_at = coalesce(provisioned_person.deactivated_at, excluded.deactivated_at),
           removed_at = excluded.removed_at`,
        [row.id, new Date(at), row.status === 'active' ? new Date(at) : null],
      );
    });
    return { answer: undefined, facts: { person: row.id, login: row.login, left: row.status === 'active' } };
  });
}

const officersAreNotYours = () =>
  new ScimRefusal(403, null, 'The person holds an office. Officers are kept in Fencun only.');

function loginOf({ userName }: JsonObject): string {
  if (typeof userName !== 'string') throw badValue('“userName” is missing.');
  const login = loginSchema.safeParse(userName.toLowerCase());
  if (!login.success) throw badValue('“userName” holds letters, digits and . _ @ - only, at most 100.');
  return login.data;
}

function nameOf({ displayName, name }: JsonObject, login: string): string {
  const parts = isObject(name) ? (name as JsonObject) : {};
  const { formatted, familyName, givenName } = parts;
  const written = [displayName, formatted].find((each) => typeof each === 'string');
  if (typeof written === 'string') return written.slice(0, 100);
  const joined = joinedName(String(familyName ?? ''), String(givenName ?? ''));
  return joined === '' ? login : joined.slice(0, 100);
}

/** Chinese names have the family name first and no space. */
function joinedName(family: string, given: string): string {
  return /\p{Script=Han}/u.test(family) ? `${family}${given}` : `${given} ${family}`.trim();
}

/** Whom the source knows by this id; null for nobody. */
export async function personByExternalId(
  client: pg.PoolClient,
  externalId: string,
): Promise<PersonId | null> {
  const { rows } = await client.query<{ person: PersonId }>(
    'SELECT person FROM fencun.provisioned_person WHERE external_id = $1 AND removed_at IS NULL',
    [externalId],
  );
  return rows[0]?.person ?? null;
}
