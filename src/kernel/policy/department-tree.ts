import type { Department, DepartmentId } from './model.ts';

/** Questions about the forest of departments, answered from a map of parents. */
export type DepartmentTree = Readonly<{
  /** The department itself first, then its parent, up to its legal entity. Unknown ids have no ancestors. */
  selfAndAncestors(id: DepartmentId): readonly DepartmentId[];
  /** The root of the department's tree, or null for an unknown id. */
  legalEntity(id: DepartmentId): DepartmentId | null;
  /** Whether `id` is `ancestor` or stands below it. */
  isWithin(id: DepartmentId, ancestor: DepartmentId): boolean;
  hasChildren(id: DepartmentId): boolean;
}>;

const trees = new WeakMap<readonly Department[], DepartmentTree>();

/**
 * Made once per list of departments, which must not be changed afterwards. Throws on a cycle or a missing parent:
 * an organisation that is not a forest must never be stored.
 */
export function departmentTree(departments: readonly Department[]): DepartmentTree {
  const known = trees.get(departments);
  if (known !== undefined) return known;
  const tree = plantTree(departments);
  trees.set(departments, tree);
  return tree;
}

function plantTree(departments: readonly Department[]): DepartmentTree {
  const parents = new Map(departments.map(({ id, parent }) => [id, parent]));
  const withChildren = new Set(departments.flatMap(({ parent }) => (parent === null ? [] : [parent])));
  const paths = new Map<DepartmentId, readonly DepartmentId[]>();
  for (const { id } of departments) paths.set(id, pathUp(id, parents));

  const selfAndAncestors = (id: DepartmentId) => paths.get(id) ?? [];
  return {
    selfAndAncestors,
    legalEntity: (id) => selfAndAncestors(id).at(-1) ?? null,
    isWithin: (id, ancestor) => selfAndAncestors(id).includes(ancestor),
    hasChildren: (id) => withChildren.has(id),
  };
}

function pathUp(
  start: DepartmentId,
  parents: ReadonlyMap<DepartmentId, DepartmentId | null>,
): readonly DepartmentId[] {
  const path: DepartmentId[] = [];
  for (let id: DepartmentId | null = start; id !== null; ) {
    const parent = parents.get(id);
    if (parent === undefined) throw new Error(`department ${id} is named as a parent but does not exist`);
    if (path.includes(id)) throw new Error(`department ${start} stands below itself`);
    path.push(id);
    id = parent;
  }
  return path;
}
