import type { Rule } from '../../kernel/policy/model.ts';
import { TICKET_TYPE } from './activity-types.ts';
import { DEPARTMENT } from './departments.ts';
import {
  allow,
  CALL_HOURS,
  COMPANY_NETWORK,
  deny,
  REASON_GIVEN,
  SECOND_FACTOR,
  TRAINED,
} from './rule-shorthand.ts';
import { ORDER_TYPE } from './trade-types.ts';

/** After-sales: the ticket and the goods at once; the phone number in full only after a second factor. */
const SERVICE = ['after-sales-service', 'complaint-handling'] as const;

/** All of a ticket but the number to call back. */
const TICKET_WORK = TICKET_TYPE.fields.map(({ name }) => name).filter((name) => name !== 'callback_phone');

/** What was bought and where it is; not who receives it, nor how it was paid. */
const ORDER_PROGRESS = ORDER_TYPE.fields
  .filter(({ category, sensitivity }) => category === 'transaction' && sensitivity <= 2)
  .map(({ name }) => name);

const CONSIGNEE = ['consignee', 'consignee_phone', 'delivery_address'];

const AGENTS = { positions: ['after-sales-agent', 'service-manager'] };

const AFTER_SALES: readonly Rule[] = [
  allow({
    id: 'service-tickets',
    name: { zh: '售后：本部门及下属工单', en: 'After-sales: tickets of the department and below' },
    who: AGENTS,
    recordType: 'ticket',
    scope: 'department-tree',
    fields: { names: TICKET_WORK },
    actions: ['see', 'find', 'aggregate', 'edit', 'create'],
    purposes: SERVICE,
  }),
  allow({
    id: 'service-customers-masked',
    name: { zh: '售后：客户联系方式脱敏', en: 'After-sales: contact details of customers masked' },
    who: AGENTS,
    recordType: 'customer',
    scope: 'legal-entity',
    fields: { names: ['name', 'phone', 'address'] },
    actions: ['see'],
    disclosure: 'masked',
    purposes: SERVICE,
  }),
  allow({
    id: 'service-consignees-masked',
    name: { zh: '售后：收货信息脱敏', en: 'After-sales: consignees masked' },
    who: AGENTS,
    recordType: 'order',
    scope: 'legal-entity',
    fields: { names: CONSIGNEE },
    actions: ['see'],
    disclosure: 'masked',
    purposes: SERVICE,
  }),
  allow({
    id: 'service-callback-masked',
    name: { zh: '售后：回访电话脱敏', en: 'After-sales: call-back numbers masked' },
    who: AGENTS,
    recordType: 'ticket',
    scope: 'department-tree',
    fields: { names: ['callback_phone'] },
    actions: ['see'],
    disclosure: 'masked',
    purposes: SERVICE,
  }),
  allow({
    id: 'service-contacts-shown',
    name: {
      zh: '售后：经办客户的电话与地址（二次验证）',
      en: 'After-sales: phone and address after a step-up',
    },
    who: AGENTS,
    recordType: '*',
    scope: 'related-team',
    fields: { names: ['name', 'phone', 'address', 'callback_phone', ...CONSIGNEE] },
    actions: ['see'],
    conditions: [SECOND_FACTOR],
    obligations: ['step-up'],
    purposes: SERVICE,
  }),
  allow({
    id: 'service-reveal-identity',
    name: {
      zh: '售后：说明理由并二次验证后查看身份证号',
      en: 'After-sales: the identity number, for a stated reason after a step-up',
    },
    who: AGENTS,
    recordType: 'customer',
    scope: 'legal-entity',
    fields: { names: ['resident_id'] },
    actions: ['see'],
    conditions: [REASON_GIVEN, SECOND_FACTOR],
    obligations: ['step-up', 'watermark'],
    purposes: SERVICE,
  }),
  allow({
    id: 'service-orders',
    name: { zh: '售后：订单与物流', en: 'After-sales: orders and parcels' },
    who: AGENTS,
    recordType: 'order',
    scope: 'legal-entity',
    fields: { names: ['customer', ...ORDER_PROGRESS, 'items', 'amount', 'tracking_no'] },
    actions: ['see'],
    purposes: SERVICE,
  }),
  allow({
    id: 'service-find',
    name: { zh: '售后：按来电查找', en: 'After-sales: find who is calling' },
    who: AGENTS,
    recordType: '*',
    scope: 'legal-entity',
    fields: { names: ['phone', 'member_no', 'order_no', 'ticket_no', 'consignee_phone', 'status'] },
    actions: ['find'],
    purposes: SERVICE,
  }),
  allow({
    id: 'service-customer-tier',
    name: { zh: '售后：客户等级与城市', en: "After-sales: the customer's tier and city" },
    who: AGENTS,
    recordType: 'customer',
    scope: 'legal-entity',
    fields: { names: ['city', 'member_level', 'last_contact_on'] },
    actions: ['see', 'find'],
    purposes: SERVICE,
  }),
];

