import type { Purpose, Rule } from '../../kernel/policy/model.ts';
import type { Category } from '../../kernel/record-type.ts';
import { allow, CALL_HOURS, deny, SECOND_FACTOR, TRAINED } from '../demo/demo.ts';
import { purpose } from './purpose-shorthand.ts';
import { TICKET_WORK } from './service-ticket.ts';

/**
 * What is the same at every financial institution: those who bring data in and keep it in order, the protection
 * officer, who answers the phone, and what an outside processor never gets.
 */

/** Kept ten years after the last dealing (反洗钱法 art. 34, 保险法 art. 87). */
export const TEN_YEARS_DAYS = 3653;

const STEWARD = { positions: ['data-steward'] };
const OFFICER = { positions: ['data-protection-officer'] };
const AGENTS = { positions: ['service-agent'] };

export const GOVERNANCE_POSITIONS = [
  { code: 'service-agent', name: { zh: '客服坐席', en: 'Service agent' } },
  { code: 'outsourced-agent', name: { zh: '外包坐席', en: 'Outsourced agent' } },
  { code: 'data-steward', name: { zh: '数据管理员', en: 'Data steward' } },
  { code: 'data-protection-officer', name: { zh: '个人信息保护负责人', en: 'Data protection officer' } },
] as const;

/** @param every all categories of the template */
export function governancePurposes(every: readonly Category[]): readonly Purpose[] {
  return [
    purpose({
      code: 'customer-service',
      dpv: 'CustomerCare',
      legalBasis: 'contract',
      categories: ['basic', 'transaction', 'service'],
      positions: ['service-agent', 'outsourced-agent'],
      label: { zh: '客户服务', en: 'Customer service' },
      description: {
        zh: '答复咨询、受理信息变更与投诉；不需要账户、信贷与健康信息。',
        en: 'Answer questions, take changes and complaints; needs no accounts, credit or health.',
      },
    }),
    purpose({
      code: 'customer-onboarding',
      dpv: 'AccountManagement',
      legalBasis: 'contract',
      categories: every,
      positions: ['data-steward'],
      label: { zh: '客户建档与导入', en: 'Customer onboarding and import' },
      description: {
        zh: '导入客户档案与存量业务数据。写入各类信息，回看受规则限制。',
        en: 'Import customer files and existing business. Writes every category; reading back is limited.',
      },
    }),
    purpose({
      code: 'data-quality',
      dpv: 'RecordManagement',
      legalBasis: 'legal-duty',
      categories: ['basic', 'service'],
      positions: ['data-steward'],
      label: { zh: '数据质量维护', en: 'Data quality' },
      description: {
        zh: '查重、更正，保证信息准确完整（个人信息保护法第八条）。',
        en: 'Find duplicates and correct errors, so that information is accurate (PIPL art. 8).',
      },
    }),
    purpose({
      code: 'compliance-audit',
      dpv: 'OrganisationComplianceManagement',
      legalBasis: 'legal-duty',
      categories: every,
      positions: ['data-protection-officer'],
      label: { zh: '合规审计', en: 'Compliance audit' },
      description: {
        zh: '定期审计个人信息处理活动（个人信息保护法第五十四条）。',
        en: 'Audit the processing of personal information regularly (PIPL art. 54).',
      },
    }),
    purpose({
      code: 'rights-requests',
      dpv: 'RightsFulfilment',
      legalBasis: 'legal-duty',
      categories: every,
      positions: ['data-protection-officer'],
      label: { zh: '响应个人权利请求', en: 'Requests of data subjects' },
      description: {
        zh: '答复客户的查阅、复制、更正与删除请求（个人信息保护法第四十四至五十条）。',
        en: 'Answer requests to access, copy, correct and erase (PIPL art. 44–50).',
      },
    }),
  ];
}

