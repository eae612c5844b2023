import type { Plan } from '../kernel/policy/compile.ts';
import type { Context } from '../kernel/policy/model.ts';
import { fieldLevel } from '../kernel/policy/plan.ts';
import { type Reveal, revealOf, steppedUp, withReason } from '../kernel/policy/reveal.ts';
import type { Reach } from '../kernel/policy/scope.ts';
import { asksForReasons } from './plans.ts';
import type { Asked, Gateway } from './requests.ts';

/** What a stated reason would open, without opening it. */

/** The level of a field of a record that stands there, under other circumstances of the same request. */
export function levelUnder(
  gateway: Gateway,
  { authority, type }: Asked,
  field: string,
  reach: Reach,
): (context: Context) => 0 | 1 | 2 | 3 {
  return (context) => {
    const plan = gateway.plans.of(authority, context, type, 'see');
    return fieldLevel(plan, field, reach);
  };
}

export function revealableFields(gateway: Gateway, asked: Asked, reach: Reach): Record<string, Reveal> {
  const { authority, caller, context, type } = asked;
  if (caller.credential.kind === 'token' || !asksForReasons(authority.policy, context)) return {};
  return Object.fromEntries(
    type.fields.flatMap(({ name }) => {
      const reveal = revealOf(levelUnder(gateway, asked, name, reach), context);
      return reveal === null ? [] : [[name, reveal]];
    }),
  );
}

/** What is open under the best circumstances, where the policy opens anything for a reason; null where it does not. */
export function revealPlan(gateway: Gateway, asked: Asked): Plan | null {
  const { authority, caller, context, type } = asked;
  if (caller.credential.kind === 'token' || !asksForReasons(authority.policy, context)) return null;
  return gateway.plans.of(authority, withReason(steppedUp(context)), type, 'see');
}
