import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Act, type Administration, recordOf } from '../administration.ts';
import { holdColleague } from './colleague.ts';
import { endCredentialsOf } from './credentials.ts';
import type { NewSession, Workshop } from './parts.ts';
import { passwordFault } from './password-rules.ts';
import { hashOfSecret, newSessionSecret, newTemporaryPassword } from './secret.ts';

/**
 * Changes the caller's own password. The session gets a new secret, and every other session ends; tokens stay.
 *
 * @throws Problem `wrong-credentials` when `current` is not the password, `invalid-input` when `next` is no good one
 */
export async function changePassword(
  workshop: Workshop,
  act: Act,
  { current, next }: Readonly<{ current: string; next: string }>,
): Promise<NewSession> {
  const { pool, hasher, delay, clock } = workshop;
  const { person, credential } = act.caller;
  if (credential.kind !== 'session') throw new Problem('forbidden');
  const attempt = await delay.begin(person.login, act.network, clock());
  const { rows } = await pool.query<{ hash: string }>('SELECT hash FROM fencun.password WHERE person = $1', [
    person.id,
  ]);
  const stored = rows[0]?.hash ?? null;
  const wrong = () => new Problem('wrong-credentials', { waitSeconds: Math.max(1, attempt.waitSeconds) });
  if (!(await hasher.verify(stored, current))) {
    await recordRefusal(workshop, act);
    throw wrong();
  }
  const fault = next === current ? SAME : await passwordFault(next, person.login);
  if (fault !== null) throw new Problem('invalid-input', { 'detail.zh': fault.zh, 'detail.en': fault.en });
  const hash = await hasher.hash(next);

  return transaction(pool, async (client) => {
    const at = clock();
    const changed = await client.query(
      `UPDATE fencun.password SET hash = $3, temporary = false, changed_at = $4 WHERE person = $1 AND hash = $2`,
      [person.id, stored, hash, new Date(at)],
    );
    if (changed.rowCount === 0) throw wrong();
    const session = await renewSession(client, workshop, act, at);
    await attempt.succeeded(client);
    const kind = 'administration';
    const action = 'password.change';
    await workshop.appendWithin(client, [
      recordOf(act, { id: workshop.newId(), at, kind, outcome: 'released', action }),
    ]);
    return session;
  });
}

const SAME = { zh: '新密码不能与当前密码相同。', en: 'The new password must differ from the current one.' };

/** Ends every session of the caller, and opens one anew that lasts no longer than the one it takes the place of. */
async function renewSession(
  client: pg.PoolClient,
  { newId, randomBytes }: Workshop,
  { caller }: Act,
  at: number,
): Promise<NewSession> {
  const secret = newSessionSecret(randomBytes);
  const id = newId();
  const { rows } = await client.query<{ expires_at: Date }>(
    `INSERT INTO fencun.credential
       (id, kind, person, secret_hash, name, narrowing, created_at, expires_at, idle_until, last_seen_at,
        second_factor_at, network, user_agent)
     SELECT $2, kind, person, $3, name, narrowing, $4, expires_at, idle_until, $4, second_factor_at, network, user_agent
       FROM fencun.credential
      WHERE id = $1 AND person = $5 AND kind = 'session' AND ended_at IS NULL AND expires_at > $4 AND idle_until > $4
        AND (second_factor_at IS NOT NULL OR NOT (SELECT has FROM fencun.second_factor_of($5, $4)))
        FOR UPDATE
     RETURNING expires_at`,
    [caller.credential.id, id, hashOfSecret(secret), new Date(at), caller.person.id],
  );
  const opened = rows[0];
  if (opened === undefined) throw new Problem('not-signed-in');
  await client.query(
    `INSERT INTO fencun.session_network (session, network, first_seen_at)
     SELECT $2, network, first_seen_at FROM fencun.session_network WHERE session = $1`,
    [caller.credential.id, id],
  );
  await client.query(
    `UPDATE fencun.credential SET ended_at = $2
      WHERE person = $1 AND kind = 'session' AND ended_at IS NULL AND secret_hash <> $3`,
    [caller.person.id, new Date(at), hashOfSecret(secret)],
  );
  return { secret, expiresAt: opened.expires_at.getTime() };
}

