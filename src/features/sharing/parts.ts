import type pg from 'pg';
import type { LogReader } from '../../audit/reader.ts';
import { Problem } from '../../contract/problem.ts';
import type { GatewayDoor } from '../../gateway/door.ts';
import type { Policy } from '../../kernel/policy/model.ts';
import type { Cipher, RandomBytes } from '../../platform/crypto/cipher.ts';
import type { KeyProvider } from '../../platform/crypto/key-provider.ts';
import { transaction } from '../../platform/database/transaction.ts';
import {
  type Act,
  type AdministrationParts,
  type Facts,
  liveSession,
  type Outcome,
  recordOf,
  requireRecentProof,
} from '../administration.ts';
import type { Member, Names } from '../organisation/organisation.ts';
import type { Seals } from './seals.ts';

/** What the slice is made of. */
export type SharingParts = AdministrationParts &
  Readonly<{
    gateway: Pick<GatewayDoor, 'choose' | 'stillVisible' | 'consentCover' | 'authority' | 'reasonsIn'>;
    policy: () => Promise<Policy>;
    organisation: Readonly<{
      members(): Promise<readonly Member[]>;
      names(people: readonly number[], assignments: readonly number[]): Promise<Names>;
    }>;
    logReader: Pick<LogReader, 'search'>;
    cipher: Cipher;
    keyProvider: KeyProvider;
    randomBytes: RandomBytes;
  }>;

export type Workshop = SharingParts & Readonly<{ pool: pg.Pool; seals: Seals }>;

export type ActOptions = Readonly<{
  /** Programs may ask; they decide nothing. */
  tokens?: true;
  /** Only after a recent proof of a second factor, which there must be. */
  proof?: true;
}>;

/** Acts on requests take turns, so that of two decisions the second sees what the first did. */
export const TURN = `SELECT pg_advisory_xact_lock(hashtextextended('fencun.sharing', 0))`;

/**
 * Performs an act of somebody who holds no office, and records it, in one transaction. What is refused for want of
 * right is recorded as well.
 *
 * @throws Problem `not-signed-in` when the credential has ended
 */
export async function perform<T>(
  workshop: Workshop,
  act: Act,
  action: string,
  work: (client: pg.PoolClient, at: number) => Promise<Outcome<T>>,
  { tokens, proof }: ActOptions = {},
): Promise<T> {
  const { pool, clock, newId, appendWithin } = workshop;
  const kind = 'administration';
  try {
    return await transaction(pool, async (client) => {
      await client.query(TURN);
      const at = clock();
      await confirmLive(client, act, at, { ...(tokens && { tokens }), ...(proof && { proof }) });
      const { answer, facts } = await work(client, at);
      const record = recordOf(act, { id: newId(), at, kind, outcome: 'released', action, facts });
      await appendWithin(client, [record]);
      return answer;
    });
  } catch (error) {
    if (error instanceof Problem && error.code === 'forbidden') {
      const problem = error.code;
      const record = recordOf(act, { id: newId(), at: clock(), kind, outcome: 'refused', action, problem });
      await transaction(pool, (client) => appendWithin(client, [record]));
    }
    throw error;
  }
}

/**
 * Records that an officer of the log looks at a request, while their session lives. Answer nothing before.
 *
 * @throws Problem `not-signed-in`, `forbidden`
 */
export async function recordLook(
  workshop: Workshop,
  act: Act,
  action: string,
  request: number,
): Promise<void> {
  const { pool, clock, newId, appendWithin } = workshop;
  await transaction(pool, async (client) => {
    const at = clock();
    if (act.caller.credential.kind === 'token') throw new Problem('forbidden');
    const { office } = await liveSession(client, act, at);
    if (office !== 'audit-administrator') throw new Problem('forbidden');
    const parts = { id: newId(), at, kind: 'administration', outcome: 'released', action } as const;
    await appendWithin(client, [recordOf(act, { ...parts, facts: { request } })]);
  });
}

async function confirmLive(
  client: pg.PoolClient,
  act: Act,
  at: number,
  { tokens, proof }: ActOptions,
): Promise<void> {
  if (act.caller.credential.kind === 'token') {
    if (tokens !== true) throw new Problem('forbidden');
    const { rows } = await client.query(
      `SELECT FROM fencun.credential c JOIN fencun.person p ON p.id = c.person
        WHERE c.id = $1 AND c.ended_at IS NULL AND c.expires_at > $2 AND p.status = 'active' FOR SHARE OF c`,
      [act.caller.credential.id, new Date(at)],
    );
    if (rows.length === 0) throw new Problem('not-signed-in');
    return;
  }
  const session = await liveSession(client, act, at);
  // An office carries no business of its own with customer data: it asks for none, and decides on none.
  if (session.office !== null) throw new Problem('forbidden');
  if (proof !== true) return;
  if (!session.hasSecondFactor) throw new Problem('second-factor-setup-required');
  requireRecentProof(session, at);
}

/** What was prepared before a transaction is about the authority of an earlier epoch. */
export const CHANGED_MEANWHILE: unique symbol = Symbol('authority has changed meanwhile');
const ATTEMPTS_MAX = 4;

/**
 * Does work that is prepared outside of a transaction and finds in it, by {@link mustBeCurrent}, whether it still
 * holds: somebody may have lost the post by which they decide. Then all of it is done again.
 *
 * @throws Problem `version-conflict` where authority changes faster than that
 */
export async function underCurrentAuthority<T>(work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (error !== CHANGED_MEANWHILE) throw error;
      if (attempt === ATTEMPTS_MAX) throw new Problem('version-conflict');
    }
  }
}

/** @throws CHANGED_MEANWHILE unless authority is still what it was at that epoch */
export async function mustBeCurrent(
  client: pg.PoolClient,
  { epoch }: Readonly<{ epoch: number }>,
): Promise<void> {
  if ((await epochNow(client)) !== epoch) throw CHANGED_MEANWHILE;
}

export async function epochNow(client: Pick<pg.ClientBase, 'query'>): Promise<number> {
  const { rows } = await client.query<{ version: number }>('SELECT version FROM fencun.epoch');
  return rows[0]?.version ?? 0;
}

/** What time did by itself, in the log. */
export function byTime(workshop: Workshop, at: number, action: string, facts: Facts) {
  const nobody = { caller: null, door: 'job', network: null, request: null } as const;
  const kind = 'administration';
  return recordOf(nobody, { id: workshop.newId(), at, kind, outcome: 'released', action, facts });
}

export function refused(zh: string, en: string): Problem {
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en, detail: en });
}
