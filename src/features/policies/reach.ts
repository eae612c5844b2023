import type { PreviewRequest, ReachAnswer } from '../../contract/policy.ts';
import { type Member, policyDiff, type Shift } from '../../kernel/policy/diff.ts';
import type { Policy } from '../../kernel/policy/model.ts';
import type { Act } from '../administration.ts';
import { READERS, type Workshop } from './workshop.ts';

/** What a change of the policy would open or close in numbers of customers, post by post. */

type Reach = ReachAnswer['groups'][number];

/** Groups that are counted; those of the most people come first. */
const GROUPS_MAX = 24;

type Group = Readonly<{
  direction: Reach['direction'];
  positions: readonly string[];
  recordType: string;
  people: Set<number>;
  fields: Set<string>;
  purposes: Set<string>;
}>;

/**
 * Counts are asked of the gateway, which tells none below five. Asking is an act of its own, on record: numbers of
 * customers are more than who holds which post.
 */
export async function reachOf(
  { members, recordTypes, countReach, clock, administration }: Workshop,
  act: Act,
  { before, after, change }: Readonly<{ before: Policy; after: Policy; change: PreviewRequest }>,
): Promise<ReachAnswer> {
  const [people, types] = await Promise.all([members(), recordTypes()]);
  const at = clock();
  const { gains, losses } = policyDiff(before, after, people, types, at);
  const groups = [...grouped('gain', gains, people, at), ...grouped('loss', losses, people, at)];
  groups.sort((one, other) => other.people.size - one.people.size);
  const counted: Reach[] = [];
  for (const group of groups.slice(0, GROUPS_MAX)) {
    const { direction, recordType, positions } = group;
    const [lower, higher] = direction === 'gain' ? [before, after] : [after, before];
    const count = await countReach({
      recordType,
      fields: [...group.fields],
      purposes: [...group.purposes],
      people: people
        .filter(({ person }) => group.people.has(person))
        .map(({ person, assignments, grants = [] }) => ({ person, assignments, grants, trainedUntil: at })),
      lower,
      higher,
    });
    const told = { told: count.kind, customers: 'customers' in count ? count.customers : null };
    counted.push({ direction, recordType, positions: [...positions], people: group.people.size, ...told });
  }
  const facts = {
    groups: counted.length,
    rules: change.rules.length + change.removedRules.length,
    purposes: change.purposes.length,
  };
  return administration.perform(act, { action: 'policy.reach', offices: READERS }, async () => ({
    answer: { groups: counted, complete: groups.length <= GROUPS_MAX },
    facts,
  }));
}

function grouped(
  direction: Group['direction'],
  shifts: readonly Shift[],
  people: readonly Member[],
  at: number,
): readonly Group[] {
  const positionsOf = new Map(
    people.map(({ person, assignments }) => {
      const held = assignments.filter(({ validity: { until } }) => until === undefined || until > at);
      return [person, [...new Set(held.map(({ position }) => position))].sort()] as const;
    }),
  );
  const groups = new Map<string, Group>();
  for (const { person, recordType, field, purpose } of shifts) {
    const positions = positionsOf.get(person) ?? [];
    const key = [recordType, ...positions].join(' ');
    const group = groups.get(key) ?? {
      ...{ direction, positions, recordType },
      ...{ people: new Set<number>(), fields: new Set<string>(), purposes: new Set<string>() },
    };
    groups.set(key, group);
    group.people.add(person);
    group.fields.add(field);
    group.purposes.add(purpose);
  }
  return [...groups.values()];
}
