import type { StartImport } from '../../contract/imports.ts';
import { Problem } from '../../contract/problem.ts';
import type { DateHints } from '../../kernel/classify/date.ts';
import { type Field, fieldOf, type Label, type RecordType } from '../../kernel/record-type.ts';
import { invalid } from './parts.ts';
import { canBeKey, isExposed, type ProposedColumn } from './proposal.ts';
import type { Rights } from './rights.ts';

/** Which column fills which field. Holds numbers and names, and no cell. */
export type Mapping = readonly Readonly<{ column: number; field: string; dateHints?: DateHints }>[];
export type CustomerKey = Readonly<{ column: number; field: string }>;

/** What an import will do, checked as a whole before any row is read. */
export type Agreement = Readonly<{
  /** The record type as it will be. */
  type: RecordType;
  newFields: readonly Field[];
  columns: readonly ProposedColumn[];
  mapping: Mapping;
  keyField: string | null;
  customerKey: CustomerKey | null;
}>;

/**
 * Checks what the importer made of the proposal. They may protect a new field more than was proposed, never less: that
 * is for the security administrator.
 *
 * @throws Problem `invalid-input` naming the field and what is wrong, `forbidden` without the right to create
 */
export function agree(start: StartImport, proposed: readonly ProposedColumn[], rights: Rights): Agreement {
  const existing = rights.recordTypes.get(start.recordType);
  const columns = acceptedColumns(start, proposed, existing);
  const included = columns.filter(({ include }) => include);
  if (included.length === 0) {
    throw invalid({ zh: '没有选择要导入的列。', en: 'No column is to be imported.' });
  }
  const categories = knownCategories(proposed, rights);
  const added = included.filter(({ existing: known }) => !known);
  for (const column of added) mustBeAsStrict(column, categories, start.recordType);
  const type = futureType(
    start,
    existing,
    included,
    added.map(({ field }) => field),
  );
  rights.mustCreate(type);
  mustVouchWithRight(start, type, rights);
  for (const { field, classified, recognised } of included) {
    if (!rights.mayFill(type, field)) throw notFillable(field, rights);
    if (isExposed(classified, field, recognised)) throw exposed(field);
  }
  const keyField = agreedKey(start.keyField, type, included, rights);
  return {
    type,
    newFields: type.fields.filter(
      ({ name }) => existing === undefined || fieldOf(existing, name) === undefined,
    ),
    columns,
    mapping: included.map(({ column, field, dateHints }) => ({
      column,
      field: field.name,
      ...(dateHints === undefined ? {} : { dateHints }),
    })),
    keyField,
    customerKey: agreedCustomerKey(start, type, columns.length, rights),
  };
}

/** @throws Problem `invalid-input`, `forbidden` for what customers decided, told by whom it is not to be noted by */
function mustVouchWithRight({ consents }: StartImport, type: RecordType, rights: Rights): void {
  if (consents === undefined) return;
  if (type.customerField !== null) {
    throw invalid({ zh: '只有客户才能同意。', en: 'Only customers consent.' });
  }
  if (!rights.mayNoteDecisions(type)) throw new Problem('forbidden');
  const unknown = consents.purposes.find((code) => !rights.isPurpose(code));
  if (unknown !== undefined) {
    throw invalid({
      zh: `没有“${unknown}”这个处理目的。`,
      en: `There is no purpose “${unknown}”.`,
    });
  }
}

function acceptedColumns(
  start: StartImport,
  proposed: readonly ProposedColumn[],
  existing: RecordType | undefined,
): readonly ProposedColumn[] {
  const wishes = new Map(start.columns.map((wish) => [wish.column, wish]));
  if (wishes.size !== start.columns.length || start.columns.some(({ column }) => column >= proposed.length)) {
    throw invalid({
      zh: '列清单与文件不符：有重复或不存在的列。',
      en: 'The columns do not fit the file: one is named twice or does not exist.',
    });
  }
  const names = start.columns.filter(({ include }) => include).map(({ field }) => field.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw invalid({
      zh: `有两列都要写入字段“${twice}”。`,
      en: `Two columns are to fill the field “${twice}”.`,
    });
  }
  return proposed.map((column): ProposedColumn => {
    const wish = wishes.get(column.column);
    if (wish === undefined || !wish.include) return { ...column, include: false };
    const stored = existing === undefined ? undefined : fieldOf(existing, wish.field.name);
    return {
      ...column,
      include: true,
      existing: stored !== undefined,
      field: stored ?? unplaced(wish.field),
    };
  });
}

