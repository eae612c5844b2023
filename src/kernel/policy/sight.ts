import { type Level, levelOf } from '../disclosure/level.ts';
import type { Field, RecordType } from '../record-type.ts';
import { type DepartmentTree, departmentTree } from './department-tree.ts';
import { ruleApplies, ruleSpeaksOf, whoMatches } from './matching.ts';
import type {
  Assignment,
  Context,
  Grant,
  PersonId,
  Policy,
  Purpose,
  PurposeCode,
  ReachScope,
  Rule,
  Validity,
} from './model.ts';
import { type Atom, atomImplies, atomsOfRule } from './scope.ts';

/**
 * What a person could see at best: not in one request, but whenever conditions are met and validities have begun.
 * It is what officers ask about ("who can see this?", "who would gain?"), and looks at no record.
 */

/** A person of whom that is asked. */
export type Member = Readonly<{
  person: PersonId;
  assignments: readonly Assignment[];
  /** Left out where what was granted on request is not asked about. */
  grants?: readonly Grant[];
}>;

/** One way to a field: a scope seen from an assignment, perhaps only at times or under conditions. */
export type Way = Readonly<{
  scope: ReachScope;
  atoms: readonly Atom[];
  /** What must hold besides; empty when nothing must. Equal texts are equal conditions. */
  proviso: string;
}>;

/** Ways to a disclosure of at least `level`, and where prohibitions close them. */
export type Rung = Readonly<{ level: Level; ways: readonly Way[]; closed: readonly Way[] }>;

/** Highest level first, down to the lowest that the field can take. */
export type Ladder = readonly Rung[];

/** For each purpose that the member may pursue, what it opens of one field by `see`. */
export function laddersOf(
  policy: Policy,
  member: Member,
  recordType: RecordType,
  at: number,
): (field: Field, purpose: PurposeCode) => Ladder {
  const tree = departmentTree(policy.departments);
  const assignments = member.assignments.filter(({ validity }) => !hasEnded(validity, at));
  const rules = [...policy.rules, ...(member.grants ?? [])].filter(
    (rule) =>
      (rule.recordType === '*' || rule.recordType === recordType.name) &&
      rule.actions.includes('see') &&
      !hasEnded(rule.validity, at),
  );
  const known = new Map<PurposeCode, readonly Claim[]>();

  return (field, code) => {
    const purpose = policy.purposes.find((candidate) => candidate.code === code);
    if (!purpose?.categories.includes(field.category) || !isOpen(purpose, assignments, at, tree)) return [];
    const claims =
      known.get(code) ?? claimsFor(rules, member.person, assignments, recordType, code, at, tree);
    known.set(code, claims);
    return ladderFor(
      field,
      claims.filter(({ rule }) => ruleSpeaksOf(rule, field, 'see')),
      tree,
    );
  };
}

/** The highest level that some way leads to, and the ways there. */
export function topRung(ladder: Ladder): Rung | null {
  return ladder.find(({ ways }) => ways.length > 0) ?? null;
}

/** What a ladder leads to at best, over several purposes. */
export type Sight = Readonly<{
  level: Level;
  /** Which records are seen so, from the member's assignments. */
  scopes: readonly ReachScope[];
  /** Purposes under which they are seen so. */
  purposes: readonly PurposeCode[];
  /** Only at times or under conditions: hours, network, second factor, training, a validity. */
  conditional: boolean;
}>;

/** The most that a member sees of a field under any of the purposes, or null for nothing. */
export function bestSight(
  ladders: (field: Field, purpose: PurposeCode) => Ladder,
  field: Field,
  codes: readonly PurposeCode[],
): Sight | null {
  const tops = codes.flatMap((code) => {
    const top = topRung(ladders(field, code));
    return top === null ? [] : [{ code, ...top }];
  });
  const level = tops.reduce((most, top) => Math.max(most, top.level), 0);
  const best = tops.filter((top) => top.level === level);
  const first = best[0];
  if (first === undefined) return null;
  return {
    level: first.level,
    scopes: [...new Set(best.flatMap(({ ways }) => ways.map(({ scope }) => scope)))],
    purposes: best.map(({ code }) => code),
    conditional: best.every(
      ({ ways, closed }) =>
        ways.every(({ proviso }) => proviso !== '') || closed.some(({ proviso }) => proviso !== ''),
    ),
  };
}

/** Whether everything that `inner` reaches is reached by `outer` whenever `inner` is open. */
export function contains(outer: Way, inner: Way, tree: DepartmentTree): boolean {
  return (
    (outer.proviso === '' || outer.proviso === inner.proviso) &&
    inner.atoms.every((atom) => outer.atoms.some((wider) => atomImplies(atom, wider, tree)))
  );
}

type Claim = Readonly<{ rule: Rule | Grant; way: Way }>;

function claimsFor(
  rules: readonly (Rule | Grant)[],
  person: PersonId,
  assignments: readonly Assignment[],
  recordType: RecordType,
  purpose: PurposeCode,
  at: number,
  tree: DepartmentTree,
): readonly Claim[] {
  const context: Context = {
    person,
    assignments,
    grants: [],
    purpose,
    at,
    network: null,
    secondFactorAt: null,
    trainedUntil: null,
    reasonGiven: false,
    narrowing: {},
  };
  return rules.flatMap((rule) => {
    const always: Rule | Grant = { ...rule, conditions: [], validity: {} };
    return assignments
      .filter((assignment) =>
        ruleApplies(always, { ...assignment, validity: {} }, context, recordType.name, 'see', tree),
      )
      .map((assignment): Claim => {
        const atoms = atomsOfRule(rule, assignment, tree);
        return { rule, way: { scope: rule.scope, atoms, proviso: provisoOf(rule, assignment, at) } };
      });
  });
}

function ladderFor(field: Field, claims: readonly Claim[], tree: DepartmentTree): Ladder {
  const levels: Level[] = [3];
  if (field.mask !== null) levels.push(2);
  if (field.summary !== null) levels.push(1);
  return levels.map((level) => {
    const closed = claims
      .filter(({ rule }) => rule.effect === 'deny' && Math.max(0, levelOf(rule.disclosure) - 1) < level)
      .map(({ way }) => way);
    const ways = claims
      .filter(({ rule }) => rule.effect === 'allow' && levelOf(rule.disclosure) >= level)
      .map(({ way }) => way)
      .filter((way) => !closed.some((wall) => wall.proviso === '' && contains(wall, way, tree)));
    return { level, ways, closed };
  });
}

function isOpen(
  purpose: Purpose,
  assignments: readonly Assignment[],
  at: number,
  tree: DepartmentTree,
): boolean {
  return (
    !hasEnded(purpose.validity, at) &&
    assignments.some((assignment) => whoMatches(purpose.who, assignment, tree))
  );
}

function hasEnded({ until }: Validity, at: number): boolean {
  return until !== undefined && until <= at;
}

/** Bounds in the future matter; those in the past have done their work. */
function provisoOf(rule: Rule | Grant, assignment: Assignment, at: number): string {
  const bounds = [rule.validity, assignment.validity].flatMap(({ from, until }) => [
    ...(from !== undefined && from > at ? [{ from }] : []),
    ...(until === undefined ? [] : [{ until }]),
  ]);
  const all = [...rule.conditions, ...bounds];
  return all.length === 0 ? '' : JSON.stringify(all);
}
