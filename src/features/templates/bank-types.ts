import type { RecordType } from '../../kernel/record-type.ts';
import { aboutCustomer, choice, field } from '../demo/demo.ts';
import { accountNumber, PERSON, REMARK } from './person-fields.ts';
import { SERVICE_TICKET } from './service-ticket.ts';

const money = (name: string, zh: string, en: string, category: string) =>
  field(name, { zh, en }, 'money', category, 4, { mask: 'amount', summary: 'amount-band' });

const CUSTOMER: RecordType = {
  name: 'customer',
  label: { zh: '客户', en: 'Customer' },
  customerField: null,
  titleField: 'name',
  fields: [
    ...PERSON,
    field('employer', { zh: '工作单位', en: 'Employer' }, 'company-name', 'basic', 3, { mask: 'text' }),
    choice('tier', { zh: '客户层级', en: 'Tier' }, 'basic', 2, {
      mass: ['大众', 'Mass'],
      affluent: ['财富', 'Affluent'],
      private: ['私行', 'Private'],
    }),
    REMARK,
    field('open_account_count', { zh: '账户数', en: 'Accounts' }, 'number', 'finance', 3, {
      derived: { kind: 'count', from: 'account' },
    }),
    field('has_active_loan', { zh: '有存续贷款', en: 'Has a running loan' }, 'boolean', 'credit', 3, {
      derived: { kind: 'exists', from: 'loan', where: { field: 'status', equals: 'active' } },
    }),
  ],
};

/** Customer due diligence (反洗钱法 art. 28–35; 金融机构客户尽职调查和客户身份资料及交易记录保存管理办法). */
const DUE_DILIGENCE: RecordType = aboutCustomer(
  'due_diligence',
  { zh: '尽职调查', en: 'Due diligence' },
  'conclusion',
  [
    field('performed_on', { zh: '调查日期', en: 'Performed on' }, 'date', 'kyc', 2, { required: true }),
    choice('kind', { zh: '类型', en: 'Kind' }, 'kyc', 2, {
      initial: ['初次识别', 'Initial'],
      periodic: ['持续识别', 'Periodic'],
      enhanced: ['强化调查', 'Enhanced'],
    }),
    field('document_verified', { zh: '证件已核验', en: 'Document verified' }, 'boolean', 'kyc', 2),
    field('source_of_funds', { zh: '资金来源', en: 'Source of funds' }, 'long-text', 'kyc', 4, {
      summary: 'length-band',
    }),
    money('annual_income', '年收入', 'Annual income', 'kyc'),
    field('beneficial_owner', { zh: '受益所有人', en: 'Beneficial owner' }, 'person-name', 'kyc', 3, {
      mask: 'name',
      summary: 'filled',
    }),
    field(
      'politically_exposed',
      { zh: '特定自然人（外国政要等）', en: 'Politically exposed' },
      'boolean',
      'kyc',
      4,
    ),
    choice('money_laundering_risk', { zh: '洗钱风险等级', en: 'Money laundering risk' }, 'kyc', 4, {
      low: ['低', 'Low'],
      medium: ['中', 'Medium'],
      high: ['高', 'High'],
    }),
    choice(
      'conclusion',
      { zh: '结论', en: 'Conclusion' },
      'kyc',
      2,
      {
        passed: ['通过', 'Passed'],
        more: ['需补充资料', 'More needed'],
        refused: ['不建立业务关系', 'Relationship refused'],
      },
      { required: true },
    ),
    field('next_review_on', { zh: '下次复核', en: 'Next review on' }, 'date', 'kyc', 2),
  ],
);

