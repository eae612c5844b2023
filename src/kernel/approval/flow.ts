import type { DepartmentId, PersonId, PositionCode } from '../policy/model.ts';
import type { Label, Sensitivity } from '../record-type.ts';

/** Who has to agree before somebody gets more than their standing share, as data that a company writes itself. */

/** Whom a step asks. Head, owner and DPO are those who hold one of the positions that the flow names for them. */
export type Approver =
  /** The head of the requester's department, or of the nearest one above that has another head. */
  | Readonly<{ kind: 'head' }>
  /** Who answers for customer data (数据管理员). */
  | Readonly<{ kind: 'owner' }>
  /** The person in charge of personal information protection (PIPL art. 52). */
  | Readonly<{ kind: 'dpo' }>
  | Readonly<{ kind: 'position'; position: PositionCode }>
  | Readonly<{ kind: 'person'; person: PersonId }>;

export const NEEDS = ['any', 'all', 'majority'] as const;
/** How many of those whom a step asks have to agree: one, each of them, or more than half. */
export type Needs = (typeof NEEDS)[number];

/** Holds when every given part does. */
export type StepCondition = Readonly<{
  sensitivityAtLeast?: Sensitivity;
  customersAtLeast?: number;
  export?: true;
  outside?: true;
}>;

export type Step = Readonly<{
  id: string;
  name: Label;
  approvers: readonly Approver[];
  needs: Needs;
  /** The step is taken when any of these holds; always, when there are none. */
  when: readonly StepCondition[];
  /** For how long it waits before it asks `escalateTo` as well, and once more before the request lapses. */
  hours: number;
  escalateTo: readonly Approver[];
}>;

export const ROLES = ['head', 'owner', 'dpo', 'outside'] as const;
export type Role = (typeof ROLES)[number];

export type Flow = Readonly<{
  /** Raised with every change. A request goes on under the version that it began with. */
  version: number;
  name: Label;
  /** The positions that make somebody a head, an owner of data, the DPO, or one who works for another company. */
  roles: Readonly<Record<Role, readonly PositionCode[]>>;
  steps: readonly Step[];
}>;

/** What a flow looks at in a request. */
export type Subject = Readonly<{
  requester: PersonId;
  department: DepartmentId;
  /** The most sensitive field that is asked for. */
  sensitivity: Sensitivity;
  customers: number;
  export: boolean;
  /** Somebody outside the company gets it: an entrusted processor or a partner. */
  outside: boolean;
}>;

export function conditionHolds(condition: StepCondition, subject: Subject): boolean {
  const { sensitivityAtLeast, customersAtLeast } = condition;
  return (
    (sensitivityAtLeast === undefined || subject.sensitivity >= sensitivityAtLeast) &&
    (customersAtLeast === undefined || subject.customers >= customersAtLeast) &&
    (condition.export === undefined || subject.export) &&
    (condition.outside === undefined || subject.outside)
  );
}

const DPO_HOURS = 72;

/** Taken where a flow forgot it: sensitive personal information is never given without the DPO (PIPL art. 28, 52). */
const BY_LAW: Step = {
  id: 'dpo-by-law',
  name: {
    zh: '个人信息保护负责人（敏感个人信息必经）',
    en: 'Data protection officer (sensitive information)',
  },
  approvers: [{ kind: 'dpo' }],
  needs: 'any',
  when: [],
  hours: DPO_HOURS,
  escalateTo: [],
};

/** The steps that a request takes, in order. */
export function stepsFor({ steps }: Flow, subject: Subject): readonly Step[] {
  const taken = steps.filter(
    ({ when }) => when.length === 0 || when.some((condition) => conditionHolds(condition, subject)),
  );
  const reachesDpo = taken.some(({ approvers, escalateTo }) =>
    [...approvers, ...escalateTo].every(({ kind }) => kind === 'dpo'),
  );
  return subject.sensitivity < 4 || reachesDpo ? taken : [...taken, BY_LAW];
}

export type FlowFault = 'no-steps' | 'no-approvers' | 'repeated-id' | 'hours-out-of-range';

const HOURS_MAX = 24 * 30;

/** What is senseless in a flow, by the step where it stands; empty when nothing is. */
export function flowFaults({ steps }: Flow): readonly Readonly<{ step: string | null; fault: FlowFault }>[] {
  const faults: { step: string | null; fault: FlowFault }[] = [];
  // A request that no step is taken for is refused: nobody would have decided on it.
  if (!steps.some(({ when }) => when.length === 0)) faults.push({ step: null, fault: 'no-steps' });
  const seen = new Set<string>([BY_LAW.id]);
  for (const { id, approvers, hours } of steps) {
    if (seen.has(id)) faults.push({ step: id, fault: 'repeated-id' });
    seen.add(id);
    if (approvers.length === 0) faults.push({ step: id, fault: 'no-approvers' });
    if (!(hours >= 1 && hours <= HOURS_MAX)) faults.push({ step: id, fault: 'hours-out-of-range' });
  }
  return faults;
}
