import { createHash, createHmac } from 'node:crypto';
import { type JWTPayload, jwtVerify } from 'jose';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  type IDToken,
} from 'openid-client';
import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { SingleSignOnChange, SingleSignOnOffer, SsoFault } from '../../contract/single-sign-on.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Act, type Administration, type Facts, recordOf } from '../administration.ts';
import type { CallerBook } from './caller.ts';
import type { NewSession, Visit, Workshop } from './parts.ts';
import { newSessionSecret } from './secret.ts';
import { insertSession } from './sign-in.ts';
import {
  type Connection,
  changeProvider,
  createConnections,
  loadProvider,
  type Provider,
  readProvider,
} from './sso-provider.ts';

/**
 * Signing in by OpenID Connect: authorization code with PKCE, state and nonce. The provider says who somebody is, and
 * nothing about what they may do: only people who are there already come in, and officers do not come in by it.
 */
export type SingleSignOn = Readonly<{
  offer(): Promise<SingleSignOnOffer>;
  read(act: Act): Promise<Provider | null>;
  /** Resolves to the new version. */
  change(act: Act, change: SingleSignOnChange, basis: number): Promise<number>;
  /** Where the browser goes, and the secret that it keeps meanwhile. @throws Problem `not-found` where there is no provider */
  begin(redirectUri: string): Promise<Readonly<{ url: string; secret: string }>>;
  /** @param current the address to which the provider sent the browser back @throws SsoRefusal */
  complete(current: URL, secret: string | null, visit: Visit): Promise<NewSession>;
  /** Where the browser goes to sign out at the provider too; null for a session that no provider opened. */
  endSessionUrl(act: Act, returnTo: string): Promise<string | null>;
  /** @throws Problem `invalid-input` for a token that says nothing, or was sent before */
  backChannelLogout(token: string, visit: Visit): Promise<void>;
}>;

/** Nobody was signed in, and what the sign-in page may say of it. */
export class SsoRefusal extends Error {
  readonly fault: SsoFault;
  constructor(fault: SsoFault, options?: ErrorOptions) {
    super(fault, options);
    this.name = 'SsoRefusal';
    this.fault = fault;
  }
}

export function createSingleSignOn(
  workshop: Workshop,
  administration: Administration,
  book: CallerBook,
): SingleSignOn {
  const connect = createConnections(workshop);
  return {
    async offer() {
      const known = await loadProvider(workshop);
      return { provider: known?.settings.enabled === true ? known.settings.name : null };
    },
    read: (act) => readProvider(workshop, administration, act),
    change: (act, change, basis) => changeProvider(workshop, administration, act, change, basis),
    async begin(redirectUri) {
      const connection = await connect();
      if (connection === null) throw new Problem('not-found');
      const secret = newSessionSecret(workshop.randomBytes);
      const flow = flowOf(secret);
      const url = buildAuthorizationUrl(connection.configuration, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        code_challenge: await calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        state: flow.state,
        nonce: flow.nonce,
      });
      return { url: url.href, secret };
    },
    complete: (current, secret, visit) => complete(workshop, connect, current, secret, visit),
    async endSessionUrl({ caller }, returnTo) {
      const { rows } = await workshop.pool.query('SELECT FROM fencun.sso_session WHERE session = $1', [
        caller.credential.id,
      ]);
      if (rows.length === 0) return null;
      const connection = await connect().catch(() => null);
      if (connection?.configuration.serverMetadata().end_session_endpoint === undefined) return null;
      return buildEndSessionUrl(connection.configuration, { post_logout_redirect_uri: returnTo }).href;
    },
    async backChannelLogout(token, visit) {
      const people = await backChannelLogout(workshop, connect, token, visit);
      book.forget(({ person }) => people.includes(person.id));
    },
  };
}

/** State, nonce and PKCE verifier all come from the one secret that the browser keeps: nothing else is remembered. */
function flowOf(secret: string): Readonly<{ state: string; nonce: string; verifier: string }> {
  const derive = (what: string) => createHmac('sha256', secret).update(`sso ${what}`).digest('base64url');
  return { state: derive('state'), nonce: derive('nonce'), verifier: derive('verifier') };
}

