import type pg from 'pg';
import type { PolicyView, PurposeBody, RuleBody } from '../../contract/policy.ts';
import { Problem } from '../../contract/problem.ts';
import type { PersonId, Policy, Purpose, Rule } from '../../kernel/policy/model.ts';

/** A purpose with the version that the store counts; decisions do not need it. */
export type StoredPurpose = Purpose & Readonly<{ version: number }>;

export type StoredPolicy = Omit<Policy, 'purposes'> & Readonly<{ purposes: readonly StoredPurpose[] }>;

/** One statement is one snapshot: rules, purposes, departments and the epoch that they belong to. */
const LOAD = `
SELECT
  (SELECT version FROM fencun.epoch) AS version,
  (SELECT coalesce(jsonb_agg(body || jsonb_build_object('id', id, 'version', version) ORDER BY id), '[]')
     FROM fencun.rule) AS rules,
  (SELECT coalesce(jsonb_agg(body || jsonb_build_object('code', code, 'version', version) ORDER BY code), '[]')
     FROM fencun.purpose) AS purposes,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'parent', parent) ORDER BY id), '[]')
     FROM fencun.department) AS departments`;

export async function loadPolicy(queryable: Pick<pg.Pool, 'query'>): Promise<StoredPolicy> {
  const { rows } = await queryable.query<StoredPolicy>(LOAD);
  const policy = rows[0];
  if (policy === undefined) throw new Error('a select without a table returned no row');
  return policy;
}

const TABLES = {
  rule: { table: 'fencun.rule', key: 'id' },
  purpose: { table: 'fencun.purpose', key: 'code' },
} as const;
export type Kind = keyof typeof TABLES;

/** `by` is null where time does it. */
export type Edit = Readonly<{ kind: Kind; id: string; by: PersonId | null; at: number }>;

/**
 * Stores a rule or purpose under its next version.
 *
 * @param ifVersion the version that the editor saw, or null for one that must be new
 * @throws Problem `version-conflict` when it is another one by now
 */
export async function put(
  client: pg.PoolClient,
  { kind, id, by, at }: Edit,
  body: RuleBody | PurposeBody,
  ifVersion: number | null,
): Promise<number> {
  await requireVersion(client, kind, id, ifVersion);
  const { table, key } = TABLES[kind];
  const version = await nextVersion(client, kind, id);
  const values = [id, version, JSON.stringify(body), new Date(at), by];
  await client.query(
    `INSERT INTO ${table} (${key}, version, body, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (${key}) DO UPDATE SET version = $2, body = $3, changed_at = $4, changed_by = $5`,
    values,
  );
  await client.query(
    `INSERT INTO fencun.rule_history (kind, id, version, body, changed_at, changed_by)
     VALUES ('${kind}', $1, $2, $3, $4, $5)`,
    values,
  );
  return version;
}

/** Removes it; the history keeps all its versions, and its end under a version of its own. */
export async function remove(
  client: pg.PoolClient,
  { kind, id, by, at }: Edit,
  ifVersion: number,
): Promise<number> {
  await requireVersion(client, kind, id, ifVersion);
  const { table, key } = TABLES[kind];
  const version = await nextVersion(client, kind, id);
  await client.query(`DELETE FROM ${table} WHERE ${key} = $1`, [id]);
  await client.query(
    `INSERT INTO fencun.rule_history (kind, id, version, body, changed_at, changed_by)
     VALUES ($1, $2, $3, NULL, $4, $5)`,
    [kind, id, version, new Date(at), by],
  );
  return version;
}

export async function lockRule(client: pg.PoolClient, id: string): Promise<Rule | null> {
  const { rows } = await client.query<{ rule: Rule }>(
    `SELECT body || jsonb_build_object('id', id, 'version', version) AS rule
       FROM fencun.rule WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0]?.rule ?? null;
}

async function requireVersion(
  client: pg.PoolClient,
  kind: Kind,
  id: string,
  expected: number | null,
): Promise<void> {
  const { table, key } = TABLES[kind];
  const { rows } = await client.query<{ version: number }>(
    `SELECT version FROM ${table} WHERE ${key} = $1 FOR UPDATE`,
    [id],
  );
  const actual = rows[0]?.version ?? null;
  if (actual === null && expected !== null) throw new Problem('not-found');
  if (actual !== expected) throw new Problem('version-conflict');
}

async function nextVersion(client: pg.PoolClient, kind: Kind, id: string): Promise<number> {
  const { rows } = await client.query<{ next: number }>(
    'SELECT coalesce(max(version), 0) + 1 AS next FROM fencun.rule_history WHERE kind = $1 AND id = $2',
    [kind, id],
  );
  return rows[0]?.next ?? 1;
}

/** A rule as the kernel reads it, of what an editor has written but nobody has stored. */
export function unstoredRule(body: RuleBody & Readonly<{ id: string }>): Rule {
  return { ...body, version: 1 };
}

/** What rules call departments and positions by, in words. */
export async function loadNames(queryable: Pick<pg.Pool, 'query'>): Promise<PolicyView['names']> {
  const { rows } = await queryable.query<PolicyView['names']>(
    `SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id,
                      'name', jsonb_build_object('zh', name_zh, 'en', name_en)) ORDER BY id), '[]')
               FROM fencun.department) AS departments,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('code', code,
                      'name', jsonb_build_object('zh', name_zh, 'en', name_en)) ORDER BY code), '[]')
               FROM fencun.position) AS positions`,
  );
  return rows[0] ?? { departments: [], positions: [] };
}
