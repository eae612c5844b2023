import type { Assignment, AssignmentId, PersonId, Validity } from '../../kernel/policy/model.ts';
import { DAY_MS } from './calendar.ts';
import { DEMO_DEPARTMENTS, DEMO_POSITIONS, type DemoDepartment, type DemoPosition } from './departments.ts';
import { staffName } from './names.ts';
import { createRandom, type Random } from './random.ts';
import { type DemoOffice, NAMED_STAFF, type Post, STAFFING } from './staffing.ts';

export type DemoPerson = Readonly<{
  id: PersonId;
  /** Pinyin, e.g. `li.na`; unique. */
  login: string;
  name: string;
  /** The name spelt for readers of English. */
  latin: string;
  email: string;
  /** `left` people keep their row, because the access log names them, but can't sign in. */
  status: 'active' | 'left';
  office: DemoOffice | null;
  /** Until when the data protection training is valid (ms), or null when it was never taken. */
  trainedUntil: number | null;
}>;

export type DemoAssignment = Assignment & Readonly<{ position: DemoPosition }>;

export type DemoCompany = Readonly<{
  departments: readonly DemoDepartment[];
  positions: typeof DEMO_POSITIONS;
  people: readonly DemoPerson[];
  assignments: readonly DemoAssignment[];
}>;

export const DEMO_SEED = 'fencun-demo-1';

/**
 * The demo company as it stands at an instant (ms): departments, people and assignments, with ids counted from 1.
 * Named staff, on whom the stories rest, come first, so that their ids never change.
 */
export function demoCompany(at: number, seed: string = DEMO_SEED): DemoCompany {
  const random = createRandom(seed).fork('company');
  const people: DemoPerson[] = [];
  const assignments: DemoAssignment[] = [];
  const logins = new Set(NAMED_STAFF.map(({ login }) => login));

  const assign = (person: PersonId, posts: readonly Post[]): void => {
    for (const { department, position, fromDay, untilDay } of posts) {
      const id: AssignmentId = assignments.length + 1;
      assignments.push({ id, person, department, position, validity: validity(at, fromDay, untilDay) });
    }
  };

  for (const { login, name, latin, office, left, untrained, posts } of NAMED_STAFF) {
    const id = people.length + 1;
    people.push({
      id,
      login,
      name,
      latin,
      email: `${login}@fencun.example.com`,
      status: left === true ? 'left' : 'active',
      office: office ?? null,
      trainedUntil: untrained === true ? null : trainedUntil(at, random),
    });
    assign(id, posts);
  }

  for (const { department, position, people: headcount, untilDay } of STAFFING) {
    for (let index = 0; index < headcount; index += 1) {
      const id = people.length + 1;
      const { name, latin, login } = staffName(random, random.chance(520) ? 'female' : 'male');
      const unique = uniqueLogin(login, logins);
      people.push({
        id,
        login: unique,
        name,
        latin,
        email: `${unique}@fencun.example.com`,
        status: 'active',
        office: null,
        // A few have let their training lapse, as a few always have.
        trainedUntil: random.chance(60) ? at - random.between(5, 90) * DAY_MS : trainedUntil(at, random),
      });
      const fromDay = -random.between(60, 2400);
      assign(id, [{ department, position, fromDay, ...(untilDay === undefined ? {} : { untilDay }) }]);
    }
  }
  return { departments: DEMO_DEPARTMENTS, positions: DEMO_POSITIONS, people, assignments };
}

/** Days from `at`; negative ones lie in the past. */
function validity(at: number, fromDay: number, untilDay: number | undefined): Validity {
  const from = at + fromDay * DAY_MS;
  return untilDay === undefined ? { from } : { from, until: at + untilDay * DAY_MS };
}

function trainedUntil(at: number, random: Random): number {
  return at + random.between(30, 360) * DAY_MS;
}

function uniqueLogin(login: string, taken: Set<string>): string {
  let unique = login;
  for (let number = 2; taken.has(unique); number += 1) unique = `${login}${number}`;
  taken.add(unique);
  return unique;
}

/** Whether an assignment carries authority at an instant (ms). */
export function isInForce(assignment: Assignment, at: number): boolean {
  const { from, until } = assignment.validity;
  return (from === undefined || from <= at) && (until === undefined || at < until);
}
