import { type Approval, advance } from '../../kernel/approval/approval.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Present, presentAt } from './company.ts';
import { consequenceOf } from './decide.ts';
import { readyFor } from './grants.ts';
import { requestById, settingOf } from './part.ts';
import { byTime, mustBeCurrent, TURN, underCurrentAuthority, type Workshop } from './parts.ts';
import { isRaised, startAnew } from './raise.ts';
import {
  insertEvent,
  openRequests,
  recordsOf,
  type StoredEvent,
  type StoredRequest,
  saveApproval,
} from './store.ts';

/**
 * Moves on what time has moved on, one request after the other. One that can't be moved on holds up no other.
 *
 * @returns how many were moved on
 * @throws the first error, after all others had their turn
 */
export async function tick(workshop: Workshop): Promise<number> {
  const { pool, clock } = workshop;
  const failures: unknown[] = [];
  let present: Present | null = null;
  let moved = 0;
  for await (const request of openRequests(pool)) {
    try {
      const isMoved = await underCurrentAuthority(async (attempt) => {
        if (present === null || attempt > 1) present = await presentAt(workshop, clock());
        return tickOne(workshop, request, present);
      });
      if (isMoved) moved += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return moved;
}

async function tickOne(workshop: Workshop, seen: StoredRequest, present: Present): Promise<boolean> {
  const { pool, clock, appendWithin } = workshop;
  const { id } = seen;
  if (isRaised(seen, present)) return startAnew(workshop, id, present);
  const expected = moveOf(seen, present, clock());
  if (expected === null) return false;
  const ready =
    expected.status === 'approved' && !seen.emergency
      ? await readyFor(workshop, seen, await recordsOf(pool, id), present)
      : null;
  return transaction(pool, async (client) => {
    await client.query(TURN);
    await mustBeCurrent(client, present);
    const at = clock();
    const request = await requestById(client, id);
    const moved = moveOf(request, present, at);
    if (moved === null) return false;
    const isGranted = moved.status === 'approved' && !request.emergency;
    // Somebody decided between the two looks: what the grant may be about is asked first, the next time.
    if (isGranted && ready === null) return false;
    // Everybody has agreed, and nothing is left for the requester to be given.
    const isEmpty = isGranted && ready?.records.length === 0;
    const next: Approval = isEmpty ? { ...moved, status: 'lapsed' } : moved;
    const kind = kindOf(request.approval, next);
    await insertEvent(client, id, { at, kind, person: null, inPlaceOf: [], terms: null, sealed: null });
    await saveApproval(client, id, next, at);
    const consequence = await consequenceOf(client, request, next, ready, at);
    const facts = { request: id, status: next.status, ...consequence };
    await appendWithin(client, [byTime(workshop, at, `request.${kind}`, facts)]);
    return true;
  });
}

/** What time makes of a request; null where it changes nothing. */
function moveOf(request: StoredRequest, present: Present, at: number): Approval | null {
  const next = advance(settingOf(request, present), request.approval, { kind: 'tick' }, at);
  return typeof next === 'string' || next === request.approval ? null : next;
}

/** Who had still to agree may have gone: then everybody who is left has agreed, or too few are. */
function kindOf(before: Approval, { status, step }: Approval): StoredEvent['kind'] {
  if (status === 'lapsed') return 'lapse';
  if (status === 'refused') return 'refuse';
  return status === 'approved' || step > before.step ? 'approve' : 'escalate';
}
