import { type Disclosure, disclosureOf, levelOf } from '../disclosure/level.ts';
import type { Field, RecordType } from '../record-type.ts';
import { departmentTree } from './department-tree.ts';
import { ruleSpeaksOf, whoMatches } from './matching.ts';
import type { Assignment, Policy, PurposeCode, ReachScope, Rule } from './model.ts';
import { bestSight, laddersOf } from './sight.ts';

/** The policy as a table: fields down, groups of posts across. It looks at no record, and at no value. */

/** Posts that are looked at together, e.g. all of one position or all in one department. */
export type PostGroup = Readonly<{ key: string; posts: readonly Assignment[] }>;

/** What the posts of a group see of a field at best, each by itself alone. */
export type MatrixCell = Readonly<{
  disclosure: Disclosure;
  /** Which records they see so, from their posts. */
  scopes: readonly ReachScope[];
  /** Purposes under which they see so. */
  purposes: readonly PurposeCode[];
  /** Only at times or under conditions. */
  conditional: boolean;
  /** Some posts of the group see less. */
  partial: boolean;
}>;

/** `purpose` is left out where the best of all purposes is asked for. */
export type MatrixQuestion = Readonly<{ at: number; purpose?: PurposeCode | undefined }>;

const NOTHING: MatrixCell = {
  disclosure: 'withheld',
  scopes: [],
  purposes: [],
  conditional: false,
  partial: false,
};

/** For every field of the record type its cells, in the order of the groups. */
export function policyMatrix(
  policy: Policy,
  recordType: RecordType,
  groups: readonly PostGroup[],
  { at, purpose }: MatrixQuestion,
): ReadonlyMap<string, readonly MatrixCell[]> {
  const codes = purpose === undefined ? policy.purposes.map(({ code }) => code) : [purpose];
  const seeing = groups.map(({ posts }) =>
    kindsOf(policy, posts).map((post) =>
      laddersOf(policy, { person: post.person, assignments: [post] }, recordType, at),
    ),
  );
  return new Map(
    recordType.fields.map((field) => [
      field.name,
      seeing.map((ladders): MatrixCell => {
        const sights = ladders.map((ladder) => bestSight(ladder, field, codes));
        const level = sights.reduce((most, sight) => Math.max(most, sight?.level ?? 0), 0);
        const best = sights.filter((sight) => sight !== null && sight.level === level);
        const first = best[0];
        if (first == null) return NOTHING;
        return {
          disclosure: disclosureOf(first.level),
          scopes: distinct(best.flatMap((sight) => sight?.scopes ?? [])),
          purposes: distinct(best.flatMap((sight) => sight?.purposes ?? [])),
          conditional: best.every((sight) => sight?.conditional === true),
          partial: best.length < sights.length,
        };
      }),
    ]),
  );
}

/** The rules in force or to come that speak of seeing a field, for some post of the group; prohibitions first. */
export function rulesAbout(
  policy: Policy,
  recordType: RecordType,
  field: Field,
  { posts }: PostGroup,
  { at, purpose }: MatrixQuestion,
): readonly Rule[] {
  const tree = departmentTree(policy.departments);
  const about = policy.rules.filter(
    (rule) =>
      (rule.recordType === '*' || rule.recordType === recordType.name) &&
      rule.actions.includes('see') &&
      (rule.validity.until === undefined || rule.validity.until > at) &&
      (purpose === undefined || rule.purposes === '*' || rule.purposes.includes(purpose)) &&
      ruleSpeaksOf(rule, field, 'see') &&
      posts.some((post) => whoMatches(rule.who, post, tree)),
  );
  const rank = ({ effect, disclosure }: Rule) => (effect === 'deny' ? 4 : levelOf(disclosure));
  return about.toSorted((one, other) => rank(other) - rank(one));
}

/** Posts that no rule can tell apart see the same: one of each kind is enough. */
function kindsOf(policy: Policy, posts: readonly Assignment[]): readonly Assignment[] {
  const named = new Set([...policy.rules, ...policy.purposes].flatMap(({ who }) => who.assignments ?? []));
  const kinds = new Map<string, Assignment>();
  for (const post of posts) {
    const { id, department, position, validity } = post;
    const key = JSON.stringify([department, position, validity, named.has(id) ? id : null]);
    if (!kinds.has(key)) kinds.set(key, post);
  }
  return [...kinds.values()];
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
