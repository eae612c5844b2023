import { type DepartmentTree, departmentTree } from '../policy/department-tree.ts';
import type { Department, DepartmentId, PersonId, PositionCode } from '../policy/model.ts';
import type { Approver, Flow, Subject } from './flow.ts';

/** The company as an approval sees it at one moment. */
export type Company = Readonly<{
  departments: readonly Department[];
  /** Posts in force now; a person may hold several. */
  posts: readonly Readonly<{ person: PersonId; department: DepartmentId; position: PositionCode }>[];
  /** Who stands in for whom now. */
  deputies: readonly Readonly<{ person: PersonId; deputy: PersonId }>[];
}>;

/** People who may decide, each with those in whose place they may do it (themselves included, where they are asked). */
export type Deciders = ReadonlyMap<PersonId, ReadonlySet<PersonId>>;

/**
 * Whether somebody is too close to a request to decide on it: whose request it is, and who stands in for them. Nobody
 * approves their own request, nor through their own deputy.
 */
export function isBarred(person: PersonId, { requester }: Subject, { deputies }: Company): boolean {
  return person === requester || deputies.some((one) => one.person === requester && one.deputy === person);
}

/**
 * Those whom a step asks in their own right.
 *
 * @param passedOver heads who are gone past, to the next above
 */
export function askedBy(
  approvers: readonly Approver[],
  flow: Flow,
  subject: Subject,
  company: Company,
  passedOver: ReadonlySet<PersonId> = NOBODY,
): ReadonlySet<PersonId> {
  const tree = departmentTree(company.departments);
  const people = approvers.flatMap((approver) =>
    peopleOf(approver, flow, subject, { ...company, passedOver }, tree),
  );
  return new Set(people.filter((person) => !isBarred(person, subject, company)));
}

const NOBODY: ReadonlySet<PersonId> = new Set();

function peopleOf(
  approver: Approver,
  { roles }: Flow,
  subject: Subject,
  company: Company & Readonly<{ passedOver: ReadonlySet<PersonId> }>,
  tree: DepartmentTree,
): readonly PersonId[] {
  const holders = (positions: readonly PositionCode[]) =>
    company.posts.filter(({ position }) => positions.includes(position));
  switch (approver.kind) {
    case 'person':
      return company.posts.some(({ person }) => person === approver.person) ? [approver.person] : [];
    case 'position':
      return holders([approver.position]).map(({ person }) => person);
    case 'owner':
    case 'dpo':
      return holders(roles[approver.kind]).map(({ person }) => person);
    case 'head': {
      const heads = holders(roles.head).filter(
        ({ person }) => !isBarred(person, subject, company) && !company.passedOver.has(person),
      );
      for (const department of tree.selfAndAncestors(subject.department)) {
        const here = heads.filter((post) => post.department === department);
        if (here.length > 0) return here.map(({ person }) => person);
      }
      return [];
    }
  }
}

/** Who may decide for those who are asked: they themselves, and whoever stands in for them. */
export function decidersFor(
  asked: ReadonlySet<PersonId>,
  subject: Subject,
  company: Company,
  /** Who has decided at an earlier step: each level is somebody else. */
  spent: ReadonlySet<PersonId>,
): Deciders {
  const deciders = new Map<PersonId, Set<PersonId>>();
  const allow = (person: PersonId, inPlaceOf: PersonId) => {
    if (isBarred(person, subject, company) || spent.has(person)) return;
    deciders.set(person, (deciders.get(person) ?? new Set()).add(inPlaceOf));
  };
  for (const person of asked) {
    allow(person, person);
    for (const one of company.deputies) if (one.person === person) allow(one.deputy, person);
  }
  return deciders;
}
