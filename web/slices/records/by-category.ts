import type { FieldView } from '../../app/api/record-types.ts';

/** Fields in the order in which they are defined, under the categories in the order in which those are met. */
export function byCategory(
  fields: readonly FieldView[],
): readonly (readonly [string, readonly FieldView[]])[] {
  const groups = new Map<string, FieldView[]>();
  for (const field of fields) {
    const group = groups.get(field.category);
    if (group) group.push(field);
    else groups.set(field.category, [field]);
  }
  return [...groups];
}
