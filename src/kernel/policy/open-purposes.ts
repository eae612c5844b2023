import { departmentTree } from './department-tree.ts';
import { mayPursue } from './matching.ts';
import type { Context, Policy, Purpose } from './model.ts';

/** The purposes that a reader may choose from now. */
export function openPurposes(policy: Policy, context: Context): readonly Purpose[] {
  const tree = departmentTree(policy.departments);
  const { purposes: narrowedTo } = context.narrowing;
  return policy.purposes.filter(
    (purpose) =>
      (narrowedTo === undefined || narrowedTo.includes(purpose.code)) && mayPursue(purpose, context, tree),
  );
}
