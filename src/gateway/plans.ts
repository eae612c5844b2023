import { compile, type Plan } from '../kernel/policy/compile.ts';
import type { Action, Context, Policy } from '../kernel/policy/model.ts';
import { isFresh } from '../kernel/policy/valid-until.ts';
import type { RecordType } from '../kernel/record-type.ts';
import type { AccessRequest, Authority } from './access-request.ts';

/**
 * Compiled plans, by everything that they depend on. A plan holds for one epoch and until the next instant at
 * which time could change it; the oldest go first when there are too many.
 */
export type Plans = Readonly<{
  of(authority: Authority, context: Context, type: RecordType, action: Action): Plan;
}>;

const REMEMBERED_AT_MOST = 5_000;

export function createPlans(): Plans {
  const memory = new Map<string, Readonly<{ plan: Plan; madeAt: number }>>();
  let epoch = -1;

  return {
    of({ policy }, context, type, action) {
      if (policy.version !== epoch) {
        memory.clear();
        epoch = policy.version;
      }
      const key = `${type.name}|${action}|${circumstancesKey(policy, context)}`;
      const known = memory.get(key);
      if (known !== undefined && isFresh(known.plan, known.madeAt, context.at)) return known.plan;
      const plan = compile(policy, context, type, action);
      if (memory.size >= REMEMBERED_AT_MOST) {
        const oldest = memory.keys().next();
        if (!oldest.done) memory.delete(oldest.value);
      }
      memory.set(key, { plan, madeAt: context.at });
      return plan;
    },
  };
}

const conditionKinds = new WeakMap<Policy, ReadonlySet<string>>();

function conditionKindsOf(policy: Policy): ReadonlySet<string> {
  let kinds = conditionKinds.get(policy);
  if (kinds === undefined) {
    kinds = new Set(policy.rules.flatMap(({ conditions }) => conditions.map(({ kind }) => kind)));
    conditionKinds.set(policy, kinds);
  }
  return kinds;
}

function kindsLookedAt(policy: Policy, { grants }: Pick<Context, 'grants'>): ReadonlySet<string> {
  const kinds = conditionKindsOf(policy);
  const further = grants.flatMap(({ conditions }) => conditions.map(({ kind }) => kind));
  return further.length === 0 ? kinds : new Set([...kinds, ...further]);
}

/** Whether a stated reason could open anything to this reader. */
export function asksForReasons(policy: Policy, reader: Pick<Context, 'grants'>): boolean {
  return kindsLookedAt(policy, reader).has('reason-given');
}

/** Only what some rule looks at takes part: otherwise every address and every session would have its own plan. */
function circumstancesKey(policy: Policy, context: Context): string {
  const kinds = kindsLookedAt(policy, context);
  const { narrowing, secondFactorAt } = context;
  // A proof of this very moment meets every age; what it opens is asked for at any moment, and is one plan.
  const proof = secondFactorAt === context.at ? 'now' : secondFactorAt;
  return [
    context.person,
    context.assignments.map(({ id }) => id).join(','),
    context.grants.map(({ id, version }) => `${id}@${version}`).join(','),
    context.purpose,
    kinds.has('network') ? context.network : '',
    kinds.has('second-factor-age') ? proof : '',
    kinds.has('training-valid') ? context.trainedUntil : '',
    kinds.has('reason-given') ? context.reasonGiven : '',
    Object.keys(narrowing).length === 0 ? '' : JSON.stringify(narrowing),
  ].join('|');
}

export function contextOf({ caller, purpose, network }: AccessRequest, at: number): Context {
  return {
    // An office carries no right to customer data, whatever else its holder might have been given.
    person: caller.office === null ? caller.person.id : null,
    assignments: caller.assignments,
    grants: caller.grants,
    purpose,
    at,
    network,
    secondFactorAt: caller.secondFactorAt,
    trainedUntil: caller.trainedUntil,
    // Only a reveal states a reason, and asks for its plan itself.
    reasonGiven: false,
    narrowing: caller.narrowing,
  };
}