/** The outside processor: what was shared, masked, by day, by trained people (PIPL art. 21). */
const OUTSOURCED = { positions: ['outsourced-agent'] };
const CALL_CENTRE = { departments: [{ id: DEPARTMENT.callCentre, tree: true }] };
const WHILE_SERVING = { conditions: [CALL_HOURS, TRAINED], purposes: ['after-sales-service'] };

const CALL_CENTRE_RULES: readonly Rule[] = [
  allow({
    id: 'outsourced-customers',
    name: { zh: '外包：仅共享的客户（脱敏）', en: 'Outsourced: shared customers only, masked' },
    who: OUTSOURCED,
    recordType: 'customer',
    scope: 'shared',
    fields: { names: ['name', 'phone', 'address'] },
    actions: ['see'],
    disclosure: 'masked',
    ...WHILE_SERVING,
  }),
  allow({
    id: 'outsourced-tickets',
    name: { zh: '外包：仅共享的工单', en: 'Outsourced: shared tickets only' },
    who: OUTSOURCED,
    recordType: 'ticket',
    scope: 'shared',
    fields: { names: TICKET_WORK },
    actions: ['see', 'find', 'edit'],
    ...WHILE_SERVING,
  }),
  allow({
    id: 'outsourced-orders',
    name: { zh: '外包：仅共享订单的进度', en: 'Outsourced: progress of shared orders only' },
    who: OUTSOURCED,
    recordType: 'order',
    scope: 'shared',
    fields: { names: ['customer', ...ORDER_PROGRESS] },
    actions: ['see', 'find'],
    ...WHILE_SERVING,
  }),
  allow({
    id: 'outsourced-consignee-masked',
    name: { zh: '外包：收货信息脱敏', en: 'Outsourced: consignees masked' },
    who: OUTSOURCED,
    recordType: '*',
    scope: 'shared',
    fields: { names: ['callback_phone', 'tracking_no', ...CONSIGNEE] },
    actions: ['see'],
    disclosure: 'masked',
    ...WHILE_SERVING,
  }),
  deny({
    id: 'deny-outsourced-identity',
    name: {
      zh: '禁止：外包接触证件、账户与财务',
      en: 'Forbidden: identity, accounts, finance for outsourced',
    },
    who: CALL_CENTRE,
    recordType: '*',
    scope: 'all',
    fields: {
      names: ['resident_id', 'bank_card', 'settlement_account', 'credit_limit', 'total_spent', 'tax_no'],
    },
    actions: ['see', 'find', 'aggregate', 'edit', 'create', 'export', 'share', 'print'],
    purposes: '*',
  }),
  deny({
    id: 'deny-outsourced-contacts-shown',
    name: { zh: '禁止：外包看到完整联系方式', en: 'Forbidden: contact details in full for outsourced' },
    who: CALL_CENTRE,
    recordType: '*',
    scope: 'all',
    fields: { names: ['phone', 'email', 'address', 'callback_phone', ...CONSIGNEE] },
    actions: ['see'],
    disclosure: 'shown',
    purposes: '*',
  }),
  deny({
    id: 'deny-outsourced-removal',
    name: { zh: '禁止：外包导出、打印、转共享', en: 'Forbidden: export, print and share for outsourced' },
    who: CALL_CENTRE,
    recordType: '*',
    scope: 'all',
    fields: { all: true },
    actions: ['export', 'print', 'share'],
    purposes: '*',
  }),
];

/** Orders: those who ship see where to, and the systems that write orders do so from the company's network. */
const ORDERS: readonly Rule[] = [
  allow({
    id: 'clerk-orders',
    name: { zh: '订单专员：发货所需', en: 'Order clerks: what shipping needs' },
    who: { positions: ['order-clerk'] },
    recordType: 'order',
    scope: 'department-tree',
    fields: { categories: ['basic', 'transaction'], sensitivityAtMost: 3 },
    actions: ['see', 'find', 'edit', 'create', 'print'],
    obligations: ['watermark'],
    purposes: ['order-fulfilment'],
  }),
  allow({
    id: 'integrator-orders',
    name: { zh: '系统集成：写入订单', en: 'Integrators: orders from other systems' },
    who: { positions: ['it-integrator'] },
    recordType: 'order',
    scope: 'legal-entity',
    fields: { categories: ['basic', 'transaction'], sensitivityAtMost: 3 },
    actions: ['create', 'edit', 'find'],
    conditions: [COMPANY_NETWORK],
    purposes: ['order-fulfilment'],
  }),
  allow({
    id: 'integrator-order-progress',
    name: { zh: '系统集成：读取订单进度', en: 'Integrators: read progress of orders' },
    who: { positions: ['it-integrator'] },
    recordType: 'order',
    scope: 'legal-entity',
    fields: { sensitivityAtMost: 2 },
    actions: ['see'],
    conditions: [COMPANY_NETWORK],
    purposes: ['order-fulfilment'],
  }),
];

export const SERVICE_RULES: readonly Rule[] = [...AFTER_SALES, ...CALL_CENTRE_RULES, ...ORDERS];
