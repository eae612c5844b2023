import type { CatalogueField } from '../../app/api/catalogue.ts';

export type CategoryGroup = Readonly<{ category: string; fields: readonly CatalogueField[] }>;

/** Fields by category, in the order in which the categories first appear. */
export function byCategory(fields: readonly CatalogueField[]): readonly CategoryGroup[] {
  const groups = new Map<string, CatalogueField[]>();
  for (const field of fields) {
    const known = groups.get(field.category);
    if (known === undefined) groups.set(field.category, [field]);
    else known.push(field);
  }
  return [...groups].map(([category, members]) => ({ category, fields: members }));
}
