import type { ProvisioningMapping, UnplacedReason } from '../../contract/provisioning.ts';
import type { DepartmentId } from '../../kernel/policy/model.ts';
import type { Label } from '../../kernel/record-type.ts';

/** What the words of the source mean in this company: which assignments somebody is to hold. Pure. */

export type CompanyWords = Readonly<{
  departments: readonly Readonly<{
    id: DepartmentId;
    parent: DepartmentId | null;
    code: string;
    name: Label;
    closed: boolean;
  }>[];
  positions: readonly Readonly<{ code: string; name: Label }>[];
  mapping: ProvisioningMapping;
}>;

export type Post = Readonly<{ department: DepartmentId; position: string }>;

/** What a group stands for; nothing where nobody knows. */
export type GroupMeaning = Readonly<{ department: DepartmentId | null; position: string | null }>;

export type Source = Readonly<{
  department: string | null;
  title: string | null;
  /** Of the groups that the person is in. */
  groups: readonly GroupMeaning[];
}>;

export type Placement = Readonly<{ posts: readonly Post[]; reason: UnplacedReason | null }>;

export type Dictionary = Readonly<{
  departmentOf(words: string): DepartmentId | null;
  positionOf(words: string): string | null;
  meaningOf(group: string): GroupMeaning;
}>;

/** A name in any case, width and spacing. */
export const plain = (words: string): string =>
  words.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

export function dictionaryOf({ departments, positions, mapping }: CompanyWords): Dictionary {
  const open = departments.filter(({ closed }) => !closed);
  const isOpen = new Set(open.map(({ id }) => id));
  const byId = new Map(departments.map((department) => [department.id, department]));
  const mapped = new Map(mapping.departments.map(({ source, department }) => [plain(source), department]));
  const mappedPositions = new Map(mapping.positions.map(({ source, position }) => [plain(source), position]));
  const mappedGroups = new Map(mapping.groups.map((group) => [plain(group.source), group]));
  const byCode = new Map(open.map(({ id, code }) => [plain(code), id]));
  const byPath = pathsOf(open, byId);
  const positionCodes = new Map(positions.map(({ code }) => [plain(code), code]));
  const positionNames = unambiguous(
    positions.flatMap(({ code, name }) => [name.zh, name.en].map((each) => [plain(each), code] as const)),
  );

  const departmentOf = (words: string): DepartmentId | null => {
    const wanted = plain(words);
    const named = mapped.get(wanted);
    if (named !== undefined) return isOpen.has(named) ? named : null;
    return byCode.get(wanted) ?? byPath.get(pathKey(wanted)) ?? null;
  };
  const positionOf = (words: string): string | null => {
    const wanted = plain(words);
    const named = mappedPositions.get(wanted) ?? positionCodes.get(wanted) ?? positionNames.get(wanted);
    return named !== undefined && positionCodes.has(plain(named)) ? named : null;
  };
  return {
    departmentOf,
    positionOf,
    meaningOf(group) {
      const known = mappedGroups.get(plain(group));
      if (known !== undefined) {
        const { department, position } = known;
        return {
          department: department !== null && isOpen.has(department) ? department : null,
          position: position === null ? null : positionOf(position),
        };
      }
      const position = positionOf(group);
      const department = departmentOf(group);
      // A name that is both would give one of them by accident.
      if (position !== null && department !== null) return { department: null, position: null };
      return { department, position };
    },
  };
}

const pathKey = (path: string): string =>
  path
    .split(/\s*[/\\>›|]\s*/)
    .filter((part) => part !== '')
    .join('/');

/** Every department by its name and by every path of names that ends in it, where only one answers to that. */
function pathsOf(
  open: CompanyWords['departments'],
  byId: ReadonlyMap<DepartmentId, CompanyWords['departments'][number]>,
): ReadonlyMap<string, DepartmentId> {
  const entries = open.flatMap((department) =>
    (['zh', 'en'] as const).flatMap((language) => {
      const paths: (readonly [string, DepartmentId])[] = [];
      let path = '';
      let at: CompanyWords['departments'][number] | undefined = department;
      while (at !== undefined) {
        path = path === '' ? plain(at.name[language]) : `${plain(at.name[language])}/${path}`;
        paths.push([pathKey(path), department.id]);
        at = at.parent === null ? undefined : byId.get(at.parent);
      }
      return paths;
    }),
  );
  return unambiguous(entries);
}

function unambiguous<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  const found = new Map<string, T | null>();
  for (const [name, value] of entries) {
    const before = found.get(name);
    found.set(name, before === undefined || before === value ? value : null);
  }
  return new Map([...found].flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

/**
 * A group that names both gives exactly that post. Otherwise departments come from groups, or from the department of
 * the person; positions from groups, or from the title. Several of both would be every combination, which nobody said:
 * then there is none.
 */
export function placementOf(source: Source, dictionary: Dictionary): Placement {
  const exact = source.groups.flatMap(({ department, position }) =>
    department !== null && position !== null ? [{ department, position }] : [],
  );
  const halves = source.groups.filter(
    ({ department, position }) => (department === null) !== (position === null),
  );
  const fromGroups = {
    departments: unique(halves.flatMap(({ department }) => department ?? [])),
    positions: unique(halves.flatMap(({ position }) => position ?? [])),
  };
  const department = source.department === null ? null : dictionary.departmentOf(source.department);
  const position = source.title === null ? null : dictionary.positionOf(source.title);
  const departments = fromGroups.departments.length > 0 ? fromGroups.departments : listOf(department);
  const positions = fromGroups.positions.length > 0 ? fromGroups.positions : listOf(position);
  const isAmbiguous = departments.length > 1 && positions.length > 1;
  const combined = isAmbiguous
    ? []
    : departments.flatMap((each) => positions.map((post) => ({ department: each, position: post })));
  const posts = [...exact, ...combined].filter(
    (post, index, all) =>
      all.findIndex((other) => other.department === post.department && other.position === post.position) ===
      index,
  );
  if (posts.length > 0) return { posts, reason: null };
  return { posts, reason: isAmbiguous ? 'ambiguous' : missing(source, departments.length > 0) };
}

function missing({ department, title }: Source, hasDepartment: boolean): UnplacedReason {
  if (!hasDepartment) return department === null ? 'no-department' : 'unknown-department';
  return title === null ? 'no-position' : 'unknown-position';
}

const listOf = <T>(value: T | null): readonly T[] => (value === null ? [] : [value]);
const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
