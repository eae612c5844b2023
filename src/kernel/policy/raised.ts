import type { Level } from '../disclosure/level.ts';
import type { FieldPlan, Plan } from './compile.ts';
import { any, type Expression, every, not } from './expression.ts';

const LEVELS = [1, 2, 3] as const satisfies readonly Level[];

/** The records of which at least one of the fields stands higher under one plan than under another, of one record type. */
export function raisedWhere(lower: Plan, higher: Plan, fields: readonly string[]): Expression {
  return any(
    fields.flatMap((field) =>
      LEVELS.map((level) => every([atLeast(higher, field, level), not(atLeast(lower, field, level))])),
    ),
  );
}

/** Where a field is disclosed to that level or above. */
function atLeast(plan: Plan, field: string, level: Level): Expression {
  return every([plan.rowFilter, any(ways(plan.fields.get(field) ?? [], level))]);
}

/** The first case that holds counts: one behind others holds only where none of a lower level goes before it. */
function ways(cases: FieldPlan, level: Level): readonly Expression[] {
  return cases.flatMap((each, at) => {
    if (each.level < level) return [];
    const before = cases.slice(0, at).filter((other) => other.level < level);
    return [every([each.when, ...before.map(({ when }) => not(when))])];
  });
}
