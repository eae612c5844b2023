import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { SecondFactorsView, TotpSetup } from '../../contract/second-factor.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { isUuid } from '../../platform/ids.ts';
import {
  type Act,
  type Administration,
  type Facts,
  type LiveSession,
  liveSession,
  recordOf,
  requireRecentProof,
} from '../administration.ts';
import { holdColleague } from './colleague.ts';
import { endCredentialsOf } from './credentials.ts';
import type { Workshop } from './parts.ts';
import { type Evidence, refuse, totpEvidence } from './prove.ts';
import { dropRecoveryCodes, recoveryCodesLeft, replaceRecoveryCodes } from './recovery-codes.ts';
import { newTotpSecret, totpUri } from './totp.ts';

const FACTORS_MAX = 10;
/** Who has begun to set up an authenticator app and does not confirm it begins again. */
const SETUP_MINUTES = 15;

export async function listSecondFactors({ pool, clock }: Workshop, act: Act): Promise<SecondFactorsView> {
  return transaction(pool, async (client) => {
    const at = clock();
    await liveSession(client, act, at, { duringSetUp: true });
    const { id } = act.caller.person;
    const { rows } = await client.query<FactorRow>(
      `SELECT id, kind, name, created_at, last_used_at FROM fencun.second_factor
        WHERE person = $1 AND confirmed_at IS NOT NULL ORDER BY created_at, id`,
      [id],
    );
    return {
      factors: rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        name: row.name,
        createdAt: row.created_at.toISOString(),
        lastUsedAt: row.last_used_at?.toISOString() ?? null,
      })),
      recoveryCodesLeft: await recoveryCodesLeft(client, id),
      isRequired: await isRequired(client, id, at),
    };
  });
}

type FactorRow = Readonly<{
  id: string;
  kind: 'totp' | 'passkey';
  name: string;
  created_at: Date;
  last_used_at: Date | null;
}>;

/** Begins to set up an authenticator app. It counts for nothing until a code of it has been confirmed. */
export async function beginTotp(workshop: Workshop, act: Act, name: string): Promise<TotpSetup> {
  const { pool, clock, newId } = workshop;
  const { person } = act.caller;
  const id = newId();
  const { secret, atRest } = await newTotpSecret(workshop, id, person.id);
  await transaction(pool, async (client) => {
    const at = clock();
    await mayAddFactor(client, act, at);
    await client.query(
      `DELETE FROM fencun.second_factor WHERE person = $1 AND kind = 'totp' AND confirmed_at IS NULL`,
      [person.id],
    );
    await client.query(
      `INSERT INTO fencun.second_factor (id, person, kind, name, created_at) VALUES ($1, $2, 'totp', $3, $4)`,
      [id, person.id, name, new Date(at)],
    );
    await client.query(
      'INSERT INTO fencun.totp_secret (factor, sealed, key_id, wrapped_key) VALUES ($1, $2, $3, $4)',
      [id, atRest.sealed, atRest.key.keyId, atRest.key.wrapped],
    );
  });
  return { secret, uri: totpUri(secret, person.login) };
}

/**
 * Puts the app in force that the caller has begun to set up, once a code shows that it has the secret.
 *
 * @returns recovery codes with the first factor, null with any other
 */
export async function confirmTotp(
  workshop: Workshop,
  act: Act,
  code: string,
): Promise<readonly string[] | null> {
  const { pool, clock, delay } = workshop;
  const { person, credential } = act.caller;
  if (credential.kind !== 'session') throw new Problem('forbidden');
  const attempt = await delay.beginProof(person.id, clock());
  const evidence = await totpEvidence(workshop, person.id, code, { isNew: true });
  if (evidence === null) return refuse(workshop, act, attempt);
  return transaction(pool, async (client) => {
    const codes = await addFactor(client, workshop, act, evidence);
    await attempt.succeeded(client);
    return codes;
  });
}

/**
 * Puts a factor in force within a transaction. The session counts as proven by it; with the first factor every other
 * session ends, because nobody has proven it in those.
 */
