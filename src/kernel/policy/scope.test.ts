import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { departmentTree } from './department-tree.ts';
import { type Assignment, type Placement, ROW_SCOPES } from './model.ts';
import { type Atom, atomImplies, atomReaches, atomsOf, REACH_KINDS, reachOf, reachToken } from './scope.ts';

/** 1 ─ 2 ─ 3 ─ 4, 1 ─ 5, and a second legal entity 8 ─ 9. */
const tree = departmentTree([
  { id: 1, parent: null },
  { id: 2, parent: 1 },
  { id: 3, parent: 2 },
  { id: 4, parent: 3 },
  { id: 5, parent: 1 },
  { id: 8, parent: null },
  { id: 9, parent: 8 },
]);
const assignment = (id: number, department: number): Assignment => ({
  id,
  person: 7,
  department,
  position: 'clerk',
  validity: {},
});
const placed = (department: number | null, more: Partial<Placement> = {}): Placement => ({
  owner: null,
  department,
  team: [],
  shares: [],
  ...more,
});

describe('reach tokens', () => {
  it('POL-12 never mean two things', () => {
    const tokens = REACH_KINDS.flatMap((kind) => [1, 2, 2 ** 31].map((id) => reachToken(kind, id)));
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(tokens.every(Number.isSafeInteger)).toBe(true);
  });

  it('say of a record which departments stand above it, who works on it and whom it is shared with', () => {
    const reach = reachOf(
      placed(3, {
        owner: 11,
        team: [12],
        shares: [
          { kind: 'assignment', id: 13 },
          { kind: 'department', id: 5, tree: false },
          { kind: 'department', id: 8, tree: true },
          { kind: 'grant', id: 4 },
        ],
      }),
      tree,
    );
    expect(reach).toEqual({
      owner: 11,
      department: 3,
      legalEntity: 1,
      facts: [],
      tokens: [
        reachToken('tree', 3),
        reachToken('tree', 2),
        reachToken('tree', 1),
        reachToken('team', 12),
        reachToken('share-assignment', 13),
        reachToken('share-department', 5),
        reachToken('share-tree', 8),
        reachToken('grant', 4),
      ],
    });
  });

  it('place a record of no department nowhere in the organisation', () => {
    expect(reachOf(placed(null), tree)).toEqual({
      owner: null,
      department: null,
      legalEntity: null,
      facts: [],
      tokens: [],
    });
  });
});

describe('the atoms of a scope', () => {
  it('are as few as an index can answer', () => {
    const at3 = assignment(11, 3);
    expect(atomsOf('all', at3, tree)).toEqual([{ kind: 'all' }]);
    expect(atomsOf('own', at3, tree)).toEqual([{ kind: 'owner', id: 11 }]);
    expect(atomsOf('department', at3, tree)).toEqual([{ kind: 'department', id: 3 }]);
    expect(atomsOf('legal-entity', at3, tree)).toEqual([{ kind: 'legal-entity', id: 1 }]);
    expect(atomsOf('department-tree', at3, tree)).toEqual([{ kind: 'token', token: reachToken('tree', 3) }]);
    expect(atomsOf('department-tree', assignment(11, 4), tree)).toEqual([{ kind: 'department', id: 4 }]);
    expect(atomsOf('department-tree', assignment(11, 1), tree)).toEqual([{ kind: 'legal-entity', id: 1 }]);
    expect(atomsOf('shared', at3, tree)).toHaveLength(5);
  });

  it('are none where the assignment has no legal entity', () => {
    expect(atomsOf('legal-entity', assignment(11, 77), tree)).toEqual([]);
  });
});

describe('implication between atoms', () => {
  const atoms: readonly Atom[] = ROW_SCOPES.flatMap((scope) =>
    [1, 2, 3, 4, 5, 8, 9].flatMap((department) => atomsOf(scope, assignment(department, department), tree)),
  );

  it('POL-13 an atom that implies another reaches nothing that the other does not', () => {
    const id = fc.constantFrom(1, 2, 3, 4, 5, 8, 9);
    const placement: fc.Arbitrary<Placement> = fc.record({
      owner: fc.option(id),
      department: fc.option(id),
      team: fc.array(id, { maxLength: 2 }),
      shares: fc.array(
        fc.oneof(
          fc.record({ kind: fc.constant('assignment' as const), id }),
          fc.record({ kind: fc.constant('grant' as const), id }),
          fc.record({ kind: fc.constant('department' as const), id, tree: fc.boolean() }),
        ),
        { maxLength: 2 },
      ),
    });
    fc.assert(
      fc.property(fc.constantFrom(...atoms), fc.constantFrom(...atoms), placement, (inner, outer, place) => {
        const reach = reachOf(place, tree);
        if (!atomImplies(inner, outer, tree) || !atomReaches(inner, reach)) return;
        expect(atomReaches(outer, reach)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('follows the tree upwards', () => {
    const department = (id: number): Atom => ({ kind: 'department', id });
    const subtree = (id: number): Atom => ({ kind: 'token', token: reachToken('tree', id) });
    expect(atomImplies(department(4), subtree(2), tree)).toBe(true);
    expect(atomImplies(subtree(3), subtree(2), tree)).toBe(true);
    expect(atomImplies(subtree(2), subtree(3), tree)).toBe(false);
    expect(atomImplies(department(4), { kind: 'legal-entity', id: 1 }, tree)).toBe(true);
    expect(atomImplies(department(9), { kind: 'legal-entity', id: 1 }, tree)).toBe(false);
    expect(atomImplies({ kind: 'owner', id: 4 }, department(4), tree)).toBe(false);
  });
});
