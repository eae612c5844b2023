import type {
  NewAssignment,
  Reorganisation,
  ReorganisationPreview,
  Transfer,
} from '../../contract/organisation.ts';
import { Problem } from '../../contract/problem.ts';
import type { Office } from '../../contract/session.ts';
import { memberDiff, type PolicyDiff, type Shift } from '../../kernel/policy/diff.ts';
import type { Assignment, AssignmentId, PersonId, Policy } from '../../kernel/policy/model.ts';
import { moveDiff } from '../../kernel/policy/move-diff.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import { type Act, type AdministrationParts, createAdministration } from '../administration.ts';
import type { Member } from '../organisation/organisation.ts';

export type ReorganisationParts = AdministrationParts &
  Readonly<{
    members: () => Promise<readonly Member[]>;
    policy: () => Promise<Policy>;
    recordTypes: () => Promise<readonly RecordType[]>;
  }>;

/**
 * What a change of the organisation would do to who sees what, before anybody decides on it. Looks at organisation
 * and policy, and at no customer data; keeps nothing.
 */
export type ReorganisationPreviews = Readonly<{
  /**
   * For the system administrator.
   *
   * @throws Problem `not-found` for an assignment or person that is not there, `invalid-input` for a move below itself
   */
  preview(act: Act, change: Reorganisation): Promise<ReorganisationPreview>;
}>;

const OFFICES: readonly Office[] = ['system-administrator'];
/** How many shifts a preview lists; it counts all of them. */
const LISTED_MAX = 1000;
/** Of an assignment that does not exist yet; ids of real ones are positive. */
const UNBORN = 0;

export function createReorganisationPreviews(parts: ReorganisationParts): ReorganisationPreviews {
  const { clock } = parts;
  const administration = createAdministration(parts);

  return {
    async preview(act, change) {
      await administration.confirm(act, OFFICES);
      const [policy, people, types] = await Promise.all([
        parts.policy(),
        parts.members(),
        parts.recordTypes(),
      ]);
      const names = new Map(people.map(({ person, name }) => [person, name]));
      if (change.kind === 'move') {
        mustBePossible(policy, change);
        const diff = moveDiff(policy, change.department, change.parent, people, types, clock());
        return answerOf(diff, names, { at: clock(), ends: [], begins: [] });
      }
      const { at, person, ends, begins } = postsOf(change, people, clock());
      const member = people.find((each) => each.person === person) ?? { person, assignments: [], grants: [] };
      const ended = new Set(ends.map(({ id }) => id));
      const kept = member.assignments.filter(({ id }) => !ended.has(id));
      const after = { person, assignments: [...kept, ...begins], grants: member.grants };
      const diff = memberDiff(policy, member, after, types, at);
      return answerOf(diff, names, { at, ends, begins });
    },
  };
}

function mustBePossible(
  { departments }: Policy,
  { department, parent }: Readonly<{ department: number; parent: number | null }>,
): void {
  const known = new Map(departments.map((each) => [each.id, each.parent]));
  if (!known.has(department) || (parent !== null && !known.has(parent))) throw new Problem('not-found');
  for (let id: number | null = parent; id !== null; id = known.get(id) ?? null) {
    if (id === department) {
      throw new Problem('invalid-input', {
        'detail.zh': '部门不能移到自己的下级之下。',
        'detail.en': 'A department cannot move below itself.',
      });
    }
  }
}

/** Which posts end and begin, and when. */
type Posts = Readonly<{
  at: number;
  person: PersonId;
  ends: readonly Assignment[];
  begins: readonly Assignment[];
}>;

function postsOf(
  change: Exclude<Reorganisation, { kind: 'move' }>,
  people: readonly Member[],
  now: number,
): Posts {
  switch (change.kind) {
    case 'assign': {
      const { person, from } = change.assignment;
      const at = instant(from, now);
      return { at, person, ends: [], begins: [unborn(change.assignment, person)] };
    }
    case 'end': {
      const ending = assignmentIn(people, change.assignment);
      return { at: instant(change.at, now), person: ending.person, ends: [ending], begins: [] };
    }
    case 'transfer': {
      const ending = assignmentIn(people, change.transfer.assignment);
      const begins = [unborn(change.transfer, ending.person)];
      return { at: instant(change.transfer.at, now), person: ending.person, ends: [ending], begins };
    }
    case 'leave': {
      const at = instant(change.at, now);
      const member = people.find(({ person }) => person === change.person);
      const ends = (member?.assignments ?? []).filter(
        ({ validity: { until } }) => until === undefined || until > at,
      );
      return { at, person: change.person, ends, begins: [] };
    }
  }
}

/** Now for what lies in the past: that is refused when it is done, not here. */
function instant(text: string | undefined, now: number): number {
  return text === undefined ? now : Math.max(now, Date.parse(text));
}

function unborn({ department, position }: NewAssignment | Transfer, person: PersonId): Assignment {
  return { id: UNBORN, person, department, position, validity: {} };
}

function assignmentIn(people: readonly Member[], id: AssignmentId): Assignment {
  const found = people.flatMap(({ assignments }) => assignments).find((each) => each.id === id);
  if (found === undefined) throw new Problem('not-found');
  return found;
}

function answerOf(
  { gains, losses }: PolicyDiff,
  names: ReadonlyMap<PersonId, string>,
  { at, ends, begins }: Pick<Posts, 'at' | 'ends' | 'begins'>,
): ReorganisationPreview {
  return {
    at: new Date(at).toISOString(),
    ends: ends.map(postOf),
    begins: begins.map(postOf),
    gains: listed(gains, names),
    losses: listed(losses, names),
    gainCount: gains.length,
    lossCount: losses.length,
    peopleGaining: new Set(gains.map(({ person }) => person)).size,
    peopleLosing: new Set(losses.map(({ person }) => person)).size,
    listed: LISTED_MAX,
  };
}

function postOf({ id, department, position }: Assignment): ReorganisationPreview['ends'][number] {
  return { assignment: id === UNBORN ? null : id, department, position };
}

function listed(
  shifts: readonly Shift[],
  names: ReadonlyMap<PersonId, string>,
): ReorganisationPreview['gains'] {
  return shifts.slice(0, LISTED_MAX).map((shift) => ({
    ...shift,
    person: { id: shift.person, name: names.get(shift.person) ?? '' },
    scopes: [...shift.scopes],
  }));
}