const ACCOUNT: RecordType = aboutCustomer('account', { zh: '账户', en: 'Account' }, 'kind', [
  choice(
    'kind',
    { zh: '账户类型', en: 'Kind' },
    'finance',
    2,
    {
      'class-1': ['Ⅰ类户', 'Class I'],
      'class-2': ['Ⅱ类户', 'Class II'],
      'class-3': ['Ⅲ类户', 'Class III'],
      credit: ['信用卡', 'Credit card'],
      deposit: ['定期存款', 'Time deposit'],
    },
    { required: true },
  ),
  accountNumber('account_no', { zh: '账号', en: 'Account number' }),
  field('opened_on', { zh: '开户日期', en: 'Opened on' }, 'date', 'finance', 2),
  field('opened_at', { zh: '开户网点', en: 'Opened at' }, 'text', 'finance', 2),
  choice('status', { zh: '状态', en: 'Status' }, 'finance', 2, {
    normal: ['正常', 'Normal'],
    dormant: ['久悬', 'Dormant'],
    frozen: ['冻结', 'Frozen'],
    closed: ['销户', 'Closed'],
  }),
  money('balance', '余额', 'Balance', 'finance'),
  money('credit_limit', '信用额度', 'Credit limit', 'finance'),
  field('reserved_phone', { zh: '预留手机号', en: 'Phone on file' }, 'phone', 'finance', 3, {
    mask: 'phone',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  }),
]);

const LOAN: RecordType = aboutCustomer('loan', { zh: '贷款', en: 'Loan' }, 'loan_no', [
  field('loan_no', { zh: '借据号', en: 'Loan number' }, 'text', 'credit', 3, {
    mask: 'code',
    required: true,
  }),
  choice('product', { zh: '产品', en: 'Product' }, 'credit', 2, {
    mortgage: ['住房按揭', 'Mortgage'],
    consumer: ['消费贷款', 'Consumer loan'],
    business: ['经营贷款', 'Business loan'],
    card: ['信用卡分期', 'Card instalment'],
  }),
  choice(
    'status',
    { zh: '状态', en: 'Status' },
    'credit',
    2,
    {
      applied: ['申请中', 'Applied'],
      active: ['存续', 'Active'],
      settled: ['结清', 'Settled'],
      refused: ['未通过', 'Refused'],
    },
    { required: true },
  ),
  money('amount', '贷款金额', 'Amount', 'credit'),
  money('outstanding', '未偿余额', 'Outstanding', 'credit'),
  field('due_on', { zh: '下期还款日', en: 'Next due on' }, 'date', 'credit', 3),
  choice('overdue_stage', { zh: '逾期阶段', en: 'Overdue stage' }, 'credit', 3, {
    none: ['未逾期', 'None'],
    m1: ['M1（30 天内）', 'M1 (to 30 days)'],
    m2: ['M2（31–60 天）', 'M2 (31–60 days)'],
    m3: ['M3 及以上', 'M3 and above'],
  }),
  field('credit_score', { zh: '征信评分', en: 'Credit score' }, 'number', 'credit', 4, {
    mask: 'full',
    summary: 'filled',
  }),
  field('collateral', { zh: '抵押物', en: 'Collateral' }, 'long-text', 'credit', 4, {
    summary: 'length-band',
  }),
]);

/** What the law forbids to tell the customer of (反洗钱法 art. 38), and so nearly everybody here too. */
const RISK_ALERT: RecordType = aboutCustomer('risk_alert', { zh: '风险预警', en: 'Risk alert' }, 'kind', [
  field('raised_on', { zh: '预警日期', en: 'Raised on' }, 'date', 'risk', 3, { required: true }),
  choice(
    'kind',
    { zh: '类型', en: 'Kind' },
    'risk',
    4,
    {
      'suspicious-transaction': ['可疑交易', 'Suspicious transaction'],
      fraud: ['涉诈账户', 'Fraud'],
      'name-screening': ['名单命中', 'Name screening'],
      credit: ['信用恶化', 'Credit deterioration'],
    },
    { required: true },
  ),
  choice('level', { zh: '级别', en: 'Level' }, 'risk', 4, {
    watch: ['关注', 'Watch'],
    serious: ['严重', 'Serious'],
    critical: ['紧急', 'Critical'],
  }),
  field('details', { zh: '情况说明', en: 'Details' }, 'long-text', 'risk', 4, { summary: 'length-band' }),
  field('reported', { zh: '已报送', en: 'Reported' }, 'boolean', 'risk', 4),
]);

export const BANK_TYPES: readonly RecordType[] = [
  CUSTOMER,
  DUE_DILIGENCE,
  ACCOUNT,
  LOAN,
  RISK_ALERT,
  SERVICE_TICKET,
];
