import type { OrganisationView } from '../../contract/organisation.ts';
import type { RosterColumn, RosterProposal } from '../../contract/roster.ts';
import type { PersonPlan, RosterPlan } from './plan.ts';

type Table = Readonly<{
  headers: readonly string[];
  columns: readonly (RosterColumn | null)[];
  lines: readonly unknown[];
}>;

/** A plan as the system administrator looks at it. */
export function proposalOf(
  plan: RosterPlan,
  { headers, columns, lines }: Table,
  view: OrganisationView,
  digest: string,
): RosterProposal {
  const newPeople = plan.people.filter(({ id }) => id === null).length;
  return {
    digest,
    columns: headers.map((header, index) => ({ header, column: columns[index] ?? null })),
    counts: {
      rows: lines.length,
      unusableRows: plan.unusable.length,
      departments: plan.departments.length,
      newPeople,
      changedPeople: plan.people.length - newPeople,
      samePeople: plan.sameCount,
      begins: plan.people.reduce((sum, { begins }) => sum + begins.length, 0),
      ends: plan.endCount,
      assignments: plan.assignmentCount,
      emptied: plan.emptiedCount,
    },
    halted: plan.isHalted,
    departments: plan.departments.map(({ key }) => [...plan.forest.pathOf(key)]),
    people: plan.people.map((person) => personOf(person, plan, view)),
    unusable: [...plan.unusable],
  };
}

function personOf(
  { id, login, name, nameBefore, begins, ends, prolonged }: PersonPlan,
  { forest }: RosterPlan,
  { positions }: OrganisationView,
): RosterProposal['people'][number] {
  const nameOf = (code: string) =>
    positions.find((each) => each.code === code)?.name ?? { zh: code, en: code };
  const of = ({ department, position }: Readonly<{ department: number | string; position: string }>) => ({
    department: [...forest.pathOf(department)],
    position: nameOf(position),
  });
  return {
    login,
    name,
    isNew: id === null,
    nameBefore,
    begins: begins.map(({ place, position, from, until }) => ({
      ...of({ department: place, position }),
      from: instant(from),
      until: instant(until),
    })),
    ends: ends.map(({ post, at }) => ({ ...of(post), at: instant(at) })),
    prolonged: prolonged.map(({ post, until }) => ({ ...of(post), until: new Date(until).toISOString() })),
  };
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
