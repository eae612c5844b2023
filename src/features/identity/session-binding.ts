import { transaction } from '../../platform/database/transaction.ts';
import { recordOf } from '../administration.ts';
import { familyOf } from './device.ts';
import type { SignedInCaller, Visit, Workshop } from './parts.ts';

/**
 * What ties a session to where it was opened. A session secret that is presented by another browser or another system
 * was most likely copied: the session ends, for the thief and for its owner, who signs in again. A network changes in
 * honest use as well; that is put on record, once for each network of a session.
 */
export type Binding = Readonly<{
  family: string | null;
  /** Networks of the session that this process knows to be on record. */
  networks: Set<string>;
}>;

export type From = Pick<Visit, 'network' | 'request' | 'userAgent'>;

/** Whether the session may go on; where it may not, it has ended. */
export async function keepsBinding(
  workshop: Workshop,
  caller: SignedInCaller,
  binding: Binding,
  from: From,
): Promise<boolean> {
  if (caller.credential.kind !== 'session') return true;
  if (binding.family !== null && binding.family !== familyOf(from.userAgent)) {
    await endMismatched(workshop, caller, from);
    return false;
  }
  if (from.network !== null && !binding.networks.has(from.network)) {
    await noteNetwork(workshop, caller, from, from.network);
    binding.networks.add(from.network);
  }
  return true;
}

async function endMismatched(
  { pool, clock, newId, appendWithin }: Workshop,
  caller: SignedInCaller,
  { network, request }: From,
): Promise<void> {
  await transaction(pool, async (client) => {
    const at = clock();
    const { rowCount } = await client.query(
      'UPDATE fencun.credential SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL',
      [caller.credential.id, new Date(at)],
    );
    if (rowCount === 0) return;
    const act = { caller, door: 'http', network, request } as const;
    const problem = 'not-signed-in';
    const parts = { kind: 'sign-in', outcome: 'refused', action: 'session.mismatch', problem } as const;
    await appendWithin(client, [recordOf(act, { id: newId(), at, ...parts })]);
  });
}

async function noteNetwork(
  { pool, clock, newId, appendWithin }: Workshop,
  caller: SignedInCaller,
  { request }: From,
  network: string,
): Promise<void> {
  await transaction(pool, async (client) => {
    const at = clock();
    const { rowCount } = await client.query(
      `INSERT INTO fencun.session_network (session, network, first_seen_at) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING`,
      [caller.credential.id, network, new Date(at)],
    );
    if (rowCount === 0) return;
    const act = { caller, door: 'http', network, request } as const;
    const parts = { kind: 'sign-in', outcome: 'released', action: 'session.network' } as const;
    await appendWithin(client, [recordOf(act, { id: newId(), at, ...parts })]);
  });
}
