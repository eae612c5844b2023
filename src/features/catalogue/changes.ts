import type {
  FieldChange,
  NewField,
  NewRecordType,
  RecordTypeChange,
} from '../../contract/catalogue-editing.ts';
import { type Field, type FieldGroup, fieldOf, type RecordType } from '../../kernel/record-type.ts';
import type { Facts } from '../administration.ts';
import { invalid } from './refusals.ts';

/** Record types and fields as they would be after a change. */

/** Nobody has classified it yet: until then it is sensitive personal information, and wide rules do not open it. */
const UNCLASSIFIED = 4;

export function newField(field: NewField): Field {
  return { ...field, sensitivity: UNCLASSIFIED, placed: false };
}

const CUSTOMER_FIELD: Field = {
  name: 'customer',
  label: { zh: '客户', en: 'Customer' },
  type: 'relation',
  category: 'basic',
  sensitivity: 2,
  mask: null,
  summary: null,
  encrypted: false,
  lookups: [],
  required: true,
  placed: false,
  target: 'customer',
};

/** The customer type has no customer field; every other type names its customer first. */
export function newType({ name, label, titleField, fields }: NewRecordType): RecordType {
  const own = fields.map(newField);
  if (name === 'customer') return { name, label, customerField: null, titleField, fields: own };
  const whole = [CUSTOMER_FIELD, ...own];
  return { name, label, customerField: CUSTOMER_FIELD.name, titleField, fields: whole };
}

export function changedField(field: Field, change: FieldChange): Field {
  const kept = new Set(change.options?.map(({ value }) => value));
  if (change.options !== undefined && field.options?.some(({ value }) => !kept.has(value)) === true) {
    throw invalid({
      zh: '已有的选项可能正在使用，只能改名或增加，不能删除。',
      en: 'Options that exist may be in use: rename them or add others, but remove none.',
    });
  }
  if (field.becoming !== undefined) {
    throw invalid({
      zh: `字段“${field.label.zh}”正在转换，请等它完成。`,
      en: `The field “${field.label.en}” is being converted; wait until that is done.`,
    });
  }
  const { dataOwner = field.dataOwner ?? null, ...rest } = change;
  const { dataOwner: _, ...unowned } = field;
  return { ...unowned, ...rest, ...(dataOwner === null ? {} : { dataOwner }) };
}

export function changedType(
  type: RecordType,
  { label, titleField, fieldOrder, groups, place }: RecordTypeChange,
): RecordType {
  const ordered = fieldOrder === undefined ? type : { ...type, fields: inOrder(type, fieldOrder) };
  return {
    ...withPlaced(ordered, place ?? []),
    ...(groups === undefined ? {} : { groups: checkedGroups(type, groups) }),
    label: label ?? type.label,
    titleField: titleField ?? type.titleField,
  };
}

function checkedGroups(type: RecordType, groups: readonly FieldGroup[]): readonly FieldGroup[] {
  const names = groups.flatMap(({ fields }) => fields);
  if (names.every((name) => fieldOf(type, name) !== undefined) && new Set(names).size === names.length) {
    return groups;
  }
  throw invalid({
    zh: '分组只能包含该类型的字段，每个字段最多属于一个分组。',
    en: 'Groups hold fields of the type, each in one group at most.',
  });
}

/** @throws Problem `invalid-input` for a name that is no field of the type */
export function withPlaced(type: RecordType, names: readonly string[]): RecordType {
  const unknown = names.find((name) => fieldOf(type, name) === undefined);
  if (unknown !== undefined) {
    throw invalid({ zh: `“${unknown}”不是字段。`, en: `“${unknown}” is no field.` });
  }
  const fields = type.fields.map((field) =>
    names.includes(field.name) ? { ...field, placed: true } : field,
  );
  return { ...type, fields };
}

function inOrder(type: RecordType, order: readonly string[]): readonly Field[] {
  const byName = new Map(type.fields.map((field) => [field.name, field]));
  const fields = order.flatMap((name) => byName.get(name) ?? []);
  if (fields.length !== type.fields.length || new Set(order).size !== order.length) {
    throw invalid({
      zh: '字段顺序必须恰好包含全部字段，各一次。',
      en: 'The order must name every field exactly once.',
    });
  }
  return fields;
}

const TOLD = [
  'type',
  'category',
  'sensitivity',
  'summary',
  'mask',
  'encrypted',
  'required',
  'placed',
  'dataOwner',
] as const;

/** What changed, for the access log: descriptions of data, and never data. */
export function changeFacts(before: Field, after: Field): Facts {
  const told = TOLD.filter((part) => before[part] !== after[part]).map(
    (part) => [part, `${before[part]} → ${after[part]}`] as const,
  );
  const lookups = [before.lookups.join(' '), after.lookups.join(' ')];
  const isReworded =
    JSON.stringify([before.label, before.options]) !== JSON.stringify([after.label, after.options]);
  return {
    ...Object.fromEntries(told),
    ...(lookups[0] === lookups[1] ? {} : { lookups: lookups.join(' → ') }),
    ...(isReworded ? { reworded: true } : {}),
  };
}
