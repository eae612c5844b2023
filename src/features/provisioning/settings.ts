import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type {
  HaltDecision,
  NewProvisioningClient,
  ProvisioningMapping,
  ProvisioningToken,
  ProvisioningView,
} from '../../contract/provisioning.ts';
import { isUuid } from '../../platform/ids.ts';
import type { Act, Administration, Outcome } from '../administration.ts';
import { HALT } from './guard.ts';
import { loadDictionary, loadSources, NO_MAPPING, reconcile, wantedOf } from './reconcile.ts';
import { hashOfToken, newProvisioningSecret, type ProvisioningClient, type Workshop } from './workshop.ts';

/** What the system administrator decides about the source of people: its tokens, its words, and how far it may go. */

const offices = ['system-administrator'] as const;
const DAY_MS = 86_400_000;

export async function issueClient(
  { newId, randomBytes }: Workshop,
  administration: Administration,
  act: Act,
  { name, expiresInDays }: NewProvisioningClient,
): Promise<ProvisioningToken> {
  return administration.perform(act, { action: 'provisioning.client.issue', offices }, async (client, at) => {
    const id = newId();
    const secret = newProvisioningSecret(randomBytes);
    const expiresAt = new Date(at + expiresInDays * DAY_MS);
    await client.query(
      `INSERT INTO fencun.provisioning_client (id, name, secret_hash, created_at, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, name, hashOfToken(secret), new Date(at), act.caller.person.id, expiresAt],
    );
    const answer = { id, secret, expiresAt: expiresAt.toISOString() };
    return { answer, facts: { client: id, name, expiresAt: answer.expiresAt } };
  });
}

export async function endClient(administration: Administration, act: Act, id: string): Promise<void> {
  return administration.perform(act, { action: 'provisioning.client.end', offices }, async (client, at) => {
    if (!isUuid(id)) throw new Problem('not-found');
    const { rows } = await client.query<{ name: string }>(
      'UPDATE fencun.provisioning_client SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING name',
      [id, new Date(at)],
    );
    const row = rows[0];
    if (row === undefined) throw new Problem('not-found');
    return { answer: undefined, facts: { client: id, name: row.name } };
  });
}

/** Whose token it is; null for one that is not valid, or no longer. */
export async function clientOf(
  { pool, clock }: Workshop,
  secret: string,
): Promise<ProvisioningClient | null> {
  const hash = hashOfToken(secret);
  if (hash === null) return null;
  const { rows } = await pool.query<ProvisioningClient>(
    `UPDATE fencun.provisioning_client SET last_seen_at = greatest(last_seen_at, $2)
      WHERE secret_hash = $1 AND ended_at IS NULL AND expires_at > $2 RETURNING id, name`,
    [hash, new Date(clock())],
  );
  return rows[0] ?? null;
}

/** After a restore: which tokens were ended since the backup, nobody could say. @returns how many */
export async function endAllClients(client: pg.PoolClient, at: number): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('fencun.provisioning_client') IS NOT NULL AS there`,
  );
  // A backup from before there was such a thing.
  if (rows[0]?.there !== true) return 0;
  const { rowCount } = await client.query(
    'UPDATE fencun.provisioning_client SET ended_at = $1 WHERE ended_at IS NULL',
    [new Date(at)],
  );
  return rowCount ?? 0;
}

/** Says what the words of the source mean, and places everybody anew by it. Resolves to the new version. */
export async function changeMapping(
  administration: Administration,
  act: Act,
  mapping: ProvisioningMapping,
  basis: number,
): Promise<number> {
  return administration.perform(act, { action: 'provisioning.mapping', offices }, async (client, at) => {
    const { rows } = await client.query<{ version: number }>(
      'SELECT version FROM fencun.provisioning_state FOR UPDATE',
    );
    const version = rows[0]?.version ?? 0;
    if (version !== basis) throw new Problem('version-conflict');
    await mustExist(client, mapping);
    await client.query(
      `INSERT INTO fencun.provisioning_state (version, mapping) VALUES ($1, $2)
       ON CONFLICT ((true)) DO UPDATE SET version = excluded.version, mapping = excluded.mapping`,
      [version + 1, JSON.stringify(mapping)],
    );
    const moves = await reconcile(client, at);
    return { answer: version + 1, facts: { version: version + 1, ...moves } };
  });
}

async function mustExist(
  client: pg.PoolClient,
  { departments, positions, groups }: ProvisioningMapping,
): Promise<void> {
  const wantedDepartments = [...departments, ...groups].flatMap(({ department }) => department ?? []);
  const wantedPositions = [...positions, ...groups].flatMap(({ position }) => position ?? []);
  const { rows } = await client.query<{ missing: boolean }>(
    `SELECT EXISTS (SELECT unnest($1::integer[]) EXCEPT SELECT id FROM fencun.department)
         OR EXISTS (SELECT unnest($2::text[]) EXCEPT SELECT code FROM fencun.position) AS missing`,
    [wantedDepartments, wantedPositions],
  );
  if (rows[0]?.missing !== false) {
    throw new Problem('invalid-input', {
      'detail.zh': '对应的部门或岗位不存在。',
      'detail.en': 'A department or position of the mapping does not exist.',
    });
  }
}

/** Lets a source that was halted go on for a day, or stops it. @throws Problem `not-found` where none is halted */
export async function decideHalt(
  administration: Administration,
  act: Act,
  decision: HaltDecision,
): Promise<void> {
  return administration.perform(act, { action: 'provisioning.halt', offices }, async (client, at) => {
    const { rows } = await client.query<{ halted_lost: number; halted_of: number }>(
      'SELECT halted_lost, halted_of FROM fencun.provisioning_state WHERE halted_at IS NOT NULL FOR UPDATE',
    );
    const row = rows[0];
    if (row === undefined) throw new Problem('not-found');
    await (decision === 'deny' ? deny(client) : resume(client, at));
    const facts = { decision, wouldHaveLost: row.halted_lost, of: row.halted_of };
    return { answer: undefined, facts } satisfies Outcome<undefined>;
  });
}

async function deny(client: pg.PoolClient): Promise<void> {
  await client.query('UPDATE fencun.provisioning_state SET denied = true');
}

async function resume(client: pg.PoolClient, at: number): Promise<void> {
  await client.query(
    `UPDATE fencun.provisioning_state SET denied = false, halted_at = NULL, halted_lost = NULL, halted_of = NULL,
            lifted_until = $1`,
    [new Date(at + HALT.liftMs)],
  );
}

type StateRow = Readonly<{
  version: number;
  mapping: ProvisioningMapping;
  halted_at: Date | null;
  halted_lost: number | null;
  halted_of: number | null;
  denied: boolean;
  lifted_until: Date | null;
}>;

type ClientRow = Readonly<{
  id: string;
  name: string;
  created_at: Date;
  expires_at: Date;
  last_seen_at: Date | null;
}>;

export async function viewProvisioning(
  { pool, clock }: Workshop,
  administration: Administration,
  act: Act,
): Promise<ProvisioningView> {
  await administration.confirm(act, offices);
  const at = clock();
  const [clients, states, groups, dictionary, sources] = await Promise.all([
    pool.query<ClientRow>(
      `SELECT id, name, created_at, expires_at, last_seen_at FROM fencun.provisioning_client
        WHERE ended_at IS NULL AND expires_at > $1 ORDER BY created_at DESC, id`,
      [new Date(at)],
    ),
    pool.query<StateRow>('SELECT * FROM fencun.provisioning_state'),
    pool.query<{ name: string; members: number }>(
      `SELECT g.name, (SELECT count(*)::integer FROM fencun.provisioned_member m WHERE m.provisioned_group = g.id) AS members
         FROM fencun.provisioned_group g ORDER BY g.name`,
    ),
    loadDictionary(pool),
    loadSources(pool),
  ]);
  const state = states.rows[0];
  const unplaced = sources.flatMap((source) => {
    const { reason, department, title } = wantedOf(source, dictionary);
    return reason === null ? [] : [{ person: source.id, name: source.name, reason, department, title }];
  });
  return {
    version: state?.version ?? 0,
    clients: clients.rows.map((row) => ({
      id: row.id,
      name: row.name,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    })),
    mapping: state?.mapping ?? NO_MAPPING,
    people: sources.length,
    groups: groups.rows.map(({ name, members }) => {
      const { department, position } = dictionary.meaningOf(name);
      return { name, members, understood: department !== null || position !== null };
    }),
    unplaced,
    halt: haltOf(state),
    liftedUntil:
      state?.lifted_until != null && state.lifted_until.getTime() > at
        ? state.lifted_until.toISOString()
        : null,
  };
}

function haltOf(state: StateRow | undefined): ProvisioningView['halt'] {
  if (state?.halted_at == null) return null;
  const { halted_at: since, halted_lost: lost, halted_of: of, denied } = state;
  return { since: since.toISOString(), lost: lost ?? 0, of: of ?? 0, denied };
}
