import type { RecordType } from '../../kernel/record-type.ts';
import { aboutCustomer, choice, field } from '../demo/demo.ts';
import { accountNumber, PERSON, REMARK } from './person-fields.ts';
import { SERVICE_TICKET } from './service-ticket.ts';

const amount = (name: string, zh: string, en: string) =>
  field(name, { zh, en }, 'money', 'transaction', 3, { mask: 'amount', summary: 'amount-band' });

/** What is known of somebody's body: sensitive (PIPL art. 28), encrypted, and of use to underwriting and claims only. */
const health = (name: string, zh: string, en: string) =>
  field(name, { zh, en }, 'long-text', 'health', 4, {
    mask: 'full',
    summary: 'filled',
    encrypted: true,
  });

/** The policyholder (投保人), who concludes the contract and pays. */
const CUSTOMER: RecordType = {
  name: 'customer',
  label: { zh: '投保人', en: 'Policyholder' },
  customerField: null,
  titleField: 'name',
  fields: [
    ...PERSON,
    field('annual_income', { zh: '年收入', en: 'Annual income' }, 'money', 'finance', 4, {
      mask: 'amount',
      summary: 'amount-band',
    }),
    accountNumber('payment_account', { zh: '缴费账号', en: 'Payment account' }),
    REMARK,
    field('policy_count', { zh: '保单数', en: 'Policies' }, 'number', 'transaction', 2, {
      derived: { kind: 'count', from: 'policy' },
    }),
  ],
};

/** Whose life, body or things are insured (被保险人). The date of birth may be a child's: sensitive under fourteen. */
const INSURED: RecordType = aboutCustomer('insured', { zh: '被保险人', en: 'Insured person' }, 'name', [
  field('name', { zh: '姓名', en: 'Name' }, 'person-name', 'basic', 3, { mask: 'name', required: true }),
  choice('relationship', { zh: '与投保人关系', en: 'Relation to the policyholder' }, 'basic', 2, {
    self: ['本人', 'Self'],
    spouse: ['配偶', 'Spouse'],
    child: ['子女', 'Child'],
    parent: ['父母', 'Parent'],
    employee: ['雇员', 'Employee'],
  }),
  field('resident_id', { zh: '身份证号', en: 'Resident ID' }, 'resident-id', 'basic', 4, {
    mask: 'resident-id',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  }),
  field('birth_date', { zh: '出生日期', en: 'Date of birth' }, 'birth-date', 'basic', 4, {
    mask: 'birth-date',
    summary: 'adult',
  }),
  field('phone', { zh: '手机号', en: 'Phone' }, 'phone', 'basic', 3, {
    mask: 'phone',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  }),
  health('health_declaration', '健康告知', 'Health declaration'),
  health('medical_history', '既往病史', 'Medical history'),
]);

const POLICY: RecordType = aboutCustomer('policy', { zh: '保单', en: 'Policy' }, 'policy_no', [
  field('policy_no', { zh: '保单号', en: 'Policy number' }, 'text', 'transaction', 2, { required: true }),
  field('insured', { zh: '被保险人', en: 'Insured person' }, 'relation', 'transaction', 2, {
    target: 'insured',
  }),
  choice('line', { zh: '险种', en: 'Line' }, 'transaction', 2, {
    life: ['寿险', 'Life'],
    medical: ['医疗险', 'Medical'],
    'critical-illness': ['重疾险', 'Critical illness'],
    accident: ['意外险', 'Accident'],
    motor: ['车险', 'Motor'],
    property: ['财产险', 'Property'],
  }),
  choice(
    'status',
    { zh: '状态', en: 'Status' },
    'transaction',
    2,
    {
      proposed: ['投保中', 'Proposed'],
      'in-force': ['有效', 'In force'],
      lapsed: ['失效', 'Lapsed'],
      surrendered: ['退保', 'Surrendered'],
      matured: ['满期', 'Matured'],
    },
    { required: true },
  ),
  field('begins_on', { zh: '生效日期', en: 'Begins on' }, 'date', 'transaction', 2),
  field('ends_on', { zh: '到期日期', en: 'Ends on' }, 'date', 'transaction', 2),
  amount('premium', '保费', 'Premium'),
  amount('sum_insured', '保额', 'Sum insured'),
  field('beneficiary', { zh: '受益人', en: 'Beneficiary' }, 'person-name', 'basic', 3, {
    mask: 'name',
    summary: 'filled',
  }),
  field('beneficiary_id', { zh: '受益人身份证号', en: "Beneficiary's ID" }, 'resident-id', 'basic', 4, {
    mask: 'resident-id',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact'],
  }),
  field('plate', { zh: '车牌号', en: 'Plate' }, 'plate', 'transaction', 3, { mask: 'code' }),
]);

