import type { Category, Field, FieldType, Label, RecordType, Sensitivity } from '../../kernel/record-type.ts';

type Extra = Partial<Omit<Field, 'name' | 'label' | 'type' | 'category' | 'sensitivity'>>;

/** A field with the quiet defaults: no mask, no summary, stored in the clear, no lookups, optional. */
export function field(
  name: string,
  label: Label,
  type: FieldType,
  category: Category,
  sensitivity: Sensitivity,
  extra: Extra = {},
): Field {
  return {
    name,
    label,
    type,
    category,
    sensitivity,
    mask: null,
    summary: null,
    encrypted: false,
    lookups: [],
    required: false,
    ...extra,
  };
}

/** A choice, its options given as `value: [中文, English]` in the order in which forms show them. */
export function choice(
  name: string,
  label: Label,
  category: Category,
  sensitivity: Sensitivity,
  options: Readonly<Record<string, readonly [zh: string, en: string]>>,
  extra: Extra = {},
): Field {
  return field(name, label, 'choice', category, sensitivity, {
    options: Object.entries(options).map(([value, [zh, en]]) => ({ value, label: { zh, en } })),
    ...extra,
  });
}

/** A record type about a customer: its first field names whom. */
export function aboutCustomer(
  name: string,
  label: Label,
  titleField: string,
  fields: readonly Field[],
): RecordType {
  const customer = field('customer', { zh: '客户', en: 'Customer' }, 'relation', 'basic', 2, {
    target: 'customer',
    required: true,
  });
  return { name, label, customerField: 'customer', titleField, fields: [customer, ...fields] };
}
