import type { Level } from '../disclosure/level.ts';
import type { Plan } from './compile.ts';
import { isState } from './customer-facts.ts';
import type { DepartmentTree } from './department-tree.ts';
import type { Expression } from './expression.ts';
import { type Atom, atomImplies } from './scope.ts';

/**
 * The most that a plan discloses of a field in any record that could exist. Never less than what it discloses in
 * one that does; it may be more where prohibitions cover a scope only piece by piece.
 */
export function bestLevel(plan: Plan, field: string, tree: DepartmentTree): Level {
  return plan.fields.get(field)?.find(({ when }) => couldHold(when, tree))?.level ?? 0;
}

/**
 * Whether some record could meet the expression: one that nothing reaches, or one that is reached by a single atom
 * and by what that implies. A plan asks for one of several atoms and forbids others, so these are all there is to try.
 * Its customer has agreed to whatever is asked for, and nothing else is on record of them.
 */
function couldHold(expression: Expression, tree: DepartmentTree): boolean {
  return (
    holdsWhere(expression, agreed) ||
    atomsIn(expression).some((atom) =>
      holdsWhere(expression, (other) => agreed(other) || atomImplies(atom, other, tree)),
    )
  );
}

function agreed(atom: Atom): boolean {
  return atom.kind === 'fact' && !isState(atom.fact);
}

function atomsIn(expression: Expression): readonly Atom[] {
  switch (expression.kind) {
    case 'reached':
      return [expression.atom];
    case 'any':
    case 'every':
      return expression.of.flatMap(atomsIn);
    case 'not':
      return atomsIn(expression.of);
    default:
      return [];
  }
}

function holdsWhere(expression: Expression, isReached: (atom: Atom) => boolean): boolean {
  switch (expression.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'reached':
      return isReached(expression.atom);
    case 'any':
      return expression.of.some((part) => holdsWhere(part, isReached));
    case 'every':
      return expression.of.every((part) => holdsWhere(part, isReached));
    case 'not':
      return !holdsWhere(expression.of, isReached);
  }
}
