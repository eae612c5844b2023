import type pg from 'pg';
import type { AccessRecord } from '../audit/access-record.ts';
import { Problem } from '../contract/problem.ts';
import type { Office } from '../contract/session.ts';
import type { AccessRequest } from '../gateway/access-request.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { transaction } from '../platform/database/transaction.ts';

/** Who performs an act that is not a reading of customer data, and from where. */
export type Act = Pick<AccessRequest, 'caller' | 'door' | 'network' | 'request'>;

/** Appends entries of the access log within a transaction: they are durable when, and only when, it commits. */
export type AppendWithin = (client: pg.PoolClient, records: readonly AccessRecord[]) => Promise<void>;

export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** One kind of administrative act: who may perform it, and the verb under which the log knows it. */
export type Deed = Readonly<{ action: string }> & Entitled;

export type Entitled = Readonly<{
  offices: readonly Office[];
  /** Asked of whoever holds none of the offices, in the same transaction: whether they may nevertheless. */
  otherwise?: (client: pg.PoolClient, at: number) => Promise<boolean>;
}>;

/** What an act answers its caller, and the facts that the log keeps of it. No customer value may be a fact. */
export type Outcome<T> = Readonly<{ answer: T; facts: Facts }>;

/** The one way in which the organisation, the policy and other people's accounts are changed. */
export type Administration = Readonly<{
  /**
   * Performs a deed and records it, in one transaction: both happen or neither does. Office and session are read
   * from the database in that transaction, not taken from what the caller was when the request began. A deed that
   * is refused for want of the office is recorded as well.
   *
   * @param transact where the deed needs more than the features' rights: runs the work in a transaction of its own
   * @throws Problem `not-signed-in` when the session has ended, `forbidden` without the office, `step-up-needed` from
   *   whoever has a second factor and proved it longer than five minutes ago
   */
  perform<T>(
    act: Act,
    deed: Deed,
    work: (client: pg.PoolClient, at: number) => Promise<Outcome<T>>,
    transact?: Transact,
  ): Promise<T>;
  /** The same check, for looking at what only offices may look at. Leaves no record. */
  confirm(
    act: Act,
    offices: readonly Office[],
    otherwise?: (client: pg.PoolClient, at: number) => Promise<boolean>,
  ): Promise<void>;
}>;

/** Runs work in one transaction. */
export type Transact = <T>(work: (client: pg.PoolClient) => Promise<T>) => Promise<T>;

export type AdministrationParts = Readonly<{
  database: Database;
  clock: Clock;
  newId: () => string;
  appendWithin: AppendWithin;
}>;

