import { departmentTree } from '../../kernel/policy/department-tree.ts';
import { isValidAt } from '../../kernel/policy/matching.ts';
import type { Assignment, Policy } from '../../kernel/policy/model.ts';
import {
  type Holding,
  holdingsOf,
  type LastUses,
  lastUsed,
  UNUSED_DAYS,
  type UseVerdict,
  verdictOnUse,
} from '../../kernel/review/holdings.ts';
import type { Workshop } from './parts.ts';

/** Everybody's authority, and whether it is used. */

export type Right = Holding &
  Readonly<{
    /** ISO day of UTC. */
    lastUsed: string | null;
    /** Since when it has been both held and watched, in ms; null while the log was never counted. */
    since: number | null;
    verdict: UseVerdict;
  }>;

export type HeldPost = Readonly<{
  person: number;
  assignment: Assignment;
  rights: readonly Right[];
}>;

export type Authority = Readonly<{
  policy: Policy;
  posts: readonly HeldPost[];
  watchedSince: number | null;
  /** When each rule was first written, in ms. */
  beginnings: ReadonlyMap<string, number>;
  /** By person, then by rule. */
  uses: ReadonlyMap<number, LastUses>;
}>;

export const PERIOD_MS = UNUSED_DAYS * 86_400_000;

/** @param people everybody where left out */
export async function authorityAt(
  { use, policies, organisation, recordTypes }: Workshop,
  at: number,
  people?: readonly number[],
): Promise<Authority> {
  await use.advance();
  const [policy, beginnings, types, members, found, watchedSince] = await Promise.all([
    policies.load(),
    policies.ruleBeginnings(),
    recordTypes(),
    organisation.members(),
    use.since(at - PERIOD_MS, people),
    use.beganAt(),
  ]);
  const uses = new Map<number, Map<string, ReadonlyMap<string, string>>>();
  for (const { person, rule, fields } of found) {
    const known = uses.get(person) ?? new Map();
    uses.set(person, known.set(rule, fields));
  }
  const tree = departmentTree(policy.departments);
  const kinds = [...types.values()];
  const posts = members
    .filter(({ person }) => people === undefined || people.includes(person))
    .flatMap(({ person, assignments }) =>
      assignments
        .filter(({ validity }) => isValidAt(validity, at))
        .map((assignment): HeldPost => {
          const rights = holdingsOf(policy, kinds, assignment, tree, at).map((holding): Right => {
            const began = Math.min(...holding.rules.map((rule) => beginnings.get(rule) ?? at));
            const last = lastUsed(holding, uses.get(person) ?? new Map());
            const since =
              watchedSince === null ? null : Math.max(watchedSince, began, assignment.validity.from ?? 0);
            return { ...holding, lastUsed: last, since, verdict: verdictOnUse(last, since, at) };
          });
          return { person, assignment, rights };
        }),
    );
  return { policy, posts, watchedSince, beginnings, uses };
}
