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
    gateway: Pick<GatewayDoor, 'choose' | 'stillVisible' | 'authority' | 'reasonsIn'>;
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
const TURN = `SELECT pg_advisory_xact_lock(hashtextextended('fencun.sharing', 0))`;

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

/** What time did by itself, in the log. */
export function byTime(workshop: Workshop, at: number, action: string, facts: Facts) {
  const nobody = { caller: null, door: 'job', network: null, request: null } as const;
  const kind = 'administration';
  return recordOf(nobody, { id: workshop.newId(), at, kind, outcome: 'released', action, facts });
}

export function refused(zh: string, en: string): Problem {
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en, detail: en });
}