export const STEWARD_RULES: readonly Rule[] = [
  allow({
    id: 'steward-import',
    name: { zh: '数据管理员：导入与建档', en: 'Data stewards: import and create' },
    who: STEWARD,
    recordType: '*',
    scope: 'legal-entity',
    fields: { all: true },
    actions: ['create', 'edit'],
    conditions: [TRAINED],
    purposes: ['customer-onboarding'],
  }),
  allow({
    id: 'steward-find-duplicates',
    name: { zh: '数据管理员：查重', en: 'Data stewards: find duplicates' },
    who: STEWARD,
    recordType: 'customer',
    scope: 'legal-entity',
    fields: { names: ['name', 'phone', 'email', 'resident_id', 'customer_no', 'city', 'registered_on'] },
    actions: ['find', 'aggregate'],
    conditions: [TRAINED],
    purposes: ['customer-onboarding', 'data-quality'],
  }),
  allow({
    id: 'steward-review-masked',
    name: { zh: '数据管理员：核对（脱敏）', en: 'Data stewards: review, masked' },
    who: STEWARD,
    recordType: '*',
    scope: 'legal-entity',
    fields: { categories: ['basic', 'service'], sensitivityAtMost: 3 },
    actions: ['see'],
    disclosure: 'masked',
    purposes: ['customer-onboarding', 'data-quality'],
  }),
  allow({
    id: 'steward-review-internal',
    name: { zh: '数据管理员：核对一般字段', en: 'Data stewards: review internal fields' },
    who: STEWARD,
    recordType: '*',
    scope: 'legal-entity',
    fields: { sensitivityAtMost: 2 },
    actions: ['see'],
    purposes: ['customer-onboarding', 'data-quality'],
  }),
];

export const OFFICER_RULES: readonly Rule[] = [
  allow({
    id: 'officer-audit-masked',
    name: { zh: '保护负责人：合规审计（脱敏）', en: 'Protection officer: audit, masked' },
    who: OFFICER,
    recordType: '*',
    scope: 'all',
    fields: { sensitivityAtMost: 3 },
    actions: ['see'],
    disclosure: 'masked',
    purposes: ['compliance-audit', 'rights-requests'],
  }),
  allow({
    id: 'officer-audit-summary',
    name: { zh: '保护负责人：敏感信息仅见摘要', en: 'Protection officer: the sensitive as a summary' },
    who: OFFICER,
    recordType: '*',
    scope: 'all',
    fields: { sensitivityAtLeast: 4 },
    actions: ['see'],
    disclosure: 'summary',
    purposes: ['compliance-audit', 'rights-requests'],
  }),
  allow({
    id: 'officer-find-subject',
    name: { zh: '保护负责人：定位请求人', en: 'Protection officer: find who asks' },
    who: OFFICER,
    recordType: 'customer',
    scope: 'all',
    fields: { names: ['name', 'phone', 'resident_id', 'customer_no'] },
    actions: ['find'],
    conditions: [TRAINED],
    purposes: ['rights-requests'],
  }),
  allow({
    id: 'officer-decisions',
    name: { zh: '保护负责人：登记同意与撤回', en: 'Protection officer: note consent and its withdrawal' },
    who: OFFICER,
    recordType: 'customer',
    scope: 'all',
    fields: { all: true },
    actions: ['consent'],
    conditions: [TRAINED],
    purposes: ['rights-requests'],
  }),
  allow({
    id: 'officer-erase',
    name: { zh: '保护负责人：依请求删除（审批、二次验证）', en: 'Protection officer: erase on request' },
    who: OFFICER,
    recordType: '*',
    scope: 'all',
    fields: { all: true },
    actions: ['erase'],
    conditions: [SECOND_FACTOR],
    obligations: ['step-up', 'approval', 'notify'],
    purposes: ['rights-requests'],
  }),
  deny({
    id: 'deny-sensitive-removal',
    name: { zh: '禁止：任何人导出或打印敏感个人信息', en: 'Forbidden: export or print of the sensitive' },
    who: { anyone: true },
    recordType: '*',
    scope: 'all',
    fields: { sensitivityAtLeast: 4 },
    actions: ['export', 'print'],
    purposes: '*',
  }),
];

export const SERVICE_AGENT_RULES: readonly Rule[] = [
  allow({
    id: 'service-tickets',
    name: { zh: '客服：本部门及下属工单', en: 'Service: tickets of the department and below' },
    who: AGENTS,
    recordType: 'ticket',
    scope: 'department-tree',
    fields: { names: TICKET_WORK },
    actions: ['see', 'find', 'edit', 'create'],
    purposes: ['customer-service'],
  }),
  allow({
    id: 'service-contacts-masked',
    name: { zh: '客服：客户姓名与联系方式脱敏', en: 'Service: names and contacts masked' },
    who: AGENTS,
    recordType: '*',
    scope: 'legal-entity',
    fields: { names: ['name', 'phone', 'address', 'callback_phone', 'customer_no'] },
    actions: ['see'],
    disclosure: 'masked',
    purposes: ['customer-service'],
  }),
  allow({
    id: 'service-contacts-shown',
    name: { zh: '客服：经办客户的电话（二次验证）', en: 'Service: phones of cases in hand, after a step-up' },
    who: AGENTS,
    recordType: '*',
    scope: 'related-team',
    fields: { names: ['name', 'phone', 'callback_phone'] },
    actions: ['see'],
    conditions: [SECOND_FACTOR],
    obligations: ['step-up'],
    purposes: ['customer-service'],
  }),
  allow({
    id: 'service-find',
    name: { zh: '客服：按来电查找', en: 'Service: find who is calling' },
    who: AGENTS,
    recordType: '*',
    scope: 'legal-entity',
    fields: { names: ['phone', 'customer_no', 'ticket_no'] },
    actions: ['find'],
    purposes: ['customer-service'],
  }),
  allow({
    id: 'service-internal',
    name: { zh: '客服：一般字段', en: 'Service: internal fields' },
    who: AGENTS,
    recordType: '*',
    scope: 'legal-entity',
    fields: { categories: ['basic', 'transaction'], sensitivityAtMost: 2 },
    actions: ['see'],
    purposes: ['customer-service'],
  }),
];

