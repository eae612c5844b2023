import type { Field, RecordType } from '../../kernel/record-type.ts';
import { choice, field } from './field-shorthand.ts';

export const CITIES = {
  shanghai: ['上海', 'Shanghai'],
  hangzhou: ['杭州', 'Hangzhou'],
  suzhou: ['苏州', 'Suzhou'],
  nanjing: ['南京', 'Nanjing'],
  ningbo: ['宁波', 'Ningbo'],
  guangzhou: ['广州', 'Guangzhou'],
  shenzhen: ['深圳', 'Shenzhen'],
  dongguan: ['东莞', 'Dongguan'],
  chengdu: ['成都', 'Chengdu'],
  wuhan: ['武汉', 'Wuhan'],
  beijing: ['北京', 'Beijing'],
  xian: ['西安', "Xi'an"],
} as const;

export const PRODUCT_CATEGORIES = {
  apparel: ['服饰', 'Apparel'],
  grocery: ['生鲜食品', 'Grocery'],
  home: ['家居', 'Home'],
  beauty: ['美妆个护', 'Beauty and care'],
  electronics: ['数码家电', 'Electronics'],
  baby: ['母婴', 'Mother and baby'],
  sports: ['运动户外', 'Sports and outdoor'],
} as const;

/**
 * Who the customer is. Identity number: sensitive (PIPL art. 28; GB/T 35273-2020 annex B). Phone, e-mail and
 * address are ordinary personal information, yet what is sold on when a system leaks, so they are encrypted too.
 * The name stays in the clear, because people must be able to search by it, and is masked instead.
 */
const BASIC: readonly Field[] = [
  field('name', { zh: '姓名', en: 'Name' }, 'person-name', 'basic', 3, { mask: 'name', required: true }),
  choice('gender', { zh: '性别', en: 'Gender' }, 'basic', 3, {
    female: ['女', 'Female'],
    male: ['男', 'Male'],
    undisclosed: ['未透露', 'Not disclosed'],
  }),
  field('phone', { zh: '手机号', en: 'Phone' }, 'phone', 'basic', 3, {
    mask: 'phone',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
    required: true,
  }),
  field('email', { zh: '电子邮箱', en: 'E-mail' }, 'email', 'basic', 3, {
    mask: 'email',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact'],
  }),
  field('resident_id', { zh: '身份证号', en: 'Resident ID' }, 'resident-id', 'basic', 4, {
    mask: 'resident-id',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  }),
  field('birth_date', { zh: '出生日期', en: 'Date of birth' }, 'birth-date', 'basic', 3, {
    mask: 'birth-date',
    summary: 'adult',
  }),
  field('address', { zh: '住址', en: 'Address' }, 'address', 'basic', 3, {
    mask: 'address',
    summary: 'filled',
    encrypted: true,
  }),
  choice('city', { zh: '所在城市', en: 'City' }, 'basic', 2, CITIES, { required: true }),
  field('member_no', { zh: '会员号', en: 'Member number' }, 'text', 'basic', 3, {
    mask: 'code',
    required: true,
  }),
  choice(
    'member_level',
    { zh: '会员等级', en: 'Member level' },
    'basic',
    2,
    {
      basic: ['普通', 'Basic'],
      silver: ['银卡', 'Silver'],
      gold: ['金卡', 'Gold'],
      platinum: ['铂金', 'Platinum'],
    },
    { required: true },
  ),
  field('registered_on', { zh: '注册日期', en: 'Registered on' }, 'date', 'basic', 2, {
    summary: 'recency',
    required: true,
  }),
  choice('source', { zh: '来源', en: 'Source' }, 'basic', 2, {
    store: ['门店', 'Store'],
    'mini-program': ['小程序', 'Mini programme'],
    app: ['手机应用', 'Mobile app'],
    marketplace: ['电商平台', 'Marketplace'],
    referral: ['老客推荐', 'Referral'],
    'group-purchase': ['企业团购', 'Corporate purchase'],
  }),
];

