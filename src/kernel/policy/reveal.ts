import type { Level } from '../disclosure/level.ts';
import type { Context } from './model.ts';

/** What a reader has to do to see more of a field of one record than the policy opens unasked. */
export const REVEALS = ['reason', 'reason-and-step-up'] as const;
export type Reveal = (typeof REVEALS)[number];

/** The same request, for named fields of one record and with a stated reason. */
export function withReason(context: Context): Context {
  return { ...context, reasonGiven: true };
}

/** The same request, by a person who has just proved a second factor. */
export function steppedUp(context: Context): Context {
  return { ...context, secondFactorAt: context.at };
}

/**
 * How more of a field can be revealed, or null where a reason would open nothing. `levelUnder` is the decision: the
 * level of the field in the record under other circumstances.
 */
export function revealOf(levelUnder: (context: Context) => Level, context: Context): Reveal | null {
  const now = levelUnder(context);
  if (levelUnder(withReason(context)) > now) return 'reason';
  const fresh = steppedUp(context);
  const byProofAlone = levelUnder(fresh);
  return levelUnder(withReason(fresh)) > Math.max(now, byProofAlone) ? 'reason-and-step-up' : null;
}
