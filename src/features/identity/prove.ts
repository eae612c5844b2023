import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Act, type Facts, recordOf } from '../administration.ts';
import type { Workshop } from './parts.ts';
import { redeemRecoveryCode } from './recovery-codes.ts';
import type { Attempt } from './sign-in-delay.ts';
import { looksLikeTotp, openTotpSecret, stepOfCode } from './totp.ts';

/** Uses up what was presented, within the transaction in which it counts; null when it counts for nothing. */
export type Evidence = (client: pg.PoolClient) => Promise<Facts | null>;

/**
 * Proves the second factor in the caller's session: the second step of signing in, and the step-up before what needs
 * a recent proof. A code counts once, also when it is presented twice at the same moment.
 *
 * @throws Problem `wrong-second-factor`, or `too-many-requests` before the code is looked at
 */
export async function proveByCode(workshop: Workshop, act: Act, code: string): Promise<void> {
  const { person } = act.caller;
  await prove(workshop, act, async (attempt) => {
    const totp = looksLikeTotp(code) ? await totpEvidence(workshop, person.id, code) : null;
    if (totp !== null) return totp;
    if (looksLikeTotp(code)) return refuse(workshop, act, attempt);
    return async (client) =>
      (await redeemRecoveryCode(client, person.id, code, workshop.clock())) ? { by: 'recovery-code' } : null;
  });
}

/** @param evidence what was presented, looked at as far as that needs no transaction */
export async function prove(
  workshop: Workshop,
  act: Act,
  evidence: (attempt: Attempt) => Promise<Evidence>,
): Promise<void> {
  const { pool, clock, newId, delay, appendWithin } = workshop;
  const { person, credential } = act.caller;
  if (credential.kind !== 'session') throw new Problem('forbidden');
  const attempt = await delay.beginProof(person.id, clock());
  const useUp = await evidence(attempt);
  const isProven = await transaction(pool, async (client) => {
    const at = clock();
    await client.query('SELECT FROM fencun.person WHERE id = $1 FOR SHARE', [person.id]);
    const used = await useUp(client);
    if (used === null) return false;
    const { rowCount } = await client.query(
      `UPDATE fencun.credential SET second_factor_at = $3
        WHERE id = $1 AND person = $2 AND kind = 'session'
          AND ended_at IS NULL AND expires_at > $3 AND idle_until > $3`,
      [credential.id, person.id, new Date(at)],
    );
    if (rowCount === 0) throw new Problem('not-signed-in');
    await attempt.succeeded(client);
    const parts = { kind: 'sign-in', outcome: 'released', action: 'second-factor.prove' } as const;
    await appendWithin(client, [recordOf(act, { id: newId(), at, ...parts, facts: used })]);
    return true;
  });
  if (!isProven) await refuse(workshop, act, attempt);
}

export async function refuse(workshop: Workshop, act: Act, attempt: Attempt): Promise<never> {
  const { pool, clock, newId, appendWithin } = workshop;
  const problem = 'wrong-second-factor';
  const parts = { kind: 'sign-in', outcome: 'refused', action: 'second-factor.prove', problem } as const;
  const record = recordOf(act, { id: newId(), at: clock(), ...parts });
  await transaction(pool, (client) => appendWithin(client, [record]));
  throw new Problem(problem, { waitSeconds: Math.max(1, attempt.waitSeconds) });
}

type TotpRow = Readonly<{
  factor: string;
  sealed: string;
  key_id: string;
  wrapped_key: string;
  last_step: number | null;
}>;

/** The person's authenticator apps whose code it is; those still being set up, or those in force. */
export async function totpEvidence(
  workshop: Workshop,
  person: PersonId,
  code: string,
  { isNew = false }: Readonly<{ isNew?: boolean }> = {},
): Promise<Evidence | null> {
  const { rows } = await workshop.pool.query<TotpRow>(
    `SELECT t.factor, t.sealed, t.key_id, t.wrapped_key, t.last_step
       FROM fencun.second_factor f JOIN fencun.totp_secret t ON t.factor = f.id
      WHERE f.person = $1 AND (f.confirmed_at IS NULL) = $2 ORDER BY f.created_at DESC`,
    [person, isNew],
  );
  for (const row of rows) {
    const atRest = { sealed: row.sealed, key: { keyId: row.key_id, wrapped: row.wrapped_key } };
    const secret = await openTotpSecret(workshop, row.factor, person, atRest);
    const step = stepOfCode(secret, code, workshop.clock(), row.last_step);
    if (step !== null) return (client) => claimStep(client, workshop, row.factor, step);
  }
  return null;
}

async function claimStep(
  client: pg.PoolClient,
  { clock }: Workshop,
  factor: string,
  step: number,
): Promise<Facts | null> {
  const { rowCount } = await client.query(
    'UPDATE fencun.totp_secret SET last_step = $2 WHERE factor = $1 AND (last_step IS NULL OR last_step < $2)',
    [factor, step],
  );
  if (rowCount === 0) return null;
  await client.query('UPDATE fencun.second_factor SET last_used_at = $2 WHERE id = $1', [
    factor,
    new Date(clock()),
  ]);
  return { by: 'totp', factor };
}
