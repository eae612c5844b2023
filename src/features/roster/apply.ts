import type pg from 'pg';
import type { AccessRecord } from '../../audit/access-record.ts';
import type { RosterAnswer } from '../../contract/roster.ts';
import type { DepartmentId, PersonId } from '../../kernel/policy/model.ts';
import { type Act, type AdministrationParts, type Outcome, recordOf } from '../administration.ts';
import type { Identity } from '../identity/identity.ts';
import type { OrganisationWithin } from '../organisation/organisation.ts';
import type { Place } from './forest.ts';
import type { PersonPlan, RosterPlan } from './plan.ts';

export type ApplyParts = Pick<AdministrationParts, 'newId' | 'appendWithin'> &
  Readonly<{
    organisation: Readonly<{ within: OrganisationWithin }>;
    identity: Pick<Identity, 'inviteWithin'>;
  }>;

type Application = Readonly<{
  act: Act;
  client: pg.PoolClient;
  at: number;
  plan: RosterPlan;
  /** Whether those who are new get links to choose a password by. */
  invite: boolean;
}>;

/** Takes the outcome of an act into the log and gives its answer. */
type Note = <T>(action: string, outcome: Outcome<T>) => T;

/** Carries a plan out within a transaction, with a record of each change. */
export async function applyPlan(parts: ApplyParts, application: Application): Promise<Outcome<RosterAnswer>> {
  const { act, client, at, plan } = application;
  const records: AccessRecord[] = [];
  const note: Note = (action, { answer, facts }) => {
    const happening = { kind: 'administration', outcome: 'released', action } as const;
    records.push(recordOf(act, { id: parts.newId(), at, ...happening, facts }));
    return answer;
  };
  const departmentOf = await createDepartments(parts, application, note);
  const invitations: RosterAnswer['invitations'][number][] = [];
  for (const person of plan.people) {
    const id = await applyPerson(parts, application, person, departmentOf, note);
    if (person.id !== null || !application.invite) continue;
    const { path, kind, expiresAt } = await parts.identity.inviteWithin(client, id, act.caller.person.id, at);
    note('password.link', { answer: undefined, facts: { person: id, kind, expiresAt } });
    invitations.push({ person: id, login: person.login, name: person.name, path, expiresAt });
  }
  if (records.length > 0) await parts.appendWithin(client, records);
  const counts = {
    departments: plan.departments.length,
    people: plan.people.filter(({ id }) => id === null).length,
    begun: plan.people.reduce((sum, { begins }) => sum + begins.length, 0),
    ended: plan.endCount,
  };
  const facts = { ...counts, changed: plan.people.length - counts.people, emptied: plan.emptiedCount };
  return { answer: { ...counts, invitations }, facts };
}

async function createDepartments(
  { organisation: { within } }: ApplyParts,
  { client, at, plan }: Application,
  note: Note,
): Promise<(place: Place) => DepartmentId> {
  const ids = new Map<string, DepartmentId>();
  const departmentOf = (place: Place): DepartmentId => {
    const id = typeof place === 'number' ? place : ids.get(place);
    if (id === undefined) throw new Error('a department that the plan does not create');
    return id;
  };
  const taken = new Set((await within.view(client)).departments.map(({ code }) => code));
  for (const { key, parent, name } of plan.departments) {
    const department = {
      parent: parent === null ? null : departmentOf(parent),
      code: freeCode(taken),
      name: { zh: name, en: name },
    };
    ids.set(key, note('department.create', await within.createDepartment(client, at, department)));
  }
  return departmentOf;
}

/** D001, D002 and so on: the first that no department has. */
function freeCode(taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const code = `D${String(number).padStart(3, '0')}`;
    if (taken.has(code)) continue;
    taken.add(code);
    return code;
  }
}

/** Ends come first: who is transferred holds nothing twice. */
async function applyPerson(
  { organisation: { within } }: ApplyParts,
  { client, at }: Application,
  { id: known, login, name, nameBefore, begins, ends, prolonged }: PersonPlan,
  departmentOf: (place: Place) => DepartmentId,
  note: Note,
): Promise<PersonId> {
  const id = known ?? note('person.create', await within.createPerson(client, at, { login, name }));
  if (nameBefore !== null) note('person.change', await within.rename(client, at, id, name));
  for (const { post, at: endsAt } of ends) {
    note('assignment.end', await within.endAssignment(client, at, post.id, endsAt ?? at));
  }
  for (const { post, until } of prolonged) {
    note('assignment.end', await within.endAssignment(client, at, post.id, until));
  }
  for (const { place, position, from, until } of begins) {
    const period = {
      ...(from === null ? {} : { from: new Date(from).toISOString() }),
      ...(until === null ? {} : { until: new Date(until).toISOString() }),
    };
    const assignment = { person: id, department: departmentOf(place), position, ...period };
    note('assignment.create', await within.assign(client, at, assignment));
  }
  return id;
}
