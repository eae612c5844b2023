import type { Field } from '../record-type.ts';
import type { DepartmentTree } from './department-tree.ts';
import {
  type Action,
  type Assignment,
  type Condition,
  type Context,
  DISCLOSING_ACTIONS,
  type FieldSelector,
  type Grant,
  type Policy,
  type Purpose,
  type Rule,
  type Validity,
  type Who,
} from './model.ts';
import { inNetwork } from './network.ts';

/**
 * The small questions that a decision is made of. None of them looks at a record. Both readers of the policy, the
 * interpreter (`decide.ts`) and the compiler (`compile.ts`), ask them; how the answers combine is written twice.
 */

export function isValidAt(validity: Validity, at: number): boolean {
  return (
    (validity.from === undefined || validity.from <= at) &&
    (validity.until === undefined || at < validity.until)
  );
}

export function whoMatches(who: Who, assignment: Assignment, tree: DepartmentTree): boolean {
  const { anyone, positions, departments, assignments } = who;
  if (
    anyone === undefined &&
    positions === undefined &&
    departments === undefined &&
    assignments === undefined
  ) {
    return false;
  }
  if (positions !== undefined && !positions.includes(assignment.position)) return false;
  if (assignments !== undefined && !assignments.includes(assignment.id)) return false;
  if (departments === undefined) return true;
  return departments.some(({ id, tree: withBelow }) =>
    withBelow ? tree.isWithin(assignment.department, id) : assignment.department === id,
  );
}

/** Whether a field is among those that a rule names. What a rule does to it, {@link ruleSpeaksOf} says. */
export function fieldMatches(selector: FieldSelector, field: Field): boolean {
  const { all, names, categories, sensitivityAtMost, sensitivityAtLeast } = selector;
  const saysSomething = all ?? names ?? categories ?? sensitivityAtMost ?? sensitivityAtLeast;
  if (saysSomething === undefined) return false;
  return (
    (names === undefined || names.includes(field.name)) &&
    (categories === undefined || categories.includes(field.category)) &&
    (sensitivityAtMost === undefined || field.sensitivity <= sensitivityAtMost) &&
    (sensitivityAtLeast === undefined || field.sensitivity >= sensitivityAtLeast)
  );
}

/**
 * Whether a rule speaks of a field when somebody wants to do this with it. A field that nobody has placed yet is
 * disclosed and counted by those rules only that name it: a permission for a category or a sensitivity was given
 * before the field was there. Prohibitions reach it at once, and so do permissions for what discloses nothing,
 * without which nobody could fill it.
 */
export function ruleSpeaksOf(
  { effect, fields }: Pick<Rule, 'effect' | 'fields'>,
  field: Field,
  action: Action,
): boolean {
  const waits = field.placed === false && effect === 'allow' && fields.names === undefined;
  return fieldMatches(fields, field) && !(waits && NEEDS_PLACE.includes(action));
}

const NEEDS_PLACE: readonly Action[] = [...DISCLOSING_ACTIONS, 'aggregate'];

/** What a condition says of a request. A condition that cannot be judged is `unknown`, never a guess. */
export type Verdict = 'holds' | 'fails' | 'unknown';

export function judge(condition: Condition, context: Context): Verdict {
  switch (condition.kind) {
    case 'time-of-day': {
      const local = new Date(context.at + condition.utcOffsetMinutes * 60_000);
      const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
      const weekday = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
      const within = minute >= condition.fromMinute && minute < condition.untilMinute;
      return within && condition.weekdays.includes(weekday) ? 'holds' : 'fails';
    }
    case 'network': {
      const address = context.network;
      if (address === null) return 'unknown';
      const answers = condition.cidrs.map((cidr) => inNetwork(address, cidr));
      if (answers.includes(true)) return 'holds';
      return answers.includes(null) ? 'unknown' : 'fails';
    }
    case 'second-factor-age': {
      if (context.secondFactorAt === null) return 'fails';
      const ageMs = context.at - context.secondFactorAt;
      return ageMs >= 0 && ageMs <= condition.atMostSeconds * 1000 ? 'holds' : 'fails';
    }
    case 'training-valid':
      return context.trainedUntil !== null && context.at < context.trainedUntil ? 'holds' : 'fails';
    case 'reason-given':
      return context.reasonGiven ? 'holds' : 'fails';
  }
}

/** All that speaks about a request: the company's rules, and what was granted to the reader. */
export function rulesFor({ rules }: Policy, { grants }: Context): readonly (Rule | Grant)[] {
  return grants.length === 0 ? rules : [...rules, ...grants];
}

/** A permission needs every condition to hold; a prohibition applies unless one of them certainly fails. */
export function conditionsMet(rule: Rule | Grant, context: Context): boolean {
  const verdicts = rule.conditions.map((condition) => judge(condition, context));
  return rule.effect === 'allow'
    ? verdicts.every((verdict) => verdict === 'holds')
    : verdicts.every((verdict) => verdict !== 'fails');
}

/** Whether the rule applies through this assignment, before any record is looked at. */
export function ruleApplies(
  rule: Rule | Grant,
  assignment: Assignment,
  context: Context,
  recordType: string,
  action: Action,
  tree: DepartmentTree,
): boolean {
  return (
    (rule.recordType === '*' || rule.recordType === recordType) &&
    rule.actions.includes(action) &&
    (rule.purposes === '*' || (context.purpose !== null && rule.purposes.includes(context.purpose))) &&
    isValidAt(rule.validity, context.at) &&
    isValidAt(assignment.validity, context.at) &&
    assignment.person === context.person &&
    whoMatches(rule.who, assignment, tree) &&
    conditionsMet(rule, context)
  );
}

export function mayPursue(purpose: Purpose, context: Context, tree: DepartmentTree): boolean {
  return (
    isValidAt(purpose.validity, context.at) &&
    context.assignments.some(
      (assignment) =>
        assignment.person === context.person &&
        isValidAt(assignment.validity, context.at) &&
        whoMatches(purpose.who, assignment, tree),
    )
  );
}

/** Why a request gets nothing at all, whatever the rules say; null when it may go on. */
export type Refusal = 'no-principal' | 'no-purpose' | 'purpose-not-permitted' | 'narrowed';

export function refusalOf(
  purposes: readonly Purpose[],
  context: Context,
  recordType: string,
  action: Action,
  tree: DepartmentTree,
): Refusal | null {
  const { narrowing } = context;
  if (context.person === null) return 'no-principal';
  if (context.purpose === null) return 'no-purpose';
  const purpose = purposes.find(({ code }) => code === context.purpose);
  if (purpose === undefined || !mayPursue(purpose, context, tree)) return 'purpose-not-permitted';
  const outside =
    (narrowing.recordTypes !== undefined && !narrowing.recordTypes.includes(recordType)) ||
    (narrowing.actions !== undefined && !narrowing.actions.includes(action)) ||
    (narrowing.purposes !== undefined && !narrowing.purposes.includes(context.purpose));
  return outside ? 'narrowed' : null;
}

/** How access records and explanations name the rule that decided. */
export function ruleReference(rule: Pick<Rule, 'id' | 'version'>): string {
  return `${rule.id}@${rule.version}`;
}
