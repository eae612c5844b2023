import type pg from 'pg';
import type { AuthorityOverview } from '../../contract/reviews.ts';
import type { Label } from '../../kernel/record-type.ts';
import { UNUSED_DAYS } from '../../kernel/review/holdings.ts';
import type { Act } from '../administration.ts';
import { familyOf, networkGroup } from '../identity/identity.ts';
import type { Names } from '../organisation/organisation.ts';
import { perform, type Watcher, type Workshop } from './parts.ts';
import { type Authority, authorityAt, PERIOD_MS } from './rights.ts';
import { sharedLogins } from './shared-logins.ts';

/** Authority that nobody uses or answers for. */

const READERS: readonly Watcher[] = [
  'dpo',
  'security-administrator',
  'audit-administrator',
  'system-administrator',
];
const LISTED_MAX = 500;

/** Who used what is said by the access log, which the system administrator does not read (三员分立). */
const mayKnowUse = (watcher: Watcher) => watcher !== 'system-administrator';

/** @throws Problem `forbidden` for whoever does not look after authority; looking leaves an entry */
export async function authorityOverview(workshop: Workshop, act: Act): Promise<AuthorityOverview> {
  const { pool, clock } = workshop;
  const watcher = await perform(workshop, act, 'authority.read', READERS, async (_, _at, as) => ({
    answer: as,
    facts: {},
  }));
  const at = clock();
  const isOpen = mayKnowUse(watcher);
  const [authority, people, differences, posts] = await Promise.all([
    isOpen ? authorityAt(workshop, at) : null,
    orphans(pool, at),
    workshop.differences(at),
    postNames(pool),
  ]);
  const listed = authority === null ? [] : unusedOf(authority).slice(0, LISTED_MAX);
  const names = await workshop.organisation.names(
    listed.map(({ person }) => person),
    listed.map(({ assignment }) => assignment.id),
  );
  const watchedSince = authority?.watchedSince ?? (await workshop.use.beganAt());
  return {
    days: UNUSED_DAYS,
    watchedSince: watchedSince === null ? null : new Date(watchedSince).toISOString(),
    use: authority === null ? null : await countsOf(workshop, authority, listed, names),
    ...people,
    shared: isOpen ? await sharedOf(pool, at) : null,
    differences: differences.map(({ person, name, assignment, department, position }) => ({
      person: { id: person, name },
      assignment,
      post: posts(department, position),
      kind: assignment === null ? 'missing' : 'by-hand',
    })),
  };
}

function unusedOf({ posts }: Authority) {
  return posts
    .flatMap(({ person, assignment, rights }) =>
      rights.filter(({ verdict }) => verdict === 'unused').map((right) => ({ person, assignment, right })),
    )
    .sort((one, other) => other.right.sensitivity - one.right.sensitivity);
}

async function countsOf(
  { recordTypes }: Workshop,
  { policy, posts }: Authority,
  listed: ReturnType<typeof unusedOf>,
  names: Names,
): Promise<AuthorityOverview['use']> {
  const types = await recordTypes();
  const rules = new Map(policy.rules.map(({ id, name }) => [id, name]));
  const count = (verdict: string) =>
    posts.reduce((sum, { rights }) => sum + rights.filter((right) => right.verdict === verdict).length, 0);
  return {
    rights: posts.reduce((sum, { rights }) => sum + rights.length, 0),
    used: count('used'),
    tooEarly: count('too-early'),
    unused: count('unused'),
    listed: listed.map(({ person, assignment, right }) => ({
      person: { id: person, name: names.people.get(person) ?? String(person) },
      assignment: assignment.id,
      post: names.assignments.get(assignment.id) ?? bare(String(assignment.id)),
      recordType: right.recordType,
      recordTypeLabel: types.get(right.recordType)?.label ?? bare(right.recordType),
      category: right.category,
      sensitivity: right.sensitivity,
      since: new Date(right.since ?? 0).toISOString(),
      lastUsed: right.lastUsed,
      rules: right.rules.map((id) => ({ id, name: rules.get(id) ?? bare(id) })),
    })),
  };
}

type OrphanRow = Readonly<{
  unassigned: AuthorityOverview['unassigned'];
  clients: AuthorityOverview['clients'];
}>;