/** The outside processor's call centre: what was shared, masked, by day, by trained people (PIPL art. 21). */
export const OUTSOURCED_AGENT_RULES: readonly Rule[] = [
  allow({
    id: 'outsourced-tickets',
    name: { zh: '外包坐席：仅共享的工单', en: 'Outsourced agents: shared tickets only' },
    who: { positions: ['outsourced-agent'] },
    recordType: 'ticket',
    scope: 'shared',
    fields: { names: TICKET_WORK },
    actions: ['see', 'find', 'edit'],
    conditions: [CALL_HOURS, TRAINED],
    purposes: ['customer-service'],
  }),
  allow({
    id: 'outsourced-contacts-masked',
    name: { zh: '外包坐席：共享客户的联系方式脱敏', en: 'Outsourced agents: shared contacts, masked' },
    who: { positions: ['outsourced-agent'] },
    recordType: '*',
    scope: 'shared',
    fields: { names: ['name', 'phone', 'callback_phone'] },
    actions: ['see'],
    disclosure: 'masked',
    conditions: [CALL_HOURS, TRAINED],
    purposes: ['customer-service'],
  }),
  allow({
    id: 'service-share',
    name: { zh: '客服：向外包坐席共享工单', en: 'Service: share a ticket with an outsourced agent' },
    who: AGENTS,
    recordType: '*',
    scope: 'related-team',
    fields: { categories: ['basic', 'service'], sensitivityAtMost: 3 },
    actions: ['share'],
    conditions: [TRAINED],
    obligations: ['notify'],
    purposes: ['customer-service'],
  }),
];

/** @param positions of outsiders @param contacts fields by which somebody is reached */
export function outsiderProhibitions(
  positions: readonly string[],
  closed: Readonly<{
    categories: readonly Category[];
    names: readonly string[];
    contacts: readonly string[];
  }>,
): readonly Rule[] {
  const common = { who: { positions }, recordType: '*', scope: 'all', purposes: '*' } as const;
  const every = ['see', 'find', 'aggregate', 'edit', 'create', 'export', 'share', 'print'] as const;
  return [
    deny({
      ...common,
      id: 'deny-outsourced-identity',
      name: {
        zh: '禁止：外包接触证件与敏感信息',
        en: 'Forbidden: documents and the sensitive for outsiders',
      },
      fields: { sensitivityAtLeast: 4 },
      actions: every,
    }),
    deny({
      ...common,
      id: 'deny-outsourced-accounts',
      name: {
        zh: '禁止：外包接触账户、健康等类别',
        en: 'Forbidden: accounts, health and the like for outsiders',
      },
      fields: { categories: closed.categories },
      actions: every,
    }),
    deny({
      ...common,
      id: 'deny-outsourced-names',
      name: { zh: '禁止：外包接触业务号码', en: 'Forbidden: business numbers for outsiders' },
      fields: { names: closed.names },
      actions: every,
    }),
    deny({
      ...common,
      id: 'deny-outsourced-contacts-shown',
      name: { zh: '禁止：外包看到完整联系方式', en: 'Forbidden: contact details in full for outsiders' },
      fields: { names: closed.contacts },
      actions: ['see'],
      disclosure: 'shown',
    }),
    deny({
      ...common,
      id: 'deny-outsourced-removal',
      name: { zh: '禁止：外包导出、打印、转共享', en: 'Forbidden: export, print and share for outsiders' },
      fields: { all: true },
      actions: ['export', 'print', 'share'],
    }),
  ];
}
