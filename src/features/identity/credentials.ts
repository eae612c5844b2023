import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { CredentialView } from '../../contract/session.ts';
import type { Narrowing, PersonId } from '../../kernel/policy/model.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { isUuid } from '../../platform/ids.ts';
import { type Act, liveSession, recordOf, requireRecentProof } from '../administration.ts';
import { deviceOf } from './device.ts';
import type { Workshop } from './parts.ts';
import { hashOfSecret, newTokenSecret } from './secret.ts';

export const TOKEN_DAYS_MAX = 365;

export type NewToken = Readonly<{ name: string; expiresInDays: number; narrowing: Narrowing }>;
export type IssuedToken = Readonly<{ id: string; name: string; secret: string; expiresAt: number }>;

/** Ends the caller's own session or token. One that has already ended stays so. */
export async function signOut({ pool, clock, newId, appendWithin }: Workshop, act: Act): Promise<void> {
  await transaction(pool, async (client) => {
    const at = clock();
    const { rowCount } = await client.query(
      'UPDATE fencun.credential SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL',
      [act.caller.credential.id, new Date(at)],
    );
    if (rowCount === 0) return;
    const parts = { kind: 'sign-in', outcome: 'released', action: 'sign-out' } as const;
    await appendWithin(client, [recordOf(act, { id: newId(), at, ...parts })]);
  });
}

/**
 * A token for a program that works in its owner's name. It has the owner's authority of each moment, less what
 * `narrowing` takes away, and ends with the owner. An office can't be used through one, so officers get none.
 */
export async function issueToken(
  { pool, clock, newId, randomBytes, appendWithin }: Workshop,
  act: Act,
  { name, expiresInDays, narrowing }: NewToken,
): Promise<IssuedToken> {
  if (act.caller.credential.kind !== 'session') throw new Problem('forbidden');
  if (!Number.isInteger(expiresInDays) || expiresInDays < 1 || expiresInDays > TOKEN_DAYS_MAX) {
    throw new Problem('invalid-input', {
      'detail.zh': `有效期须为 1 至 ${TOKEN_DAYS_MAX} 天。`,
      'detail.en': `A token lasts from 1 to ${TOKEN_DAYS_MAX} days.`,
    });
  }
  return transaction(pool, async (client) => {
    const at = clock();
    const session = await liveSession(client, act, at);
    if (session.office !== null) throw new Problem('forbidden');
    requireRecentProof(session, at);
    const id = newId();
    const secret = newTokenSecret(randomBytes);
    const expiresAt = at + expiresInDays * 86_400_000;
    await client.query(
      `INSERT INTO fencun.credential
         (id, kind, person, secret_hash, name, narrowing, created_at, expires_at, network)
       VALUES ($1, 'token', $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        act.caller.person.id,
        hashOfSecret(secret),
        name,
        JSON.stringify(narrowing),
        new Date(at),
        new Date(expiresAt),
        act.network,
      ],
    );
    const facts = { token: id, name, expiresAt, narrowing: JSON.stringify(narrowing) };
    const parts = { kind: 'administration', outcome: 'released', action: 'token.issue' } as const;
    await appendWithin(client, [recordOf(act, { id: newId(), at, ...parts, facts })]);
    return { id, name, secret, expiresAt };
  });
}

type CredentialRow = Readonly<{
  id: string;
  kind: 'session' | 'token';
  name: string;
  created_at: Date;
  expires_at: Date;
  last_seen_at: Date | null;
  user_agent: string | null;
  networks: string[];
}>;

/** The caller's live sessions and tokens, newest first. */
export async function listCredentials(
  { pool, clock }: Workshop,
  act: Act,
): Promise<readonly CredentialView[]> {
  return transaction(pool, async (client) => {
    const at = clock();
    await liveSession(client, act, at);
    const { rows } = await client.query<CredentialRow>(
      `SELECT id, kind, name, created_at, expires_at, last_seen_at, user_agent,
              array(SELECT n.network FROM fencun.session_network n WHERE n.session = c.id
                     ORDER BY n.first_seen_at DESC LIMIT 5) AS networks
         FROM fencun.credential c
        WHERE person = $1 AND ended_at IS NULL AND expires_at > $2 AND (idle_until IS NULL OR idle_until > $2)
        ORDER BY created_at DESC, id`,
      [act.caller.person.id, new Date(at)],
    );
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      current: row.id === act.caller.credential.id,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      lastSeenAt: row.last_seen_at?.toISOString() ?? null,
      device: row.kind === 'session' ? deviceOf(row.user_agent) : null,
      networks: row.networks,
    }));
  });
}

/**
 * Ends a credential: everybody their own, the system administrator anybody's.
 *
 * @throws Problem `not-found` for one that has ended, is somebody else's, or never was
 */
export async function endCredential(
  { pool, clock, newId, appendWithin }: Workshop,
  act: Act,
  id: string,
): Promise<void> {
  await transaction(pool, async (client) => {
    const at = clock();
    const { office } = await liveSession(client, act, at);
    if (!isUuid(id)) throw new Problem('not-found');
    const { rows } = await client.query<{ person: PersonId; kind: string }>(
      `UPDATE fencun.credential SET ended_at = $2
        WHERE id = $1 AND ended_at IS NULL AND (person = $3 OR $4) RETURNING person, kind`,
      [id, new Date(at), act.caller.person.id, office === 'system-administrator'],
    );
    const row = rows[0];
    if (row === undefined) throw new Problem('not-found');
    const facts = { ended: id, person: row.person, kind: row.kind };
    const parts = { kind: 'administration', outcome: 'released', action: 'credential.end' } as const;
    await appendWithin(client, [recordOf(act, { id: newId(), at, ...parts, facts })]);
  });
}

/** Signs the caller out everywhere else. Tokens stay: they are ended one by one. @returns how many sessions ended */
export function endOtherSessions({ pool, clock, newId, appendWithin }: Workshop, act: Act): Promise<number> {
  return transaction(pool, async (client) => {
    const at = clock();
    await liveSession(client, act, at);
    const { rowCount } = await client.query(
      `UPDATE fencun.credential SET ended_at = $2
        WHERE person = $1 AND kind = 'session' AND ended_at IS NULL AND id <> $3`,
      [act.caller.person.id, new Date(at), act.caller.credential.id],
    );
    const facts = { sessions: rowCount ?? 0 };
    const parts = { kind: 'administration', outcome: 'released', action: 'sessions.end-others' } as const;
    await appendWithin(client, [recordOf(act, { id: newId(), at, ...parts, facts })]);
    return facts.sessions;
  });
}

/** Ends a token within the transaction of another slice, which records it. @returns whether it was alive */
export async function endToken(client: pg.PoolClient, id: string, at: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.credential SET ended_at = $2
      WHERE id = $1 AND kind = 'token' AND ended_at IS NULL AND expires_at > $2`,
    [id, new Date(at)],
  );
  return rowCount === 1;
}

/** Ends everything that a person could be recognised by. */
export async function endCredentialsOf(client: pg.PoolClient, person: PersonId, at: number): Promise<void> {
  await client.query('UPDATE fencun.credential SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL', [
    person,
    new Date(at),
  ]);
}

/** After a restore: what was ended since the backup would live again, and nobody could say which. @returns how many */
export async function endAllCredentials(client: pg.PoolClient, at: number): Promise<number> {
  const { rowCount } = await client.query(
    'UPDATE fencun.credential SET ended_at = $1 WHERE ended_at IS NULL',
    [new Date(at)],
  );
  return rowCount ?? 0;
}