/** Instants as JSON has them are made ISO by the caller of the statement. */
const ORPHANS = `
WITH posted AS (
  SELECT DISTINCT person FROM fencun.assignment
   WHERE valid_until IS NULL OR valid_until > greatest(valid_from, $1)
), lone AS (
  SELECT p.id, p.name, p.login, p.created_at,
         (SELECT max(a.valid_until) FROM fencun.assignment a WHERE a.person = p.id) AS ended
    FROM fencun.person p
   WHERE p.status = 'active' AND NOT EXISTS (SELECT FROM posted WHERE person = p.id)
     AND NOT EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id)
), held AS (
  SELECT c.id, c.name, 'token' AS kind, c.person AS owner, c.last_seen_at, c.expires_at,
         CASE WHEN EXISTS (SELECT FROM lone WHERE id = c.person) THEN 'owner-without-assignment'
              WHEN coalesce(c.last_seen_at, c.created_at) < $2 THEN 'unused' END AS fault
    FROM fencun.credential c
   WHERE c.kind = 'token' AND c.ended_at IS NULL AND c.expires_at > $1
  UNION ALL
  SELECT c.id, c.name, 'provisioning', c.created_by, c.last_seen_at, c.expires_at,
         CASE WHEN NOT EXISTS (SELECT FROM fencun.office o
                                WHERE o.person = c.created_by AND o.office = 'system-administrator') THEN 'owner-left'
              WHEN coalesce(c.last_seen_at, c.created_at) < $2 THEN 'unused' END
    FROM fencun.provisioning_client c
   WHERE c.ended_at IS NULL AND c.expires_at > $1
)
SELECT
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'person', jsonb_build_object('id', id, 'name', name), 'login', login,
            'kind', CASE WHEN ended IS NULL THEN 'never-assigned' ELSE 'assignment-ended' END,
            'since', coalesce(ended, created_at),
            'credentials', (SELECT count(*) FROM fencun.credential c
                             WHERE c.person = lone.id AND c.ended_at IS NULL AND c.expires_at > $1
                               AND (c.idle_until IS NULL OR c.idle_until > $1))) ORDER BY id), '[]')
     FROM lone) AS unassigned,
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', h.id, 'name', h.name, 'kind', h.kind,
            'owner', jsonb_build_object('id', p.id, 'name', p.name), 'fault', h.fault,
            'lastSeenAt', h.last_seen_at, 'expiresAt', h.expires_at) ORDER BY h.expires_at), '[]')
     FROM held h JOIN fencun.person p ON p.id = h.owner WHERE h.fault IS NOT NULL) AS clients`;

async function orphans(client: pg.Pool, at: number): Promise<OrphanRow> {
  const { rows } = await client.query<OrphanRow>(ORPHANS, [new Date(at), new Date(at - PERIOD_MS)]);
  const { unassigned, clients } = rows[0] ?? { unassigned: [], clients: [] };
  return {
    unassigned: unassigned.map((one) => ({ ...one, since: iso(one.since) })),
    clients: clients.map((one) => ({
      ...one,
      lastSeenAt: one.lastSeenAt === null ? null : iso(one.lastSeenAt),
      expiresAt: iso(one.expiresAt),
    })),
  };
}

async function sharedOf(client: pg.Pool, at: number): Promise<AuthorityOverview['shared']> {
  const { rows } = await client.query<SessionRow>(
    `SELECT c.person, p.name, p.login, c.created_at, coalesce(c.last_seen_at, c.created_at) AS last_seen_at,
            c.network, c.user_agent
       FROM fencun.credential c JOIN fencun.person p ON p.id = c.person
      WHERE c.kind = 'session' AND c.created_at > $1 AND p.status = 'active'`,
    [new Date(at - PERIOD_MS)],
  );
  const people = new Map(rows.map((row) => [row.person, row]));
  const spans = rows.map((row) => ({
    person: row.person,
    from: row.created_at.getTime(),
    until: row.last_seen_at.getTime(),
    place: `${networkGroup(row.network)} ${familyOf(row.user_agent) ?? ''}`,
  }));
  return sharedLogins(spans).map(({ person, places, times, lastAt }) => ({
    person: { id: person, name: people.get(person)?.name ?? '' },
    login: people.get(person)?.login ?? '',
    places,
    times,
    lastAt: new Date(lastAt).toISOString(),
  }));
}

type SessionRow = Readonly<{
  person: number;
  name: string;
  login: string;
  created_at: Date;
  last_seen_at: Date;
  network: string | null;
  user_agent: string | null;
}>;

/** Departments and positions in words, for posts that nobody holds. */
async function postNames(client: pg.Pool): Promise<(department: number, position: string) => Label> {
  const departments = await client.query<{ id: number; zh: string; en: string }>(
    'SELECT id, name_zh AS zh, name_en AS en FROM fencun.department',
  );
  const positions = await client.query<{ code: string; zh: string; en: string }>(
    'SELECT code, name_zh AS zh, name_en AS en FROM fencun.position',
  );
  const named = new Map(departments.rows.map(({ id, zh, en }) => [id, { zh, en }]));
  const called = new Map(positions.rows.map(({ code, zh, en }) => [code, { zh, en }]));
  return (department, position) => {
    const where = named.get(department) ?? bare(String(department));
    const what = called.get(position) ?? bare(position);
    return { zh: `${where.zh} · ${what.zh}`, en: `${where.en} · ${what.en}` };
  };
}

function bare(text: string): Label {
  return { zh: text, en: text };
}

function iso(text: string): string {
  return new Date(text).toISOString();
}
