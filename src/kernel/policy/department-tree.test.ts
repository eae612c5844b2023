import { describe, expect, it } from 'vitest';
import { departmentTree } from './department-tree.ts';

/** 1 ─ 2 ─ 3, 1 ─ 4, and a second legal entity 9. */
const departments = [
  { id: 1, parent: null },
  { id: 2, parent: 1 },
  { id: 3, parent: 2 },
  { id: 4, parent: 1 },
  { id: 9, parent: null },
];

describe('the department tree', () => {
  const tree = departmentTree(departments);

  it('names a department and all above it, up to its legal entity', () => {
    expect(tree.selfAndAncestors(3)).toEqual([3, 2, 1]);
    expect(tree.selfAndAncestors(9)).toEqual([9]);
    expect(tree.legalEntity(3)).toBe(1);
    expect(tree.legalEntity(9)).toBe(9);
  });

  it('knows what stands below what, a department being below itself', () => {
    expect(tree.isWithin(3, 1)).toBe(true);
    expect(tree.isWithin(3, 3)).toBe(true);
    expect(tree.isWithin(1, 3)).toBe(false);
    expect(tree.isWithin(4, 2)).toBe(false);
    expect(tree.hasChildren(2)).toBe(true);
    expect(tree.hasChildren(3)).toBe(false);
  });

  it('gives unknown departments no place at all', () => {
    expect(tree.selfAndAncestors(77)).toEqual([]);
    expect(tree.legalEntity(77)).toBeNull();
    expect(tree.isWithin(77, 77)).toBe(false);
  });

  it('POL-10 refuses an organisation that is no forest', () => {
    expect(() => departmentTree([{ id: 1, parent: 1 }])).toThrow('below itself');
    expect(() =>
      departmentTree([
        { id: 1, parent: 2 },
        { id: 2, parent: 1 },
      ]),
    ).toThrow('below itself');
    expect(() => departmentTree([{ id: 1, parent: 5 }])).toThrow('does not exist');
  });

  it('is planted once for a list', () => {
    expect(departmentTree(departments)).toBe(tree);
  });
});
