import type { LegalBasis, Purpose } from '../../kernel/policy/model.ts';
import type { Category, Label } from '../../kernel/record-type.ts';
import type { DemoPosition } from './departments.ts';

/** Terms of the W3C Data Privacy Vocabulary 2.x, purposes taxonomy. */
const DPV = 'https://w3id.org/dpv#';

function purpose(
  code: string,
  dpvTerm: string,
  legalBasis: LegalBasis,
  categories: readonly Category[],
  positions: readonly DemoPosition[],
  label: Label,
  description: Label,
  more: Pick<Purpose, 'uses' | 'retentionDays' | 'notice'> = {},
): Purpose {
  return {
    code,
    label,
    description,
    legalBasis,
    dpv: DPV + dpvTerm,
    categories,
    who: { positions },
    validity: {},
    ...more,
  };
}

/** Why the demo company reads customer data, and what each purpose needs; no rule reaches beyond that. */
export const DEMO_PURPOSES = [
  purpose(
    'sales-follow-up',
    'CustomerRelationshipManagement',
    'consent',
    ['basic', 'transaction', 'service'],
    ['sales-rep', 'store-manager', 'sales-director'],
    { zh: '销售跟进', en: 'Sales follow-up' },
    {
      zh: '与会员沟通需求、跟进商机；不需要财务信息。',
      en: 'Talk with members about what they need and pursue opportunities; needs no finance information.',
    },
    {
      retentionDays: 1095,
      notice: {
        zh: '您的销售顾问会为跟进您的需求查看您的联系方式和购买记录。您可以随时撤回同意。',
        en: 'Your sales adviser looks at your contacts and purchases to follow up what you need. You can withdraw at any time.',
      },
    },
  ),
  purpose(
    'marketing',
    'DirectMarketing',
    'consent',
    ['basic', 'preference'],
    ['marketer', 'marketing-manager'],
    { zh: '市场营销', en: 'Marketing' },
    {
      zh: '按偏好划分人群、策划活动；不需要交易与合同。',
      en: 'Segment by preference and plan campaigns; needs neither transactions nor contracts.',
    },
    {
      uses: ['marketing', 'profiling'],
      retentionDays: 730,
      notice: {
        zh: '我们会根据您的偏好向您推荐商品和活动。您可以随时撤回同意，撤回不影响您享受其他服务。',
        en: 'We suggest goods and events that fit your taste. You can withdraw at any time; all other services stay open to you.',
      },
    },
  ),
  purpose(
    'order-fulfilment',
    'CustomerOrderManagement',
    'contract',
    ['basic', 'transaction'],
    ['sales-rep', 'store-manager', 'order-clerk', 'it-integrator'],
    { zh: '订单履约', en: 'Order fulfilment' },
    { zh: '备货、发货、交付客户所购商品。', en: 'Pick, ship and hand over what the customer bought.' },
  ),
  purpose(
    'contract-management',
    'FulfilmentOfContractualObligation',
    'contract',
    ['basic', 'transaction', 'finance'],
    ['contract-clerk', 'accountant', 'finance-manager'],
    { zh: '合同管理', en: 'Contract management' },
    { zh: '起草、签订、履行和归档合同。', en: 'Draft, sign, perform and file contracts.' },
  ),
  purpose(
    'credit-check',
    'CreditChecking',
    'consent',
    ['basic', 'transaction', 'finance'],
    ['finance-manager'],
    { zh: '授信审核', en: 'Credit check' },
    {
      zh: '经客户单独同意，审核分期与赊销额度。',
      en: "With the customer's separate consent, review limits for instalments and credit sales.",
    },
  ),
  purpose(
    'invoicing',
    'PaymentManagement',
    'legal-duty',
    ['basic', 'transaction', 'finance'],
    ['accountant', 'finance-manager'],
    { zh: '开票与结算', en: 'Invoicing and settlement' },
    { zh: '依法开具发票、收款与退款。', en: 'Issue invoices as the law requires, collect and refund.' },
  ),
  purpose(
    'after-sales-service',
    'CustomerCare',
    'contract',
    ['basic', 'transaction', 'service'],
    ['after-sales-agent', 'service-manager', 'outsourced-agent'],
    { zh: '售后服务', en: 'After-sales service' },
    { zh: '处理咨询、退换与维修。', en: 'Handle inquiries, returns and repairs.' },
  ),
  purpose(
    'complaint-handling',
    'CustomerClaimsManagement',
    'legal-duty',
    ['basic', 'transaction', 'service'],
    ['after-sales-agent', 'service-manager', 'store-manager'],
    { zh: '投诉处理', en: 'Complaint handling' },
    {
      zh: '依《消费者权益保护法》受理、调查并答复投诉。',
      en: 'Receive, examine and answer complaints as consumer protection law requires.',
    },
  ),
  purpose(
    'customer-onboarding',
    'AccountManagement',
    'contract',
    ['basic', 'transaction', 'preference', 'service', 'finance'],
    ['data-steward', 'sales-rep', 'store-manager'],
    { zh: '客户建档与导入', en: 'Customer onboarding and import' },
    {
      zh: '建立或导入客户档案。写入各类信息，回看受规则限制。',
      en: 'Create or import customer files. Writes every category; reading back is limited by rules.',
    },
  ),
  purpose(
    'data-quality',
    'RecordManagement',
    'legal-duty',
    ['basic', 'preference', 'service'],
    ['data-steward'],
    { zh: '数据质量维护', en: 'Data quality' },
    {
      zh: '查重、更正，保证信息准确完整（个人信息保护法第八条）。',
      en: 'Find duplicates and correct errors, so that information is accurate and complete (PIPL art. 8).',
    },
  ),
  purpose(
    'compliance-audit',
    'OrganisationComplianceManagement',
    'legal-duty',
    ['basic', 'transaction', 'preference', 'service', 'finance'],
    ['data-protection-officer'],
    { zh: '合规审计', en: 'Compliance audit' },
    {
      zh: '定期审计个人信息处理活动（个人信息保护法第五十四条）。',
      en: 'Audit the processing of personal information regularly (PIPL art. 54).',
    },
  ),
  purpose(
    'rights-requests',
    'RightsFulfilment',
    'legal-duty',
    ['basic', 'transaction', 'preference', 'service', 'finance'],
    ['data-protection-officer'],
    { zh: '响应个人权利请求', en: 'Requests of data subjects' },
    {
      zh: '答复客户的查阅、复制、更正与删除请求（个人信息保护法第四十四至五十条）。',
      en: 'Answer requests to access, copy, correct and erase (PIPL art. 44–50).',
    },
  ),
] as const satisfies readonly Purpose[];
