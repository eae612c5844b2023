import type { OrganisationView } from '../../contract/organisation.ts';
import { tidy } from '../../kernel/classify/half-width.ts';
import type { PersonId, PositionCode } from '../../kernel/policy/model.ts';
import type { Label } from '../../kernel/record-type.ts';
import { type Forest, growForest, type NewPlace, type Place } from './forest.ts';
import type { RosterLine, UnusableLine } from './lines.ts';

type Person = OrganisationView['people'][number];
type Post = Person['assignments'][number];

/** What a file changes of one person. Instants are milliseconds since the Unix epoch; null is at once, or without end. */
export type PersonPlan = Readonly<{
  /** Null for somebody new. */
  id: PersonId | null;
  login: string;
  name: string;
  nameBefore: string | null;
  begins: readonly Readonly<{
    place: Place;
    position: PositionCode;
    from: number | null;
    until: number | null;
  }>[];
  ends: readonly Readonly<{ post: Post; at: number | null }>[];
  prolonged: readonly Readonly<{ post: Post; until: number }>[];
  /** Whether nothing is left to them. */
  isEmptied: boolean;
}>;

export type RosterPlan = Readonly<{
  departments: readonly NewPlace[];
  /** Those for whom something changes. */
  people: readonly PersonPlan[];
  sameCount: number;
  unusable: readonly UnusableLine[];
  /** Open regular assignments before. */
  assignmentCount: number;
  endCount: number;
  emptiedCount: number;
  /** Whether so much ends that somebody must say that it is meant. */
  isHalted: boolean;
  forest: Forest;
}>;

/** More ends than this share of the assignments, or more people left without any, is asked about. */
const ENDS_SHARE_MAX = 0.2;
const EMPTIED_MAX = 10;

/** A row that can be used: whose, where, as what. */
type Wish = Readonly<{
  line: RosterLine;
  who: NonNullable<RosterLine['who']>;
  place: Place;
  position: PositionCode;
}>;

/**
 * What a file would do to the organisation, matched by login: the regular assignments of those it names become those
 * that it gives them. What it leaves empty it says nothing about, and a beginning in the past is no reason to rewrite
 * the past: an assignment then begins at once. Acting assignments are left alone, and nothing ends for somebody of
 * whom a row could not be used.
 *
 * @param complete whether who is not named loses all assignments
 * @param at milliseconds since the Unix epoch
 */
export function planRoster(
  read: readonly (RosterLine | UnusableLine)[],
  view: OrganisationView,
  { complete, at }: Readonly<{ complete: boolean; at: number }>,
): RosterPlan {
  const people = new Map(view.people.map((person) => [person.login, person]));
  const unusable = read.filter((line) => 'reason' in line);
  const { lines, refused } = usableLines(read, view, people);
  unusable.push(...refused);

  const forest = growForest(view.departments, lines);
  const wishes = new Map<string, Wish>();
  const repeated: UnusableLine[] = [];
  const usedPlaces = new Set<Place>();
  for (const line of lines) {
    const found = forest.placeOf(line);
    const login = line.who?.login ?? '';
    if ('reason' in found) {
      unusable.push({ line: line.line, login, reason: found.reason });
      continue;
    }
    usedPlaces.add(found.place);
    if (line.who === null) continue;
    const wish = { line, who: line.who, place: found.place, position: codeOf(view, line.who.position) };
    const key = JSON.stringify([login, wish.place, wish.position]);
    const twin = wishes.get(key);
    if (twin === undefined) wishes.set(key, wish);
    else repeated.push({ line: line.line, login, reason: sameAs(twin.line.line) });
  }
  const troubled = new Set(unusable.map(({ login }) => login));
  const plans = plansFor([...wishes.values()], people, troubled, at);
  const mentioned = new Set([...troubled, ...plans.map(({ login }) => login)]);
  if (complete) {
    for (const person of view.people) {
      if (!mentioned.has(person.login) && openPosts(person, at).length > 0)
        plans.push(withoutPosts(person, at));
    }
  }
  return summed(plans, [...unusable, ...repeated], view, forest, usedPlaces, at);
}

function summed(
  plans: readonly PersonPlan[],
  unusable: readonly UnusableLine[],
  view: OrganisationView,
  forest: Forest,
  usedPlaces: ReadonlySet<Place>,
  at: number,
): RosterPlan {
  const changed = plans.filter((plan) => doesAnything(plan));
  const assignmentCount = view.people.reduce((sum, person) => sum + openPosts(person, at).length, 0);
  const endCount = changed.reduce((sum, { ends }) => sum + ends.length, 0);
  const emptiedCount = changed.filter(({ isEmptied }) => isEmptied).length;
  return {
    departments: neededOf(forest.created(), usedPlaces),
    people: changed,
    sameCount: plans.length - changed.length,
    unusable: unusable.toSorted((one, other) => one.line - other.line),
    assignmentCount,
    endCount,
    emptiedCount,
    isHalted: endCount > assignmentCount * ENDS_SHARE_MAX || emptiedCount > EMPTIED_MAX,
    forest,
  };
}

/** Nobody comes in for an assignment that is over. */
function doesAnything({ nameBefore, begins, ends, prolonged }: PersonPlan): boolean {
  return nameBefore !== null || begins.length + ends.length + prolonged.length > 0;
}

/** Of the departments that the file names, those that stand in or above a row that can be used. */
function neededOf(created: readonly NewPlace[], used: ReadonlySet<Place>): readonly NewPlace[] {
  const needed = new Set(used);
  for (const { key, parent } of created.toReversed()) {
    if (needed.has(key) && parent !== null) needed.add(parent);
  }
  return created.filter(({ key }) => needed.has(key));
}

