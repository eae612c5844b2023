import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';
import { mask } from '../../../src/kernel/disclosure/masks.ts';
import { summarise } from '../../../src/kernel/disclosure/summaries.ts';
import { agreedToAll } from '../../../src/kernel/policy/customer-facts.ts';
import { decide } from '../../../src/kernel/policy/decide.ts';
import { departmentTree } from '../../../src/kernel/policy/department-tree.ts';
import { isValidAt, whoMatches } from '../../../src/kernel/policy/matching.ts';
import type { Assignment, Placement, Policy, PurposeCode } from '../../../src/kernel/policy/model.ts';
import type { Label, RecordType } from '../../../src/kernel/record-type.ts';
import { EXAMPLES } from '../../app/locale/examples.ts';

/** Where the invented record stands, seen from the invented reader. */
export const STANDINGS = ['own', 'department', 'legal-entity', 'elsewhere'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Somebody who does not exist, in a post that does, and what they have proven. */
export type Role = Readonly<{
  position: string;
  department: number;
  purpose: string;
  standing: Standing;
  secondFactor: boolean;
  trained: boolean;
  reason: boolean;
}>;

export type RehearsedField = Readonly<{
  field: string;
  disclosure: Disclosure;
  value: string | Label | null;
}>;

/** No person or assignment has it, so that rules for named assignments never match. */
const NOBODY = -1;

function assignmentIn({ department, position }: Pick<Role, 'department' | 'position'>): Assignment {
  return { id: NOBODY, person: NOBODY, department, position, validity: {} };
}

/** The purposes that somebody in this post may pursue. */
export function openPurposes(
  { purposes, departments }: Policy,
  post: Pick<Role, 'department' | 'position'>,
  at: number,
): readonly PurposeCode[] {
  const tree = departmentTree(departments);
  return purposes
    .filter(({ who, validity }) => isValidAt(validity, at) && whoMatches(who, assignmentIn(post), tree))
    .map(({ code }) => code);
}

/** An invented record as the reader would get it: decided by the policy, with masks and summaries of invented values. */
export function rehearse(
  policy: Policy,
  type: RecordType,
  role: Role,
  at: number,
): readonly RehearsedField[] {
  const { purpose } = role;
  const context = {
    person: NOBODY,
    assignments: [assignmentIn(role)],
    grants: [],
    ...{ purpose, at, network: null, reasonGiven: role.reason, narrowing: {} },
    secondFactorAt: role.secondFactor ? at : null,
    trainedUntil: role.trained ? at + 1 : null,
  };
  const { fields } = decide(policy, context, type, 'see', placementOf(policy, role));
  return type.fields.map((field) => {
    const disclosure = fields.get(field.name)?.disclosure ?? 'withheld';
    const example = EXAMPLES[field.type];
    if (disclosure === 'shown') {
      return { field: field.name, disclosure, value: field.options?.[0]?.label ?? example };
    }
    if (disclosure === 'masked' && field.mask !== null) {
      return { field: field.name, disclosure, value: mask(field.mask, example) };
    }
    if (disclosure === 'summary' && field.summary !== null) {
      return { field: field.name, disclosure, value: summarise(field.summary, example, at).label };
    }
    return { field: field.name, disclosure, value: null };
  });
}

/** Whether the role sees anything at all of the invented record. */
export function opensAny(policy: Policy, type: RecordType, role: Role, at: number): boolean {
  return rehearse(policy, type, role, at).some(({ disclosure }) => disclosure !== 'withheld');
}

function placementOf({ departments, purposes }: Policy, { department, standing }: Role): Placement {
  // An invented customer who agreed to everything: what is rehearsed is the policy.
  const facts = agreedToAll(purposes);
  const nowhere = { owner: null, department: null, team: [], shares: [], facts };
  if (standing === 'own') return { ...nowhere, owner: NOBODY, department };
  if (standing === 'department') return { ...nowhere, department };
  if (standing === 'elsewhere') return nowhere;
  const tree = departmentTree(departments);
  const entity = tree.legalEntity(department);
  const other = departments.find(
    ({ id }) =>
      tree.legalEntity(id) === entity && !tree.isWithin(id, department) && !tree.isWithin(department, id),
  );
  return { ...nowhere, department: other?.id ?? entity };
}
