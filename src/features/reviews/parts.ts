import type pg from 'pg';
import type { Evidence } from '../../audit/evidence.ts';
import type { LogReader } from '../../audit/reader.ts';
import type { UseOfAuthority } from '../../audit/use.ts';
import { Problem } from '../../contract/problem.ts';
import type { Office } from '../../contract/session.ts';
import type { GatewayDoor } from '../../gateway/door.ts';
import type { Policy } from '../../kernel/policy/model.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import type { Cipher, RandomBytes } from '../../platform/crypto/cipher.ts';
import type { KeyProvider } from '../../platform/crypto/key-provider.ts';
import { transaction } from '../../platform/database/transaction.ts';
import {
  type Act,
  type AdministrationParts,
  type LiveSession,
  liveSession,
  type Outcome,
  recordOf,
  requireRecentProof,
} from '../administration.ts';
import type { Member, Names } from '../organisation/organisation.ts';
import type { Policies } from '../policies/policies.ts';
import type { Difference } from '../provisioning/provisioning.ts';
import { currentFlow, type Seals } from '../sharing/sharing.ts';

/** What the slice is made of. */
export type ReviewsParts = AdministrationParts &
  Readonly<{
    use: UseOfAuthority;
    policies: Readonly<{
      load(): Promise<Policy>;
      ruleBeginnings(): Promise<ReadonlyMap<string, number>>;
    }> &
      Pick<Policies, 'ruleWithin' | 'dropRule'>;
    logReader: Pick<LogReader, 'search'>;
    /** Entries of the log as a file that proves itself. */
    logEvidence: (indexes: readonly number[]) => Promise<Evidence | null>;
    cipher: Cipher;
    keyProvider: KeyProvider;
    randomBytes: RandomBytes;
    recordTypes: () => Promise<ReadonlyMap<string, RecordType>>;
    gateway: Pick<GatewayDoor, 'authority'>;
    organisation: Readonly<{
      members(): Promise<readonly Member[]>;
      names(people: readonly number[], assignments: readonly number[]): Promise<Names>;
    }>;
    /** Where assignments are not what the source of people says. */
    differences: (at: number) => Promise<readonly Difference[]>;
  }>;

export type Workshop = ReviewsParts & Readonly<{ pool: pg.Pool; seals: Seals }>;

/** The officers who look after authority, and the person in charge of personal information protection. */
export type Watcher = Office | 'dpo';

/**
 * Performs an act of somebody who looks after authority, and records it, in one transaction. Office and posts are read
 * within it. What is refused for want of them is recorded as well.
 *
 * @throws Problem `not-signed-in`, `forbidden`; `step-up-needed` where more is done than looked
 */
export async function perform<T>(
  workshop: Workshop,
  act: Act,
  action: string,
  may: readonly Watcher[],
  work: (client: pg.PoolClient, at: number, as: Watcher) => Promise<Outcome<T>>,
): Promise<T> {
  const { pool, clock, newId, appendWithin } = workshop;
  const kind = 'administration';
  try {
    return await transaction(pool, async (client) => {
      const at = clock();
      const { watcher, session } = await watching(client, act, at);
      if (watcher === null || !may.includes(watcher)) throw new Problem('forbidden');
      if (!LOOKS.has(action)) requireRecentProof(session, at);
      const { answer, facts } = await work(client, at, watcher);
      const record = recordOf(act, { id: newId(), at, kind, outcome: 'released', action, facts });
      await appendWithin(client, [record]);
      return answer;
    });
  } catch (error) {
    if (error instanceof Problem && error.code === 'forbidden') {
      const parts = { kind, outcome: 'refused', action, problem: error.code } as const;
      const record = recordOf(act, { id: newId(), at: clock(), ...parts });
      await transaction(pool, (client) => appendWithin(client, [record]));
    }
    throw error;
  }
}

/** Acts that change nothing and take nothing away with them. */
const LOOKS: ReadonlySet<string> = new Set(['authority.read', 'review.schedule.read', 'review.proposals']);

/** @throws Problem `not-signed-in`; `forbidden` for a program */
export async function watcherOf(client: pg.PoolClient, act: Act, at: number): Promise<Watcher | null> {
  return (await watching(client, act, at)).watcher;
}

async function watching(
  client: pg.PoolClient,
  act: Act,
  at: number,
): Promise<Readonly<{ watcher: Watcher | null; session: LiveSession }>> {
  if (act.caller.credential.kind === 'token') throw new Problem('forbidden');
  const session = await liveSession(client, act, at);
  if (session.office !== null) return { watcher: session.office, session };
  const { roles } = await currentFlow(client);
  const { rows } = await client.query(
    `SELECT FROM fencun.assignment
      WHERE person = $1 AND position = ANY ($2) AND valid_from <= $3 AND (valid_until IS NULL OR valid_until > $3)
      LIMIT 1`,
    [act.caller.person.id, roles.dpo, new Date(at)],
  );
  return { watcher: rows.length > 0 ? 'dpo' : null, session };
}
