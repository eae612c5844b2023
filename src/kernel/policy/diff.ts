import { type Disclosure, disclosureOf } from '../disclosure/level.ts';
import { fieldOf, type RecordType } from '../record-type.ts';
import { type DepartmentTree, departmentTree } from './department-tree.ts';
import type { Assignment, PersonId, Policy, PurposeCode, ReachScope } from './model.ts';
import { bestSight, contains, type Ladder, laddersOf, type Member, topRung } from './sight.ts';

export type { Member } from './sight.ts';

/** What somebody sees of a field at best. */
export type Seer = Readonly<{
  person: PersonId;
  disclosure: Disclosure;
  /** Which records they see so, from their assignments; empty for nobody. */
  scopes: readonly ReachScope[];
  /** Purposes under which they see so. */
  purposes: readonly PurposeCode[];
  /** Only at times or under conditions: hours, network, second factor, training, a validity. */
  conditional: boolean;
}>;

/** Everybody who sees more than nothing of a field, the most first. Unknown fields are seen by nobody. */
export function whoCanSee(
  policy: Policy,
  people: readonly Member[],
  recordType: RecordType,
  fieldName: string,
  { at, purpose }: Readonly<{ at: number; purpose?: PurposeCode }>,
): readonly Seer[] {
  const field = fieldOf(recordType, fieldName);
  if (field === undefined) return [];
  const codes = purpose === undefined ? policy.purposes.map(({ code }) => code) : [purpose];
  const seers = people.flatMap((member): readonly Seer[] => {
    const sight = bestSight(laddersOf(policy, member, recordType, at), field, codes);
    if (sight === null) return [];
    const { level, ...rest } = sight;
    return [{ person: member.person, disclosure: disclosureOf(level), ...rest }];
  });
  const rank = ({ disclosure }: Seer) => ['shown', 'masked', 'summary'].indexOf(disclosure);
  return seers.sort((one, other) => rank(one) - rank(other) || one.person - other.person);
}

/** A field of which somebody would see more, or less, under a purpose. */
export type Shift = Readonly<{
  person: PersonId;
  recordType: string;
  field: string;
  purpose: PurposeCode;
  before: Disclosure;
  after: Disclosure;
  /** Which records open or close at some level; the best disclosure may stay what it was. */
  scopes: readonly ReachScope[];
}>;

export type PolicyDiff = Readonly<{ gains: readonly Shift[]; losses: readonly Shift[] }>;

/**
 * Who would see more, and who less, if `after` took the place of `before`, with the organisation as it is. One
 * change can be both: another scope, other hours. It compares what is possible, as {@link laddersOf} understands it.
 *
 * @param recordTypes as they would be
 * @param recordTypesBefore as they are, where they change too: a field that is not among them is seen by nobody yet
 */
export function policyDiff(
  before: Policy,
  after: Policy,
  people: readonly Member[],
  recordTypes: readonly RecordType[],
  at: number,
  recordTypesBefore: readonly RecordType[] = recordTypes,
): PolicyDiff {
  const named = new Set(
    [...before.rules, ...after.rules, ...before.purposes, ...after.purposes].flatMap(
      ({ who }) => who.assignments ?? [],
    ),
  );
  // People whom no rule can tell apart see the same; most companies have far fewer kinds of them than people.
  const known = new Map<string, PolicyDiff>();
  const isRearranged = JSON.stringify(before.departments) !== JSON.stringify(after.departments);
  const touched = recordTypes
    .map((type) => ({ type, was: recordTypesBefore.find(({ name }) => name === type.name) }))
    .filter(
      ({ type, was }) =>
        isRearranged ||
        concerning(before, type.name) !== concerning(after, type.name) ||
        governed(was) !== governed(type),
    );
  const gains: Shift[] = [];
  const losses: Shift[] = [];
  for (const member of people) {
    const key = [
      ...member.assignments.map((assignment) => kindOf(assignment, named, at)),
      ...(member.grants ?? []).map(({ id }) => id),
    ].join(';');
    const shifts =
      known.get(key) ?? shiftsOf({ policy: before, member }, { policy: after, member }, touched, at);
    known.set(key, shifts);
    for (const shift of shifts.gains) gains.push({ ...shift, person: member.person });
    for (const shift of shifts.losses) losses.push({ ...shift, person: member.person });
  }
  return { gains, losses };
}

