import type { Label } from '../../../../src/kernel/record-type.ts';

/** The name of the rule that opens a new field: stored once, and read in either language. */
export function ruleNameFor(field: Label): Label {
  return { zh: `开放“${field.zh}”`, en: `Opens “${field.en}”` };
}
