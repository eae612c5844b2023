import type pg from 'pg';
import type {
  DepartmentChange,
  NewAssignment,
  NewDepartment,
  NewPerson,
  NewPosition,
  OrganisationView,
  PersonChange,
  Training,
  Transfer,
} from '../../contract/organisation.ts';
import { Problem } from '../../contract/problem.ts';
import { OFFICES, type Office } from '../../contract/session.ts';
import type { AssignmentId, DepartmentId, PersonId } from '../../kernel/policy/model.ts';
import type { Label } from '../../kernel/record-type.ts';
import { transaction } from '../../platform/database/transaction.ts';
import {
  type Act,
  type AdministrationParts,
  createAdministration,
  type Deed,
  type Outcome,
  recordOf,
} from '../administration.ts';
import { endAll, endAssignment, insertAssignment, transferPerson } from './assignments.ts';
import {
  changeDepartment,
  type DepartmentMoved,
  insertDepartment,
  insertMissingPositions,
  insertPosition,
} from './departments.ts';
import {
  appoint,
  changePerson,
  type EndCredentials,
  insertOffice,
  insertPerson,
  recordTraining,
} from './people.ts';
import { loadMembers, loadNames, loadView, type Member, type Names } from './read.ts';
import { withRefusals } from './refusals.ts';
import { loadPositionNames, loadWhereabouts, type Whereabouts } from './whereabouts.ts';

/** Within the transaction of another slice, which sees to the right and the record. */
export { endAssignment, insertAssignment } from './assignments.ts';
export type { DepartmentMoved } from './departments.ts';
export { bringBack, changeLogin, changePerson, type EndCredentials, insertPerson } from './people.ts';
export type { Member, Names } from './read.ts';
export { withRefusals } from './refusals.ts';

export type OrganisationParts = AdministrationParts &
  Readonly<{
    /** Without it departments can't be moved. */
    departmentMoved?: DepartmentMoved;
    endCredentials: EndCredentials;
  }>;

/**
 * The same acts as parts of a larger one: within its transaction, its turn and its office, and under records that it
 * appends from the facts of each.
 */
export type OrganisationWithin = Readonly<{
  view(client: pg.PoolClient): Promise<OrganisationView>;
  createDepartment(
    client: pg.PoolClient,
    at: number,
    department: NewDepartment,
  ): Promise<Outcome<DepartmentId>>;
  createPerson(client: pg.PoolClient, at: number, person: NewPerson): Promise<Outcome<PersonId>>;
  rename(client: pg.PoolClient, at: number, id: PersonId, name: string): Promise<Outcome<void>>;
  assign(client: pg.PoolClient, at: number, assignment: NewAssignment): Promise<Outcome<AssignmentId>>;
  endAssignment(client: pg.PoolClient, at: number, id: AssignmentId, endsAt: number): Promise<Outcome<void>>;
  /** What the database's constraints refuse, in words. */
  withRefusals<T>(work: () => Promise<T>): Promise<T>;
}>;

/** The first officers of an installation, one for each office. */
export type Founder = Readonly<{ office: Office; login: string; name: string }>;

/** Where the founding is done: there is nobody yet who could be signed in. */
export type Founding = Readonly<{
  founders: readonly Founder[];
  door: Act['door'];
  network: Act['network'];
  /** Whatever else must come into being with the officers, such as their first passwords. */
  alsoWithin: (client: pg.PoolClient, officers: ReadonlyMap<Office, PersonId>, at: number) => Promise<void>;
}>;

export type Organisation = Readonly<{
  /** For holders of an office. */
  view(act: Act): Promise<OrganisationView>;
  names(people: readonly PersonId[], assignments: readonly AssignmentId[]): Promise<Names>;
  /** Whose a record is and which department's, in words, as of an instant. */
  /** What each position is called, by its code. */
  positionNames(): Promise<ReadonlyMap<string, Label>>;
  whereabouts(owner: AssignmentId | null, department: DepartmentId | null, at: number): Promise<Whereabouts>;
  members(): Promise<readonly Member[]>;
  createDepartment(act: Act, department: NewDepartment): Promise<DepartmentId>;
  changeDepartment(act: Act, id: DepartmentId, change: DepartmentChange): Promise<void>;
  createPosition(act: Act, position: NewPosition): Promise<void>;
  /** Those of several positions that there are not yet, in one act. */
  createMissingPositions(act: Act, positions: readonly NewPosition[]): Promise<void>;
  createPerson(act: Act, person: NewPerson): Promise<PersonId>;
  changePerson(act: Act, id: PersonId, change: PersonChange): Promise<void>;
  /** Notes until when the training of several people is valid, in one act. */
  recordTraining(act: Act, training: Training): Promise<void>;
  /** The security administrator gives and takes offices, though never their own. */
  appoint(act: Act, id: PersonId, office: Office | null): Promise<void>;
  assign(act: Act, assignment: NewAssignment): Promise<AssignmentId>;
  /** @param endsAt milliseconds since the Unix epoch; now when left out */
  endAssignment(act: Act, id: AssignmentId, endsAt?: number): Promise<void>;
  transfer(act: Act, transfer: Transfer): Promise<AssignmentId>;
  /** Ends all that a person holds at a later instant. @param endsAt milliseconds since the Unix epoch */
  endAllAssignments(act: Act, person: PersonId, endsAt: number): Promise<void>;
  /** @throws Problem `already-exists` when there is anybody already */
  found(founding: Founding): Promise<ReadonlyMap<Office, PersonId>>;
  within: OrganisationWithin;
}>;

