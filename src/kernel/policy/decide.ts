import { type Disclosure, disclosureOf, type Level, levelOf } from '../disclosure/level.ts';
import type { Field, RecordType } from '../record-type.ts';
import { type DepartmentTree, departmentTree } from './department-tree.ts';
import { type Hindrance, hindranceOf } from './hindrance.ts';
import { type Refusal, refusalOf, ruleApplies, ruleSpeaksOf, rulesFor } from './matching.ts';
import {
  type Action,
  type Assignment,
  type Context,
  DISCLOSING_ACTIONS,
  type Grant,
  type Placement,
  type Policy,
  type Rule,
} from './model.ts';

/**
 * The specification of every decision. It is written to be read and believed, one field of one record at a time,
 * and it is what the compiled plans and their SQL are tested against. It decides nothing quickly.
 */

export type FieldDecision = Readonly<{
  disclosure: Disclosure;
  /** Rules that permit something of this field here, with what each permits. */
  allowedBy: readonly (Rule | Grant)[];
  /** Rules that forbid something of it here; each beats every permission. */
  deniedBy: readonly (Rule | Grant)[];
  /** The purpose does not need this category of information. */
  outsidePurpose: boolean;
  /** What the customer decided, or what is true of them, where it keeps the field closed whatever rules say. */
  hindrance: Hindrance | null;
}>;

export type Decision = Readonly<{
  refusal: Refusal | null;
  /** Whether the record exists for this reader: at least one of its fields is more than withheld. */
  visible: boolean;
  fields: ReadonlyMap<string, FieldDecision>;
}>;

export function decide(
  policy: Policy,
  context: Context,
  recordType: RecordType,
  action: Action,
  placement: Placement,
): Decision {
  const tree = departmentTree(policy.departments);
  const refusal = refusalOf(policy.purposes, context, recordType.name, action, tree);
  const purpose = policy.purposes.find(({ code }) => code === context.purpose);
  const here = rulesFor(policy, context).filter((rule) =>
    context.assignments.some(
      (assignment) =>
        ruleApplies(rule, assignment, context, recordType.name, action, tree) &&
        reaches(rule, assignment, placement, tree),
    ),
  );
  const fields = new Map(
    recordType.fields.map((field): [string, FieldDecision] => {
      if (refusal !== null) return [field.name, NOTHING];
      if (!purpose?.categories.includes(field.category)) return [field.name, OUTSIDE_PURPOSE];
      const decision = decideField(here, context, action, field);
      const hindrance = hindranceOf(purpose, action, field, placement.facts ?? []);
      return [field.name, hindrance === null ? decision : { ...decision, disclosure: 'withheld', hindrance }];
    }),
  );
  const visible = [...fields.values()].some(({ disclosure }) => disclosure !== 'withheld');
  return { refusal, visible, fields };
}

const NOTHING: FieldDecision = {
  disclosure: 'withheld',
  allowedBy: [],
  deniedBy: [],
  outsidePurpose: false,
  hindrance: null,
};
const OUTSIDE_PURPOSE: FieldDecision = { ...NOTHING, outsidePurpose: true };

/** `here` are the rules that apply to this request and reach this record. */
function decideField(
  here: readonly (Rule | Grant)[],
  context: Context,
  action: Action,
  field: Field,
): FieldDecision {
  const about = here.filter((rule) => ruleSpeaksOf(rule, field, action));
  const allowedBy = about.filter(({ effect }) => effect === 'allow');
  const deniedBy = about.filter(({ effect }) => effect === 'deny');

  const allowed = Math.max(0, ...allowedBy.map((rule) => permittedLevel(rule, action)));
  const ceiling = Math.min(3, ...deniedBy.map((rule) => ceilingLevel(rule, action)));
  const narrowed = DISCLOSING_ACTIONS.includes(action)
    ? levelOf(context.narrowing.disclosureAtMost ?? 'shown')
    : 3;
  const level = Math.min(allowed, ceiling, narrowed) as Level;
  return {
    disclosure: disclosureOf(settle(level, field, action)),
    allowedBy,
    deniedBy,
    outsidePurpose: false,
    hindrance: null,
  };
}

/** The most that an allow rule permits. Actions that disclose nothing are permitted wholly or not at all. */
function permittedLevel(rule: Rule | Grant, action: Action): Level {
  return DISCLOSING_ACTIONS.includes(action) ? levelOf(rule.disclosure) : 3;
}

/** The most that a deny rule leaves: one below what it forbids. */
function ceilingLevel(rule: Rule | Grant, action: Action): Level {
  if (!DISCLOSING_ACTIONS.includes(action)) return 0;
  return Math.max(0, levelOf(rule.disclosure) - 1) as Level;
}

/** A field without a mask cannot be masked, one without a summary cannot be summarised: less is disclosed. */
function settle(level: Level, field: Field, action: Action): Level {
  if (!DISCLOSING_ACTIONS.includes(action)) return level;
  if (level === 2 && field.mask === null) return settle(1, field, action);
  if (level === 1 && field.summary === null) return 0;
  return level;
}

function reaches(
  rule: Rule | Grant,
  assignment: Assignment,
  placement: Placement,
  tree: DepartmentTree,
): boolean {
  const { owner, department, team, shares } = placement;
  switch (rule.scope) {
    case 'all':
      return true;
    case 'own':
      return owner === assignment.id;
    case 'department':
      return department === assignment.department;
    case 'department-tree':
      return department !== null && tree.isWithin(department, assignment.department);
    case 'legal-entity':
      return (
        department !== null &&
        tree.legalEntity(department) !== null &&
        tree.legalEntity(department) === tree.legalEntity(assignment.department)
      );
    case 'related-team':
      return team.includes(assignment.id);
    case 'shared':
      return shares.some((holder) => {
        if (holder.kind === 'grant') return false;
        if (holder.kind === 'assignment') return holder.id === assignment.id;
        return holder.tree
          ? tree.isWithin(assignment.department, holder.id)
          : assignment.department === holder.id;
      });
    case 'granted':
      return shares.some((holder) => holder.kind === 'grant' && holder.id === rule.grant);
  }
}
