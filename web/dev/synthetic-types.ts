import type { RecordTypeView } from '../../src/contract/catalogue.ts';
import type { Disclosure } from '../../src/kernel/disclosure/level.ts';
import { mask } from '../../src/kernel/disclosure/masks.ts';
import { summarise } from '../../src/kernel/disclosure/summaries.ts';
import type { FieldType, Label, MaskName, Sensitivity, SummaryName } from '../../src/kernel/record-type.ts';

/** Development only: record types as one synthetic reader sees them. */

export type SyntheticField = RecordTypeView['fields'][number] & { mask: MaskName; summaryName: SummaryName };

const TEXT_OPERATORS = ['equals', 'starts-with', 'contains', 'is-empty'];
const RANGE_OPERATORS = ['equals', 'at-least', 'at-most', 'more-than', 'less-than', 'is-empty'];
const CHOICE_OPERATORS = ['equals', 'one-of', 'is-empty'];

function operatorsOf(type: FieldType): string[] {
  if (type === 'choice' || type === 'boolean') return CHOICE_OPERATORS;
  if (type === 'phone') return ['equals', 'last-four', 'is-empty'];
  if (['email', 'resident-id', 'bank-card'].includes(type)) return ['equals', 'is-empty'];
  return ['date', 'birth-date', 'number', 'money'].includes(type) ? RANGE_OPERATORS : TEXT_OPERATORS;
}

const MASK_BY_TYPE: Partial<Record<FieldType, MaskName>> = {
  'person-name': 'name',
  phone: 'phone',
  email: 'email',
  address: 'address',
  'resident-id': 'resident-id',
  'bank-card': 'card',
  money: 'amount',
  'birth-date': 'birth-date',
};
const SUMMARY_BY_TYPE: Partial<Record<FieldType, SummaryName>> = {
  money: 'amount-band',
  'birth-date': 'adult',
  date: 'recency',
  'long-text': 'length-band',
};

function field(
  name: string,
  zh: string,
  en: string,
  type: FieldType,
  category: string,
  sensitivity: Sensitivity,
  disclosureAtMost: Disclosure,
  extra: Partial<SyntheticField> = {},
): SyntheticField {
  const findable = extra.findable ?? (disclosureAtMost === 'shown' || type === 'phone');
  return {
    name,
    label: { zh, en },
    type,
    category,
    sensitivity,
    required: false,
    derived: false,
    findable,
    operators: findable ? operatorsOf(type) : [],
    aggregatable: sensitivity <= 2,
    creatable: true,
    matchable: ['phone', 'resident-id', 'email', 'bank-card'].includes(type),
    disclosureAtMost,
    summary: SUMMARY_BY_TYPE[type] ?? 'filled',
    mask: MASK_BY_TYPE[type] ?? 'text',
    summaryName: SUMMARY_BY_TYPE[type] ?? 'filled',
    ...extra,
  };
}

function options(
  pairs: Readonly<Record<string, readonly [string, string]>>,
): { value: string; label: Label }[] {
  return Object.entries(pairs).map(([value, [zh, en]]) => ({ value, label: { zh, en } }));
}

export const CITY_OPTIONS = options({
  shanghai: ['上海', 'Shanghai'],
  hangzhou: ['杭州', 'Hangzhou'],
  suzhou: ['苏州', 'Suzhou'],
  chengdu: ['成都', 'Chengdu'],
});
export const LEVEL_OPTIONS = options({
  basic: ['普通', 'Basic'],
  silver: ['银卡', 'Silver'],
  gold: ['金卡', 'Gold'],
  platinum: ['铂金', 'Platinum'],
});
export const STATUS_OPTIONS = options({
  paid: ['已付款', 'Paid'],
  shipped: ['已发货', 'Shipped'],
  completed: ['已完成', 'Completed'],
});

export type SyntheticType = Omit<RecordTypeView, 'fields'> & { fields: SyntheticField[] };

const customerField = field('customer', '客户', 'Customer', 'relation', 'basic', 2, 'shown', {
  target: 'customer',
  findable: false,
  operators: [],
});

