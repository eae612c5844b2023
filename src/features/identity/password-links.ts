import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { PasswordLink, PasswordLinkView } from '../../contract/session.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Act, type Administration, recordOf } from '../administration.ts';
import { holdColleague } from './colleague.ts';
import { endCredentialsOf } from './credentials.ts';
import type { Visit, Workshop } from './parts.ts';
import { passwordFault } from './password-rules.ts';
import { hashOfSecret, newSessionSecret } from './secret.ts';

/**
 * Links by which a person chooses a password: the first one, or another for one that is forgotten. A link works once
 * and for three days; of its secret only a hash is stored. It says nothing about the second factor, which stays in
 * force. The password in force so far also stays until the link is used, so that a link that went astray locks
 * nobody out.
 */
const LINK_HOURS = 72;

/** The page of the web app; the secret stands in the fragment, which browsers send to nobody. */
export const PASSWORD_PAGE = '/welcome';

/**
 * A link for somebody, which the system administrator hands over. Officers are left out: whoever could choose another
 * officer's password could use that office too.
 */
export function createPasswordLink(
  workshop: Workshop,
  administration: Administration,
  act: Act,
  person: PersonId,
): Promise<PasswordLink> {
  const deed = { action: 'password.link', offices: ['system-administrator'] as const };
  return administration.perform(act, deed, async (client, at) => {
    await holdColleague(client, person);
    const link = await issueLink(client, workshop, person, act.caller.person.id, at);
    return { answer: link, facts: { person, kind: link.kind, expiresAt: link.expiresAt } };
  });
}

/** From the server itself, for officers too, by whoever may open its database anyway. */
export function createPasswordLinkOnServer(workshop: Workshop, login: string): Promise<PasswordLink> {
  const { pool, clock, newId, appendWithin } = workshop;
  return transaction(pool, async (client) => {
    const at = clock();
    const { rows } = await client.query<{ id: number }>(
      `SELECT id FROM fencun.person WHERE login = $1 AND status = 'active' FOR NO KEY UPDATE`,
      [login],
    );
    const person = rows[0]?.id;
    if (person === undefined) throw new Problem('not-found');
    const link = await issueLink(client, workshop, person, null, at);
    const who = { caller: null, door: 'cli', network: null, request: null } as const;
    const parts = { kind: 'administration', outcome: 'released', action: 'password.link' } as const;
    const facts = { person, login, kind: link.kind, expiresAt: link.expiresAt };
    await appendWithin(client, [recordOf(who, { id: newId(), at, ...parts, facts })]);
    return link;
  });
}

/** A person has one link at a time. @param by null for one that was made on the server */
export async function issueLink(
  client: pg.PoolClient,
  { newId, randomBytes }: Workshop,
  person: PersonId,
  by: PersonId | null,
  at: number,
): Promise<PasswordLink> {
  const secret = newSessionSecret(randomBytes);
  const expiresAt = new Date(at + LINK_HOURS * 3_600_000);
  const { rows } = await client.query<{ known: boolean }>(
    'SELECT EXISTS (SELECT FROM fencun.password WHERE person = $1) AS known',
    [person],
  );
  const kind = rows[0]?.known === true ? 'reset' : 'invitation';
  await client.query('UPDATE fencun.password_link SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL', [
    person,
    new Date(at),
  ]);
  await client.query(
    `INSERT INTO fencun.password_link (id, person, kind, secret_hash, created_at, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [newId(), person, kind, hashOfSecret(secret), new Date(at), by, expiresAt],
  );
  return { path: `${PASSWORD_PAGE}#${secret}`, kind, expiresAt: expiresAt.toISOString() };
}

type LinkRow = Readonly<{
  id: string;
  person: number;
  login: string;
  name: string;
  kind: PasswordLinkView['kind'];
}>;

/**
 * Live links only, and none that an administrator made of somebody who has become an officer since. Whatever is wrong
 * with a link, the answer is the same.
 */
const LIVE = `
SELECT l.id, l.person, p.login, p.name, l.kind
  FROM fencun.password_link l JOIN fencun.person p ON p.id = l.person
 WHERE l.secret_hash = $1 AND l.ended_at IS NULL AND l.expires_at > $2 AND p.status = 'active'
   AND (l.created_by IS NULL OR NOT EXISTS (SELECT FROM fencun.office o WHERE o.person = l.person))`;

/** For whom a link is. @throws Problem `link-not-valid` for one that is used, too old, replaced, or never was */
export async function readPasswordLink({ pool, clock }: Workshop, secret: string): Promise<PasswordLinkView> {
  const { login, name, kind } = await liveLink(pool, secret, clock());
  return { login, name, kind };
}

/**
 * Chooses a password by a link, and ends everything that the person could be recognised by until then.
 *
 * @throws Problem `link-not-valid`, or `invalid-input` for a poor password, after which the link can still be used
 */
export async function redeemPasswordLink(
  workshop: Workshop,
  { secret, password }: Readonly<{ secret: string; password: string }>,
  { door, network, request }: Visit,
): Promise<void> {
  const { pool, clock, hasher, newId, appendWithin } = workshop;
  const known = await liveLink(pool, secret, clock());
  const fault = await passwordFault(password, known.login);
  if (fault !== null) throw new Problem('invalid-input', { 'detail.zh': fault.zh, 'detail.en': fault.en });
  const hash = await hasher.hash(password);
  await transaction(pool, async (client) => {
    const at = clock();
    await client.query('SELECT FROM fencun.person WHERE id = $1 FOR NO KEY UPDATE', [known.person]);
    const link = await liveLink(client, secret, at);
    await client.query('UPDATE fencun.password_link SET ended_at = $2 WHERE id = $1', [
      link.id,
      new Date(at),
    ]);
    await client.query(
      `INSERT INTO fencun.password (person, hash, temporary, changed_at) VALUES ($1, $2, false, $3)
       ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, temporary = false, changed_at = excluded.changed_at`,
      [link.person, hash, new Date(at)],
    );
    await endCredentialsOf(client, link.person, at);
    const parts = { kind: 'administration', outcome: 'released', action: 'password.choose' } as const;
    const who = { caller: null, door, network, request };
    const record = recordOf(who, { id: newId(), at, ...parts, facts: { by: link.kind } });
    await appendWithin(client, [{ ...record, person: link.person }]);
  });
}

async function liveLink(client: Pick<pg.Pool, 'query'>, secret: string, at: number): Promise<LinkRow> {
  const hash = hashOfSecret(secret);
  const { rows } = hash === null ? { rows: [] } : await client.query<LinkRow>(LIVE, [hash, new Date(at)]);
  const row = rows[0];
  if (row === undefined) throw new Problem('link-not-valid');
  return row;
}
