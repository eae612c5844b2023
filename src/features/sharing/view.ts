import type { RequestSummary, RequestView } from '../../contract/sharing.ts';
import { type Approval, currentStep, decidersNow } from '../../kernel/approval/approval.ts';
import { stepsFor } from '../../kernel/approval/flow.ts';
import type { Terms } from '../../kernel/approval/terms.ts';
import { withoutFindings } from '../../kernel/classify/scan-text.ts';
import { isValidAt } from '../../kernel/policy/matching.ts';
import { fieldOf } from '../../kernel/record-type.ts';
import type { Act } from '../administration.ts';
import type { Names } from '../organisation/organisation.ts';
import type { Present } from './company.ts';
import { mayRevoke } from './decide.ts';
import { canDecide, partIn, settingOf } from './part.ts';
import { perform, type Workshop } from './parts.ts';
import { isOpen, recordsOf, type StoredEvent, type StoredRequest } from './store.ts';

/** Requests as people see them. No value of a customer is among it: those who decide need none. */

export async function summariesOf(
  { organisation, clock }: Workshop,
  requests: readonly StoredRequest[],
  person: number,
  present: Present,
): Promise<readonly RequestSummary[]> {
  const names = await organisation.names(
    requests.map(({ requester }) => requester),
    requests.map(({ assignment }) => assignment),
  );
  return requests.map((request) => summaryOf(request, person, present, names, clock()));
}

function summaryOf(
  request: StoredRequest,
  person: number,
  present: Present,
  names: Names,
  at: number,
): RequestSummary {
  const { approval, grant, purpose } = request;
  const setting = settingOf(request, present);
  return {
    id: request.id,
    status: approval.status,
    requester: named(request.requester, names),
    post: names.assignments.get(request.assignment) ?? { zh: '', en: '' },
    recordType: request.recordType,
    purpose,
    purposeLabel: present.policy.purposes.find(({ code }) => code === purpose)?.label ?? {
      zh: purpose,
      en: purpose,
    },
    terms: wireTerms(approval.terms),
    sensitivity: request.subject.sensitivity,
    records: request.records,
    customers: request.subject.customers,
    emergency: request.emergency,
    binding: request.binding,
    createdAt: iso(request.createdAt),
    waitingSince: isOpen(approval) ? iso(approval.since) : null,
    canDecide: canDecide(request, person, present),
    step: isOpen(approval) ? (currentStep(setting, approval)?.name ?? null) : null,
    grant:
      grant === null
        ? null
        : {
            id: grant.id,
            until: iso(grant.until),
            endedAt: grant.endedAt === null ? null : iso(grant.endedAt),
            inForce:
              grant.endedAt === null && grant.from <= at && at < grant.until && isHeld(request, present, at),
          },
  };
}

/** A grant is worth nothing without the assignment that asked. */
function isHeld({ requester, assignment }: StoredRequest, { members }: Present, at: number): boolean {
  const held = members.get(requester)?.assignments ?? [];
  return held.some(({ id, validity }) => id === assignment && isValidAt(validity, at));
}

const HISTORY_MS = 90 * 86_400_000;

/**
 * Everything about one request, for whoever has a part in it. Officers of the log read what people wrote without the
 * numbers in it; that they look is for the caller to record.
 *
 * @throws Problem `not-found` also for whoever has nothing to do with it
 */
