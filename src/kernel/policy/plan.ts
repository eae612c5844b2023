import type { Level } from '../disclosure/level.ts';
import type { FieldPlan, Plan } from './compile.ts';
import { every, holds } from './expression.ts';
import type { Reach } from './scope.ts';

/** Reading a plan for one record whose place is known: for writes, explanations, and to check the SQL against. */

export function levelIn(fieldPlan: FieldPlan | undefined, reach: Reach): Level {
  return fieldPlan?.find(({ when }) => holds(when, reach))?.level ?? 0;
}

/**
 * The level of a field of one record. A field's cases take for granted that the plan admits the record: asked of any
 * other, they would answer as if it did. So that is asked first.
 */
export function fieldLevel(plan: Plan, field: string, reach: Reach): Level {
  return isAdmitted(plan, reach) ? levelIn(plan.fields.get(field), reach) : 0;
}

/** The lesser of two levels of a field, in every record that both plans admit. */
export function leastOf(first: FieldPlan, second: FieldPlan): FieldPlan {
  // In the order of both, the first pair that holds is the first case of each that does.
  return first.flatMap((one) =>
    second.map((other) => ({
      level: Math.min(one.level, other.level) as Level,
      when: every([one.when, other.when]),
    })),
  );
}

/** The level of a field where it is the same for every record that the plan admits, or null where it varies. */
export function constantLevel(fieldPlan: FieldPlan | undefined): Level | null {
  const first = fieldPlan?.[0];
  if (first === undefined) return 0;
  return first.when.kind === 'true' ? first.level : null;
}

export function isAdmitted(plan: Plan, reach: Reach): boolean {
  return holds(plan.rowFilter, reach);
}