async function recordRefusal({ pool, clock, newId, appendWithin }: Workshop, act: Act): Promise<void> {
  const record = recordOf(act, {
    id: newId(),
    at: clock(),
    kind: 'administration',
    outcome: 'refused',
    action: 'password.change',
    problem: 'wrong-credentials',
  });
  await transaction(pool, (client) => appendWithin(client, [record]));
}

/**
 * Gives somebody a password that opens nothing but the change of it, and ends all their credentials. Officers are
 * left out: whoever could set another officer's password could use that office too.
 *
 * @returns the password, which is stored nowhere and shown this once
 */
export function setTemporaryPassword(
  workshop: Workshop,
  administration: Administration,
  act: Act,
  person: PersonId,
): Promise<string> {
  const deed = { action: 'password.reset', offices: ['system-administrator'] as const };
  return administration.perform(act, deed, async (client, at) => {
    await holdColleague(client, person);
    return { answer: await givePassword(client, workshop, person, at), facts: { person } };
  });
}

/** For who has lost the password of an office: from the server itself, by whoever may open its database anyway. */
export function resetOnServer(workshop: Workshop, login: string): Promise<string> {
  const { pool, clock, newId, appendWithin } = workshop;
  return transaction(pool, async (client) => {
    const at = clock();
    const { rows } = await client.query<{ id: number }>(
      `SELECT id FROM fencun.person WHERE login = $1 AND status = 'active' FOR NO KEY UPDATE`,
      [login],
    );
    const person = rows[0]?.id;
    if (person === undefined) throw new Problem('not-found');
    const password = await givePassword(client, workshop, person, at);
    const who = { caller: null, door: 'cli', network: null, request: null } as const;
    const parts = { kind: 'administration', outcome: 'released', action: 'password.reset' } as const;
    await appendWithin(client, [recordOf(who, { id: newId(), at, ...parts, facts: { person, login } })]);
    return password;
  });
}

/**
 * The password that somebody chose for themself, within the transaction in which they come into being.
 *
 * @throws Problem `invalid-input` for a poor one
 */
export async function choosePasswordWithin(
  client: pg.PoolClient,
  { hasher }: Pick<Workshop, 'hasher'>,
  { person, login, password }: Readonly<{ person: PersonId; login: string; password: string }>,
  at: number,
): Promise<void> {
  const fault = await passwordFault(password, login);
  if (fault !== null) throw new Problem('invalid-input', { 'detail.zh': fault.zh, 'detail.en': fault.en });
  await client.query(
    'INSERT INTO fencun.password (person, hash, temporary, changed_at) VALUES ($1, $2, false, $3)',
    [person, await hasher.hash(password), new Date(at)],
  );
}

/** A temporary password, within the transaction of whoever has decided that the person gets one. */
export async function givePassword(
  client: pg.PoolClient,
  { hasher, randomBytes }: Pick<Workshop, 'hasher' | 'randomBytes'>,
  person: PersonId,
  at: number,
): Promise<string> {
  const password = newTemporaryPassword(randomBytes);
  await client.query(
    `INSERT INTO fencun.password (person, hash, temporary, changed_at) VALUES ($1, $2, true, $3)
     ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, temporary = true, changed_at = excluded.changed_at`,
    [person, await hasher.hash(password), new Date(at)],
  );
  await endCredentialsOf(client, person, at);
  return password;
}

/** Leaves a person without a password and without a link to choose one by, until somebody makes them another link. */
export async function removePassword(client: pg.PoolClient, person: PersonId, at: number): Promise<void> {
  await client.query('DELETE FROM fencun.password WHERE person = $1', [person]);
  await client.query('UPDATE fencun.password_link SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL', [
    person,
    new Date(at),
  ]);
}
