import type { Sensitivity } from '../record-type.ts';
import { UNUSED_DAYS, type UseVerdict, verdictOnUse } from './holdings.ts';
import type { ReviewKind } from './reviewers.ts';

/** What a reviewer is advised to do, and why. */

/** One category that an assignment opens, as a reviewer sees it. Days are ISO dates of UTC. */
export type ReviewedRight = Readonly<{
  recordType: string;
  category: string;
  sensitivity: Sensitivity;
  lastUsed: string | null;
  /** On how many of the last {@link UNUSED_DAYS} days any of it was used, by anybody's rule. */
  days: number;
  verdict: UseVerdict;
  /** Ids of the rules that open it. */
  rules: readonly string[];
  /** How many others in the same post used it in that time; null where nobody else is in it. */
  peersUsing: number | null;
}>;

export type ReviewFacts = Readonly<{
  /** Since when it is held, in ms. */
  since: number;
  /** Since when the log is counted, in ms; null where it never was. */
  watchedSince: number | null;
  lastUsed: string | null;
  days: number;
  reads: number;
  /** Others in the same department and position. */
  peers: number;
  /** How many of them hold something alike. */
  peersHaving: number;
  rights: readonly ReviewedRight[];
  /** `type.field`: of a grant, those it names. */
  fields: readonly string[];
  /** Of those, the ones that were used. */
  fieldsUsed: readonly string[];
  /** Until when it lasts by itself, in ms; null where it does not end. */
  until: number | null;
  /** Of a client: whether its owner holds an assignment. */
  ownerActive: boolean;
}>;

export const VERDICTS = ['keep', 'narrow', 'remove'] as const;
export type ReviewVerdict = (typeof VERDICTS)[number];

export const ADVICE_REASONS = [
  'used',
  'too-early',
  'unused',
  'partly-unused',
  'owner-without-authority',
  'unlike-peers',
] as const;
export type AdviceReason = (typeof ADVICE_REASONS)[number];

export type Advice = Readonly<{ verdict: ReviewVerdict; because: AdviceReason }>;

const DAY_MS = 86_400_000;
/** A grant is for something at hand: whoever has not used it for so long hardly will. */
const GRANT_IDLE_DAYS = 7;

/** Unused is to go, wholly or in part; what is used stays; what cannot be judged yet stays. */
export function advise(kind: ReviewKind, facts: ReviewFacts, at: number): Advice {
  const { since, watchedSince, lastUsed, rights, fields, fieldsUsed } = facts;
  if (kind === 'client' && !facts.ownerActive)
    return { verdict: 'remove', because: 'owner-without-authority' };
  const from = watchedSince === null ? null : Math.max(since, watchedSince);
  if (kind === 'grant') return adviseOnGrant(lastUsed, from, fields, fieldsUsed, at);
  const verdict = verdictOnUse(lastUsed, from, at);
  if (verdict === 'unused') return { verdict: 'remove', because: 'unused' };
  if (verdict === 'too-early') return { verdict: 'keep', because: 'too-early' };
  if (kind === 'assignment' && rights.some((right) => right.verdict === 'unused')) {
    return { verdict: 'narrow', because: 'partly-unused' };
  }
  const isExceptional = kind === 'rule' && facts.peers > 0 && facts.peersHaving === 0;
  return { verdict: 'keep', because: isExceptional ? 'unlike-peers' : 'used' };
}

function adviseOnGrant(
  lastUsed: string | null,
  from: number | null,
  fields: readonly string[],
  fieldsUsed: readonly string[],
  at: number,
): Advice {
  if (lastUsed === null) {
    const isIdle = from !== null && at - from >= GRANT_IDLE_DAYS * DAY_MS;
    return isIdle ? { verdict: 'remove', because: 'unused' } : { verdict: 'keep', because: 'too-early' };
  }
  return fieldsUsed.length > 0 && fieldsUsed.length < fields.length
    ? { verdict: 'narrow', because: 'partly-unused' }
    : { verdict: 'keep', because: 'used' };
}