const UNDERWRITING: RecordType = aboutCustomer(
  'underwriting',
  { zh: '核保', en: 'Underwriting' },
  'conclusion',
  [
    field('policy', { zh: '保单', en: 'Policy' }, 'relation', 'transaction', 2, { target: 'policy' }),
    field('decided_on', { zh: '核保日期', en: 'Decided on' }, 'date', 'transaction', 2),
    choice(
      'conclusion',
      { zh: '结论', en: 'Conclusion' },
      'transaction',
      3,
      {
        standard: ['标准体承保', 'Standard'],
        loaded: ['加费承保', 'With a loading'],
        excluded: ['除外承保', 'With an exclusion'],
        postponed: ['延期', 'Postponed'],
        declined: ['拒保', 'Declined'],
      },
      { required: true },
    ),
    health('medical_report', '体检报告', 'Medical report'),
    health('reasons', '核保意见', 'Underwriting opinion'),
  ],
);

const CLAIM: RecordType = aboutCustomer('claim', { zh: '理赔', en: 'Claim' }, 'claim_no', [
  field('claim_no', { zh: '赔案号', en: 'Claim number' }, 'text', 'transaction', 2, { required: true }),
  field('policy', { zh: '保单', en: 'Policy' }, 'relation', 'transaction', 2, { target: 'policy' }),
  field('occurred_on', { zh: '出险日期', en: 'Occurred on' }, 'date', 'transaction', 3),
  field('reported_on', { zh: '报案日期', en: 'Reported on' }, 'date', 'transaction', 2, { required: true }),
  choice(
    'status',
    { zh: '状态', en: 'Status' },
    'transaction',
    2,
    {
      reported: ['已报案', 'Reported'],
      examining: ['审核中', 'Under examination'],
      paid: ['已赔付', 'Paid'],
      refused: ['拒赔', 'Refused'],
      closed: ['结案', 'Closed'],
    },
    { required: true },
  ),
  amount('amount_claimed', '申请金额', 'Amount claimed'),
  amount('amount_paid', '赔付金额', 'Amount paid'),
  field('scene', { zh: '出险地点', en: 'Scene' }, 'address', 'transaction', 3, {
    mask: 'address',
    summary: 'filled',
    encrypted: true,
  }),
  field('damage', { zh: '财产损失情况', en: 'Damage to property' }, 'long-text', 'transaction', 3, {
    summary: 'length-band',
  }),
  field('contact_phone', { zh: '报案电话', en: 'Phone of who reported' }, 'phone', 'basic', 3, {
    mask: 'phone',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  }),
  health('diagnosis', '诊断', 'Diagnosis'),
  health('hospital', '就诊医院与病历', 'Hospital and records'),
  field('investigation', { zh: '调查情况', en: 'Investigation' }, 'long-text', 'service', 4, {
    mask: 'full',
    summary: 'length-band',
  }),
  accountNumber('payee_account', { zh: '收款账号', en: 'Payee account' }),
]);

export const INSURANCE_TYPES: readonly RecordType[] = [
  CUSTOMER,
  INSURED,
  POLICY,
  UNDERWRITING,
  CLAIM,
  SERVICE_TICKET,
];