/**
 * A new field as it will be stored. Whoever imports it has said what it is, and no officer has confirmed that yet: it
 * can be filled, and rules that do not name it disclose nothing of it. As the contract gives it, an absent part may also
 * be undefined; a stored field has it or has it not.
 */
function unplaced(field: StartImport['columns'][number]['field']): Field {
  const parts = Object.entries(field).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(parts) as unknown as Field), placed: false };
}

function knownCategories(proposed: readonly ProposedColumn[], rights: Rights): ReadonlySet<string> {
  const existing = [...rights.recordTypes.values()].flatMap(({ fields }) => fields);
  return new Set(
    [...proposed.map(({ classified }) => classified), ...existing].map(({ category }) => category),
  );
}

function mustBeAsStrict(
  { field, classified, header }: ProposedColumn,
  categories: ReadonlySet<string>,
  recordType: string,
): void {
  if (isCustomerRelation(field, recordType)) return;
  const looser = loosenedPart(field, classified, categories);
  if (looser === null) return;
  throw invalid({
    zh: `列“${header}”：${looser.zh}。导入时只能比建议更严格；放宽须由安全管理员事先定义该字段。`,
    en: `Column “${header}”: ${looser.en}. An import may only be stricter than proposed; to be less strict, the security administrator defines the field first.`,
  });
}

/** What of a new field would protect it less than proposed, or null. */
function loosenedPart(field: Field, proposed: Field, categories: ReadonlySet<string>): Label | null {
  if (field.sensitivity < proposed.sensitivity) {
    return {
      zh: `敏感级别不得低于 ${proposed.sensitivity}`,
      en: `its sensitivity may not be below ${proposed.sensitivity}`,
    };
  }
  if (proposed.encrypted && !field.encrypted) return { zh: '必须加密保存', en: 'it must be encrypted' };
  if (!categories.has(field.category)) {
    return { zh: '信息类别应为已有的类别', en: 'its category must be one that exists' };
  }
  const masks: readonly Field['mask'][] = [proposed.mask, 'full', null];
  if (!masks.includes(field.mask)) return { zh: '脱敏方式不得更宽', en: 'its mask may not show more' };
  if (field.summary !== null && field.summary !== proposed.summary && field.summary !== 'filled') {
    return { zh: '摘要方式不得更宽', en: 'its summary may not tell more' };
  }
  if (field.lookups.some((lookup) => !proposed.lookups.includes(lookup))) {
    return { zh: '不得增加检索方式', en: 'it may not be looked up in more ways' };
  }
  if (field.derived !== undefined || field.type === 'relation') {
    return { zh: '不能是计算字段或关系字段', en: 'it can be neither computed nor a relation' };
  }
  return null;
}

function isCustomerRelation(field: Field, recordType: string): boolean {
  return recordType !== 'customer' && field.type === 'relation' && field.target === 'customer';
}

