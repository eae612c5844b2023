import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type WebAuthnCredential,
} from '@simplewebauthn/server';
import { transaction } from '../../platform/database/transaction.ts';
import type { Act } from '../administration.ts';
import type { Workshop } from './parts.ts';
import { type Evidence, prove, refuse } from './prove.ts';
import { addFactor, mayAddFactor } from './second-factors.ts';

/**
 * Passkeys as a second factor (WebAuthn level 3). The authenticator has to verify its user, so a passkey that lies
 * about proves nothing. What it signs names our origin: a page that only looks like ours gets a signature that is no
 * good here.
 */

/** Where the web app is reached: passkeys belong to a host name, and what they sign names the origin. */
export type Site = Readonly<{ origin: string; host: string }>;

const NAME = 'Fencun';
const CHALLENGE_BYTES = 32;
const CHALLENGE_MINUTES = 5;
const TIMEOUT_MS = CHALLENGE_MINUTES * 60_000;

type Purpose = 'add' | 'prove';

/** What the browser needs to make a passkey. The caller must be free to add a factor. */
export async function beginPasskey(
  workshop: Workshop,
  act: Act,
  site: Site,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { pool, clock } = workshop;
  const { person } = act.caller;
  return transaction(pool, async (client) => {
    const at = clock();
    await mayAddFactor(client, act, at);
    const { rows } = await client.query<KnownRow>(KNOWN, [person.id, site.host]);
    const challenge = await newChallenge(client, workshop, act, 'add', at);
    return generateRegistrationOptions({
      rpName: NAME,
      rpID: site.host,
      userName: person.login,
      userDisplayName: person.name,
      // Opaque, and the same for all passkeys of the person: it names them to their authenticator only.
      userID: Uint8Array.from(Buffer.from(`fencun person ${person.id}`)),
      challenge,
      timeout: TIMEOUT_MS,
      attestationType: 'none',
      excludeCredentials: rows.map(({ credential_id: id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    });
  });
}

/** @returns recovery codes with the first factor, null with any other */
export async function confirmPasskey(
  workshop: Workshop,
  act: Act,
  site: Site,
  { name, response }: Readonly<{ name: string; response: RegistrationResponseJSON }>,
): Promise<readonly string[] | null> {
  const { pool, clock, delay } = workshop;
  const attempt = await delay.beginProof(act.caller.person.id, clock());
  const challenge = await takeChallenge(workshop, act, 'add');
  const credential = challenge === null ? null : await registered(response, challenge, site);
  if (credential === null) return refuse(workshop, act, attempt);
  return transaction(pool, async (client) => {
    const evidence = storing(workshop, act, site, name, credential);
    const codes = await addFactor(client, workshop, act, evidence);
    await attempt.succeeded(client);
    return codes;
  });
}

async function registered(
  response: RegistrationResponseJSON,
  challenge: string,
  site: Site,
): Promise<WebAuthnCredential | null> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      requireUserVerification: true,
    });
    return verified ? registrationInfo.credential : null;
  } catch {
    // The library says by exceptions what is wrong with what a stranger sent; nobody needs to know which.
    return null;
  }
}

function storing(
  { newId, clock }: Workshop,
  { caller }: Act,
  site: Site,
  name: string,
  { id, publicKey, counter, transports }: WebAuthnCredential,
): Evidence {
  return async (client) => {
    const factor = newId();
    await client.query(
      `INSERT INTO fencun.second_factor (id, person, kind, name, created_at, last_used_at)
       VALUES ($1, $2, 'passkey', $3, $4, $4)`,
      [factor, caller.person.id, name, new Date(clock())],
    );
    const { rowCount } = await client.query(
      `INSERT INTO fencun.passkey (factor, credential_id, public_key, counter, transports, host)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (credential_id) DO NOTHING`,
      [factor, id, Buffer.from(publicKey), counter, transports ?? [], site.host],
    );
    return rowCount === 0 ? null : { by: 'passkey', factor };
  };
}

