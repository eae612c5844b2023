import type { OrganisationView } from '../../contract/organisation.ts';
import { tidy } from '../../kernel/classify/half-width.ts';
import type { DepartmentId } from '../../kernel/policy/model.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { RosterLine } from './lines.ts';

/** A department that exists, by its id, or one that the file brings, by its path. */
export type Place = DepartmentId | string;

export type NewPlace = Readonly<{ key: string; parent: Place | null; name: string }>;

/** The departments of a company together with those that a file names. */
export type Forest = Readonly<{
  /** @returns a reason where the row's department cannot be told or must not be used */
  placeOf(line: RosterLine): Readonly<{ place: Place }> | Readonly<{ reason: Label }>;
  /** Those that the file brings, parents first. */
  created(): readonly NewPlace[];
  /** Names from the root down. */
  pathOf(place: Place): readonly Label[];
}>;

type Node = {
  readonly place: Place;
  readonly parent: Place | null;
  readonly name: Label;
  readonly keys: ReadonlySet<string>;
  readonly code: string | null;
  readonly isClosed: boolean;
};

const SEPARATOR = /[/\\>|→]/u;
const NAME_CHARACTERS_MAX = 200;
const DEPTH_MAX = 30;

/**
 * Departments are found by path from a root, by a path that begins at a name that only one department has, by such a
 * name alone, or by code. What is not found is created below what is. Longer paths are read first, so that a bare
 * name may stand above the row that says where it belongs.
 */
export function growForest(
  departments: OrganisationView['departments'],
  lines: readonly RosterLine[],
): Forest {
  const nodes = new Map<Place, Node>();
  const below = new Map<Place | null, Node[]>();
  const named = new Map<string, Node[]>();
  const created: NewPlace[] = [];

  function add(node: Node): void {
    nodes.set(node.place, node);
    push(below, node.parent, node);
    for (const key of node.keys) push(named, key, node);
  }
  for (const { id, parent, code, name, closed } of departments) {
    const keys = new Set([keyOf(name.zh), keyOf(name.en)]);
    add({ place: id, parent, name, keys, code: code.toLowerCase(), isClosed: closed });
  }

  function grow(parent: Place | null, name: string): Node {
    const key = [...(parent === null ? [] : pathOf(parent).map(({ zh }) => zh)), name].join('\n');
    const label = { zh: name, en: name };
    const node = {
      place: key,
      parent,
      name: label,
      keys: new Set([keyOf(name)]),
      code: null,
      isClosed: false,
    };
    add(node);
    created.push({ key, parent, name });
    return node;
  }

  function above({ parent }: Node): Node | undefined {
    return parent === null ? undefined : nodes.get(parent);
  }

  function pathOf(place: Place): readonly Label[] {
    const names: Label[] = [];
    for (let at: Place | null = place; at !== null; at = nodes.get(at)?.parent ?? null) {
      names.unshift(nodes.get(at)?.name ?? { zh: '', en: '' });
    }
    return names;
  }

  function find(path: readonly string[]): Node | Label {
    const [first = '', ...rest] = path;
    const start = rootOf(first);
    if ('zh' in start) return start;
    let node = start;
    for (const name of rest) {
      const children = below.get(node.place) ?? [];
      node = children.find(({ keys }) => keys.has(keyOf(name))) ?? grow(node.place, name);
    }
    return node;
  }

  function rootOf(name: string): Node | Label {
    const key = keyOf(name);
    const roots = (below.get(null) ?? []).filter(({ keys }) => keys.has(key));
    const anywhere = named.get(key) ?? [];
    const [found] = roots.length > 0 ? roots : anywhere;
    if (roots.length === 0 && anywhere.length > 1) {
      return {
        zh: `有多个部门叫“${name}”，请写出完整路径`,
        en: `Several departments are called “${name}”; write the whole path`,
      };
    }
    const coded = [...nodes.values()].find(({ code }) => code === name.toLowerCase());
    return found ?? coded ?? grow(null, name);
  }

  const parents = parentsIn(lines);
  const paths = lines.map((line) => pathIn(line, parents));
  const places = new Map<RosterLine, Node | Label>();
  const order = lines.map((line, index) => ({ line, path: paths[index] ?? [] }));
  for (const { line, path } of order.toSorted((one, other) => lengthOf(other.path) - lengthOf(one.path))) {
    places.set(line, 'zh' in path ? path : find(path));
  }

  return {
    placeOf(line) {
      const found = places.get(line);
      if (found === undefined) throw new Error('a line of another file');
      if ('zh' in found) return { reason: found };
      for (let node: Node | undefined = found; node !== undefined; node = above(node)) {
        if (!node.isClosed) continue;
        const { name } = node;
        return { reason: { zh: `部门“${name.zh}”已关闭`, en: `The department “${name.en}” is closed` } };
      }
      return { place: found.place };
    },
    created: () => created,
    pathOf,
  };
}

function lengthOf(path: readonly string[] | Label): number {
  return 'zh' in path ? 0 : path.length;
}

function keyOf(name: string): string {
  return tidy(name).toLowerCase();
}

function push<K>(map: Map<K, Node[]>, key: K, node: Node): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [node]);
  else known.push(node);
}

function segmentsOf(text: string): readonly string[] {
  return text
    .split(SEPARATOR)
    .map(tidy)
    .filter((name) => name !== '');
}

/** Which parents the file itself gives a department of one name. */
function parentsIn(lines: readonly RosterLine[]): ReadonlyMap<string, ReadonlySet<string>> {
  const parents = new Map<string, Set<string>>();
  for (const { department, parent } of lines) {
    if (parent === '' || SEPARATOR.test(department)) continue;
    const known = parents.get(keyOf(department));
    if (known === undefined) parents.set(keyOf(department), new Set([parent]));
    else known.add(parent);
  }
  return parents;
}

/** The path of a row's department as far as the file tells it, or why it tells none. */
function pathIn(
  { department, parent }: RosterLine,
  parents: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] | Label {
  let path = segmentsOf(department);
  let above = parent;
  while (above !== '') {
    const upper = segmentsOf(above);
    path = [...upper, ...path];
    const further: readonly string[] = upper.length > 1 ? [] : [...(parents.get(keyOf(above)) ?? [])];
    if (further.length > 1) {
      return {
        zh: `“${above}”在文件中有多个上级，请写出完整路径`,
        en: `“${above}” has several parents in the file; write the whole path`,
      };
    }
    if (path.length > DEPTH_MAX) {
      return {
        zh: `“${above}”的上级部门互相循环，或层级过深`,
        en: `The parents of “${above}” go round in a circle, or too deep`,
      };
    }
    above = further[0] ?? '';
  }
  if (path.length === 0) return { zh: '没有部门', en: 'The department is missing' };
  if (path.some((name) => name.length > NAME_CHARACTERS_MAX)) {
    return { zh: '部门名称过长', en: 'The department is too long' };
  }
  return path;
}
