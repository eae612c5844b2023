import { type Disclosure, levelOf } from '../disclosure/level.ts';
import type { Field, Sensitivity } from '../record-type.ts';

/** What is asked for, and in the end granted. */
export type Terms = Readonly<{
  fields: readonly string[];
  disclosure: Exclude<Disclosure, 'withheld'>;
  /** For how many days from the approval on. */
  days: number;
  /** Taking it out of the system, besides seeing it. */
  export: boolean;
}>;

/** A grant always ends; the more sensitive, the sooner (PIPL art. 19: the shortest time necessary). */
export function daysAtMost(sensitivity: Sensitivity): number {
  if (sensitivity === 4) return 7;
  return sensitivity === 3 ? 30 : 90;
}

/** Whether `after` gives no more than `before` in any respect, and still something. */
export function isNarrower(before: Terms, after: Terms): boolean {
  return (
    after.fields.length > 0 &&
    after.fields.every((field) => before.fields.includes(field)) &&
    levelOf(after.disclosure) <= levelOf(before.disclosure) &&
    after.days >= 1 &&
    after.days <= before.days &&
    (before.export || !after.export)
  );
}

export const ALTERNATIVES = ['verify', 'summary', 'masked'] as const;
/** Something less than a value that may do as well: to compare it with what the customer says, or a lesser form. */
export type Alternative = (typeof ALTERNATIVES)[number];

/** What would be less than `asked` and more than the reader `has`, the least first (PIPL art. 6: least data). */
export function lesserThan(
  asked: Disclosure,
  { field, has, canVerify }: Readonly<{ field: Field; has: Disclosure; canVerify: boolean }>,
): readonly Alternative[] {
  const between = (form: 'summary' | 'masked') =>
    levelOf(has) < levelOf(form) && levelOf(form) < levelOf(asked) && field[maskOrSummary(form)] !== null;
  return [
    ...(canVerify && asked === 'shown' ? (['verify'] as const) : []),
    ...(['summary', 'masked'] as const).filter(between),
  ];
}

function maskOrSummary(form: 'summary' | 'masked'): 'summary' | 'mask' {
  return form === 'masked' ? 'mask' : form;
}