/**
 * What the customer buys and owes. GB/T 35273-2020 annex B counts records of consumption, credit and accounts as
 * sensitive property information; the sum of a customer's spending is treated so, a single purchase as personal.
 */
const MONEY: readonly Field[] = [
  field('points', { zh: '积分', en: 'Points' }, 'number', 'transaction', 3),
  field('total_spent', { zh: '累计消费', en: 'Total spent' }, 'money', 'transaction', 4, {
    mask: 'amount',
    summary: 'amount-band',
  }),
  field('last_purchase_on', { zh: '最近消费日期', en: 'Last purchase on' }, 'date', 'transaction', 3, {
    summary: 'recency',
  }),
  field('credit_limit', { zh: '授信额度', en: 'Credit limit' }, 'money', 'finance', 4, {
    mask: 'amount',
    summary: 'amount-band',
  }),
  field('bank_card', { zh: '银行卡号', en: 'Bank card' }, 'bank-card', 'finance', 4, {
    mask: 'card',
    summary: 'filled',
    encrypted: true,
    lookups: ['last4'],
  }),
  field('invoice_title', { zh: '发票抬头', en: 'Invoice title' }, 'company-name', 'finance', 3, {
    mask: 'text',
    summary: 'filled',
  }),
  field('tax_no', { zh: '税号', en: 'Tax number' }, 'uscc', 'finance', 3, {
    mask: 'code',
    summary: 'filled',
  }),
];

/** What the customer likes: profiling, so consent and the right to refuse come with it (PIPL art. 24). */
const PREFERENCES: readonly Field[] = [
  choice('preferred_channel', { zh: '偏好渠道', en: 'Preferred channel' }, 'preference', 2, {
    store: ['门店', 'Store'],
    online: ['线上', 'Online'],
    phone: ['电话', 'Phone'],
    message: ['消息', 'Message'],
  }),
  choice(
    'preferred_category',
    { zh: '偏好品类', en: 'Preferred category' },
    'preference',
    2,
    PRODUCT_CATEGORIES,
  ),
  field('marketing_tags', { zh: '营销标签', en: 'Marketing tags' }, 'text', 'preference', 3, {
    summary: 'filled',
  }),
  field('size_profile', { zh: '尺码档案', en: 'Size profile' }, 'text', 'preference', 3, {
    mask: 'full',
    summary: 'filled',
  }),
];

/** Free text may hold anything, and sooner or later does: treated as the most sensitive. */
const REMARK = field('remark', { zh: '备注', en: 'Remark' }, 'long-text', 'service', 4, {
  mask: 'full',
  summary: 'length-band',
});

/** Answers computed from related records: the part that a colleague needs to know without reading the rest. */
const DERIVED: readonly Field[] = [
  field(
    'has_active_contract',
    { zh: '有生效合同', en: 'Has an active contract' },
    'boolean',
    'transaction',
    2,
    {
      derived: { kind: 'exists', from: 'contract', where: { field: 'status', equals: 'active' } },
    },
  ),
  field('order_count', { zh: '订单数', en: 'Orders' }, 'number', 'transaction', 3, {
    derived: { kind: 'count', from: 'order' },
  }),
  field('last_contact_on', { zh: '最近联系日期', en: 'Last contact on' }, 'date', 'service', 2, {
    summary: 'recency',
    derived: { kind: 'latest', from: 'interaction', field: 'occurred_on' },
  }),
];

/** The 24 stored fields of a customer, in the order in which forms show them. */
export const STORED_CUSTOMER_FIELDS: readonly Field[] = [...BASIC, ...MONEY, ...PREFERENCES, REMARK];

export const CUSTOMER_TYPE: RecordType = {
  name: 'customer',
  label: { zh: '客户', en: 'Customer' },
  customerField: null,
  titleField: 'name',
  fields: [...STORED_CUSTOMER_FIELDS, ...DERIVED],
};
