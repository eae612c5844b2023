import { type Disclosure, levelOf } from '../disclosure/level.ts';
import type { RecordType } from '../record-type.ts';
import { agreedToAll } from './customer-facts.ts';
import { decide } from './decide.ts';
import { departmentTree } from './department-tree.ts';
import { type Member, type PolicyDiff, policyDiff, type Shift } from './diff.ts';
import { mayPursue } from './matching.ts';
import type { Context, DepartmentId, Placement, Policy, PurposeCode, RowScope } from './model.ts';

/**
 * Who would see more, and who less, if a department stood elsewhere: of the records that stand in it, which come under
 * other departments, and of all others through rules that name departments or legal entities. Conditions of
 * permissions are taken as met, so that nobody who could gain is left out; prohibitions stay as they are.
 */
export function moveDiff(
  policy: Policy,
  moved: DepartmentId,
  parent: DepartmentId | null,
  people: readonly Member[],
  recordTypes: readonly RecordType[],
  at: number,
): PolicyDiff {
  const departments = policy.departments.map((each) => (each.id === moved ? { ...each, parent } : each));
  const after: Policy = { ...policy, departments };
  const elsewhere = policyDiff(policy, after, people, recordTypes, at);
  const here = hereDiff(unconditional(policy), unconditional(after), moved, people, recordTypes, at);
  return {
    gains: merged(here.gains, elsewhere.gains),
    losses: merged(here.losses, elsewhere.losses),
  };
}

function unconditional(policy: Policy): Policy {
  const rules = policy.rules.map((rule) => (rule.effect === 'allow' ? { ...rule, conditions: [] } : rule));
  return { ...policy, rules };
}

function hereDiff(
  before: Policy,
  after: Policy,
  moved: DepartmentId,
  people: readonly Member[],
  recordTypes: readonly RecordType[],
  at: number,
): PolicyDiff {
  // Of a customer who agreed: what is compared is what the organisation gives.
  const facts = agreedToAll(before.purposes);
  const placement: Placement = { owner: null, department: moved, team: [], shares: [], facts };
  const known = new Map<string, PolicyDiff>();
  const gains: Shift[] = [];
  const losses: Shift[] = [];
  for (const member of people) {
    // Records here have no owner, so people of the same posts see the same of them.
    const key = JSON.stringify(
      member.assignments.map(({ department, position, validity }) => [department, position, validity]),
    );
    const named = before.rules.some(({ who }) => who.assignments !== undefined);
    const shifts =
      (named ? undefined : known.get(key)) ?? shiftsOf(before, after, member, placement, recordTypes, at);
    known.set(key, shifts);
    gains.push(...shifts.gains.map((shift) => ({ ...shift, person: member.person })));
    losses.push(...shifts.losses.map((shift) => ({ ...shift, person: member.person })));
  }
  return { gains, losses };
}

function shiftsOf(
  before: Policy,
  after: Policy,
  { person, assignments }: Member,
  placement: Placement,
  recordTypes: readonly RecordType[],
  at: number,
): PolicyDiff {
  const gains: Shift[] = [];
  const losses: Shift[] = [];
  for (const { code: purpose } of before.purposes) {
    const context: Context = {
      ...{ person, assignments, grants: [], purpose, at, network: null },
      ...{ secondFactorAt: null, trainedUntil: null, reasonGiven: false, narrowing: {} },
    };
    if (!isOpen(before, purpose, context) && !isOpen(after, purpose, context)) continue;
    for (const type of recordTypes) {
      const was = decide(before, context, type, 'see', placement).fields;
      const willBe = decide(after, context, type, 'see', placement).fields;
      for (const { name } of type.fields) {
        const old: Disclosure = was.get(name)?.disclosure ?? 'withheld';
        const fresh: Disclosure = willBe.get(name)?.disclosure ?? 'withheld';
        const scopes: readonly RowScope[] = ['department-tree'];
        const shift = {
          person,
          recordType: type.name,
          field: name,
          purpose,
          before: old,
          after: fresh,
          scopes,
        };
        if (levelOf(fresh) > levelOf(old)) gains.push(shift);
        if (levelOf(fresh) < levelOf(old)) losses.push(shift);
      }
    }
  }
  return { gains, losses };
}

function isOpen(policy: Policy, code: PurposeCode, context: Context): boolean {
  const purpose = policy.purposes.find((each) => each.code === code);
  return purpose !== undefined && mayPursue(purpose, context, departmentTree(policy.departments));
}

/** The first names more precisely what happens; the second adds what the first does not speak of. */
function merged(first: readonly Shift[], second: readonly Shift[]): readonly Shift[] {
  const keyOf = ({ person, recordType, field, purpose }: Shift) =>
    `${person} ${recordType} ${field} ${purpose}`;
  const told = new Set(first.map(keyOf));
  return [...first, ...second.filter((shift) => !told.has(keyOf(shift)))];
}
