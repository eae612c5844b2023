import { type Disclosure, disclosureOf, type Level, levelOf } from '../disclosure/level.ts';
import { type Field, fieldOf, type Label, type RecordType } from '../record-type.ts';
import { bestLevel } from './best-level.ts';
import { compile } from './compile.ts';
import { decide } from './decide.ts';
import { departmentTree } from './department-tree.ts';
import * as words from './explain-words.ts';
import type { Hindrance } from './hindrance.ts';
import {
  judge,
  type Refusal,
  refusalOf,
  ruleApplies,
  ruleReference,
  ruleSpeaksOf,
  rulesFor,
} from './matching.ts';
import {
  type Action,
  type Condition,
  type Context,
  DISCLOSING_ACTIONS,
  type Grant,
  type Placement,
  type Policy,
  type Rule,
} from './model.ts';
import { openPurposes } from './open-purposes.ts';
import { type Reveal, revealOf } from './reveal.ts';

/** Whom an explanation is for. A reader learns what they can do about it; an auditor also which rules decided. */
export type Audience = 'reader' | 'auditor';

export type FieldExplanation = Readonly<{
  field: string;
  disclosure: Disclosure;
  reasons: readonly Label[];
  /** `rule@version` of those that decided; always empty for a reader. */
  rules: readonly string[];
  /** What would open more, or null when nothing would or everything is open. */
  remedy: Label | null;
  /**
   * Whether it can be asked for: no prohibition stands in the way, the purpose is about it, and an officer has placed
   * it.
   */
  requestable: boolean;
  /** What would reveal more of it in this one record, or null where a stated reason opens nothing. */
  reveal: Reveal | null;
}>;

/** What is asked about: one field of one record, or at best of any record when `placement` is null. */
type Question = Readonly<{
  policy: Policy;
  context: Context;
  recordType: RecordType;
  action: Action;
  placement: Placement | null;
  field: Field;
}>;

/**
 * Why a field is what it is. It asks the decision itself, and what it would be if one thing were different; so it
 * can't disagree with it. A field that doesn't exist is explained like one that no rule opens.
 */
export function explain(
  policy: Policy,
  context: Context,
  recordType: RecordType,
  action: Action,
  placement: Placement | null,
  fieldName: string,
  audience: Audience,
): FieldExplanation {
  const tree = departmentTree(policy.departments);
  const refusal = refusalOf(policy.purposes, context, recordType.name, action, tree);
  const closed = { field: fieldName, disclosure: 'withheld', rules: [], reveal: null } as const;
  if (refusal !== null) {
    return { ...closed, reasons: [words.REFUSED[refusal]], remedy: REMEDY_OF[refusal], requestable: false };
  }
  const field = fieldOf(recordType, fieldName);
  if (field === undefined) {
    return { ...closed, reasons: [words.NO_RULE], remedy: words.ASK, requestable: true };
  }
  const question = { policy, context, recordType, action, placement, field };
  const purpose = policy.purposes.find(({ code }) => code === context.purpose);
  if (purpose !== undefined && !purpose.categories.includes(field.category)) {
    return {
      ...closed,
      reasons: [words.outsidePurpose(purpose.label)],
      remedy: purposeThatOpensMore(question, 0),
      requestable: false,
    };
  }
  return explainDecision(question, audience);
}

/** Nobody but whoever answers for the assignments can help where they don't carry the purpose. */
const REMEDY_OF: Readonly<Record<Refusal, Label | null>> = {
  'no-principal': null,
  'no-purpose': words.CHOOSE_PURPOSE,
  'purpose-not-permitted': words.ASK,
  narrowed: null,
};

function explainDecision(question: Question, audience: Audience): FieldExplanation {
  const { action, field, context } = question;
  const level = levelAt(question);
  const { allowedBy, deniedBy } = rulesAt(question);
  const hindrance = hindranceAt(question);
  if (hindrance !== null) return hindered(question, hindrance);
  const most = levelAt({ ...question, context: { ...context, narrowing: widest(context) } });
  const isComplete = level === 3;
  const isProhibited = !isComplete && deniedBy.length > 0 && levelAt(without(question, deniedBy)) > level;
  const waiting = isComplete ? [] : waitingRules(question, level);
  const conditions = distinct(waiting.flatMap(({ unmet }) => unmet));

  const reasons: Label[] = [];
  if (audience === 'auditor') {
    for (const rule of [...allowedBy, ...deniedBy])
      reasons.push(words.ruleSays(rule, spoken(rule.disclosure, action)));
    if (levelAt(placed(question)) > level) reasons.push(words.UNPLACED);
    for (const { rule, unmet } of waiting) {
      for (const condition of unmet) reasons.push(words.ruleWaits(rule, condition));
    }
  }
  if (level > 0 && audience === 'reader') {
    reasons.push(words.permitted(spoken(disclosureOf(level), action)));
    const granted = allowedBy.filter((rule) => rule.scope === 'granted');
    if (granted.length > 0 && levelAt(without(question, granted)) < level)
      reasons.push(...granted.map(words.throughGrant));
  }
  if (isProhibited && audience === 'reader') reasons.push(words.PROHIBITED);
  if (audience === 'reader') reasons.push(...conditions.map(words.waitsFor));
  if (most > level) reasons.push(words.TOKEN_LIMIT);
  if (level === 0 && lacksForm(field, allowedBy, action)) reasons.push(words.NO_LESSER_FORM);
  if (reasons.length === 0) reasons.push(words.NO_RULE);

  const isOpenToAsking = !isComplete && !isProhibited;
  const reveal =
    isComplete || action !== 'see'
      ? null
      : revealOf((changed) => levelAt({ ...question, context: changed }), context);
  const remedy = isComplete
    ? null
    : (remedyFor(reveal, conditions) ??
      purposeThatOpensMore(question, level) ??
      (isOpenToAsking ? words.ASK : null));
  const requestable = isOpenToAsking && field.placed !== false;
  const rules = audience === 'auditor' ? distinct([...allowedBy, ...deniedBy].map(ruleReference)) : [];
  return { field: field.name, disclosure: disclosureOf(level), reasons, rules, remedy, requestable, reveal };
}

