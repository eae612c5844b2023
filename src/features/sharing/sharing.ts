import type {
  Askable,
  Deputy,
  FlowBody,
  NewRequest,
  RequestChain,
  RequestDecision,
  RequestSummary,
  RequestView,
} from '../../contract/sharing.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import type { Flow } from '../../kernel/approval/flow.ts';
import { asProblem } from '../../platform/database/connect.ts';
import type { Act } from '../administration.ts';
import { ask, askable } from './ask.ts';
import { chainOf } from './chain.ts';
import { presentAt } from './company.ts';
import { decideOn, endEarly } from './decide.ts';
import { deputiesOf, endDeputy, nameDeputy } from './deputies.ts';
import { changeFlow, readFlow } from './flows.ts';
import { canDecide } from './part.ts';
import { recordLook, type SharingParts, type Workshop } from './parts.ts';
import { createSeals } from './seals.ts';
import { endingSoonOf, openRequests, requestsOf, type StoredRequest } from './store.ts';
import { tick } from './tick.ts';
import { summariesOf, viewOf } from './view.ts';

export { currentFlow, type Present, presentAt } from './company.ts';
export { endGrantWithin, narrowGrantWithin } from './grants.ts';
export { createSeals, type Seals } from './seals.ts';

/**
 * More than one's standing share, asked for, decided, limited, and ended by itself. Whoever decides sees who asks for
 * which fields of how many customers and why, and no value.
 */
export type Sharing = Readonly<{
  askable(request: AccessRequest, recordType: string): Promise<Askable>;
  /** @throws Problem as reading would, `unknown-field`, `too-large`, `forbidden` where emergency access is locked */
  ask(request: AccessRequest, wanted: NewRequest): Promise<number>;
  /** One's own, the newest first. */
  mine(act: Act): Promise<RequestList>;
  /** Those that wait for the caller. */
  inbox(act: Act): Promise<RequestList>;
  /** All that waits for the caller in one look, for their home page. */
  waiting(act: Act): Promise<WaitingRequests>;
  view(act: Act, id: number): Promise<RequestView>;
  decide(act: Act, id: number, decision: RequestDecision): Promise<void>;
  giveBack(act: Act, id: number): Promise<void>;
  revoke(act: Act, id: number): Promise<void>;
  chain(act: Act, id: number): Promise<RequestChain>;
  flow(act: Act): Promise<Flow>;
  changeFlow(act: Act, basis: number, body: FlowBody): Promise<number>;
  deputies(act: Act): Promise<Deputy[]>;
  nameDeputy(act: Act, deputy: Readonly<{ login: string; from: string; until: string }>): Promise<number>;
  endDeputy(act: Act, id: number): Promise<void>;
  /** Moves on what time has moved on, and takes the marks of ended grants from their records. */
  tidy(): Promise<void>;
}>;

export type RequestList = Readonly<{ requests: RequestSummary[]; toDecide: number }>;

export type WaitingRequests = Readonly<{
  toDecide: readonly RequestSummary[];
  /** Own ones to which somebody asked back. */
  toAnswer: readonly RequestSummary[];
  /** Own ones whose grant ends within a week. */
  ending: readonly RequestSummary[];
  /** For the audit administrator: emergency access that nobody has reviewed yet. */
  notReviewed: readonly RequestSummary[];
}>;

const ENDING_MS = 7 * 86_400_000;

export function createSharing(parts: SharingParts): Sharing {
  const workshop: Workshop = {
    ...parts,
    pool: parts.database.pool('application'),
    seals: createSeals(parts),
  };
  const { pool, clock } = workshop;

  async function listed(act: Act, which: 'mine' | 'inbox'): Promise<RequestList> {
    const person = act.caller.person.id;
    const present = await presentAt(workshop, clock());
    const waiting: StoredRequest[] = [];
    for await (const request of openRequests(pool)) {
      if (canDecide(request, person, present)) waiting.push(request);
    }
    // What is open already is judged first; then whoever has waited the longest.
    const inTurn = waiting.toSorted((one, other) => Number(other.emergency) - Number(one.emergency));
    const shown = which === 'inbox' ? inTurn : await requestsOf(pool, person);
    return {
      requests: [...(await summariesOf(workshop, shown, person, present))],
      toDecide: waiting.length,
    };
  }

  async function waiting(act: Act): Promise<WaitingRequests> {
    const { person, office } = act.caller;
    const at = clock();
    const [granted, present] = await Promise.all([
      endingSoonOf(pool, person.id, at, at + ENDING_MS),
      presentAt(workshop, at),
    ]);
    const toDecide: StoredRequest[] = [];
    const toAnswer: StoredRequest[] = [];
    const notReviewed: StoredRequest[] = [];
    for await (const request of openRequests(pool)) {
      if (canDecide(request, person.id, present)) toDecide.push(request);
      if (request.requester === person.id && request.approval.status === 'asked-back') toAnswer.push(request);
      if (office === 'audit-administrator' && request.emergency) notReviewed.push(request);
    }
    const told = (requests: readonly StoredRequest[]) => summariesOf(workshop, requests, person.id, present);
    const ending = await told(granted);
    return {
      toDecide: await told(toDecide),
      toAnswer: await told(toAnswer),
      ending: ending.filter(({ grant }) => grant?.inForce),
      notReviewed: await told(notReviewed),
    };
  }

  async function view(act: Act, id: number): Promise<RequestView> {
    const answer = await viewOf(workshop, act, id, await presentAt(workshop, clock()));
    if (act.caller.office !== null) await recordLook(workshop, act, 'log.read', id);
    return answer;
  }

  return {
    askable: (request, type) => attempt(askable(workshop, request, type)),
    ask: (request, wanted) => attempt(ask(workshop, request, wanted)),
    mine: (act) => attempt(listed(act, 'mine')),
    inbox: (act) => attempt(listed(act, 'inbox')),
    waiting: (act) => attempt(waiting(act)),
    view: (act, id) => attempt(view(act, id)),
    decide: (act, id, decision) => attempt(decideOn(workshop, act, id, decision)),
    giveBack: (act, id) => attempt(endEarly(workshop, act, id, 'give-back')),
    revoke: (act, id) => attempt(endEarly(workshop, act, id, 'revoke')),
    chain: (act, id) => attempt(chainOf(workshop, act, id)),
    flow: (act) => attempt(readFlow(workshop, act)),
    changeFlow: (act, basis, body) => attempt(changeFlow(workshop, act, basis, body)),
    deputies: (act) => attempt(deputiesOf(workshop, act.caller.person.id)),
    nameDeputy: (act, deputy) => attempt(nameDeputy(workshop, act, deputy)),
    endDeputy: (act, id) => attempt(endDeputy(workshop, act, id)),
    async tidy() {
      // What can't be moved on keeps no ended grant's marks on records.
      const swept = attempt(pool.query('SELECT vault._sweep_grants($1)', [new Date(clock())]));
      await Promise.all([swept, attempt(tick(workshop))]);
    },
  };
}

function attempt<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asProblem(error);
  });
}
