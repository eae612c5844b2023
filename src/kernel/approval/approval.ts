import type { PersonId } from '../policy/model.ts';
import { askedBy, type Company, type Deciders, decidersFor } from './approvers.ts';
import { type Flow, type Step, type Subject, stepsFor } from './flow.ts';
import { isNarrower, type Terms } from './terms.ts';

/**
 * One request on its way through its flow. `advance` is the only way on: it knows no clock and no database, so that
 * what it promises can be tried on every order of events.
 */

export const STATUSES = ['pending', 'asked-back', 'approved', 'refused', 'withdrawn', 'lapsed'] as const;
/** Only `pending` and `asked-back` go on. A refusal stays one; whoever still needs it asks anew. */
export type Status = (typeof STATUSES)[number];

export type Vote = Readonly<{
  step: string;
  by: PersonId;
  /** In whose place; the voter themselves, where they were asked. */
  inPlaceOf: readonly PersonId[];
  verdict: 'approve' | 'refuse';
  at: number;
}>;

export type Approval = Readonly<{
  status: Status;
  /** Which of the request's steps is being taken; as many as there are once it is approved. */
  step: number;
  /** When the step began to wait, in ms since the Unix epoch. */
  since: number;
  escalated: boolean;
  votes: readonly Vote[];
  /** What is asked for still: approvers may narrow it, and never widen it. */
  terms: Terms;
}>;

type Decision =
  | Readonly<{ kind: 'approve'; by: PersonId; terms?: Terms }>
  | Readonly<{ kind: 'refuse'; by: PersonId }>
  | Readonly<{ kind: 'ask-back'; by: PersonId }>;

export type ApprovalEvent =
  | Decision
  | Readonly<{ kind: 'answer'; by: PersonId }>
  | Readonly<{ kind: 'withdraw'; by: PersonId }>
  /** Time has passed, or the organisation has changed. */
  | Readonly<{ kind: 'tick' }>;

export type Objection = 'closed' | 'not-asked' | 'already-decided' | 'not-narrower' | 'not-the-requester';

/** The flow that the request began with, the request, and the company as it is now. */
export type Setting = Readonly<{ flow: Flow; subject: Subject; company: Company }>;

export function begin(setting: Setting, terms: Terms, at: number): Approval {
  const start = { step: 0, since: at, escalated: false, votes: [], terms } as const;
  return settled(setting, { ...start, status: 'pending' }, at);
}

/** Everybody who may decide now; nobody where the request waits for its requester or is closed. */
export function decidersNow(setting: Setting, approval: Approval): Deciders {
  const step = currentStep(setting, approval);
  return step === undefined || approval.status !== 'pending'
    ? new Map()
    : decidersOf(setting, approval, step);
}

export function currentStep({ flow, subject }: Setting, { step }: Approval): Step | undefined {
  return stepsFor(flow, subject)[step];
}

export function advance(
  setting: Setting,
  approval: Approval,
  event: ApprovalEvent,
  at: number,
): Approval | Objection {
  const { status } = approval;
  if (status !== 'pending' && status !== 'asked-back') return 'closed';
  switch (event.kind) {
    case 'tick':
      return settled(setting, approval, at);
    case 'withdraw':
      return event.by === setting.subject.requester
        ? { ...approval, status: 'withdrawn' }
        : 'not-the-requester';
    case 'answer':
      if (event.by !== setting.subject.requester) return 'not-the-requester';
      return status === 'asked-back' ? { ...approval, status: 'pending', since: at } : 'closed';
    default:
      return decide(setting, approval, event, at);
  }
}

