import { isValidAt, rulesFor } from './matching.ts';
import type { Condition, Context, Policy, Validity } from './model.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * The next instant after `context.at` at which time alone could change a decision: a validity begins or ends, a
 * time of day is entered or left, a second factor grows too old, a training lapses. Never earlier than needed to
 * be safe; `Infinity` when time changes nothing.
 */
export function validUntil(policy: Policy, context: Context): number {
  const instants = [
    ...context.assignments.flatMap(({ validity }) => bounds(validity)),
    ...policy.purposes.flatMap(({ validity }) => bounds(validity)),
    ...rulesFor(policy, context).flatMap(({ validity, conditions }) => [
      ...bounds(validity),
      ...conditions.flatMap((condition) => turningPoints(condition, context)),
    ]),
  ];
  let next = Number.POSITIVE_INFINITY;
  for (const instant of instants) if (instant > context.at && instant < next) next = instant;
  return next;
}

function bounds({ from, until }: Validity): readonly number[] {
  return [from, until].filter((instant) => instant !== undefined);
}

function turningPoints(condition: Condition, context: Context): readonly number[] {
  switch (condition.kind) {
    case 'network':
    case 'reason-given':
      return [];
    case 'training-valid':
      return context.trainedUntil === null ? [] : [context.trainedUntil];
    case 'second-factor-age': {
      if (context.secondFactorAt === null) return [];
      return [context.secondFactorAt, context.secondFactorAt + condition.atMostSeconds * 1000 + 1];
    }
    case 'time-of-day': {
      const offsetMs = condition.utcOffsetMinutes * MINUTE_MS;
      const midnight = Math.floor((context.at + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
      return [0, 1].flatMap((day) =>
        [0, condition.fromMinute, condition.untilMinute].map(
          (minute) => midnight + day * DAY_MS + minute * MINUTE_MS,
        ),
      );
    }
  }
}

/** Whether a plan made for `madeAt` may still be used at `at`. */
export function isFresh(plan: Readonly<{ validUntil: number }>, madeAt: number, at: number): boolean {
  return isValidAt({ from: madeAt, until: plan.validUntil }, at);
}