const deed = (action: string, office: Office = 'system-administrator'): Deed => ({
  action,
  offices: [office],
});

export function createOrganisation(parts: OrganisationParts): Organisation {
  const { database, departmentMoved, endCredentials } = parts;
  const pool = database.pool('application');
  const administration = createAdministration(parts);

  function perform<T>(
    act: Act,
    what: Deed,
    work: (client: pg.PoolClient, at: number) => Promise<Outcome<T>>,
  ): Promise<T> {
    return withRefusals(() => administration.perform(act, what, work));
  }

  return {
    async view(act) {
      await administration.confirm(act, OFFICES);
      return loadView(pool);
    },
    names: (people, assignments) => loadNames(pool, people, assignments),
    positionNames: () => loadPositionNames(pool),
    whereabouts: (owner, department, at) => loadWhereabouts(pool, owner, department, at),
    members: () => loadMembers(pool),
    createDepartment: (act, department) =>
      perform(act, deed('department.create'), (client, at) => insertDepartment(client, at, department)),
    changeDepartment: (act, id, change) =>
      perform(act, deed('department.change'), (client, at) =>
        changeDepartment(client, id, change, departmentMoved, at),
      ),
    createPosition: (act, position) =>
      perform(act, deed('position.create'), (client) => insertPosition(client, position)),
    createMissingPositions: (act, positions) =>
      perform(act, deed('position.create'), (client) => insertMissingPositions(client, positions)),
    createPerson: (act, person) =>
      perform(act, deed('person.create'), (client, at) => insertPerson(client, at, person)),
    changePerson: (act, id, change) =>
      perform(act, deed('person.change'), (client, at) =>
        changePerson(client, at, id, change, endCredentials),
      ),
    recordTraining: (act, training) =>
      perform(act, deed('training.record'), (client) => recordTraining(client, training)),
    appoint: (act, id, office) =>
      perform(act, deed('office.appoint', 'security-administrator'), (client, at) =>
        appoint(client, at, id, office, act.caller.person.id, endCredentials),
      ),
    assign: (act, assignment) =>
      perform(act, deed('assignment.create'), (client, at) => insertAssignment(client, at, assignment)),
    endAssignment: (act, id, endsAt) =>
      perform(act, deed('assignment.end'), (client, at) => endAssignment(client, at, id, endsAt ?? at)),
    transfer: (act, transfer) =>
      perform(act, deed('assignment.transfer'), (client, at) => transferPerson(client, at, transfer)),
    endAllAssignments: (act, person, endsAt) =>
      perform(act, deed('assignment.end-all'), (client, at) => endAll(client, at, person, endsAt)),
    found: (founding) => withRefusals(() => found(parts, founding)),
    within: {
      view: loadView,
      createDepartment: insertDepartment,
      createPerson: insertPerson,
      rename: (client, at, id, name) => changePerson(client, at, id, { name }, endCredentials),
      assign: insertAssignment,
      endAssignment,
      withRefusals,
    },
  };
}

async function found(
  { database, clock, newId, appendWithin }: OrganisationParts,
  { founders, door, network, alsoWithin }: Founding,
): Promise<ReadonlyMap<Office, PersonId>> {
  if (OFFICES.some((office) => founders.filter((founder) => founder.office === office).length !== 1)) {
    throw new Error('each office needs exactly one founder');
  }
  return transaction(database.pool('application'), async (client) => {
    await client.query('LOCK TABLE fencun.person IN SHARE ROW EXCLUSIVE MODE');
    const { rows } = await client.query('SELECT FROM fencun.person LIMIT 1');
    if (rows.length > 0) {
      throw new Problem('already-exists', {
        'detail.zh': '系统已初始化。',
        'detail.en': 'It is already set up.',
      });
    }
    const at = clock();
    const officers = new Map<Office, PersonId>();
    for (const { office, login, name } of founders) {
      const { answer: id, facts } = await insertPerson(client, at, { login, name });
      await insertOffice(client, at, id, office);
      officers.set(office, id);
      const who = { caller: null, door, network, request: null };
      const action = 'office.found';
      const outcome = 'released';
      const record = {
        id: newId(),
        at,
        kind: 'administration' as const,
        outcome: outcome as 'released',
        action,
      };
      await appendWithin(client, [recordOf(who, { ...record, facts: { ...facts, office } })]);
    }
    await alsoWithin(client, officers, at);
    return officers;
  });
}