async function complete(
  workshop: Workshop,
  connect: () => Promise<Connection | null>,
  current: URL,
  secret: string | null,
  visit: Visit,
): Promise<NewSession> {
  const connection = await connect();
  if (connection === null || secret === null) throw new SsoRefusal('failed');
  const claims = await claimsOf(connection, current, secret).catch((error: unknown) => {
    const isDenied = current.searchParams.get('error') === 'access_denied';
    return refuse(workshop, visit, isDenied ? 'refused' : 'failed', null, error);
  });
  const { settings } = connection.provider;
  const session = await transaction(workshop.pool, async (client) => {
    const at = workshop.clock();
    const person = await personOf(client, workshop, settings, claims, at);
    if (person === null) return null;
    const isStrong = isStrongBy(settings, claims);
    // Where the provider does not say when, it was proven, and perhaps long ago: it counts as no recent proof.
    const provenAt = isStrong ? Math.min(at, (claims.auth_time ?? 0) * 1000) : null;
    const facts: Facts = { by: 'single-sign-on', issuer: settings.issuer, secondFactor: isStrong };
    const opened = await insertSession(client, workshop, { person, secondFactorAt: provenAt, facts }, visit);
    await client.query(
      'INSERT INTO fencun.sso_session (session, issuer, subject, sid, strong) VALUES ($1, $2, $3, $4, $5)',
      [opened.id, settings.issuer, claims.sub, typeof claims.sid === 'string' ? claims.sid : null, isStrong],
    );
    return opened;
  });
  if (session === null) return refuse(workshop, visit, 'unknown', settings.issuer);
  return { secret: session.secret, expiresAt: session.expiresAt };
}

