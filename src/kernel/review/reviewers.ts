import { askedBy, type Company, type Deciders, decidersFor } from '../approval/approvers.ts';
import type { Approver, Flow, Subject } from '../approval/flow.ts';
import type { DepartmentId, PersonId, PositionCode } from '../policy/model.ts';

/** Who reviews whose authority. */

export const REVIEW_KINDS = ['assignment', 'rule', 'grant', 'client'] as const;
/**
 * What is reviewed: an assignment with what it opens, a rule that was made for one assignment alone, a grant, or a client
 * (API token) that works in somebody's name.
 */
export type ReviewKind = (typeof REVIEW_KINDS)[number];

export const REVIEW_MODES = ['responsible', 'self'] as const;
/** Reviewed by those who are responsible, or by the person themself where use is the evidence. */
export type ReviewMode = (typeof REVIEW_MODES)[number];

export type ReviewSubject = Readonly<{
  kind: ReviewKind;
  person: PersonId;
  /** Of the assignment, or of one that the owner of a client holds; null where there is none. */
  department: DepartmentId | null;
  /** The positions that answer for the fields concerned; those of the flow where fields name none. */
  owners: readonly PositionCode[];
  /** Whether the log shows that it was used in the period: without that nobody vouches for themself. */
  used: boolean;
}>;

export const REVIEWER_ROLES = ['self', 'head', 'owner', 'dpo', 'security-administrator'] as const;
export type ReviewerRole = (typeof REVIEWER_ROLES)[number];

export type Reviewers = Readonly<{
  role: ReviewerRole;
  /** Each with those in whose place they may decide; themselves included where they are asked. */
  deciders: Deciders;
}>;

/**
 * Assignments and clients are reviewed by the head of the department, exceptions and grants by who answers for the data;
 * where there is nobody, or only the person themself or their own deputy, by the data protection officer, and at last by
 * the security administrator, who holds no assignment and so is never reviewed. Nobody ever reviews themself, but for a
 * self-review of what the log shows them to use.
 */
export function reviewersOf(
  subject: ReviewSubject,
  mode: ReviewMode,
  roles: Flow['roles'],
  company: Company,
  securityAdministrators: readonly PersonId[],
): Reviewers {
  const { person, kind, owners, used } = subject;
  if (mode === 'self' && used) {
    return { role: 'self', deciders: new Map([[person, new Set([person])]]) };
  }
  const isOfData = kind === 'rule' || kind === 'grant';
  const chosen = { ...roles, owner: owners.length > 0 ? owners : roles.owner };
  const order: readonly Exclude<ReviewerRole, 'self' | 'security-administrator'>[] = isOfData
    ? ['owner', 'dpo']
    : ['head', 'dpo'];
  for (const role of order) {
    const deciders = decidersOf([{ kind: role }], subject, chosen, company);
    if (deciders.size > 0) return { role, deciders };
  }
  const deciders = securityAdministrators
    .filter((officer) => officer !== person)
    .map((officer) => [officer, new Set([officer])] as const);
  return { role: 'security-administrator', deciders: new Map(deciders) };
}

function decidersOf(
  approvers: readonly Approver[],
  { person, department }: ReviewSubject,
  roles: Flow['roles'],
  company: Company,
): Deciders {
  // Approvals know who is too close to decide on somebody's wishes: the same are too close to review them.
  const flow = { version: 0, name: { zh: '', en: '' }, roles, steps: [] };
  const about: Subject = {
    requester: person,
    // No department has this number: whoever has none has no head.
    department: department ?? 0,
    ...{ sensitivity: 1 as const, customers: 0, export: false, outside: false },
  };
  return decidersFor(askedBy(approvers, flow, about, company), about, company, new Set());
}
