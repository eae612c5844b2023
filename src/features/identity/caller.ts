import type { Office } from '../../contract/session.ts';
import { grantOf, type StoredGrant } from '../../kernel/policy/grant.ts';
import type { Narrowing } from '../../kernel/policy/model.ts';
import { asProblem } from '../../platform/database/connect.ts';
import { STEP_UP_SECONDS } from '../administration.ts';
import { familyOf } from './device.ts';
import type { SignedInCaller, Workshop } from './parts.ts';
import { hashOfSecret } from './secret.ts';
import { type Binding, type From, keepsBinding } from './session-binding.ts';

export type CallerOptions = Readonly<{
  fresh?: boolean;
  /** Where the secret is presented: a session presented by another browser or system ends. */
  from?: From;
}>;

export type CallerBook = Readonly<{
  /**
   * Who presents this secret; null when it is no live credential. May answer from memory for `rememberSeconds`, with
   * the epoch of what it remembers: right for the gateway, which compares epoch and credential with the database in
   * the statement that reads. Whoever decides on the answer alone must ask for it `fresh`.
   */
  callerOf(secret: string, how?: CallerOptions): Promise<SignedInCaller | null>;
  /** Who stands behind a credential now, whether or not they are there: for what they left running. Never from memory. */
  callerBehind(credential: string): Promise<SignedInCaller | null>;
  /** Forgets what is remembered of credentials that have ended, so that this process refuses them at once. */
  forget(matches: (caller: SignedInCaller) => boolean): void;
}>;

const REMEMBERED_MAX = 10_000;
/** Whoever could step up is asked for more often: they may just have done so at another process. */
const REMEMBER_UNPROVEN_SECONDS = 5;

/** Where a second factor is required and the provider that opened the session says that one was proven there. */
const PROVEN_ELSEWHERE = 'EXISTS (SELECT FROM fencun.sso_session e WHERE e.session = seen.id AND e.strong)';

const COLUMNS = 'id, kind, person, name, narrowing, expires_at, second_factor_at, user_agent';

/** One statement, and so one snapshot of credential, assignments, grants and epoch. */
const callerSql = (seen: string) => `
WITH seen AS (${seen})
SELECT seen.id, seen.kind, seen.name AS credential_name, seen.narrowing, seen.expires_at, seen.second_factor_at,
       seen.user_agent, f.has,
       f.required AND NOT ${PROVEN_ELSEWHERE} AS required,
       a.id AS person, a.login, a.name, a.office, a.trained_until, a.assignments,
       coalesce((SELECT g.grants FROM fencun.person_grants g WHERE g.person = a.id), '[]'::jsonb) AS grants,
       coalesce(w.temporary, false) AS temporary, (SELECT version FROM fencun.epoch) AS epoch
  FROM seen
  JOIN fencun.person_authority a ON a.id = seen.person AND a.status = 'active'
  LEFT JOIN fencun.password w ON w.person = a.id
 CROSS JOIN LATERAL fencun.second_factor_of(a.id, $2) f`;

/** Being seen puts off the idle end. */
const SEEN = callerSql(`
  UPDATE fencun.credential
     SET last_seen_at = greatest(last_seen_at, $2), idle_until = CASE WHEN kind = 'session' THEN $3::timestamptz END
   WHERE secret_hash = $1 AND ended_at IS NULL AND expires_at > $2 AND (idle_until IS NULL OR idle_until > $2)
   RETURNING ${COLUMNS}`);

const BEHIND = callerSql(`
  SELECT ${COLUMNS} FROM fencun.credential
   WHERE id = $1 AND ended_at IS NULL AND expires_at > $2 AND (idle_until IS NULL OR idle_until > $2)`);

type SeenRow = Readonly<{
  id: string;
  kind: 'session' | 'token';
  credential_name: string;
  narrowing: Narrowing;
  expires_at: Date;
  second_factor_at: Date | null;
  user_agent: string | null;
  has: boolean;
  required: boolean;
  person: number;
  login: string;
  name: string;
  office: Office | null;
  trained_until: Date | null;
  assignments: readonly Readonly<{
    id: number;
    department: number;
    position: string;
    from: number;
    until: number | null;
  }>[];
  grants: readonly StoredGrant[];
  temporary: boolean;
  epoch: number;
}>;

type Remembered = Readonly<{ caller: SignedInCaller; readAt: number; binding: Binding }>;