async function claimsOf({ configuration }: Connection, current: URL, secret: string): Promise<IDToken> {
  const { state, nonce, verifier } = flowOf(secret);
  const tokens = await authorizationCodeGrant(configuration, current, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error('no ID token came');
  return claims;
}

/**
 * The person behind a subject: whoever it was linked with, or else whoever the claim names, who is linked then. Nobody
 * is made, an officer is nobody here, and who is linked already is not linked with another subject.
 */
async function personOf(
  client: pg.PoolClient,
  workshop: Workshop,
  settings: Provider['settings'],
  claims: IDToken,
  at: number,
): Promise<PersonId | null> {
  const { issuer } = settings;
  const { rows: linked } = await client.query<{ person: PersonId }>(
    'SELECT person FROM fencun.sso_link WHERE issuer = $1 AND subject = $2',
    [issuer, claims.sub],
  );
  const known = linked[0]?.person ?? null;
  const named = known ?? (await namedBy(client, workshop, settings, claims));
  const { rows } = await client.query<{ id: PersonId }>(
    `SELECT p.id FROM fencun.person p
      WHERE p.id = $1 AND p.status = 'active'
        AND NOT EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id)
        FOR NO KEY UPDATE OF p`,
    [named],
  );
  const person = rows[0]?.id ?? null;
  if (person === null || known !== null) return person;
  const { rowCount } = await client.query(
    `INSERT INTO fencun.sso_link (issuer, subject, person, linked_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING`,
    [issuer, claims.sub, person, new Date(at)],
  );
  return rowCount === 0 ? null : person;
}

async function namedBy(
  client: pg.PoolClient,
  { personByExternalId }: Workshop,
  { claim, matchBy }: Provider['settings'],
  claims: IDToken,
): Promise<PersonId | null> {
  const name = claimedName(claims, claim);
  if (name === null) return null;
  if (matchBy === 'external-id') return personByExternalId(client, name);
  const { rows } = await client.query<{ id: PersonId }>(
    'SELECT id FROM fencun.person WHERE login = lower($1)',
    [name],
  );
  return rows[0]?.id ?? null;
}

/** An address that the provider has not verified is what somebody typed there. */
function claimedName(claims: IDToken, claim: string): string | null {
  const value = claims[claim];
  if (typeof value !== 'string' || value === '' || value.includes('\0')) return null;
  return claim === 'email' && claims.email_verified !== true ? null : value;
}

/** Methods of RFC 8176 beyond what can be known or copied: several factors, a code of the moment, a key in hardware. */
const STRONG_AMR = new Set(['mfa', 'otp', 'hwk', 'sc']);

function isStrongBy({ strongAcr }: Provider['settings'], { acr, amr }: IDToken): boolean {
  const methods = Array.isArray(amr) ? amr.map(String) : [];
  return (
    methods.some((method) => STRONG_AMR.has(method)) || (typeof acr === 'string' && strongAcr.includes(acr))
  );
}

async function refuse(
  { pool, clock, newId, appendWithin }: Workshop,
  { door, network, request }: Visit,
  fault: SsoFault,
  issuer: string | null,
  cause?: unknown,
): Promise<never> {
  const parts = { kind: 'sign-in', outcome: 'refused', action: 'sign-in' } as const;
  const facts: Facts = { by: 'single-sign-on', fault, issuer };
  const record = recordOf(
    { caller: null, door, network, request },
    { id: newId(), at: clock(), ...parts, problem: 'wrong-credentials', facts },
  );
  await transaction(pool, (client) => appendWithin(client, [record]));
  throw new SsoRefusal(fault, { cause });
}

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const LOGOUT_SECONDS = 300;

/** OpenID Connect Back-Channel Logout 1.0, section 2.6. @returns whose sessions ended */
async function backChannelLogout(
  workshop: Workshop,
  connect: () => Promise<Connection | null>,
  token: string,
  { door, network, request }: Visit,
): Promise<readonly PersonId[]> {
  const connection = await connect();
  if (connection === null) throw new Problem('not-found');
  const { issuer } = connection.provider.settings;
  const { jti, sub = null, sid = null } = await verifiedLogout(connection, token);
  return transaction(workshop.pool, async (client) => {
    const at = workshop.clock();
    const hash = createHash('sha256').update(`${issuer} ${jti}`).digest();
    await client.query('DELETE FROM fencun.sso_logout WHERE at < $1', [new Date(at - 86_400_000)]);
    const { rowCount } = await client.query(
      'INSERT INTO fencun.sso_logout (token_hash, at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [hash, new Date(at)],
    );
    if (rowCount === 0) throw notAccepted();
    const { rows } = await client.query<{ id: string; person: PersonId }>(
      `UPDATE fencun.credential c SET ended_at = $4
         FROM fencun.sso_session s
        WHERE s.session = c.id AND c.ended_at IS NULL AND s.issuer = $1
          AND ($2::text IS NULL OR s.subject = $2) AND ($3::text IS NULL OR s.sid = $3)
        RETURNING c.id, c.person`,
      [issuer, sub, sid, new Date(at)],
    );
    const parts = { kind: 'sign-in', outcome: 'released', action: 'sign-out' } as const;
    const who = { caller: null, door, network, request };
    const records = rows.map(({ id, person }) => ({
      ...recordOf(who, { id: workshop.newId(), at, ...parts, facts: { by: 'back-channel', issuer } }),
      person,
      credential: id,
    }));
    if (records.length > 0) await workshop.appendWithin(client, records);
    return rows.map(({ person }) => person);
  });
}

async function verifiedLogout(
  { provider, configuration, keys }: Connection,
  token: string,
): Promise<Readonly<{ jti: string; sub?: string; sid?: string }>> {
  const { issuer, id_token_signing_alg_values_supported: algorithms } = configuration.serverMetadata();
  if (keys === null) throw notAccepted();
  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(token, keys, {
      issuer,
      audience: provider.settings.clientId,
      algorithms: (algorithms ?? ['RS256']).filter((each) => /^(?:RS|PS|ES)\d|^Ed/.test(each)),
      requiredClaims: ['iat', 'jti'],
      maxTokenAge: LOGOUT_SECONDS,
      clockTolerance: 30,
    }));
  } catch (cause) {
    throw notAccepted(cause);
  }
  const { events, nonce, jti = '', sub, sid } = payload;
  const isLogout = typeof events === 'object' && events !== null && LOGOUT_EVENT in events;
  const session = typeof sid === 'string' ? sid : undefined;
  if (!isLogout || nonce !== undefined || (sub === undefined && session === undefined)) throw notAccepted();
  return { jti, ...(sub === undefined ? {} : { sub }), ...(session === undefined ? {} : { sid: session }) };
}

function notAccepted(cause?: unknown): Problem {
  const parameters = {
    'detail.zh': '退出通知无效，或已处理过。',
    'detail.en': 'The logout token is not valid, or was sent before.',
  };
  return new Problem('invalid-input', parameters, { cause });
}
