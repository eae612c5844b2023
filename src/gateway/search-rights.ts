import { Problem } from '../contract/problem.ts';
import type { Branch, Plan } from '../kernel/policy/compile.ts';
import { departmentTree } from '../kernel/policy/department-tree.ts';
import { any, demands, type Expression, every } from '../kernel/policy/expression.ts';
import type { Policy } from '../kernel/policy/model.ts';
import { atomImplies } from '../kernel/policy/scope.ts';
import { type Field, fieldOf, type RecordType } from '../kernel/record-type.ts';

/**
 * The right to use a field as a key (`find`) or to count by it (`aggregate`). It may reach fewer records than the
 * right to see: records beyond it are left out of the answer whole, whether they match or not, so that neither
 * rows nor totals nor order say anything of them.
 */
export type KeyRight = Readonly<{ field: Field; where: Expression }>;

/**
 * @throws Problem `unknown-field` where the reader may not know that the field exists, `field-not-findable` or
 *   `field-not-aggregatable` where they may
 */
export function keyRight(type: RecordType, name: string, see: Plan, right: Plan): KeyRight {
  const field = fieldOf(type, name);
  const known = (see.fields.get(name)?.length ?? 0) > 0;
  const cases = right.fields.get(name) ?? [];
  if (field === undefined || (cases.length === 0 && !known))
    throw new Problem('unknown-field', { field: name });
  if (cases.length === 0 || field.derived !== undefined) {
    throw new Problem(right.action === 'find' ? 'field-not-findable' : 'field-not-aggregatable', {
      field: name,
    });
  }
  return { field, where: every([right.rowFilter, any(cases.map(({ when }) => when))]) };
}

/** Whether some record that the reader sees may lie outside the key right. Errs on the side of saying so. */
export function narrows({ where }: KeyRight, see: Plan, policy: Policy): boolean {
  const tree = departmentTree(policy.departments);
  const covers = (branch: Branch, expression: Expression): boolean => {
    if (demands(branch.where, expression)) return true;
    switch (expression.kind) {
      case 'true':
        return true;
      case 'reached':
        return atomImplies(branch.atom, expression.atom, tree);
      case 'any':
        return expression.of.some((part) => covers(branch, part));
      case 'every':
        return expression.of.every((part) => covers(branch, part));
      default:
        return false;
    }
  };
  return !see.branches.every((branch) => covers(branch, where));
}
