import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { PolicyView } from '../../../src/contract/policy.ts';
import type { PostGroup } from '../../../src/kernel/policy/matrix.ts';
import type { Assignment, Policy } from '../../../src/kernel/policy/model.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import type { CatalogueType } from '../../app/api/catalogue.ts';

/** The policy with all that it speaks of, as the kernel takes it: no value of a customer is part of it. */
export type World = Readonly<{
  view: PolicyView;
  organisation: OrganisationView;
  types: readonly CatalogueType[];
  policy: Policy;
  /** Assignments in force. */
  posts: readonly Assignment[];
}>;

export type NamedGroup = PostGroup & Readonly<{ name: Label }>;
export type Grouping = 'position' | 'department';

/** @param at milliseconds since the Unix epoch */
export function worldOf(
  view: PolicyView,
  organisation: OrganisationView,
  types: readonly CatalogueType[],
  at: number,
): World {
  const departments = organisation.departments.map(({ id, parent }) => ({ id, parent }));
  const policy = { version: view.version, rules: view.rules, purposes: view.purposes, departments };
  const posts = organisation.people
    .filter(({ status }) => status === 'active')
    .flatMap((person) => person.assignments.map((held) => assignmentOf(person.id, held)))
    .filter(({ validity: { from = 0, until } }) => from <= at && (until === undefined || at < until));
  return { view, organisation, types, policy, posts };
}

function assignmentOf(
  person: number,
  held: OrganisationView['people'][number]['assignments'][number],
): Assignment {
  const { id, department, position, from, until } = held;
  const validity = { from: Date.parse(from), ...(until === null ? {} : { until: Date.parse(until) }) };
  return { id, person, department, position, validity };
}

/** Those positions, or departments, in which somebody is at present, in the order of the organisation. */
export function groupPosts({ organisation, posts }: World, by: Grouping): readonly NamedGroup[] {
  const groups =
    by === 'position'
      ? organisation.positions.map(({ code, name }) => ({
          ...{ key: code, name },
          posts: posts.filter(({ position }) => position === code),
        }))
      : organisation.departments.map(({ id, name }) => ({
          ...{ key: String(id), name },
          posts: posts.filter(({ department }) => department === id),
        }));
  return groups.filter((group) => group.posts.length > 0);
}
