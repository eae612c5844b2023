import { type Level, levelOf } from '../disclosure/level.ts';
import type { Field, RecordType } from '../record-type.ts';
import { consentCondition, customerCondition } from './customer-conditions.ts';
import { type DepartmentTree, departmentTree } from './department-tree.ts';
import {
  any,
  demands,
  type Expression,
  every,
  expressionKey,
  FALSE,
  not,
  reached,
  TRUE,
} from './expression.ts';
import { type Refusal, refusalOf, ruleApplies, ruleReference, ruleSpeaksOf, rulesFor } from './matching.ts';
import { type Action, type Context, DISCLOSING_ACTIONS, type Obligation, type Policy } from './model.ts';
import { type Atom, atomImplies, atomKey, atomsOfRule } from './scope.ts';
import { validUntil } from './valid-until.ts';

/**
 * The policy, as far as it concerns one reader, purpose, record type and action: everything that can be decided
 * without looking at a record has been decided. What is left looks only at where the record stands.
 */
export type Plan = Readonly<{
  recordType: string;
  action: Action;
  policyVersion: number;
  /** Why nothing at all is permitted; every field is then withheld and the row filter false. */
  refusal: Refusal | null;
  /** Which records exist for this reader. The same condition as any of the branches. */
  rowFilter: Expression;
  /** The row filter as alternatives that an index answers each; `where` is what else must hold in a branch. */
  branches: readonly Branch[];
  fields: ReadonlyMap<string, FieldPlan>;
  /** `rule@version` of every rule that takes part. */
  rules: readonly string[];
  obligations: readonly Obligation[];
  /** The plan must not be used from this instant on: a validity, a time of day or a proof ends or begins. */
  validUntil: number;
}>;

export type Branch = Readonly<{ atom: Atom; where: Expression }>;

/** The level of a field: the first case that holds, else 0. A constant plan has the one case `TRUE`, or none. */
export type FieldPlan = readonly Readonly<{ level: Level; when: Expression }>[];

export function compile(policy: Policy, context: Context, recordType: RecordType, action: Action): Plan {
  const tree = departmentTree(policy.departments);
  const refusal = refusalOf(policy.purposes, context, recordType.name, action, tree);
  const ends = validUntil(policy, context);
  const base = { recordType: recordType.name, action, policyVersion: policy.version, validUntil: ends };
  if (refusal !== null) {
    return {
      ...base,
      refusal,
      rowFilter: FALSE,
      branches: [],
      fields: new Map(),
      rules: [],
      obligations: [],
    };
  }
  const claims = claimsOf(policy, context, recordType.name, action, tree);
  const purpose = policy.purposes.find(({ code }) => code === context.purpose);
  const ceilings = recordType.fields.flatMap((field) => {
    if (!purpose?.categories.includes(field.category)) return [];
    const consent = consentCondition(purpose, action, field);
    return [{ ...fieldCeilings(field, claims, context, action), consent }];
  });
  const gate = purpose === undefined ? FALSE : customerCondition(purpose, action);
  const branches = branchesOf(ceilings, gate, tree);
  const rowFilter = any(branches.map(({ atom, where }) => every([reached(atom), where])));
  const fields = new Map(
    ceilings.map((ceiling) => [ceiling.field.name, fieldPlan(ceiling, branches, tree)] as const),
  );
  return {
    ...base,
    refusal: null,
    rowFilter,
    branches,
    fields,
    rules: [...new Set(claims.map(({ reference }) => reference))],
    obligations: [...new Set(claims.flatMap(({ obligations }) => obligations))],
  };
}

/** One rule as it applies through one assignment. */
type Claim = Readonly<{
  allows: boolean;
  /** For a permission the most it permits; for a prohibition the most it leaves. */
  level: Level;
  atoms: readonly Atom[];
  covers: (field: Field) => boolean;
  reference: string;
  obligations: readonly Obligation[];
}>;

function claimsOf(
  policy: Policy,
  context: Context,
  recordType: string,
  action: Action,
  tree: DepartmentTree,
): readonly Claim[] {
  const discloses = DISCLOSING_ACTIONS.includes(action);
  return rulesFor(policy, context).flatMap((rule) =>
    context.assignments
      .filter((assignment) => ruleApplies(rule, assignment, context, recordType, action, tree))
      .map((assignment): Claim => {
        const allows = rule.effect === 'allow';
        const named = discloses ? levelOf(rule.disclosure) : allows ? 3 : 1;
        return {
          allows,
          level: allows ? named : (Math.max(0, named - 1) as Level),
          atoms: atomsOfRule(rule, assignment, tree),
          covers: (field) => ruleSpeaksOf(rule, field, action),
          reference: ruleReference(rule),
          obligations: allows ? rule.obligations : [],
        };
      }),
  );
}

