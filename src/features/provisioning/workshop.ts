import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { AccessRecord } from '../../audit/access-record.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type AdministrationParts, type Facts, type Outcome, takeTurn } from '../administration.ts';
import { type EndCredentials, withRefusals } from '../organisation/organisation.ts';
import { HaltRefusal, writeHalt } from './guard.ts';
import { ScimRefusal } from './refusal.ts';

export type ProvisioningParts = AdministrationParts &
  Readonly<{
    randomBytes: (count: number) => Uint8Array;
    endCredentials: EndCredentials;
    /** Who comes back does so without the password of before: it may be why they were locked out. */
    removePassword: (client: pg.PoolClient, person: PersonId, at: number) => Promise<void>;
  }>;

export type Workshop = ProvisioningParts & Readonly<{ pool: pg.Pool }>;

/** A program of the identity system, recognised by its token. */
export type ProvisioningClient = Readonly<{ id: string; name: string }>;

export type ScimAct = Readonly<{
  client: ProvisioningClient;
  network: string | null;
  request: string | null;
  /** Where this server is reached, without a slash at the end; answers name resources by it. */
  base: string;
}>;

/**
 * One operation of a provisioning client, in one transaction with its record. The token is read anew within it, so
 * that one that was ended meanwhile changes nothing. What is refused for its consequences is recorded as well.
 */
export async function performScim<T>(
  workshop: Workshop,
  act: ScimAct,
  action: string,
  work: (client: pg.PoolClient, at: number) => Promise<Outcome<T>>,
): Promise<T> {
  const { pool, clock, appendWithin } = workshop;
  try {
    return await withRefusals(() =>
      transaction(pool, async (client) => {
        await takeTurn(client);
        const at = clock();
        await mustLive(client, act.client.id, at);
        const { answer, facts } = await work(client, at);
        await appendWithin(client, [recordOf(workshop, act, at, { outcome: 'released', action, facts })]);
        return answer;
      }),
    );
  } catch (error) {
    if (error instanceof ScimRefusal && (error.status === 403 || error.status === 429)) {
      await recordRefusal(workshop, act, action, error);
    }
    throw error;
  }
}

async function mustLive(client: pg.PoolClient, id: string, at: number): Promise<void> {
  const { rows } = await client.query(
    'SELECT FROM fencun.provisioning_client WHERE id = $1 AND ended_at IS NULL AND expires_at > $2',
    [id, new Date(at)],
  );
  if (rows.length === 0) throw new ScimRefusal(401, null, 'The token is not valid, or no longer.');
}

async function recordRefusal(
  workshop: Workshop,
  act: ScimAct,
  action: string,
  refusal: ScimRefusal,
): Promise<void> {
  await transaction(workshop.pool, async (client) => {
    const at = workshop.clock();
    const facts = refusal instanceof HaltRefusal ? await writeHalt(client, at, refusal) : {};
    const problem = refusal.status === 429 ? 'too-many-requests' : 'forbidden';
    await workshop.appendWithin(client, [
      recordOf(workshop, act, at, { outcome: 'refused', action, problem, facts }),
    ]);
  });
}

function recordOf(
  { newId }: Workshop,
  { client, network, request }: ScimAct,
  at: number,
  {
    facts,
    ...parts
  }: Readonly<{ outcome: 'released' | 'refused'; action: string; problem?: string; facts: Facts }>,
): AccessRecord {
  return {
    ...parts,
    id: newId(),
    at,
    kind: 'administration',
    person: null,
    credential: client.id,
    client: client.name,
    assignments: [],
    office: null,
    door: 'http',
    network,
    request,
    purpose: null,
    recordType: null,
    releases: [],
    rules: [],
    policyVersion: 0,
    note: facts,
  };
}

const TOKEN = /^fcp_[A-Za-z0-9_-]{43}$/;

/** The prefix lets scanners find a token that somebody has published by mistake, and doors tell it from API tokens. */
export function newProvisioningSecret(randomBytes: (count: number) => Uint8Array): string {
  return `fcp_${Buffer.from(randomBytes(32)).toString('base64url')}`;
}

/** SHA-256 of a token; null for what can't be one. */
export function hashOfToken(secret: string): Buffer | null {
  return TOKEN.test(secret) ? createHash('sha256').update(secret).digest() : null;
}
