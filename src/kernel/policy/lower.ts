import type { Level } from '../disclosure/level.ts';
import type { FieldPlan, Plan } from './compile.ts';
import { any, type Expression, every } from './expression.ts';

/**
 * What leaves the house: no more than what is seen and no more than what may leave. A field has the lower of its two
 * levels; a record exists where it exists under both plans and at least one of the fields stays open.
 *
 * Both plans are of one reader, purpose, record type and epoch; one sees, the other exports.
 *
 * @param names the fields that are asked for
 */
export function lowerOf(see: Plan, leave: Plan, names: readonly string[]): Plan {
  const fields = new Map(
    names.map((name) => [name, lowerField(see.fields.get(name), leave.fields.get(name))]),
  );
  const open = any([...fields.values()].flatMap((cases) => cases.map(({ when }) => when)));
  const beyond = every([leave.rowFilter, open]);
  return {
    ...leave,
    refusal: see.refusal ?? leave.refusal,
    rowFilter: every([see.rowFilter, beyond]),
    branches: see.branches
      .map(({ atom, where }) => ({ atom, where: every([where, beyond]) }))
      .filter(({ where }) => where.kind !== 'false'),
    fields,
    rules: [...new Set([...see.rules, ...leave.rules])],
    obligations: [...new Set([...see.obligations, ...leave.obligations])],
    validUntil: Math.min(see.validUntil, leave.validUntil),
  };
}

const HIGHEST_FIRST: readonly Level[] = [3, 2, 1];

function lowerField(one: FieldPlan = [], other: FieldPlan = []): FieldPlan {
  const taken = new Set([...one, ...other].map(({ level }) => level));
  const cases: { level: Level; when: Expression }[] = [];
  for (const level of HIGHEST_FIRST.filter((each) => taken.has(each))) {
    const when = every([atLeast(one, level), atLeast(other, level)]);
    if (when.kind === 'false') continue;
    cases.push({ level, when });
    if (when.kind === 'true') break;
  }
  return cases;
}

/** Where a field has at least the level. Its cases come highest first. */
function atLeast(cases: FieldPlan, level: Level): Expression {
  return any(cases.filter((each) => each.level >= level).map(({ when }) => when));
}
