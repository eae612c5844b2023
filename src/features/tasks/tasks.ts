import type { ProposalSummary } from '../../contract/policy-proposals.ts';
import type { RequestSummary } from '../../contract/sharing.ts';
import type { HomeTask } from '../../contract/tasks.ts';
import type { Conversion } from '../../gateway/door.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Act } from '../administration.ts';
import type { RejectedRows } from '../imports/imports.ts';
import type { WaitingRequests } from '../sharing/sharing.ts';

/**
 * What waits for whoever asks, the most pressing kind first and the oldest of each first. It is told from what the
 * company keeps about itself; no record of a customer is read for it.
 */
export type Tasks = (act: Act) => Promise<readonly HomeTask[]>;

export type TasksParts = Readonly<{
  waiting: (act: Act) => Promise<WaitingRequests>;
  proposals: (act: Act) => Promise<readonly Pick<ProposalSummary, 'id' | 'by' | 'at'>[]>;
  rejectedRows: (person: number) => Promise<readonly RejectedRows[]>;
  conversions: () => Promise<readonly Conversion[]>;
  clock: Clock;
}>;

const DAY_MS = 86_400_000;
const TRAINING_MS = 30 * DAY_MS;
/** A conversion that was given up is news for so long. */
const REFUSED_MS = 14 * DAY_MS;

export function createTasks({ waiting, proposals, rejectedRows, conversions, clock }: TasksParts): Tasks {
  return async (act) => {
    const { person, office, trainedUntil } = personOf(act);
    const [requests, changes, imports, stored] = await Promise.all([
      waiting(act),
      proposals(act),
      rejectedRows(person),
      office === 'security-administrator' ? conversions() : [],
    ]);
    const { toDecide, toAnswer, ending, notReviewed } = requests;
    return [
      ...byAge(toDecide.filter(({ emergency }) => emergency)).map(named('emergency-to-review')),
      ...byAge(notReviewed).map(named('emergency-not-reviewed')),
      ...byAge(toDecide.filter(({ emergency }) => !emergency)).map(named('request-to-decide')),
      ...changes
        .toSorted((a, b) => a.id - b.id)
        .map(({ id, by, at }) => ({
          ...{ kind: 'proposal-to-decide' as const, proposal: id, author: by.name, since: at },
        })),
      ...byAge(toAnswer).map((each) => ({ kind: 'question-to-answer' as const, ...about(each) })),
      ...stuck(stored, clock()),
      ...ending.toSorted((a, b) => Date.parse(untilOf(a)) - Date.parse(untilOf(b))).map(endingTask),
      ...imports.map(({ id, rejected, at }) => ({
        kind: 'import-rejections' as const,
        import: id,
        rejected,
        since: iso(at),
      })),
      ...(trainedUntil !== null && trainedUntil < clock() + TRAINING_MS
        ? [{ kind: 'training-ending' as const, until: iso(trainedUntil) }]
        : []),
    ];
  };
}

function personOf({ caller }: Act) {
  return { person: caller.person.id, office: caller.office, trainedUntil: caller.trainedUntil };
}

function about({ id, purposeLabel, waitingSince, createdAt }: RequestSummary) {
  return { request: id, purposeLabel, since: waitingSince ?? createdAt };
}

function named<Kind extends 'emergency-to-review' | 'emergency-not-reviewed' | 'request-to-decide'>(
  kind: Kind,
) {
  return (each: RequestSummary) => ({ kind, ...about(each), requester: each.requester.name });
}

function byAge(requests: readonly RequestSummary[]): readonly RequestSummary[] {
  return requests.toSorted((a, b) => Date.parse(about(a).since) - Date.parse(about(b).since));
}

function untilOf({ grant, createdAt }: RequestSummary): string {
  return grant?.until ?? createdAt;
}

function endingTask(each: RequestSummary) {
  return {
    kind: 'grant-ending' as const,
    request: each.id,
    purposeLabel: each.purposeLabel,
    fields: each.terms.fields.length,
    records: each.records,
    until: untilOf(each),
  };
}

/** Those that do not get on, and those that were given up lately and not tried again since; the list is newest first. */
function stuck(conversions: readonly Conversion[], at: number): readonly HomeTask[] {
  const isLatest = (one: Conversion) =>
    conversions.every(
      (other) =>
        other.recordType !== one.recordType || other.field !== one.field || other.startedAt <= one.startedAt,
    );
  return conversions.flatMap((one) => {
    const refused = one.state === 'refused';
    const since = refused ? (one.endedAt ?? one.startedAt) : one.startedAt;
    const isNews = refused
      ? at - since.getTime() < REFUSED_MS && isLatest(one)
      : one.state === 'running' && one.problem !== null;
    if (!isNews) return [];
    const { recordType, field } = one;
    return [{ kind: 'conversion-stuck' as const, recordType, field, refused, since: since.toISOString() }];
  });
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