/** What the browser needs to sign with one of the caller's passkeys. */
export async function askForPasskey(
  workshop: Workshop,
  act: Act,
  site: Site,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { pool, clock } = workshop;
  return transaction(pool, async (client) => {
    const { rows } = await client.query<KnownRow>(KNOWN, [act.caller.person.id, site.host]);
    const challenge = await newChallenge(client, workshop, act, 'prove', clock());
    return generateAuthenticationOptions({
      rpID: site.host,
      allowCredentials: rows.map(({ credential_id: id, transports }) => ({ id, transports })),
      challenge,
      timeout: TIMEOUT_MS,
      userVerification: 'required',
    });
  });
}

/** Proves the second factor in the caller's session by a passkey. */
export async function proveByPasskey(
  workshop: Workshop,
  act: Act,
  site: Site,
  response: AuthenticationResponseJSON,
): Promise<void> {
  await prove(workshop, act, async (attempt) => {
    const challenge = await takeChallenge(workshop, act, 'prove');
    const { rows } = await workshop.pool.query<PasskeyRow>(
      `SELECT k.factor, k.credential_id, k.public_key, k.counter, k.transports
         FROM fencun.passkey k JOIN fencun.second_factor f ON f.id = k.factor
        WHERE f.person = $1 AND f.confirmed_at IS NOT NULL AND k.credential_id = $2 AND k.host = $3`,
      [act.caller.person.id, response.id, site.host],
    );
    const row = rows[0];
    if (challenge === null || row === undefined) return refuse(workshop, act, attempt);
    const counter = await signedCounter(response, challenge, site, row);
    return counter === null ? refuse(workshop, act, attempt) : counting(workshop, row.factor, counter);
  });
}

type PasskeyRow = KnownRow & Readonly<{ factor: string; public_key: Buffer; counter: number }>;

/** The authenticator's counter as it signed it; null for what it did not sign, or a counter that went back. */
async function signedCounter(
  response: AuthenticationResponseJSON,
  challenge: string,
  site: Site,
  row: PasskeyRow,
): Promise<number | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      requireUserVerification: true,
      credential: {
        id: row.credential_id,
        publicKey: Uint8Array.from(row.public_key),
        counter: row.counter,
      },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}

/** A counter that does not grow belongs to a copy of the authenticator (section 6.1.1); many never count at all. */
function counting({ clock }: Workshop, factor: string, counter: number): Evidence {
  return async (client) => {
    const { rowCount } = await client.query(
      'UPDATE fencun.passkey SET counter = $2 WHERE factor = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))',
      [factor, counter],
    );
    if (rowCount === 0) return null;
    await client.query('UPDATE fencun.second_factor SET last_used_at = $2 WHERE id = $1', [
      factor,
      new Date(clock()),
    ]);
    return { by: 'passkey', factor };
  };
}

type KnownRow = Readonly<{ credential_id: string; transports: string[] }>;
const KNOWN = `
SELECT k.credential_id, k.transports
  FROM fencun.passkey k JOIN fencun.second_factor f ON f.id = k.factor
 WHERE f.person = $1 AND k.host = $2 AND f.confirmed_at IS NOT NULL`;

/** One at a time for a session and purpose: asking anew voids the one before. */
async function newChallenge(
  client: Parameters<Evidence>[0],
  { randomBytes }: Workshop,
  { caller }: Act,
  purpose: Purpose,
  at: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = Uint8Array.from(randomBytes(CHALLENGE_BYTES));
  await client.query(
    `INSERT INTO fencun.passkey_challenge (session, purpose, challenge, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (session, purpose) DO UPDATE SET challenge = excluded.challenge, created_at = excluded.created_at`,
    [caller.credential.id, purpose, Buffer.from(challenge).toString('base64url'), new Date(at)],
  );
  return challenge;
}

/** The challenge of this session, which is gone with it: each is answered once. Null when there is none, or too old. */
async function takeChallenge(
  { pool, clock }: Workshop,
  { caller }: Act,
  purpose: Purpose,
): Promise<string | null> {
  const { rows } = await pool.query<{ challenge: string; created_at: Date }>(
    'DELETE FROM fencun.passkey_challenge WHERE session = $1 AND purpose = $2 RETURNING challenge, created_at',
    [caller.credential.id, purpose],
  );
  const row = rows[0];
  if (row === undefined || clock() - row.created_at.getTime() > TIMEOUT_MS) return null;
  return row.challenge;
}
