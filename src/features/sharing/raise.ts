import { begin } from '../../kernel/approval/approval.ts';
import { daysAtMost } from '../../kernel/approval/terms.ts';
import { fieldOf } from '../../kernel/record-type.ts';
import { transaction } from '../../platform/database/transaction.ts';
import type { Present } from './company.ts';
import { requestById, settingOf } from './part.ts';
import { byTime, mustBeCurrent, TURN, type Workshop } from './parts.ts';
import { insertEvent, isOpen, type StoredRequest, saveAnew } from './store.ts';

/**
 * Fields may become more sensitive while a request for them is on its way. Who agreed did so to something less, and
 * perhaps not everybody was asked: it then goes through its steps anew, for no longer than may be now.
 */

/** Whether what is left of the request is more sensitive now than what was asked for. Emergency access is open already. */
export function isRaised(request: StoredRequest, present: Present): boolean {
  return !request.emergency && sensitivityNow(request, present) > request.subject.sensitivity;
}

function sensitivityNow({ recordType, approval, subject }: StoredRequest, { recordTypes }: Present) {
  const type = recordTypes.get(recordType);
  return approval.terms.fields.reduce((most, name) => {
    const sensitivity = type === undefined ? undefined : fieldOf(type, name)?.sensitivity;
    return sensitivity !== undefined && sensitivity > most ? sensitivity : most;
  }, subject.sensitivity);
}

/** @returns false where there was nothing to be done any more */
export async function startAnew(workshop: Workshop, id: number, present: Present): Promise<boolean> {
  const { pool, clock, appendWithin } = workshop;
  return transaction(pool, async (client) => {
    await client.query(TURN);
    await mustBeCurrent(client, present);
    const at = clock();
    const request = await requestById(client, id);
    if (!isOpen(request.approval) || !isRaised(request, present)) return false;
    const sensitivity = sensitivityNow(request, present);
    const subject = { ...request.subject, sensitivity };
    const before = request.approval.terms;
    const terms = { ...before, days: Math.min(before.days, daysAtMost(sensitivity)) };
    const approval = begin({ ...settingOf(request, present), subject }, terms, at);
    const shortened = terms.days < before.days ? terms : null;
    await insertEvent(client, id, {
      at,
      kind: 'restart',
      person: null,
      inPlaceOf: [],
      terms: shortened,
      sealed: null,
    });
    await saveAnew(client, id, subject, approval, at);
    const facts = { request: id, status: approval.status, sensitivity, days: terms.days };
    await appendWithin(client, [byTime(workshop, at, 'request.restart', facts)]);
    return true;
  });
}