function decide(setting: Setting, approval: Approval, event: Decision, at: number): Approval | Objection {
  if (approval.status !== 'pending') return 'closed';
  const step = currentStep(setting, approval);
  const inPlaceOf = decidersNow(setting, approval).get(event.by);
  if (step === undefined || inPlaceOf === undefined) return 'not-asked';
  if (event.kind === 'ask-back') return { ...approval, status: 'asked-back', since: at };
  if (approval.votes.some((vote) => vote.step === step.id && vote.by === event.by)) return 'already-decided';
  const terms = (event.kind === 'approve' ? event.terms : undefined) ?? approval.terms;
  if (!isNarrower(approval.terms, terms)) return 'not-narrower';
  const verdict = event.kind === 'approve' ? 'approve' : 'refuse';
  const vote: Vote = { step: step.id, by: event.by, inPlaceOf: [...inPlaceOf], verdict, at };
  return settled(setting, { ...approval, terms, votes: [...approval.votes, vote] }, at);
}

const HOUR_MS = 3_600_000;
/** A question to the requester that nobody answers for so long ends the request. */
const UNANSWERED_MS = 14 * 24 * HOUR_MS;

/** Goes on as far as the votes and the time carry it. */
function settled(setting: Setting, approval: Approval, at: number): Approval {
  if (approval.status === 'asked-back') {
    return at >= approval.since + UNANSWERED_MS ? { ...approval, status: 'lapsed' } : approval;
  }
  if (approval.status !== 'pending') return approval;
  const step = currentStep(setting, approval);
  if (step === undefined) return { ...approval, status: approval.step > 0 ? 'approved' : 'refused' };
  const result = resultOf(setting, approval, step);
  if (result === 'refused') return { ...approval, status: 'refused' };
  if (result === 'approved') {
    return settled(setting, { ...approval, step: approval.step + 1, since: at, escalated: false }, at);
  }
  const isOver = at >= approval.since + step.hours * HOUR_MS;
  const isDeserted = decidersOf(setting, approval, step).size === 0;
  if (!approval.escalated && (isOver || isDeserted)) return { ...approval, escalated: true, since: at };
  return approval.escalated && isOver ? { ...approval, status: 'lapsed' } : approval;
}

function decidersOf(setting: Setting, approval: Approval, step: Step): Deciders {
  const { subject, company } = setting;
  const spent = new Set(approval.votes.filter((vote) => vote.step !== step.id).map(({ by }) => by));
  return decidersFor(askedAt(setting, approval, step), subject, company, spent);
}

function askedAt({ flow, subject, company }: Setting, { escalated }: Approval, step: Step) {
  const approvers = escalated ? [...step.approvers, ...step.escalateTo] : step.approvers;
  return askedBy(approvers, flow, subject, company);
}

/**
 * What the votes of a step come to. After an escalation one of those whom it went to may decide alone: they were
 * asked because the others did not.
 */
function resultOf(setting: Setting, approval: Approval, step: Step): 'approved' | 'refused' | 'open' {
  const { flow, subject, company } = setting;
  const asked = askedBy(step.approvers, flow, subject, company);
  const deciders = decidersOf(setting, approval, step);
  const counted = approval.votes.filter((vote) => vote.step === step.id && deciders.has(vote.by));
  const votesOf = (verdict: Vote['verdict']) =>
    new Set(counted.filter((vote) => vote.verdict === verdict).flatMap(({ inPlaceOf }) => inPlaceOf));
  const refusing = votesOf('refuse');
  const approving = votesOf('approve');
  const inFavour = [...asked].filter((person) => approving.has(person)).length;
  const against = [...asked].filter((person) => refusing.has(person)).length;
  const escalated = approval.escalated
    ? askedBy(step.escalateTo, flow, subject, company)
    : new Set<PersonId>();
  const has = (votes: ReadonlySet<PersonId>, people: ReadonlySet<PersonId>) =>
    [...people].some((person) => votes.has(person));

  if (step.needs === 'majority') {
    if (against * 2 >= asked.size && against > 0) return 'refused';
    if (inFavour * 2 > asked.size) return 'approved';
  } else {
    if (against > 0) return 'refused';
    if (step.needs === 'any' ? inFavour > 0 : inFavour > 0 && inFavour === asked.size) return 'approved';
  }
  if (has(refusing, escalated)) return 'refused';
  return has(approving, escalated) ? 'approved' : 'open';
}
