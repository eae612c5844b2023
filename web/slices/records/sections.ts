import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import type { FieldView } from '../../app/api/record-types.ts';

/** Fields that stand together on a page, under the code of their category or the name of their group. */
export type Section = Readonly<{ key: string; name: string | Label; fields: readonly FieldView[] }>;

/** Fields of no group by category, then the groups as the company ordered them. */
export function sectionsOf({
  fields,
  groups,
}: Pick<RecordTypeView, 'fields' | 'groups'>): readonly Section[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const grouped = new Set(groups.flatMap((group) => group.fields));
  const byCategory = new Map<string, FieldView[]>();
  for (const field of fields) {
    if (grouped.has(field.name)) continue;
    byCategory.set(field.category, [...(byCategory.get(field.category) ?? []), field]);
  }
  return [
    ...[...byCategory].map(([name, some]) => ({ key: `category-${name}`, name, fields: some })),
    ...groups.map(({ label, fields: names }, index) => ({
      key: `group-${index}`,
      name: label,
      fields: names.flatMap((name) => byName.get(name) ?? []),
    })),
  ].filter(({ fields: some }) => some.length > 0);
}
