import { levelOf } from '../disclosure/level.ts';
import type { Condition, FieldSelector, Purpose, RowScope, Rule, Validity, Who } from './model.ts';

/**
 * Whether a change of the policy can only take away, whoever works for the company and whatever it stores: judged by the
 * texts of the rules alone, and rather too strictly. Of what it accepts, no decision ever discloses more than before.
 */

type RuleText = Omit<Rule, 'id' | 'version'>;
type PurposeText = Omit<Purpose, 'code'>;

/** A text and what takes its place; null where there was or will be none. */
export type Replacement<Text> = Readonly<{ before: Text | null; after: Text | null }>;

export type PolicyReplacements = Readonly<{
  rules: readonly Replacement<RuleText>[];
  purposes: readonly Replacement<PurposeText>[];
}>;

export function onlyTakesAway({ rules, purposes }: PolicyReplacements): boolean {
  return rules.every(ruleTakesAway) && purposes.every(purposeTakesAway);
}

function ruleTakesAway({ before, after }: Replacement<RuleText>): boolean {
  if (before === null) return after === null || after.effect === 'deny';
  // Without the rule, what it obliged to (a watermark) might be asked for no more, and another rule still show.
  if (after === null) return before.effect === 'allow' && before.obligations.length === 0;
  if (before.effect !== after.effect) {
    return ruleTakesAway({ before, after: null }) && ruleTakesAway({ before: null, after });
  }
  if (before.name.zh !== after.name.zh || before.name.en !== after.name.en) return false;
  if (before.effect === 'allow') {
    return levelOf(after.disclosure) <= levelOf(before.disclosure) && reachesWithin(after, before);
  }
  return levelOf(after.disclosure) <= levelOf(before.disclosure) && reachesWithin(before, after);
}

/** A new purpose opens what rules for any purpose say, so that only a narrower text of one that exists takes away. */
function purposeTakesAway({ before, after }: Replacement<PurposeText>): boolean {
  if (before === null || after === null) return before === after;
  const { categories, who, validity, ...rest } = after;
  const { categories: hadCategories, who: hadWho, validity: hadValidity, ...had } = before;
  return (
    sameText(rest, had) &&
    isSubset(categories, hadCategories) &&
    whoWithin(who, hadWho) &&
    validityWithin(validity, hadValidity)
  );
}

/** Whether all that `inner` speaks of is spoken of by `outer`, under conditions that are met whenever those of `inner` are. */
function reachesWithin(inner: RuleText, outer: RuleText): boolean {
  return (
    whoWithin(inner.who, outer.who) &&
    (outer.recordType === '*' || outer.recordType === inner.recordType) &&
    (outer.scope === inner.scope || (WIDER[inner.scope] ?? []).includes(outer.scope)) &&
    fieldsWithin(inner.fields, outer.fields) &&
    isSubset(inner.actions, outer.actions) &&
    (outer.purposes === '*' || (inner.purposes !== '*' && isSubset(inner.purposes, outer.purposes))) &&
    outer.conditions.every((wanted) => inner.conditions.some((given) => implies(given, wanted))) &&
    validityWithin(inner.validity, outer.validity) &&
    isSubset(outer.obligations, inner.obligations)
  );
}

/** The scopes that hold whatever a scope holds. A record of one's own may stand in another department. */
const WIDER: Readonly<Record<RowScope, readonly RowScope[]>> = {
  own: ['all'],
  department: ['department-tree', 'legal-entity', 'all'],
  'department-tree': ['legal-entity', 'all'],
  'legal-entity': ['all'],
  'related-team': ['all'],
  shared: ['all'],
  all: [],
};

function whoWithin(inner: Who, outer: Who): boolean {
  if (saysNothing(inner)) return true;
  if (saysNothing(outer)) return false;
  const { positions, departments, assignments } = outer;
  return (
    (positions === undefined || (inner.positions !== undefined && isSubset(inner.positions, positions))) &&
    (assignments === undefined ||
      (inner.assignments !== undefined && isSubset(inner.assignments, assignments))) &&
    (departments === undefined ||
      (inner.departments?.every(({ id, tree }) =>
        departments.some((wider) => wider.id === id && (wider.tree || !tree)),
      ) ??
        false))
  );
}

/** A permission that names a field reaches it before it is placed, one that does not waits: so names stay names. */
function fieldsWithin(inner: FieldSelector, outer: FieldSelector): boolean {
  if (saysNothing(inner)) return true;
  if (saysNothing(outer)) return false;
  const { names, categories, sensitivityAtMost, sensitivityAtLeast } = outer;
  return (
    (names === undefined
      ? inner.names === undefined
      : inner.names !== undefined && isSubset(inner.names, names)) &&
    (categories === undefined ||
      (inner.categories !== undefined && isSubset(inner.categories, categories))) &&
    (sensitivityAtMost === undefined ||
      (inner.sensitivityAtMost !== undefined && inner.sensitivityAtMost <= sensitivityAtMost)) &&
    (sensitivityAtLeast === undefined ||
      (inner.sensitivityAtLeast !== undefined && inner.sensitivityAtLeast >= sensitivityAtLeast))
  );
}

function implies(given: Condition, wanted: Condition): boolean {
  if (given.kind === 'second-factor-age' && wanted.kind === 'second-factor-age') {
    return given.atMostSeconds <= wanted.atMostSeconds;
  }
  return sameText(given, wanted);
}

function validityWithin(inner: Validity, outer: Validity): boolean {
  return (
    (outer.from === undefined || (inner.from !== undefined && inner.from >= outer.from)) &&
    (outer.until === undefined || (inner.until !== undefined && inner.until <= outer.until))
  );
}

function saysNothing(selector: Who | FieldSelector): boolean {
  return Object.values(selector).every((part) => part === undefined);
}

function isSubset<T>(some: readonly T[], all: readonly T[]): boolean {
  return some.every((one) => all.includes(one));
}

/** The same whatever the order of its keys: the database keeps none. */
function sameText(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

function sorted(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