/** All that a policy says about one record type, as text: where it is the same nobody gains or loses. */
function concerning({ rules, purposes }: Policy, recordType: string): string {
  const about = rules.filter((rule) => rule.recordType === '*' || rule.recordType === recordType);
  return JSON.stringify([about, purposes]);
}

/** All that a policy looks at in a record type. */
function governed(type: RecordType | undefined): string {
  return JSON.stringify(
    type?.fields.map(({ name, category, sensitivity, mask, summary, placed }) => {
      const forms = [mask !== null, summary !== null, placed !== false];
      return [name, category, sensitivity, ...forms];
    }),
  );
}

function kindOf(
  { id, department, position, validity: { from = 0, until } }: Assignment,
  named: ReadonlySet<number>,
  at: number,
): string {
  return JSON.stringify([department, position, Math.max(from, at), until, named.has(id) ? id : null]);
}

/** What one person gains and loses when their own assignments change, under the same policy. */
export function memberDiff(
  policy: Policy,
  before: Member,
  after: Member,
  recordTypes: readonly RecordType[],
  at: number,
): PolicyDiff {
  const types = recordTypes.map((type) => ({ type, was: type }));
  return shiftsOf({ policy, member: before }, { policy, member: after }, types, at);
}

type Side = Readonly<{ policy: Policy; member: Member }>;

function shiftsOf(
  before: Side,
  after: Side,
  recordTypes: readonly Readonly<{ type: RecordType; was: RecordType | undefined }>[],
  at: number,
): PolicyDiff {
  const tree = departmentTree(after.policy.departments);
  const purposes = distinct([...before.policy.purposes, ...after.policy.purposes].map(({ code }) => code));
  const gains: Shift[] = [];
  const losses: Shift[] = [];
  for (const { type, was } of recordTypes) {
    const sawBefore = laddersOf(before.policy, before.member, was ?? type, at);
    const seesAfter = laddersOf(after.policy, after.member, type, at);
    for (const field of type.fields) {
      const fieldBefore = was === undefined ? undefined : fieldOf(was, field.name);
      for (const purpose of purposes) {
        const old = fieldBefore === undefined ? [] : sawBefore(fieldBefore, purpose);
        const fresh = seesAfter(field, purpose);
        const shift = {
          person: after.member.person,
          recordType: type.name,
          field: field.name,
          purpose,
          before: disclosureOf(topRung(old)?.level ?? 0),
          after: disclosureOf(topRung(fresh)?.level ?? 0),
        };
        const gained = openedScopes(old, fresh, tree);
        const lost = openedScopes(fresh, old, tree);
        if (gained.length > 0) gains.push({ ...shift, scopes: gained });
        if (lost.length > 0) losses.push({ ...shift, scopes: lost });
      }
    }
  }
  return { gains, losses };
}

/** Scopes in which `to` has ways that `from` has not, or in which a prohibition of `from` has gone. */
function openedScopes(from: Ladder, to: Ladder, tree: DepartmentTree): readonly ReachScope[] {
  return distinct(
    to.flatMap(({ level, ways, closed }) => {
      const rung = from.find((other) => other.level === level);
      const fresh = ways.filter((way) => !rung?.ways.some((old) => contains(old, way, tree)));
      const lifted =
        ways.length === 0
          ? []
          : (rung?.closed ?? []).filter((wall) => !closed.some((still) => contains(still, wall, tree)));
      return [...fresh, ...lifted].map(({ scope }) => scope);
    }),
  );
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