export async function viewOf(
  workshop: Workshop,
  act: Act,
  id: number,
  present: Present,
): Promise<RequestView> {
  const { organisation, clock } = workshop;
  const { request, events, isOfficer, answers } = await partIn(workshop, act, id, present);
  const { caller } = act;
  const setting = settingOf(request, present);
  const steps = stepsFor(request.flow, request.subject);
  const deciders = [...decidersNow(setting, request.approval).keys()];
  const people = events.flatMap(({ person, inPlaceOf }) => [
    ...(person === null ? [] : [person]),
    ...inPlaceOf,
  ]);
  const names = await organisation.names([request.requester, ...people, ...deciders], [request.assignment]);
  const type = present.recordTypes.get(request.recordType);
  const texts = await textsOf(workshop, request, events, isOfficer);
  return {
    ...summaryOf(request, caller.person.id, present, names, clock()),
    asked: wireTerms(request.asked),
    reason: texts[0] ?? null,
    fields: request.asked.fields.map((name) => {
      const field = type === undefined ? undefined : fieldOf(type, name);
      return { name, label: field?.label ?? { zh: name, en: name }, sensitivity: field?.sensitivity ?? 4 };
    }),
    steps: steps.map(({ name }, index) => {
      const state = stateOf(request.approval, index);
      return { name, state, deciders: state === 'now' ? deciders.map((one) => named(one, names)) : [] };
    }),
    events: events.map(({ kind, at, person, inPlaceOf, terms }, index) => ({
      kind,
      at: iso(at),
      by: person === null ? null : named(person, names),
      inPlaceOf: inPlaceOf.map((one) => named(one, names)),
      terms: terms === null ? null : wireTerms(terms),
      text: texts[index] ?? null,
    })),
    history: await historyOf(workshop, request),
    consent: await consentFor(workshop, act, request, present),
    mayRevoke: mayRevoke(request, caller.person.id, answers),
    mayGiveBack: caller.person.id === request.requester,
    mayReadChain: isOfficer || answers || request.approval.votes.some(({ by }) => by === caller.person.id),
  };
}

/** Where a request stands at one of its steps. What is closed goes no further. */
function stateOf(approval: Approval, index: number): RequestView['steps'][number]['state'] {
  const { step, status } = approval;
  if (index < step) return 'done';
  if (isOpen(approval)) return index === step ? 'now' : 'later';
  return index === step && status === 'refused' ? 'refused' : 'ended';
}

async function textsOf(
  { seals }: Workshop,
  request: StoredRequest,
  events: readonly StoredEvent[],
  blanked: boolean,
): Promise<readonly (string | null)[]> {
  const key = await seals.open(request.key);
  return events.map(({ sealed }) => {
    if (sealed === null) return null;
    const text = seals.unseal(key, sealed);
    return blanked ? withoutFindings(text) : text;
  });
}

/** Whoever decides now learns, on record, whether the customers have permitted what is asked for; nobody else. */
async function consentFor(
  workshop: Workshop,
  act: Act,
  request: StoredRequest,
  present: Present,
): Promise<RequestView['consent']> {
  const { pool, gateway } = workshop;
  const { id, recordType, purpose, approval } = request;
  if (!canDecide(request, act.caller.person.id, present)) return null;
  const records = await recordsOf(pool, id);
  const { fields } = approval.terms;
  const cover = await gateway.consentCover({ recordType, purpose, fields, records, epoch: present.epoch });
  const facts = { request: id, ...cover };
  return perform(workshop, act, 'request.consent', async () => ({ answer: cover, facts }));
}

async function historyOf(
  { pool, clock }: Workshop,
  { id, requester }: StoredRequest,
): Promise<RequestView['history']> {
  const { rows } = await pool.query<RequestView['history']>(
    `SELECT count(*)::int AS asked,
            count(*) FILTER (WHERE status = 'approved' AND NOT emergency)::int AS approved,
            count(*) FILTER (WHERE status = 'refused')::int AS refused,
            count(*) FILTER (WHERE EXISTS (
              SELECT FROM fencun.access_request_event e
               WHERE e.request = q.id AND e.kind = 'give-back'))::int AS "givenBack",
            count(*) FILTER (WHERE emergency)::int AS emergencies
       FROM fencun.access_request q WHERE requester = $1 AND id <> $2 AND created_at > $3`,
    [requester, id, new Date(clock() - HISTORY_MS)],
  );
  return rows[0] ?? { asked: 0, approved: 0, refused: 0, givenBack: 0, emergencies: 0 };
}

export function named(id: number, { people }: Names): Readonly<{ id: number; name: string }> {
  return { id, name: people.get(id) ?? String(id) };
}

function wireTerms({ fields, ...rest }: Terms): RequestSummary['terms'] {
  return { ...rest, fields: [...fields] };
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
