import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { RequestDecision } from '../../contract/sharing.ts';
import {
  type Approval,
  type ApprovalEvent,
  advance,
  type Objection,
} from '../../kernel/approval/approval.ts';
import type { Act, Facts } from '../administration.ts';
import { answersForData, currentFlow, presentAt } from './company.ts';
import { endGrant, makeGrant, readyFor } from './grants.ts';
import { partIn, requestById, settingOf } from './part.ts';
import {
  CHANGED_MEANWHILE,
  mustBeCurrent,
  perform,
  refused,
  underCurrentAuthority,
  type Workshop,
} from './parts.ts';
import { isRaised, startAnew } from './raise.ts';
import { insertEvent, recordsOf, type StoredRequest, saveApproval } from './store.ts';

/** What happens to requests after they were made. */

/**
 * One act on one request. For whoever has no part in it there is no such request.
 *
 * @throws Problem `not-found`, `forbidden`, `version-conflict` where it was decided or began anew meanwhile,
 *   `invalid-input`
 */
export function decideOn(workshop: Workshop, act: Act, id: number, decision: RequestDecision): Promise<void> {
  return underCurrentAuthority(() => decideOnce(workshop, act, id, decision));
}

async function decideOnce(
  workshop: Workshop,
  act: Act,
  id: number,
  decision: RequestDecision,
): Promise<void> {
  const { pool, seals, clock } = workshop;
  const present = await presentAt(workshop, clock());
  const { request: before } = await partIn(workshop, act, id, present);
  if (decision.verdict === 'approve' && isRaised(before, present)) {
    await startAnew(workshop, id, present);
    throw new Problem('version-conflict');
  }
  const event = eventOf(decision, act.caller.person.id);
  // What the grant may be about is asked of the gateway first; a change of authority in between undoes the whole.
  const ready =
    decision.verdict === 'approve' && !before.emergency
      ? await readyFor(workshop, before, await recordsOf(pool, id), present)
      : null;
  const text = 'text' in decision ? (decision.text ?? null) : null;
  const key = text === null ? null : await seals.open(before.key);

  await perform(workshop, act, `request.${decision.verdict}`, async (client, at) => {
    await mustBeCurrent(client, present);
    const request = await requestById(client, id);
    const next = advance(settingOf(request, present), request.approval, event, at);
    if (typeof next === 'string') throw objectionOf(next);
    const vote = next.votes.length > request.approval.votes.length ? next.votes.at(-1) : undefined;
    await insertEvent(client, id, {
      at,
      kind: decision.verdict,
      person: act.caller.person.id,
      inPlaceOf: (vote?.inPlaceOf ?? []).filter((person) => person !== act.caller.person.id),
      terms: sameTerms(next, request.approval) ? null : next.terms,
      sealed: text === null || key === null ? null : seals.seal(key, text),
    });
    await saveApproval(client, id, next, at);
    const consequence = await consequenceOf(client, request, next, ready, at);
    return { answer: undefined, facts: { request: id, status: next.status, ...consequence } };
  });
}

function eventOf(decision: RequestDecision, by: number): ApprovalEvent {
  if (decision.verdict !== 'approve') return { kind: decision.verdict, by };
  return decision.terms === undefined
    ? { kind: 'approve', by }
    : { kind: 'approve', by, terms: decision.terms };
}

function sameTerms({ terms }: Approval, { terms: before }: Approval): boolean {
  return JSON.stringify(terms) === JSON.stringify(before);
}

/** An approval makes the grant; a review that finds emergency access unjustified ends it. */
export async function consequenceOf(
  client: pg.PoolClient,
  request: StoredRequest,
  { status, terms }: Approval,
  ready: Awaited<ReturnType<typeof readyFor>> | null,
  at: number,
): Promise<Facts> {
  if (request.emergency) {
    if (status === 'refused' && request.grant !== null) await endGrant(client, request.grant.id, at);
    return {};
  }
  if (status !== 'approved') return {};
  if (ready === null) throw CHANGED_MEANWHILE;
  const grant = await makeGrant(client, request, terms, ready, at);
  return {
    grant,
    fields: terms.fields.join(','),
    disclosure: terms.disclosure,
    days: terms.days,
    export: terms.export,
    records: ready.records.length,
  };
}

function objectionOf(objection: Objection): Problem {
  switch (objection) {
    case 'not-asked':
    case 'not-the-requester':
      return new Problem('forbidden');
    case 'not-narrower':
      return refused(
        '审批只能缩小范围：更少的字段、更低的披露程度、更短的期限。',
        'An approval only narrows: fewer fields, a lesser disclosure, fewer days.',
      );
    case 'under-review':
      return refused(
        '紧急访问已经开放，只能由负责人复核是否确有必要，不能撤回或缩小。',
        'Emergency access is open already: it is judged by those responsible, and neither withdrawn nor narrowed.',
      );
    case 'closed':
    case 'already-decided':
      return new Problem('version-conflict');
  }
}

/** Ends a grant before its time: its holder gives it back, or whoever decided on it or answers for data takes it. */
export async function endEarly(
  workshop: Workshop,
  act: Act,
  id: number,
  kind: 'give-back' | 'revoke',
): Promise<void> {
  const present = await presentAt(workshop, workshop.clock());
  await partIn(workshop, act, id, present);
  await perform(workshop, act, `grant.${kind}`, async (client, at) => {
    const request = await requestById(client, id);
    const { grant } = request;
    const person = act.caller.person.id;
    const may =
      kind === 'give-back'
        ? person === request.requester
        : mayRevoke(request, person, answersForData(person, await currentFlow(client), present));
    if (!may) throw new Problem('forbidden');
    if (grant === null || !(await endGrant(client, grant.id, at))) throw new Problem('version-conflict');
    await insertEvent(client, id, { at, kind, person, inPlaceOf: [], terms: null, sealed: null });
    return { answer: undefined, facts: { request: id, grant: grant.id } };
  });
}

export function mayRevoke({ requester, approval }: StoredRequest, person: number, answers: boolean): boolean {
  return person !== requester && (answers || approval.votes.some(({ by }) => by === person));
}
