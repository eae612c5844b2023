import type { OrganisationView } from '../../../src/contract/organisation.ts';

export type Department = OrganisationView['departments'][number];
export type Branch = Readonly<{ department: Department; depth: number }>;

/** The departments in the order of a tree drawn from its roots, each with how deep it lies. */
export function branchesOf(departments: readonly Department[]): Branch[] {
  const children = new Map<number | null, Department[]>();
  for (const department of departments) {
    const siblings = children.get(department.parent);
    if (siblings) siblings.push(department);
    else children.set(department.parent, [department]);
  }
  const walk = (parent: number | null, depth: number): Branch[] =>
    (children.get(parent) ?? []).flatMap((department) => [
      { department, depth },
      ...walk(department.id, depth + 1),
    ]);
  return walk(null, 0);
}

/** The department and all below it. */
export function treeOf(departments: readonly Department[], root: number): Set<number> {
  const found = new Set([root]);
  const branches = branchesOf(departments);
  for (const { department } of branches) {
    if (department.parent !== null && found.has(department.parent)) found.add(department.id);
  }
  return found;
}