/** Administrative acts take turns, so that each sees what the one before it did, and none deadlocks with another. */
export async function takeTurn(client: pg.PoolClient): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('fencun.administration', 0))`);
}

export function createAdministration(parts: AdministrationParts): Administration {
  const { database, clock, newId, appendWithin } = parts;
  const pool = database.pool('application');

  async function recordRefusal(act: Act, action: string, problem: string): Promise<void> {
    const record = recordOf(act, {
      id: newId(),
      at: clock(),
      kind: 'administration',
      outcome: 'refused',
      action,
      problem,
    });
    await transaction(pool, (client) => appendWithin(client, [record]));
  }

  return {
    async perform(act, deed, work, transact = (inner) => transaction(pool, inner)) {
      const { action } = deed;
      try {
        return await transact(async (client) => {
          await takeTurn(client);
          const at = clock();
          requireRecentProof(await requireOffice(client, act, deed, at), at);
          const { answer, facts } = await work(client, at);
          const kind = 'administration';
          const record = recordOf(act, { id: newId(), at, kind, outcome: 'released', action, facts });
          await appendWithin(client, [record]);
          return answer;
        });
      } catch (error) {
        if (error instanceof Problem && error.code === 'forbidden') {
          await recordRefusal(act, action, error.code);
        }
        throw error;
      }
    },
    async confirm(act, offices, otherwise) {
      const entitled = { offices, ...(otherwise && { otherwise }) };
      await transaction(pool, (client) => requireOffice(client, act, entitled, clock()));
    },
  };
}

async function requireOffice(
  client: pg.PoolClient,
  act: Act,
  { offices, otherwise }: Entitled,
  at: number,
): Promise<LiveSession> {
  if (act.caller.credential.kind === 'token') throw new Problem('forbidden');
  const session = await liveSession(client, act, at);
  if (session.office !== null && offices.includes(session.office)) return session;
  if ((await otherwise?.(client, at)) !== true) throw new Problem('forbidden');
  return session;
}

/** The session of whoever acts, as the database knows it now. */
export type LiveSession = Readonly<{
  office: Office | null;
  hasSecondFactor: boolean;
  /** When the second factor was last proved in this session, in milliseconds since the Unix epoch. */
  secondFactorAt: number | null;
}>;

/** For so long a proof of the second factor counts for administration (NIST SP 800-63B, reauthentication). */
export const STEP_UP_SECONDS = 300;

/** @throws Problem `step-up-needed` from whoever has a second factor and proved it too long ago */
export function requireRecentProof({ hasSecondFactor, secondFactorAt }: LiveSession, at: number): void {
  if (!hasSecondFactor) return;
  const isRecent = secondFactorAt !== null && at - secondFactorAt <= STEP_UP_SECONDS * 1000;
  if (!isRecent) throw new Problem('step-up-needed');
}

/**
 * Reads the session anew and holds it until the transaction ends, so that it can't end in the middle. API tokens are
 * no session here, and who still has to choose a password of their own has none either.
 *
 * @param how.duringSetUp also for who still has to set up a second factor
 * @throws Problem `not-signed-in` when the session has ended, `second-factor-required` or
 *   `second-factor-setup-required` from who still has to do that
 */
export async function liveSession(
  client: pg.PoolClient,
  { caller }: Pick<Act, 'caller'>,
  at: number,
  { duringSetUp = false }: Readonly<{ duringSetUp?: boolean }> = {},
): Promise<LiveSession> {
  // Person before credential, as everybody locks them who ends credentials along with something else.
  await client.query('SELECT FROM fencun.person WHERE id = $1 FOR SHARE', [caller.person.id]);
  const { rows } = await client.query<SessionRow>(
    `SELECT o.office, c.second_factor_at, f.has,
            f.required AND NOT EXISTS (
              SELECT FROM fencun.sso_session e WHERE e.session = c.id AND e.strong) AS required
       FROM fencun.credential c
       JOIN fencun.person p ON p.id = c.person
       LEFT JOIN fencun.office o ON o.person = p.id
       LEFT JOIN fencun.password w ON w.person = p.id
      CROSS JOIN LATERAL fencun.second_factor_of(p.id, $3) f
      WHERE c.id = $1 AND c.person = $2 AND c.kind = 'session'
        AND c.ended_at IS NULL AND c.expires_at > $3 AND c.idle_until > $3
        AND p.status = 'active' AND w.temporary IS NOT TRUE
        FOR SHARE OF c`,
    [caller.credential.id, caller.person.id, new Date(at)],
  );
  const row = rows[0];
  if (row === undefined) throw new Problem('not-signed-in');
  const { office, has, required } = row;
  const secondFactorAt = row.second_factor_at?.getTime() ?? null;
  if (has && secondFactorAt === null) throw new Problem('second-factor-required');
  if (required && !has && !duringSetUp) throw new Problem('second-factor-setup-required');
  return { office, hasSecondFactor: has, secondFactorAt };
}

type SessionRow = Readonly<{
  office: Office | null;
  second_factor_at: Date | null;
  has: boolean;
  required: boolean;
}>;

type RecordParts = Pick<AccessRecord, 'id' | 'at' | 'kind' | 'outcome' | 'action'> &
  Readonly<{ problem?: string; facts?: Facts }>;

/** An entry of the access log about an act that touches no customer data. */
export function recordOf(
  act: Omit<Act, 'caller'> & Readonly<{ caller: Act['caller'] | null }>,
  parts: RecordParts,
): AccessRecord {
  const { caller, door, network, request } = act;
  const { facts, ...rest } = parts;
  return {
    ...rest,
    person: caller?.person.id ?? null,
    credential: caller?.credential.id ?? null,
    client: caller?.credential.kind === 'token' ? caller.credential.name : null,
    assignments: [],
    office: caller?.office ?? null,
    door,
    network,
    request,
    purpose: null,
    recordType: null,
    releases: [],
    rules: [],
    policyVersion: caller?.epoch ?? 0,
    ...(facts === undefined ? {} : { note: facts }),
  };
}
