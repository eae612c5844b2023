import type { DepartmentTree } from '../policy/department-tree.ts';
import { isValidAt, ruleSpeaksOf, whoMatches } from '../policy/matching.ts';
import type { Action, Assignment, Policy, Rule } from '../policy/model.ts';
import type { Category, RecordType, Sensitivity } from '../record-type.ts';

/** What somebody may do through an assignment, and when they last did. */

/**
 * One category of one record type that rules open to an assignment, for as long as it is looked at as authority: which
 * records, when and under which conditions stands in the rules.
 */
export type Holding = Readonly<{
  recordType: string;
  category: Category;
  /** Of the most sensitive field in it. */
  sensitivity: Sensitivity;
  /** Ids of the rules that open any of it. */
  rules: readonly string[];
  /** `type.field`, those that are open. */
  fields: readonly string[];
  /** Every rule that opens it names this assignment, and no other. */
  personal: boolean;
}>;

/**
 * Searching leaves no rule in an access record, and sharing has no door of its own yet: authority for nothing else is not
 * looked at, because nobody could tell whether it is used.
 */
const TELLING: readonly Action[] = [
  'see',
  'aggregate',
  'edit',
  'create',
  'erase',
  'export',
  'print',
  'consent',
];

/** Whether a rule is an exception that was made for one assignment alone. */
export function isPersonal({ who }: Pick<Rule, 'who'>, assignment: number): boolean {
  return who.assignments?.length === 1 && who.assignments[0] === assignment;
}

export function holdingsOf(
  { rules }: Pick<Policy, 'rules'>,
  recordTypes: readonly RecordType[],
  assignment: Assignment,
  tree: DepartmentTree,
  at: number,
): readonly Holding[] {
  const own = rules.filter(
    (rule) =>
      rule.effect === 'allow' && isValidAt(rule.validity, at) && whoMatches(rule.who, assignment, tree),
  );
  const holdings = new Map<string, { -readonly [Key in keyof Holding]: Holding[Key] }>();
  for (const type of recordTypes) {
    for (const rule of own) {
      if (rule.recordType !== '*' && rule.recordType !== type.name) continue;
      const actions = rule.actions.filter((action) => TELLING.includes(action));
      for (const field of type.fields) {
        if (!actions.some((action) => ruleSpeaksOf(rule, field, action))) continue;
        const { category, sensitivity } = field;
        const key = `${type.name} ${category}`;
        const known = holdings.get(key);
        const name = `${type.name}.${field.name}`;
        const personal = isPersonal(rule, assignment.id);
        holdings.set(key, {
          ...{ recordType: type.name, category },
          sensitivity:
            known === undefined || sensitivity > known.sensitivity ? sensitivity : known.sensitivity,
          rules: withOne(known?.rules ?? [], rule.id),
          fields: withOne(known?.fields ?? [], name),
          personal: (known?.personal ?? true) && personal,
        });
      }
    }
  }
  return [...holdings.values()];
}

/** ISO days of UTC on which a person last used a rule on a field, by rule and `type.field`. */
export type LastUses = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The day on which anything of it was last used through the rules that open it; null where it never was. */
export function lastUsed(
  { rules, fields }: Pick<Holding, 'rules' | 'fields'>,
  uses: LastUses,
): string | null {
  const days = rules.flatMap((rule) => fields.flatMap((field) => uses.get(rule)?.get(field) ?? []));
  return days.reduce<string | null>((last, day) => (last === null || day > last ? day : last), null);
}

export const UNUSED_DAYS = 90;
const DAY_MS = 86_400_000;

export type UseVerdict = 'used' | 'unused' | 'too-early';

/**
 * Whether authority was used within {@link UNUSED_DAYS}. Unused is only what was held, and watched, for all that time:
 * what began later cannot be judged yet.
 *
 * @param since when both had begun: being held and being watched; null where nothing is watched yet
 */
export function verdictOnUse(lastDay: string | null, since: number | null, at: number): UseVerdict {
  const from = at - UNUSED_DAYS * DAY_MS;
  if (lastDay !== null && lastDay >= new Date(from).toISOString().slice(0, 10)) return 'used';
  return since === null || since > from ? 'too-early' : 'unused';
}

function withOne<T>(values: readonly T[], value: T): readonly T[] {
  return values.includes(value) ? values : [...values, value];
}
