import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { RequestDecision } from '../../contract/sharing.ts';
import {
  type Approval,
  type ApprovalEvent,
  advance,
  type Objection,
  type Setting,
} from '../../kernel/approval/approval.ts';
import { transaction } from '../../platform/database/transaction.ts';
import type { Act, Facts } from '../administration.ts';
import { answersForData, currentFlow, epochNow, type Present, presentAt } from './company.ts';
import { endGrant, makeGrant, readyFor } from './grants.ts';
import { byTime, perform, refused, type Workshop } from './parts.ts';
import { insertEvent, loadRequests, recordsOf, type StoredRequest, saveApproval } from './store.ts';

/** What happens to requests after they were made. */

export function settingOf({ flow, subject, emergency }: StoredRequest, { company }: Present): Setting {
  return { flow, subject, company, isReview: emergency };
}

/** @throws Problem `not-found` where there is none of this number */
export async function requestById(client: Pick<pg.ClientBase, 'query'>, id: number): Promise<StoredRequest> {
  const [request] = await loadRequests(client, 'q.id = $1', [id]);
  if (request === undefined) throw new Problem('not-found');
  return request;
}

/**
 * One act on one request. Whoever is not asked learns no more of it than that it is not theirs.
 *
 * @throws Problem `not-found`, `forbidden`, `version-conflict` where it was decided meanwhile, `invalid-input`
 */
export async function decideOn(
  workshop: Workshop,
  act: Act,
  id: number,
  decision: RequestDecision,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await decideOnce(workshop, act, id, decision);
    } catch (error) {
      if (error !== ORGANISATION_CHANGED) throw error;
      if (attempt === ATTEMPTS_MAX) throw new Problem('version-conflict');
    }
  }
}

/** Somebody may have lost the post by which they would have decided: then who decides is asked anew. */
const ORGANISATION_CHANGED = Symbol('the organisation has changed');
const ATTEMPTS_MAX = 4;

async function decideOnce(
  workshop: Workshop,
  act: Act,
  id: number,
  decision: RequestDecision,
): Promise<void> {
  const { pool, seals, clock } = workshop;
  const before = await requestById(pool, id);
  const present = await presentAt(workshop, clock());
  const event = eventOf(decision, act.caller.person.id);
  // What the grant may be about is asked of the gateway first; a change of authority in between undoes the whole.
  const ready =
    decision.verdict === 'approve' && !before.emergency
      ? await readyFor(workshop, before, await recordsOf(pool, id), present)
      : null;
  const text = 'text' in decision ? decision.text : null;
  const key = text === null ? null : await seals.open(before.key);

  await perform(workshop, act, `request.${decision.verdict}`, async (client, at) => {
    if ((await epochNow(client)) !== present.epoch) throw ORGANISATION_CHANGED;
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
async function consequenceOf(
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
  if (ready === null) throw new Problem('version-conflict');
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

/** Moves on what time has moved on, one request after the other. Returns how many. */
export async function tick(workshop: Workshop): Promise<number> {
  const { pool, clock, appendWithin } = workshop;
  const open = await loadRequests(pool, 'q.closed_at IS NULL', []);
  if (open.length === 0) return 0;
  const present = await presentAt(workshop, clock());
  let moved = 0;
  for (const { id, ...seen } of open) {
    const ready = await readyIfDone(workshop, { id, ...seen }, present);
    await transaction(pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('fencun.sharing', 0))`);
      const at = clock();
      const request = await requestById(client, id);
      const next = advance(settingOf(request, present), request.approval, { kind: 'tick' }, at);
      if (typeof next === 'string' || next === request.approval) return;
      if (next.status === 'approved' && ready === null) return;
      moved += 1;
      // Who had still to agree may have gone, and everybody who is left has agreed.
      const isFurther = next.step > request.approval.step;
      const kind = next.status === 'lapsed' ? 'lapse' : isFurther ? 'approve' : 'escalate';
      await insertEvent(client, id, { at, kind, person: null, inPlaceOf: [], terms: null, sealed: null });
      await saveApproval(client, id, next, at);
      const consequence = await consequenceOf(client, request, next, ready, at);
      const facts = { request: id, status: next.status, ...consequence };
      await appendWithin(client, [byTime(workshop, at, `request.${kind}`, facts)]);
    });
  }
  return moved;
}

async function readyIfDone(workshop: Workshop, request: StoredRequest, present: Present) {
  const { clock, pool } = workshop;
  const next = advance(settingOf(request, present), request.approval, { kind: 'tick' }, clock());
  if (typeof next === 'string' || next.status !== 'approved' || request.emergency) return null;
  const ready = await readyFor(workshop, request, await recordsOf(pool, request.id), present);
  return ready.records.length === 0 ? null : ready;
}