export async function addFactor(
  client: pg.PoolClient,
  { clock, newId, randomBytes, appendWithin }: Workshop,
  act: Act,
  evidence: Evidence,
): Promise<readonly string[] | null> {
  const at = clock();
  const moment = new Date(at);
  const { person, credential } = act.caller;
  const { hasSecondFactor } = await mayAddFactor(client, act, at);
  const facts = await evidence(client);
  if (facts === null) throw new Problem('wrong-second-factor', { waitSeconds: 1 });
  const { rowCount } = await client.query(
    `UPDATE fencun.second_factor SET confirmed_at = $3
      WHERE id = $1 AND person = $2 AND confirmed_at IS NULL AND created_at > $4`,
    [facts.factor, person.id, moment, new Date(at - SETUP_MINUTES * 60_000)],
  );
  if (rowCount === 0) throw new Problem('not-found');
  await client.query('UPDATE fencun.credential SET second_factor_at = $2 WHERE id = $1', [
    credential.id,
    moment,
  ]);
  const isFirst = !hasSecondFactor;
  if (isFirst) {
    await client.query(
      `UPDATE fencun.credential SET ended_at = $2
        WHERE person = $1 AND kind = 'session' AND ended_at IS NULL AND id <> $3`,
      [person.id, moment, credential.id],
    );
  }
  const codes = isFirst ? await replaceRecoveryCodes(client, randomBytes, person.id, at) : null;
  const parts = { kind: 'administration', outcome: 'released', action: 'second-factor.add' } as const;
  await appendWithin(client, [recordOf(act, { id: newId(), at, ...parts, facts })]);
  return codes;
}

/** A first factor may be added by whoever knows the password; any other only after a recent proof. */
export async function mayAddFactor(client: pg.PoolClient, act: Act, at: number): Promise<LiveSession> {
  const { person } = act.caller;
  await client.query('SELECT FROM fencun.person WHERE id = $1 FOR NO KEY UPDATE', [person.id]);
  const session = await liveSession(client, act, at, { duringSetUp: true });
  requireRecentProof(session, at);
  if ((await countFactors(client, person.id)) >= FACTORS_MAX) {
    throw new Problem('invalid-input', {
      'detail.zh': `最多可设置 ${FACTORS_MAX} 个二次验证方式，请先移除一个。`,
      'detail.en': `There can be ${FACTORS_MAX} second factors. Remove one first.`,
    });
  }
  return session;
}

/** Removes a factor of the caller's; with the last one go the recovery codes. */
export async function removeSecondFactor(workshop: Workshop, act: Act, id: string): Promise<void> {
  await changeOwn(workshop, act, 'second-factor.remove', async (client, at) => {
    const person = act.caller.person.id;
    const { rowCount } = isUuid(id)
      ? await client.query(
          'DELETE FROM fencun.second_factor WHERE id = $1 AND person = $2 AND confirmed_at IS NOT NULL',
          [id, person],
        )
      : { rowCount: 0 };
    if (rowCount === 0) throw new Problem('not-found');
    if ((await countFactors(client, person)) === 0) {
      if (await isRequired(client, person, at)) throw lastIsRequired();
      await dropRecoveryCodes(client, person);
    }
    return { answer: undefined, facts: { factor: id } };
  });
}

/** @returns new codes; the earlier ones are void */
export function renewRecoveryCodes(workshop: Workshop, act: Act): Promise<readonly string[]> {
  return changeOwn(workshop, act, 'recovery-codes.renew', async (client, at, session) => {
    if (!session.hasSecondFactor) throw new Problem('not-found');
    const answer = await replaceRecoveryCodes(client, workshop.randomBytes, act.caller.person.id, at);
    return { answer, facts: { codes: answer.length } };
  });
}

