import { describe, expect, it } from 'vitest';
import { branchesOf, treeOf } from './department-tree.ts';

const department = (id: number, parent: number | null) => ({
  id,
  parent,
  code: `d${id}`,
  name: { zh: `部门${id}`, en: `Department ${id}` },
  closed: false,
});
const departments = [
  department(1, null),
  department(4, 2),
  department(2, 1),
  department(3, 1),
  department(5, null),
];

describe('the tree of departments', () => {
  it('WEB-2 departments stand below their parents, however the server orders them', () => {
    const drawn = branchesOf(departments).map(({ department: { id }, depth }) => [id, depth]);
    expect(drawn).toEqual([
      [1, 0],
      [2, 1],
      [4, 2],
      [3, 1],
      [5, 0],
    ]);
  });

  it('WEB-2 choosing a department chooses those below it', () => {
    expect(treeOf(departments, 2)).toEqual(new Set([2, 4]));
    expect(treeOf(departments, 5)).toEqual(new Set([5]));
  });
});