/** Rows that are at odds with the organisation, or with a row before them, are left out with the reason. */
function usableLines(
  read: readonly (RosterLine | UnusableLine)[],
  view: OrganisationView,
  people: ReadonlyMap<string, Person>,
): Readonly<{ lines: RosterLine[]; refused: UnusableLine[] }> {
  const [lines, refused]: [RosterLine[], UnusableLine[]] = [[], []];
  const firstOf = new Map<string, RosterLine>();
  for (const line of read) {
    if ('reason' in line) continue;
    const { who } = line;
    const reason =
      who === null ? null : (faultOf(who, view, people) ?? otherName(line, firstOf.get(who.login)));
    if (who !== null && !firstOf.has(who.login)) firstOf.set(who.login, line);
    if (reason === null) lines.push(line);
    else refused.push({ line: line.line, login: who?.login ?? '', reason });
  }
  return { lines, refused };
}

function faultOf(
  { login, position }: Wish['who'],
  view: OrganisationView,
  people: ReadonlyMap<string, Person>,
): Label | null {
  const person = people.get(login);
  if (person?.status === 'left') {
    return { zh: '此账号的员工已离职', en: 'The person with this login has left' };
  }
  if (person !== undefined && person.office !== null) {
    return { zh: '三员不能兼有任职', en: 'Who holds an office has no assignment' };
  }
  if (codeOf(view, position) === '') {
    const name = position.slice(0, 60);
    return {
      zh: `没有岗位“${name}”，请先新建岗位或改用已有的`,
      en: `There is no position “${name}”; add it first or use another`,
    };
  }
  return null;
}

function otherName(line: RosterLine, first: RosterLine | undefined): Label | null {
  if (first === undefined || first.who?.name === line.who?.name) return null;
  const at = first.line;
  return { zh: `同一账号在第 ${at} 行是另一个姓名`, en: `Row ${at} gives this login another name` };
}

function sameAs(line: number): Label {
  return { zh: `与第 ${line} 行相同`, en: `The same as row ${line}` };
}

/** A position by code or by its name in either language; an empty text where there is none. */
function codeOf({ positions }: OrganisationView, text: string): PositionCode {
  const key = tidy(text).toLowerCase();
  const found = positions.find(
    ({ code, name }) =>
      code === key || tidy(name.zh).toLowerCase() === key || tidy(name.en).toLowerCase() === key,
  );
  return found?.code ?? '';
}

/** Regular assignments that have not ended, those to come included. */
function openPosts({ assignments }: Person, at: number): readonly Post[] {
  return assignments.filter(
    ({ from, until, capacity }) =>
      capacity === 'regular' && (until === null || Date.parse(until) > Math.max(at, Date.parse(from))),
  );
}

function plansFor(
  wishes: readonly Wish[],
  people: ReadonlyMap<string, Person>,
  troubled: ReadonlySet<string>,
  at: number,
): PersonPlan[] {
  const byLogin = new Map<string, Wish[]>();
  for (const wish of wishes) {
    const known = byLogin.get(wish.who.login);
    if (known === undefined) byLogin.set(wish.who.login, [wish]);
    else known.push(wish);
  }
  return [...byLogin].map(([login, theirs]) =>
    planFor(theirs, people.get(login), { at, mayEnd: !troubled.has(login) }),
  );
}

function planFor(
  wishes: readonly Wish[],
  person: Person | undefined,
  { at, mayEnd }: Readonly<{ at: number; mayEnd: boolean }>,
): PersonPlan {
  const { login, name } = wishes[0]?.who ?? { login: '', name: '' };
  const open = person === undefined ? [] : openPosts(person, at);
  const begins: PersonPlan['begins'][number][] = [];
  const ends: PersonPlan['ends'][number][] = [];
  const prolonged: PersonPlan['prolonged'][number][] = [];
  const held = new Set<Post>();
  /** When those assignments begin that the file gives. */
  const starts: number[] = [];
  for (const { line, place, position } of wishes) {
    const posts = open.filter((each) => each.department === place && each.position === position);
    for (const each of posts) held.add(each);
    const [post] = posts;
    if (line.until !== null && line.until <= at) {
      ends.push(...posts.map((each) => ({ post: each, at: null })));
      continue;
    }
    starts.push(post === undefined ? (line.from ?? at) : Date.parse(post.from));
    if (post === undefined) {
      begins.push({
        place,
        position,
        from: line.from !== null && line.from > at ? line.from : null,
        until: line.until,
      });
    } else if (line.until !== null && line.until !== (post.until === null ? null : Date.parse(post.until))) {
      prolonged.push({ post, until: line.until });
    }
  }
  // What the file no longer gives ends when something else begins, at once if that has begun.
  const takeover = starts.length === 0 ? at : Math.min(...starts);
  for (const post of mayEnd ? open.filter((each) => !held.has(each)) : []) {
    const isOver = takeover > at && post.until !== null && Date.parse(post.until) <= takeover;
    if (!isOver) ends.push({ post, at: takeover > at ? takeover : null });
  }
  const nameBefore = person === undefined || person.name === name ? null : person.name;
  const isEmptied = ends.length > 0 && starts.length === 0 && ends.length === open.length;
  return { id: person?.id ?? null, login, name, nameBefore, begins, ends, prolonged, isEmptied };
}

function withoutPosts(person: Person, at: number): PersonPlan {
  const { id, login, name } = person;
  const ends = openPosts(person, at).map((post) => ({ post, at: null }));
  return { id, login, name, nameBefore: null, begins: [], ends, prolonged: [], isEmptied: true };
}