/** For one field: through which atoms each level that the field can take is permitted, and where it is forbidden. */
type Ceilings = Readonly<{
  field: Field;
  /** Highest level first; levels that the field cannot take, or that nothing permits, are left out. */
  levels: readonly Readonly<{ level: Level; permitted: readonly Atom[]; forbidden: readonly Atom[] }>[];
  /** What the customer must have agreed to besides. */
  consent: Expression;
}>;

function fieldCeilings(
  field: Field,
  claims: readonly Claim[],
  context: Context,
  action: Action,
): Omit<Ceilings, 'consent'> {
  const about = claims.filter(({ covers }) => covers(field));
  const cap = DISCLOSING_ACTIONS.includes(action)
    ? levelOf(context.narrowing.disclosureAtMost ?? 'shown')
    : 3;
  const levels = possibleLevels(field, action).filter((level) => level <= cap);
  return {
    field,
    levels: levels
      .map((level) => ({
        level,
        permitted: atomsFrom(about.filter((claim) => claim.allows && claim.level >= level)),
        forbidden: atomsFrom(about.filter((claim) => !claim.allows && claim.level < level)),
      }))
      .filter(({ permitted }) => permitted.length > 0),
  };
}

function possibleLevels(field: Field, action: Action): readonly Level[] {
  if (!DISCLOSING_ACTIONS.includes(action)) return [3];
  const levels: Level[] = [3];
  if (field.mask !== null) levels.push(2);
  if (field.summary !== null) levels.push(1);
  return levels;
}

function atomsFrom(claims: readonly Claim[]): readonly Atom[] {
  const byKey = new Map(claims.flatMap(({ atoms }) => atoms.map((atom) => [atomKey(atom), atom] as const)));
  const all = byKey.get('all');
  return all === undefined ? [...byKey.values()] : [all];
}

function branchesOf(
  ceilings: readonly Ceilings[],
  gate: Expression,
  tree: DepartmentTree,
): readonly Branch[] {
  const freed = new Map<string, { atom: Atom; where: Expression[] }>();
  for (const { levels, consent } of ceilings) {
    // The lowest level needs the least permission and meets the fewest prohibitions: it decides what exists.
    const lowest = levels.at(-1);
    if (lowest === undefined) continue;
    const unforbidden = not(any(lowest.forbidden.map(reached)));
    for (const atom of lowest.permitted) {
      const branch = freed.get(atomKey(atom)) ?? { atom, where: [] };
      branch.where.push(every([unforbidden, consent]));
      freed.set(atomKey(atom), branch);
    }
  }
  const branches = [...freed.values()]
    .map(({ atom, where }): Branch => ({ atom, where: every([any(where), gate]) }))
    .filter(({ where }) => where.kind !== 'false');
  return branches.filter(
    (branch, index) => !branches.some((other, at) => swallows(other, at, branch, index, tree)),
  );
}

/** Whether a branch adds nothing to another one. Of two equal ones the first stays. */
function swallows(other: Branch, otherAt: number, branch: Branch, at: number, tree: DepartmentTree): boolean {
  if (otherAt === at || !atomImplies(branch.atom, other.atom, tree)) return false;
  if (other.where.kind !== 'true' && expressionKey(other.where) !== expressionKey(branch.where)) return false;
  const mutual = atomImplies(other.atom, branch.atom, tree);
  return !mutual || otherAt < at;
}

function fieldPlan(
  { levels, consent }: Ceilings,
  branches: readonly Branch[],
  tree: DepartmentTree,
): FieldPlan {
  const cases: { level: Level; when: Expression }[] = [];
  for (const { level, permitted, forbidden } of levels) {
    const everyRow =
      forbidden.length === 0 &&
      branches.every(
        ({ atom, where }) =>
          permitted.some((wider) => atomImplies(atom, wider, tree)) && demands(where, consent),
      );
    const when = everyRow
      ? TRUE
      : every([any(permitted.map(reached)), not(any(forbidden.map(reached))), consent]);
    if (when.kind === 'false') continue;
    cases.push({ level, when });
    if (when.kind === 'true') break;
  }
  return cases;
}