/** The customer's own word goes before every rule: there is nobody inside the company to ask. */
function hindered({ field }: Question, hindrance: Hindrance): FieldExplanation {
  return {
    ...{ field: field.name, disclosure: 'withheld', rules: [], reveal: null, requestable: false },
    reasons: [words.HINDERED[hindrance]],
    remedy: words.AFTER_HINDRANCE[hindrance],
  };
}

function hindranceAt({ policy, context, recordType, action, placement, field }: Question): Hindrance | null {
  if (placement === null) return null;
  const decision = decide(policy, context, recordType, action, placement);
  return decision.fields.get(field.name)?.hindrance ?? null;
}

function remedyFor(reveal: Reveal | null, [condition]: readonly Condition[]): Label | null {
  if (reveal === 'reason') return words.MEET['reason-given'];
  if (reveal === 'reason-and-step-up') return words.REVEAL_AFTER_STEP_UP;
  return condition === undefined ? null : words.MEET[condition.kind];
}

function levelAt({ policy, context, recordType, action, placement, field }: Question): Level {
  if (placement !== null) {
    const decision = decide(policy, context, recordType, action, placement);
    return levelOf(decision.fields.get(field.name)?.disclosure ?? 'withheld');
  }
  const plan = compile(policy, context, recordType, action);
  return bestLevel(plan, field.name, departmentTree(policy.departments));
}

type Deciding = Readonly<{
  allowedBy: readonly (Rule | Grant)[];
  deniedBy: readonly (Rule | Grant)[];
}>;

function rulesAt(question: Question): Deciding {
  const { policy, context, recordType, action, placement, field } = question;
  if (placement !== null) {
    const decision = decide(policy, context, recordType, action, placement).fields.get(field.name);
    return decision ?? { allowedBy: [], deniedBy: [] };
  }
  const tree = departmentTree(policy.departments);
  const here = rulesFor(policy, context).filter(
    (rule) =>
      ruleSpeaksOf(rule, field, action) &&
      context.assignments.some((assignment) =>
        ruleApplies(rule, assignment, context, recordType.name, action, tree),
      ),
  );
  return {
    allowedBy: here.filter(({ effect }) => effect === 'allow'),
    deniedBy: here.filter(({ effect }) => effect === 'deny'),
  };
}

/** Permissions that would open more if only their conditions were met, with those that are not. */
function waitingRules(
  question: Question,
  level: Level,
): readonly Readonly<{ rule: Rule | Grant; unmet: readonly Condition[] }>[] {
  const { policy, context } = question;
  return rulesFor(policy, context).flatMap((rule) => {
    const unmet = rule.conditions.filter((condition) => judge(condition, context) !== 'holds');
    if (rule.effect !== 'allow' || unmet.length === 0) return [];
    const free = <T extends Rule | Grant>(other: T): T =>
      other === rule ? { ...other, conditions: [] } : other;
    const freed = {
      ...question,
      policy: { ...policy, rules: policy.rules.map(free) },
      context: { ...context, grants: context.grants.map(free) },
    };
    return levelAt(freed) > level ? [{ rule, unmet }] : [];
  });
}

/** As if these rules did not exist. */
function without(question: Question, rules: readonly (Rule | Grant)[]): Question {
  const { policy, context } = question;
  const remains = (rule: Rule | Grant) => !rules.includes(rule);
  return {
    ...question,
    policy: { ...policy, rules: policy.rules.filter(remains) },
    context: { ...context, grants: context.grants.filter(remains) },
  };
}

/** The question as it would be had an officer placed the field. */
function placed(question: Question): Question {
  const field = { ...question.field, placed: true };
  const fields = question.recordType.fields.map((each) => (each.name === field.name ? field : each));
  return { ...question, field, recordType: { ...question.recordType, fields } };
}

function purposeThatOpensMore(question: Question, level: Level): Label | null {
  const { policy, context } = question;
  const better = openPurposes(policy, context).find(
    ({ code }) => levelAt({ ...question, context: { ...context, purpose: code } }) > level,
  );
  return better === undefined ? null : words.otherPurpose(better.label);
}

function widest({ narrowing }: Context): Context['narrowing'] {
  const { disclosureAtMost: _, ...rest } = narrowing;
  return rest;
}

function lacksForm(field: Field, allowedBy: readonly (Rule | Grant)[], action: Action): boolean {
  if (!DISCLOSING_ACTIONS.includes(action)) return false;
  const allowed = Math.max(0, ...allowedBy.map(({ disclosure }) => levelOf(disclosure)));
  return (allowed === 2 && field.mask === null) || (allowed === 1 && field.summary === null);
}

/** Actions that disclose nothing are permitted or not; there is no degree to speak of. */
function spoken(disclosure: Disclosure, action: Action): Disclosure | null {
  return DISCLOSING_ACTIONS.includes(action) ? disclosure : null;
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
