import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Facts, recordOf } from '../administration.ts';
import type { NewSession, Visit, Workshop } from './parts.ts';
import { hashOfSecret, newSessionSecret } from './secret.ts';

type Account = Readonly<{ person: PersonId; login: string; hash: string | null; isTemporary: boolean }>;

/**
 * Opens a session for whoever knows the password. What is wrong is never said, and takes as long to find out for an
 * account that exists as for one that doesn't.
 *
 * @throws Problem `wrong-credentials`, or `too-many-requests` before the password is looked at
 */
export async function signIn(
  workshop: Workshop,
  given: Readonly<{ login: string; password: string }>,
  visit: Visit,
): Promise<NewSession> {
  const { pool, hasher, delay, clock } = workshop;
  const login = given.login.trim().toLowerCase();
  const attempt = await delay.begin(login, visit.network, clock());
  const account = await accountOf(workshop, login);
  const isRight = await hasher.verify(account?.hash ?? null, given.password);
  if (!isRight || account === null || account.hash === null) {
    return refuse(workshop, visit, account, attempt.waitSeconds);
  }
  const renewedHash = hasher.isOutdated(account.hash) ? await hasher.hash(given.password) : null;
  const session = await transaction(pool, async (client) => {
    const opened = await openSession(client, workshop, account, visit);
    if (opened === null) return null;
    await attempt.succeeded(client);
    if (renewedHash !== null) {
      await client.query('UPDATE fencun.password SET hash = $3 WHERE person = $1 AND hash = $2', [
        account.person,
        account.hash,
        renewedHash,
      ]);
    }
    return opened;
  });
  return session ?? refuse(workshop, visit, account, attempt.waitSeconds);
}

async function accountOf({ pool, clock, options }: Workshop, login: string): Promise<Account | null> {
  const { rows } = await pool.query<{
    id: number;
    login: string;
    hash: string | null;
    temporary: boolean | null;
    changed_at: Date | null;
  }>(
    `SELECT p.id, p.login, w.hash, w.temporary, w.changed_at
       FROM fencun.person p LEFT JOIN fencun.password w ON w.person = p.id
      WHERE p.login = $1 AND p.status = 'active'`,
    [login],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const isTemporary = row.temporary ?? false;
  const ageMs = clock() - (row.changed_at?.getTime() ?? 0);
  const isVoid = isTemporary && ageMs > options.temporaryPasswordDays * 86_400_000;
  return { person: row.id, login: row.login, hash: isVoid ? null : row.hash, isTemporary };
}

/** Null when the person left, or the password changed, since it was checked. */
async function openSession(
  client: pg.PoolClient,
  workshop: Workshop,
  account: Account,
  visit: Visit,
): Promise<NewSession | null> {
  const { rows } = await client.query(
    `SELECT FROM fencun.person p JOIN fencun.password w ON w.person = p.id
      WHERE p.id = $1 AND p.status = 'active' AND w.hash = $2 FOR SHARE`,
    [account.person, account.hash],
  );
  if (rows.length === 0) return null;
  const facts: Facts = account.isTemporary ? { temporaryPassword: true } : {};
  return insertSession(client, workshop, { person: account.person, secondFactorAt: null, facts }, visit);
}

/** A session of somebody who has shown who they are, with its record. */
export async function insertSession(
  client: pg.PoolClient,
  { clock, newId, randomBytes, options, appendWithin }: Workshop,
  {
    person,
    secondFactorAt,
    facts,
  }: Readonly<{ person: PersonId; secondFactorAt: number | null; facts: Facts }>,
  visit: Visit,
): Promise<NewSession & Readonly<{ id: string }>> {
  const at = clock();
  const id = newId();
  const secret = newSessionSecret(randomBytes);
  const expiresAt = at + options.sessionHours * 3_600_000;
  await client.query(
    `INSERT INTO fencun.credential
       (id, kind, person, secret_hash, name, narrowing, created_at, expires_at, idle_until, last_seen_at, network,
        user_agent, second_factor_at)
     VALUES ($1, 'session', $2, $3, $4, '{}', $5, $6, $7, $5, $8, $9, $10)`,
    [
      id,
      person,
      hashOfSecret(secret),
      visit.userAgent?.slice(0, 100) ?? visit.door,
      new Date(at),
      new Date(expiresAt),
      new Date(at + options.idleMinutes * 60_000),
      visit.network,
      visit.userAgent?.slice(0, 300) ?? null,
      secondFactorAt === null ? null : new Date(secondFactorAt),
    ],
  );
  if (visit.network !== null) {
    await client.query(
      'INSERT INTO fencun.session_network (session, network, first_seen_at) VALUES ($1, $2, $3)',
      [id, visit.network, new Date(at)],
    );
  }
  const record = recordOf(
    { caller: null, ...where(visit) },
    { id: newId(), at, kind: 'sign-in', outcome: 'released', action: 'sign-in', facts },
  );
  await appendWithin(client, [{ ...record, person, credential: id }]);
  return { id, secret, expiresAt };
}

/** The log names the account that was tried, if there is one, and never what was typed: it may be a password. */
async function refuse(
  { pool, clock, newId, appendWithin }: Workshop,
  visit: Visit,
  account: Account | null,
  waitSeconds: number,
): Promise<never> {
  const problem = 'wrong-credentials';
  const facts: Facts = { login: account?.login ?? null, waitSeconds };
  const record = recordOf(
    { caller: null, ...where(visit) },
    { id: newId(), at: clock(), kind: 'sign-in', outcome: 'refused', action: 'sign-in', problem, facts },
  );
  await transaction(pool, (client) => appendWithin(client, [record]));
  throw new Problem(problem, { waitSeconds: Math.max(1, waitSeconds) });
}

function where({ door, network, request }: Visit): Omit<Visit, 'userAgent'> {
  return { door, network, request };
}
