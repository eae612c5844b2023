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

export type Objection =
  | 'closed'
  | 'not-asked'
  | 'already-decided'
  | 'not-narrower'
  | 'not-the-requester'
  | 'under-review';

/** The flow that the request began with, the request, and the company as it is now. */
export type Setting = Readonly<{
  flow: Flow;
  subject: Subject;
  company: Company;
  /**
   * What is asked for is open already, as emergency access is: it is judged, whenever that may be, and can neither be
   * withdrawn from its review nor narrowed afterwards, nor does the review lapse.
   */
  isReview: boolean;
}>;

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
      if (event.by !== setting.subject.requester) return 'not-the-requester';
      return setting.isReview ? 'under-review' : { ...approval, status: 'withdrawn' };
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
  const narrowed = event.kind === 'approve' ? event.terms : undefined;
  if (narrowed !== undefined && setting.isReview) return 'under-review';
  const terms = narrowed ?? approval.terms;
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
  if (approval.status === 'asked-back') return unlessUnanswered(setting, approval, at);
  if (approval.status !== 'pending') return approval;
  const step = currentStep(setting, approval);
  if (step === undefined) return { ...approval, status: approval.step > 0 ? 'approved' : 'refused' };
  const result = resultOf(setting, approval, step);
  if (result === 'refused') return { ...approval, status: 'refused' };
  if (result === 'approved') {
    return settled(setting, { ...approval, step: approval.step + 1, since: at, escalated: false }, at);
  }
  const isOver = at >= approval.since + step.hours * HOUR_MS;
  if (!approval.escalated) {
    return isOver || !canAgree(setting, approval, step)
      ? { ...approval, escalated: true, since: at }
      : approval;
  }
  return isOver && !setting.isReview ? { ...approval, status: 'lapsed' } : approval;
}

/** A question that stays without an answer ends a request; a review goes on without one, as soon as its step is over. */
function unlessUnanswered(setting: Setting, approval: Approval, at: number): Approval {
  if (!setting.isReview) {
    return at >= approval.since + UNANSWERED_MS ? { ...approval, status: 'lapsed' } : approval;
  }
  const hours = currentStep(setting, approval)?.hours ?? 0;
  return at >= approval.since + hours * HOUR_MS
    ? { ...approval, status: 'pending', since: at, escalated: true }
    : approval;
}

function decidersOf(setting: Setting, approval: Approval, step: Step): Deciders {
  const { flow, subject, company } = setting;
  const spent = spentBefore(approval, step);
  const asked = askedBy(step.approvers, flow, subject, company);
  const own = decidersFor(asked, subject, company, spent);
  if (!approval.escalated) return own;
  const all = new Set([...asked, ...escalatedTo(setting, approval, step)]);
  return new Map(
    [...decidersFor(all, subject, company, spent)].filter(
      ([person]) => own.has(person) || !isNeededLater(setting, approval, spent, person),
    ),
  );
}

/** Who has decided at another step: each level is somebody else. */
function spentBefore({ votes }: Approval, step: Step): ReadonlySet<PersonId> {
  return new Set(votes.filter((vote) => vote.step !== step.id).map(({ by }) => by));
}

/**
 * Whom a step goes to when those whom it asks are silent; a head among them is one who has not decided yet. Whoever a
 * later step can't do without is left to that step, as the only DPO of a company is to theirs: where that leaves
 * nobody, the next head above is asked instead.
 */
function escalatedTo(setting: Setting, approval: Approval, step: Step): ReadonlySet<PersonId> {
  const { flow, subject, company } = setting;
  const spent = spentBefore(approval, step);
  const meant = askedBy(step.escalateTo, flow, subject, company, spent);
  const left = new Set([...meant].filter((person) => !isNeededLater(setting, approval, spent, person)));
  const isSpared = left.size < meant.size;
  return isSpared && decidersFor(left, subject, company, spent).size === 0
    ? askedBy([{ kind: 'head' }], flow, subject, company, spent)
    : left;
}

/** Whether some later step would have nobody left, did this person decide now. */
function isNeededLater(
  { flow, subject, company }: Setting,
  { step: now }: Approval,
  spent: ReadonlySet<PersonId>,
  person: PersonId,
): boolean {
  const without = new Set([...spent, person]);
  return stepsFor(flow, subject)
    .slice(now + 1)
    .some(({ approvers, escalateTo }) => {
      const asked = askedBy([...approvers, ...escalateTo], flow, subject, company);
      const left = (gone: ReadonlySet<PersonId>) => decidersFor(asked, subject, company, gone).size;
      return left(spent) > 0 && left(without) === 0;
    });
}

/** Who agreed at an earlier step, themselves and not through a deputy: they need not agree twice. */
function agreedBefore({ votes }: Approval, step: Step): ReadonlySet<PersonId> {
  return new Set(
    votes.filter((vote) => vote.step !== step.id && vote.verdict === 'approve').map(({ by }) => by),
  );
}

/** Whether those whom the step asks could still agree to it; if not, there is nothing to wait for. */
function canAgree(setting: Setting, approval: Approval, step: Step): boolean {
  const { flow, subject, company } = setting;
  const deciders = decidersOf(setting, { ...approval, escalated: false }, step);
  if (step.needs === 'any' || deciders.size === 0) return deciders.size > 0;
  const asked = askedBy(step.approvers, flow, subject, company);
  const agreed = agreedBefore(approval, step);
  const reachable = new Set([...deciders.values()].flatMap((inPlaceOf) => [...inPlaceOf]));
  const possible = [...asked].filter((person) => agreed.has(person) || reachable.has(person)).length;
  return step.needs === 'all' ? possible === asked.size : possible * 2 > asked.size;
}

/**
 * What the votes of a step come to. Who agreed at an earlier step counts as agreeing here, where all or most have to:
 * but somebody else has to be among them. After an escalation one of those whom it went to may decide alone: they were
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
  const before = agreedBefore(approval, step);
  const has = (votes: ReadonlySet<PersonId>, people: ReadonlySet<PersonId>) =>
    [...people].some((person) => votes.has(person));
  const isAnew = has(approving, asked);
  const inFavour = [...asked].filter((person) => approving.has(person) || before.has(person)).length;
  const against = [...asked].filter((person) => refusing.has(person)).length;

  if (step.needs === 'majority') {
    if (against * 2 >= asked.size && against > 0) return 'refused';
    if (isAnew && inFavour * 2 > asked.size) return 'approved';
  } else {
    if (against > 0) return 'refused';
    if (isAnew && (step.needs === 'any' || inFavour === asked.size)) return 'approved';
  }
  if (!approval.escalated) return 'open';
  const escalated = escalatedTo(setting, approval, step);
  if (has(refusing, escalated)) return 'refused';
  return has(approving, escalated) ? 'approved' : 'open';
}