function futureType(
  start: StartImport,
  existing: RecordType | undefined,
  included: readonly ProposedColumn[],
  added: readonly Field[],
): RecordType {
  if (existing !== undefined) return { ...existing, fields: [...existing.fields, ...added] };
  if (start.recordTypeLabel === undefined) {
    throw invalid({ zh: '新的记录类型需要名称。', en: 'A new record type needs a label.' });
  }
  const base = { name: start.recordType, label: start.recordTypeLabel };
  const titleField = titleOf(added);
  if (start.recordType === 'customer') return { ...base, customerField: null, titleField, fields: added };
  const relation = included.find(({ field }) => isCustomerRelation(field, start.recordType))?.field;
  if (relation === undefined && start.customerKey === undefined) throw noCustomer();
  const customer: Field = { ...(relation ?? CUSTOMER_FIELD), required: true, encrypted: false };
  const others = added.filter(({ name }) => name !== customer.name);
  return { ...base, customerField: customer.name, titleField, fields: [customer, ...others] };
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

/** A name if there is one, else the first that is in the clear. */
function titleOf(fields: readonly Field[]): string {
  const name = fields.find(({ type }) => type === 'company-name' || type === 'person-name');
  const clear = fields.find(({ encrypted, type }) => !encrypted && type !== 'relation');
  return (name ?? clear ?? fields[0])?.name ?? '';
}

function agreedKey(
  name: string | null,
  type: RecordType,
  included: readonly ProposedColumn[],
  rights: Rights,
): string | null {
  if (name === null) return null;
  const field = included.find((column) => column.field.name === name)?.field;
  if (field === undefined) {
    throw invalid({
      zh: `主键字段“${name}”不在要导入的列之中。`,
      en: `The key field “${name}” is not among the columns to be imported.`,
    });
  }
  if (!canBeKey(field)) throw new Problem('unsupported-operator', { field: name, operator: 'equals' });
  if (!rights.mayFind(type, field)) throw new Problem('field-not-findable', { field: name });
  return name;
}

function agreedCustomerKey(
  start: StartImport,
  type: RecordType,
  columnCount: number,
  rights: Rights,
): CustomerKey | null {
  const { customerKey } = start;
  if (type.customerField === null) return null;
  if (customerKey === undefined) {
    const isFilled = start.columns.some(({ include, field }) => include && field.name === type.customerField);
    if (!isFilled) throw noCustomer();
    return null;
  }
  const customers = rights.recordTypes.get('customer');
  const field = customers === undefined ? undefined : fieldOf(customers, customerKey.field);
  if (customers === undefined || field === undefined || customerKey.column >= columnCount) {
    throw invalid({
      zh: '用于确定客户的列或客户字段不存在。',
      en: 'The column that names the customer, or the field of the customer, does not exist.',
    });
  }
  if (!canBeKey(field)) throw new Problem('unsupported-operator', { field: field.name, operator: 'one-of' });
  if (!rights.mayFind(customers, field)) throw new Problem('field-not-findable', { field: field.name });
  if (!rights.maySee(customers, field)) {
    throw invalid({
      zh: `您不能查看客户的“${field.label.zh}”，因此不能用它对应客户。`,
      en: `You may not see “${field.label.en}” of customers, so rows cannot be assigned by it.`,
    });
  }
  const relation = fieldOf(type, type.customerField);
  if (relation !== undefined && !rights.mayFill(type, relation)) throw notFillable(relation, rights);
  return customerKey;
}

function noCustomer(): Problem {
  return invalid({
    zh: '每条记录都要对应客户：请指定哪一列用哪个客户字段来确定客户。',
    en: 'Every record is about a customer: say which column names the customer, and by which of the customer’s fields.',
  });
}

function notFillable(field: Field, rights: Rights): Problem {
  if (!rights.opens(field.category)) {
    return invalid({
      zh: `当前处理目的不包含字段“${field.label.zh}”的信息类别“${field.category}”。请换一个目的，或不导入该列。`,
      en: `The purpose does not open “${field.category}”, the category of “${field.label.en}”. Choose another purpose, or leave the column out.`,
    });
  }
  return new Problem('field-not-editable', { field: field.name });
}

function exposed(field: Field): Problem {
  return invalid({
    zh: `该列含敏感个人信息，而字段“${field.label.zh}”的敏感级别过低。请导入为新的字段，或请安全管理员调整该字段。`,
    en: `The column holds sensitive personal information, and the field “${field.label.en}” is classified too low for it. Import it as a new field, or have the security administrator reclassify the field.`,
  });
}