function changeOwn<T>(
  { pool, clock, newId, appendWithin }: Workshop,
  act: Act,
  action: string,
  work: (
    client: pg.PoolClient,
    at: number,
    session: LiveSession,
  ) => Promise<Readonly<{ answer: T; facts: Facts }>>,
): Promise<T> {
  return transaction(pool, async (client) => {
    const at = clock();
    await client.query('SELECT FROM fencun.person WHERE id = $1 FOR NO KEY UPDATE', [act.caller.person.id]);
    const session = await liveSession(client, act, at);
    requireRecentProof(session, at);
    const { answer, facts } = await work(client, at, session);
    const parts = { kind: 'administration', outcome: 'released', action } as const;
    await appendWithin(client, [recordOf(act, { id: newId(), at, ...parts, facts })]);
    return answer;
  });
}

/**
 * Removes all factors of somebody who has lost them, and ends their credentials. It is for the security administrator,
 * as passwords are for the system administrator: neither of them alone can take over an account. Officers are left
 * out, like with passwords; theirs are removed on the server.
 */
export function resetSecondFactors(
  administration: Administration,
  act: Act,
  person: PersonId,
): Promise<void> {
  const deed = { action: 'second-factor.reset', offices: ['security-administrator'] as const };
  return administration.perform(act, deed, async (client, at) => {
    await holdColleague(client, person);
    const removed = await dropFactors(client, person, at);
    return { answer: undefined, facts: { person, removed } };
  });
}

/** From the server itself, by whoever may open its database anyway. */
export function resetSecondFactorsOnServer(workshop: Workshop, login: string): Promise<void> {
  const { pool, clock, newId, appendWithin } = workshop;
  return transaction(pool, async (client) => {
    const at = clock();
    const { rows } = await client.query<{ id: number }>(
      `SELECT id FROM fencun.person WHERE login = $1 AND status = 'active' FOR NO KEY UPDATE`,
      [login],
    );
    const person = rows[0]?.id;
    if (person === undefined) throw new Problem('not-found');
    const removed = await dropFactors(client, person, at);
    const who = { caller: null, door: 'cli', network: null, request: null } as const;
    const parts = { kind: 'administration', outcome: 'released', action: 'second-factor.reset' } as const;
    await appendWithin(client, [
      recordOf(who, { id: newId(), at, ...parts, facts: { person, login, removed } }),
    ]);
  });
}

async function dropFactors(client: pg.PoolClient, person: PersonId, at: number): Promise<number> {
  const { rowCount } = await client.query('DELETE FROM fencun.second_factor WHERE person = $1', [person]);
  await dropRecoveryCodes(client, person);
  await endCredentialsOf(client, person, at);
  return rowCount ?? 0;
}

async function countFactors(client: pg.PoolClient, person: PersonId): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM fencun.second_factor WHERE person = $1 AND confirmed_at IS NOT NULL`,
    [person],
  );
  return rows[0]?.count ?? 0;
}

async function isRequired(client: pg.PoolClient, person: PersonId, at: number): Promise<boolean> {
  const { rows } = await client.query<{ required: boolean }>(
    'SELECT required FROM fencun.second_factor_of($1, $2)',
    [person, new Date(at)],
  );
  return rows[0]?.required === true;
}

function lastIsRequired(): Problem {
  return new Problem('invalid-input', {
    'detail.zh': '您的职务或岗位要求二次验证，不能移除最后一个。请先添加另一个。',
    'detail.en':
      'Your office or position requires a second factor. Add another before you remove the last one.',
  });
}

/** Wraps the keys of secrets anew under the key provider's current key. @returns how many */
export async function rewrapTotpKeys({ pool, keyProvider }: Workshop): Promise<number> {
  const { rows } = await pool.query<{ factor: string; key_id: string; wrapped_key: string }>(
    'SELECT factor, key_id, wrapped_key FROM fencun.totp_secret ORDER BY factor',
  );
  let count = 0;
  for (const { factor, key_id: keyId, wrapped_key: wrapped } of rows) {
    const key = await keyProvider.rewrap({ keyId, wrapped });
    const { rowCount } = await pool.query(
      'UPDATE fencun.totp_secret SET key_id = $3, wrapped_key = $4 WHERE factor = $1 AND wrapped_key = $2',
      [factor, wrapped, key.keyId, key.wrapped],
    );
    count += rowCount ?? 0;
  }
  return count;
}