export function createCallerBook(workshop: Workshop): CallerBook {
  const { pool, clock, options } = workshop;
  const remembered = new Map<string, Remembered>();

  function remember(key: string, known: Remembered): void {
    remembered.delete(key);
    remembered.set(key, known);
    const oldest = remembered.keys().next();
    if (remembered.size > REMEMBERED_MAX && !oldest.done) remembered.delete(oldest.value);
  }

  function rememberMs({ hasSecondFactor, secondFactorAt }: SignedInCaller, at: number): number {
    const isProven = secondFactorAt !== null && at - secondFactorAt <= STEP_UP_SECONDS * 1000;
    const seconds = hasSecondFactor && !isProven ? REMEMBER_UNPROVEN_SECONDS : options.rememberSeconds;
    return Math.min(seconds, options.rememberSeconds) * 1000;
  }

  async function bound(
    key: string,
    known: Remembered,
    from: From | undefined,
  ): Promise<SignedInCaller | null> {
    if (from === undefined || (await keepsBinding(workshop, known.caller, known.binding, from))) {
      return known.caller;
    }
    remembered.delete(key);
    return null;
  }

  return {
    async callerOf(secret, { fresh = false, from } = {}) {
      const hash = hashOfSecret(secret);
      if (hash === null) return null;
      const key = hash.toString('base64');
      const at = clock();
      const known = remembered.get(key);
      const isRecent = known !== undefined && at - known.readAt < rememberMs(known.caller, at);
      if (!fresh && isRecent && at < known.caller.expiresAt) return bound(key, known, from);

      const idleUntil = new Date(at + options.idleMinutes * 60_000);
      let rows: readonly SeenRow[];
      try {
        ({ rows } = await pool.query<SeenRow>(SEEN, [hash, new Date(at), idleUntil]));
      } catch (error) {
        throw asProblem(error);
      }
      const row = rows[0];
      if (row === undefined) {
        remembered.delete(key);
        return null;
      }
      const caller = callerFrom(row, at);
      const networks = known?.binding.networks ?? new Set();
      const read = { caller, readAt: at, binding: { family: familyOf(row.user_agent), networks } };
      remember(key, read);
      return bound(key, read, from);
    },
    async callerBehind(credential) {
      const at = clock();
      const { rows } = await pool
        .query<SeenRow>(BEHIND, [credential, new Date(at)])
        .catch((error: unknown) => {
          throw asProblem(error);
        });
      return rows[0] === undefined ? null : callerFrom(rows[0], at);
    },
    forget(matches) {
      for (const [key, { caller }] of remembered) if (matches(caller)) remembered.delete(key);
    },
  };
}

/** An office is never used through a token; who still has something to do first has no authority yet. */
function callerFrom(row: SeenRow, at: number): SignedInCaller {
  const pending = pendingOf(row);
  const held = row.office === null && pending === null ? row.assignments : [];
  return {
    person: { id: row.person, login: row.login, name: row.name },
    office: row.kind === 'session' && pending === null ? row.office : null,
    credential: { id: row.id, kind: row.kind, name: row.credential_name },
    assignments: held
      .filter(({ until }) => until === null || until > at)
      .map(({ id, department, position, from, until }) => ({
        id,
        person: row.person,
        department,
        position,
        validity: until === null ? { from } : { from, until },
      })),
    grants: held.length === 0 ? [] : row.grants.filter(({ until }) => until > at).map(grantOf),
    secondFactorAt: row.second_factor_at?.getTime() ?? null,
    trainedUntil: row.trained_until?.getTime() ?? null,
    narrowing: row.narrowing,
    epoch: row.epoch,
    mustProveSecondFactor: pending === 'proof',
    mustChangePassword: pending === 'password',
    mustSetUpSecondFactor: pending === 'set-up',
    hasSecondFactor: row.has,
    expiresAt: row.expires_at.getTime(),
  };
}

/**
 * What has to be done before anything else. The proof comes first: a temporary password that somebody intercepted
 * must not be enough to choose the lasting one. Tokens prove nothing, and fall with the authority of their owner.
 */
function pendingOf(row: SeenRow): 'proof' | 'password' | 'set-up' | null {
  if (row.kind === 'session' && row.has && row.second_factor_at === null) return 'proof';
  if (row.temporary) return 'password';
  return row.required && !row.has ? 'set-up' : null;
}