export const TYPES: readonly SyntheticType[] = [
  {
    name: 'customer',
    label: { zh: '客户', en: 'Customer' },
    customerField: null,
    titleField: 'name',
    creatable: true,
    fields: [
      field('name', '姓名', 'Name', 'person-name', 'basic', 3, 'shown', { required: true }),
      field('phone', '手机号', 'Phone', 'phone', 'basic', 3, 'masked', { required: true }),
      field('email', '电子邮箱', 'E-mail', 'email', 'basic', 3, 'masked', {
        findable: true,
        operators: ['equals'],
      }),
      field('resident_id', '身份证号', 'Resident ID', 'resident-id', 'basic', 4, 'summary', {
        findable: false,
      }),
      field('birth_date', '出生日期', 'Date of birth', 'birth-date', 'basic', 3, 'summary'),
      field('address', '住址', 'Address', 'address', 'basic', 3, 'masked'),
      field('city', '所在城市', 'City', 'choice', 'basic', 2, 'shown', { options: CITY_OPTIONS }),
      field('member_level', '会员等级', 'Member level', 'choice', 'basic', 2, 'shown', {
        options: LEVEL_OPTIONS,
      }),
      field('registered_on', '注册日期', 'Registered on', 'date', 'basic', 2, 'shown'),
      field('total_spent', '累计消费', 'Total spent', 'money', 'transaction', 4, 'summary'),
      field('last_purchase_on', '最近消费日期', 'Last purchase on', 'date', 'transaction', 3, 'shown'),
      field('points', '积分', 'Points', 'number', 'transaction', 3, 'shown'),
      field('order_count', '订单数', 'Orders', 'number', 'transaction', 3, 'shown', {
        derived: true,
        creatable: false,
      }),
      field(
        'has_active_contract',
        '有生效合同',
        'Has an active contract',
        'boolean',
        'transaction',
        2,
        'shown',
        {
          derived: true,
          creatable: false,
        },
      ),
      field('last_contact_on', '最近联系日期', 'Last contact on', 'date', 'service', 2, 'summary', {
        derived: true,
      }),
      field('remark', '备注', 'Remark', 'long-text', 'service', 4, 'summary'),
      field('preferred_channel', '偏好渠道', 'Preferred channel', 'text', 'preference', 2, 'shown'),
    ],
  },
  {
    name: 'order',
    label: { zh: '订单', en: 'Order' },
    customerField: 'customer',
    titleField: 'order_no',
    creatable: false,
    fields: [
      customerField,
      field('order_no', '订单号', 'Order number', 'text', 'transaction', 2, 'shown'),
      field('ordered_on', '下单日期', 'Ordered on', 'date', 'transaction', 2, 'shown'),
      field('status', '状态', 'Status', 'choice', 'transaction', 2, 'shown', { options: STATUS_OPTIONS }),
      field('amount', '金额', 'Amount', 'money', 'transaction', 3, 'shown'),
      field('consignee', '收货人', 'Consignee', 'person-name', 'basic', 3, 'masked'),
      field('consignee_phone', '收货电话', 'Consignee phone', 'phone', 'basic', 3, 'masked'),
      field('delivery_address', '收货地址', 'Delivery address', 'address', 'basic', 3, 'masked'),
    ],
  },
  {
    name: 'interaction',
    label: { zh: '沟通记录', en: 'Interaction' },
    customerField: 'customer',
    titleField: 'subject',
    creatable: false,
    fields: [
      customerField,
      field('occurred_on', '日期', 'Occurred on', 'date', 'service', 2, 'shown'),
      field('subject', '主题', 'Subject', 'text', 'service', 2, 'shown'),
      field('content', '内容', 'Content', 'long-text', 'service', 3, 'summary'),
    ],
  },
];

/** What a stored value becomes under a disclosure, by the kernel's own masks and summaries. */
export function disclosed(of: SyntheticField, value: string | null, disclosure: Disclosure): string | null {
  if (value === null || disclosure === 'withheld') return null;
  if (disclosure === 'masked') return mask(of.mask, value);
  if (disclosure === 'summary') return summarise(of.summaryName, value, Date.now()).code;
  return value;
}
