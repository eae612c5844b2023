import type {
  Category,
  FieldType,
  Label,
  Lookup,
  MaskName,
  Sensitivity,
  SummaryName,
} from '../record-type.ts';

/** What a column holds, finer than a field type: it decides type, category, sensitivity, mask and the rest. */
const KINDS = [
  'resident-id',
  'passport',
  'bank-card',
  'bank-account',
  'uscc',
  'plate',
  'email',
  'phone',
  'messenger',
  'person-name',
  'company-name',
  'name',
  'birth-date',
  'age',
  'gender',
  'address',
  'place',
  'country',
  'postal-code',
  'health',
  'belief',
  'ethnicity',
  'income',
  'secret',
  'portrait',
  'date',
  'money',
  'quantity',
  'boolean',
  'trade-code',
  'party-code',
  'job-title',
  'classification',
  'subject',
  'preference',
  'website',
  'note',
  'unknown',
] as const;
export type Kind = (typeof KINDS)[number];

export type Treatment = Readonly<{
  label: Label;
  /** The field name when the header gives none. */
  name: string;
  type: FieldType;
  category: Category;
  sensitivity: Sensitivity;
  mask: MaskName | null;
  summary: SummaryName | null;
  lookups: readonly Lookup[];
}>;

const EXACT: readonly Lookup[] = ['exact'];
const NUMBER: readonly Lookup[] = ['exact', 'last4'];
const NONE: readonly Lookup[] = [];

/**
 * The default treatment of each kind. Sensitivity follows GB/T 35273-2020 annex B and PIPL art. 28: ordinary
 * business facts 2, personal information 3, sensitive personal information 4; what nobody recognises is 4.
 */
export const TREATMENTS: Readonly<Record<Kind, Treatment>> = {
  'resident-id': row(
    '身份证号',
    'Identity number',
    'resident_id',
    'resident-id',
    'basic',
    4,
    'resident-id',
    'adult',
    NUMBER,
  ),
  passport: row('护照号', 'Passport number', 'passport', 'passport', 'basic', 4, 'code', 'filled', NUMBER),
  'bank-card': row(
    '银行卡号',
    'Card number',
    'bank_card',
    'bank-card',
    'finance',
    4,
    'card',
    'filled',
    NUMBER,
  ),
  'bank-account': row(
    '银行账户',
    'Bank account',
    'bank_account',
    'text',
    'finance',
    4,
    'code',
    'filled',
    EXACT,
  ),
  uscc: row(
    '统一社会信用代码',
    'Unified social credit code',
    'uscc',
    'uscc',
    'basic',
    2,
    'code',
    'filled',
    NONE,
  ),
  plate: row('车牌号', 'Licence plate', 'plate', 'plate', 'basic', 3, 'code', 'filled', NUMBER),
  email: row('电子邮箱', 'E-mail', 'email', 'email', 'basic', 3, 'email', 'filled', EXACT),
  phone: row('电话', 'Telephone', 'phone', 'phone', 'basic', 3, 'phone', 'filled', NUMBER),
  messenger: row(
    '即时通讯账号',
    'Messenger account',
    'messenger',
    'text',
    'basic',
    3,
    'code',
    'filled',
    EXACT,
  ),
  'person-name': row('姓名', 'Name', 'person_name', 'person-name', 'basic', 3, 'name', 'filled', EXACT),
  'company-name': row(
    '公司名称',
    'Company',
    'company_name',
    'company-name',
    'basic',
    2,
    'text',
    'filled',
    NONE,
  ),
  name: row('名称', 'Name', 'name', 'person-name', 'basic', 3, 'name', 'filled', EXACT),
  'birth-date': row(
    '出生日期',
    'Birth date',
    'birth_date',
    'birth-date',
    'basic',
    4,
    'birth-date',
    'adult',
    NONE,
  ),
  age: row('年龄', 'Age', 'age', 'number', 'basic', 3, 'full', 'filled', NONE),
  gender: row('性别', 'Gender', 'gender', 'choice', 'basic', 3, 'full', 'filled', NONE),
  address: row('地址', 'Address', 'address', 'address', 'basic', 3, 'address', 'filled', NONE),
  place: row('地区', 'Region', 'region', 'text', 'basic', 2, 'text', 'filled', NONE),
  country: row('国家', 'Country', 'country', 'text', 'basic', 2, 'text', 'filled', NONE),
  'postal-code': row('邮政编码', 'Postal code', 'postal_code', 'text', 'basic', 2, 'full', 'filled', NONE),
  health: row('健康信息', 'Health', 'health', 'long-text', 'health', 4, 'full', 'filled', NONE),
  belief: row('宗教信仰', 'Belief', 'belief', 'text', 'basic', 4, 'full', 'filled', NONE),
  ethnicity: row('民族', 'Ethnicity', 'ethnicity', 'text', 'basic', 4, 'full', 'filled', NONE),
  income: row('收入', 'Income', 'income', 'money', 'finance', 4, 'amount', 'amount-band', NONE),
  secret: row('口令', 'Secret', 'secret', 'text', 'basic', 4, 'full', 'filled', NONE),
  portrait: row('照片', 'Portrait', 'portrait', 'text', 'basic', 4, 'full', 'filled', NONE),
  date: row('日期', 'Date', 'date', 'date', 'transaction', 2, 'birth-date', 'recency', NONE),
  money: row('金额', 'Amount', 'amount', 'money', 'transaction', 2, 'amount', 'amount-band', NONE),
  quantity: row('数量', 'Quantity', 'quantity', 'number', 'transaction', 2, 'full', 'filled', NONE),
  boolean: row('是否', 'Yes or no', 'flag', 'boolean', 'basic', 2, 'full', 'filled', NONE),
  'trade-code': row('单号', 'Document number', 'code', 'text', 'transaction', 2, 'code', 'filled', NONE),
  'party-code': row('编号', 'Code', 'code', 'text', 'basic', 2, 'code', 'filled', NONE),
  'job-title': row('职务', 'Job title', 'job_title', 'text', 'basic', 2, 'text', 'filled', NONE),
  classification: row('类别', 'Class', 'class', 'text', 'basic', 2, 'text', 'filled', NONE),
  subject: row('主题', 'Subject', 'subject', 'text', 'transaction', 2, 'text', 'filled', NONE),
  preference: row('偏好', 'Preference', 'preference', 'text', 'preference', 3, 'full', 'filled', NONE),
  website: row('网址', 'Website', 'website', 'text', 'basic', 1, 'text', 'filled', NONE),
  note: row('备注', 'Notes', 'notes', 'long-text', 'service', 3, 'text', 'length-band', NONE),
  unknown: row('未识别', 'Unrecognised', 'field', 'text', 'basic', 4, 'full', 'filled', NONE),
};

function row(
  zh: string,
  en: string,
  name: string,
  type: FieldType,
  category: Category,
  sensitivity: Sensitivity,
  mask: MaskName | null,
  summary: SummaryName | null,
  lookups: readonly Lookup[],
): Treatment {
  return { label: { zh, en }, name, type, category, sensitivity, mask, summary, lookups };
}
