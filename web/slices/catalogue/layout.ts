import type { RecordTypeChange } from '../../../src/contract/catalogue-editing.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import type { CatalogueType } from '../../app/api/catalogue.ts';
import { trimmed } from './field-draft.ts';

/** A form as one list: a field belongs to the last group above it, or to none. */
export type LayoutItem = Readonly<
  { key: string } & ({ kind: 'field'; name: string } | { kind: 'group'; label: Label })
>;

type Grouped = Pick<CatalogueType, 'fields' | 'groups'>;

export function layoutOf({ fields, groups = [] }: Grouped): readonly LayoutItem[] {
  const grouped = new Set(groups.flatMap((group) => group.fields));
  const alone = fields.map(({ name }) => name).filter((name) => !grouped.has(name));
  return [
    ...alone.map(fieldItem),
    ...groups.flatMap(({ label, fields: names }, index) => [
      groupItem(`group ${index}`, label),
      ...names.map(fieldItem),
    ]),
  ];
}

function fieldItem(name: string): LayoutItem {
  return { key: name, kind: 'field', name };
}

export function groupItem(key: string, label: Label = { zh: '', en: '' }): LayoutItem {
  return { key, kind: 'group', label };
}

/** What is sent: all fields in their order, and those below each group. A group without fields is left out. */
export function changeOf(
  items: readonly LayoutItem[],
): Required<Pick<RecordTypeChange, 'fieldOrder' | 'groups'>> {
  const fieldOrder: string[] = [];
  const groups: { label: Label; fields: string[] }[] = [];
  for (const item of items) {
    if (item.kind === 'group') groups.push({ label: trimmed(item.label), fields: [] });
    else {
      fieldOrder.push(item.name);
      groups.at(-1)?.fields.push(item.name);
    }
  }
  return { fieldOrder, groups: groups.filter(({ fields }) => fields.length > 0) };
}

/** Whether every group that will be kept has a name in both languages. */
export function isNamed(items: readonly LayoutItem[]): boolean {
  return changeOf(items).groups.every(({ label }) => label.zh !== '' && label.en !== '');
}
