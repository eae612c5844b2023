import type { CustomerFact } from './customer-facts.ts';
import type { DepartmentTree } from './department-tree.ts';
import type { Assignment, AssignmentId, DepartmentId, Grant, Placement, RowScope, Rule } from './model.ts';

/**
 * Row scopes in the form that an index can answer. Each record carries a few *reach tokens* (whose it is, which
 * departments stand above it, whom it is shared with); each scope of a rule becomes a few tokens to look up. How
 * large a subtree is, or how much was shared, does not change how many tokens a reader has.
 */
export type Atom =
  | Readonly<{ kind: 'all' }>
  | Readonly<{ kind: 'owner'; id: AssignmentId }>
  | Readonly<{ kind: 'department'; id: DepartmentId }>
  | Readonly<{ kind: 'legal-entity'; id: DepartmentId }>
  | Readonly<{ kind: 'token'; token: ReachToken }>
  /** No row scope but what the record's customer decided; it narrows, and no index answers it. */
  | Readonly<{ kind: 'fact'; fact: CustomerFact }>;

/** A number below 2^53: the kind of reach in the upper bits, the id of department, assignment or grant in the lower 40. */
export type ReachToken = number;

/** Their order is what is stored: new kinds go to the end. */
export const REACH_KINDS = [
  'tree',
  'team',
  'share-assignment',
  'share-department',
  'share-tree',
  'grant',
] as const;
export type ReachKind = (typeof REACH_KINDS)[number];

const ID_SPACE = 2 ** 40;

export function reachToken(kind: ReachKind, id: number): ReachToken {
  return (REACH_KINDS.indexOf(kind) + 1) * ID_SPACE + id;
}

/** What the vault stores of a placement so that atoms can be looked up. */
export type Reach = Readonly<{
  owner: AssignmentId | null;
  department: DepartmentId | null;
  legalEntity: DepartmentId | null;
  tokens: readonly ReachToken[];
  facts: readonly CustomerFact[];
}>;

export function reachOf(placement: Placement, tree: DepartmentTree): Reach {
  const { owner, department, team, shares, facts = [] } = placement;
  const tokens = new Set<ReachToken>();
  const above = department === null ? [] : tree.selfAndAncestors(department);
  for (const id of above) tokens.add(reachToken('tree', id));
  for (const id of team) tokens.add(reachToken('team', id));
  for (const holder of shares) {
    if (holder.kind === 'assignment') tokens.add(reachToken('share-assignment', holder.id));
    else if (holder.kind === 'grant') tokens.add(reachToken('grant', holder.id));
    else tokens.add(reachToken(holder.tree ? 'share-tree' : 'share-department', holder.id));
  }
  return { owner, department, legalEntity: above.at(-1) ?? null, tokens: [...tokens], facts };
}

/** The atoms through which a rule reaches records for one assignment. A grant has one: the mark of its records. */
export function atomsOfRule(
  rule: Rule | Grant,
  assignment: Assignment,
  tree: DepartmentTree,
): readonly Atom[] {
  if (rule.scope === 'granted') return [{ kind: 'token', token: reachToken('grant', rule.grant) }];
  return atomsOf(rule.scope, assignment, tree);
}

/** The atoms that a scope means for one assignment; a record is in scope when any of them reaches it. */
export function atomsOf(scope: RowScope, assignment: Assignment, tree: DepartmentTree): readonly Atom[] {
  const { id, department } = assignment;
  switch (scope) {
    case 'all':
      return [{ kind: 'all' }];
    case 'own':
      return [{ kind: 'owner', id }];
    case 'department':
      return [{ kind: 'department', id: department }];
    case 'department-tree':
      return [treeAtom(department, tree)];
    case 'legal-entity': {
      const entity = tree.legalEntity(department);
      return entity === null ? [] : [{ kind: 'legal-entity', id: entity }];
    }
    case 'related-team':
      return [{ kind: 'token', token: reachToken('team', id) }];
    case 'shared':
      return [
        { kind: 'token', token: reachToken('share-assignment', id) },
        { kind: 'token', token: reachToken('share-department', department) },
        ...tree
          .selfAndAncestors(department)
          .map((above): Atom => ({ kind: 'token', token: reachToken('share-tree', above) })),
      ];
  }
}

/** A subtree that is a single department or a whole legal entity has a cheaper index of its own. */
function treeAtom(department: DepartmentId, tree: DepartmentTree): Atom {
  if (tree.legalEntity(department) === department) return { kind: 'legal-entity', id: department };
  if (!tree.hasChildren(department)) return { kind: 'department', id: department };
  return { kind: 'token', token: reachToken('tree', department) };
}

export function atomKey(atom: Atom): string {
  switch (atom.kind) {
    case 'all':
      return 'all';
    case 'token':
      return `token:${atom.token}`;
    case 'fact':
      return `fact:${atom.fact}`;
    default:
      return `${atom.kind}:${atom.id}`;
  }
}

export function atomReaches(atom: Atom, reach: Reach): boolean {
  switch (atom.kind) {
    case 'all':
      return true;
    case 'owner':
      return reach.owner === atom.id;
    case 'department':
      return reach.department === atom.id;
    case 'legal-entity':
      return reach.legalEntity === atom.id;
    case 'token':
      return reach.tokens.includes(atom.token);
    case 'fact':
      return reach.facts.includes(atom.fact);
  }
}

/** Whether every record that `inner` reaches is certainly reached by `outer` too. */
export function atomImplies(inner: Atom, outer: Atom, tree: DepartmentTree): boolean {
  if (outer.kind === 'all' || atomKey(inner) === atomKey(outer)) return true;
  const department = inner.kind === 'department' ? inner.id : treeRoot(inner);
  if (department === null) return false;
  if (outer.kind === 'legal-entity') return tree.legalEntity(department) === outer.id;
  const outerRoot = treeRoot(outer);
  return outerRoot !== null && tree.isWithin(department, outerRoot);
}

function treeRoot(atom: Atom): DepartmentId | null {
  if (atom.kind !== 'token') return null;
  const kind = REACH_KINDS[Math.floor(atom.token / ID_SPACE) - 1];
  return kind === 'tree' ? atom.token % ID_SPACE : null;
}
