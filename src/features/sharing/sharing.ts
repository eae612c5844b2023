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
import { decideOn, endEarly, tick } from './decide.ts';
import { deputiesOf, endDeputy, nameDeputy } from './deputies.ts';
import { changeFlow, readFlow } from './flows.ts';
import type { SharingParts, Workshop } from './parts.ts';
import { createSeals } from './seals.ts';
import { loadRequests, type StoredRequest } from './store.ts';
import { canDecide, summariesOf, viewOf } from './view.ts';

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
    const [open, present] = await Promise.all([
      loadRequests(pool, 'q.closed_at IS NULL', []),
      presentAt(workshop, clock()),
    ]);
    const waiting = open.filter((request) => canDecide(request, person, present));
    const shown = which === 'inbox' ? waiting : await loadRequests(pool, 'q.requester = $1', [person]);
    return {
      requests: [...(await summariesOf(workshop, shown, person, present))],
      toDecide: waiting.length,
    };
  }

  async function waiting(act: Act): Promise<WaitingRequests> {
    const { person, office } = act.caller;
    const at = clock();
    const [open, granted, present] = await Promise.all([
      loadRequests(pool, 'q.closed_at IS NULL', []),
      loadRequests(
        pool,
        'q.requester = $1 AND g.ended_at IS NULL AND g.valid_until > $2 AND g.valid_until < $3',
        [...[person.id, new Date(at), new Date(at + ENDING_MS)]],
      ),
      presentAt(workshop, at),
    ]);
    const told = (requests: readonly StoredRequest[]) => summariesOf(workshop, requests, person.id, present);
    const [toDecide, toAnswer, ending, notReviewed] = await Promise.all([
      told(open.filter((each) => canDecide(each, person.id, present))),
      told(open.filter((each) => each.requester === person.id && each.approval.status === 'asked-back')),
      told(granted),
      told(office === 'audit-administrator' ? open.filter(({ emergency }) => emergency) : []),
    ]);
    return { toDecide, toAnswer, ending: ending.filter(({ grant }) => grant?.inForce), notReviewed };
  }

  return {
    askable: (request, type) => attempt(askable(workshop, request, type)),
    ask: (request, wanted) => attempt(ask(workshop, request, wanted)),
    mine: (act) => attempt(listed(act, 'mine')),
    inbox: (act) => attempt(listed(act, 'inbox')),
    waiting: (act) => attempt(waiting(act)),
    view: (act, id) => attempt(presentAt(workshop, clock()).then((now) => viewOf(workshop, act, id, now))),
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
      await attempt(tick(workshop));
      await attempt(pool.query('SELECT vault._sweep_grants($1)', [new Date(clock())]));
    },
  };
}

function attempt<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asProblem(error);
  });
}
