import type { RuleBody } from '../../../src/contract/policy.ts';

/** Whom a rule or purpose names, while it is edited. */
export type WhoDraft = Readonly<{
  anyone: boolean;
  positions: readonly string[];
  departments: readonly number[];
  /** Whether the departments below those named belong to them. */
  below: boolean;
  assignments: readonly number[];
}>;

export const NOBODY: WhoDraft = {
  anyone: false,
  positions: [],
  departments: [],
  below: true,
  assignments: [],
};

export function whoDraftOf({ anyone, positions, departments, assignments }: RuleBody['who']): WhoDraft {
  return {
    anyone: anyone ?? false,
    positions: positions ?? [],
    departments: departments?.map(({ id }) => id) ?? [],
    below: departments?.every(({ tree }) => tree) ?? true,
    assignments: assignments ?? [],
  };
}

/** Null where nobody is named. Where people are named, `anyone` would say nothing. */
export function whoOf({
  anyone,
  positions,
  departments,
  below,
  assignments,
}: WhoDraft): RuleBody['who'] | null {
  const named = {
    ...(positions.length === 0 ? {} : { positions: [...positions] }),
    ...(departments.length === 0 ? {} : { departments: departments.map((id) => ({ id, tree: below })) }),
    ...(assignments.length === 0 ? {} : { assignments: [...assignments] }),
  };
  if (anyone) return { anyone: true };
  return Object.keys(named).length === 0 ? null : named;
}

/** Departments of which some stand with those below them and some without are more than the form can say. */
export function isPlainWho({ anyone, positions, departments, assignments }: RuleBody['who']): boolean {
  const trees = new Set(departments?.map(({ tree }) => tree));
  const isNamed = positions !== undefined || departments !== undefined || assignments !== undefined;
  return trees.size < 2 && !(anyone === true && isNamed);
}
