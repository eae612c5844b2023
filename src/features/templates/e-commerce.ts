import type { Rule } from '../../kernel/policy/model.ts';
import { RETAIL } from './retail.ts';
import { narrowed, type Template } from './template.ts';

/** Those who serve hand over one order, or one ticket, at a time; nobody hands over a list. */
const SHARING: Rule = {
  id: 'service-share',
  version: 1,
  name: { zh: '客服经理：向外包坐席共享单据', en: 'Service managers: share a case with an outsourced agent' },
  effect: 'allow',
  who: { positions: ['service-manager'] },
  recordType: '*',
  scope: 'legal-entity',
  fields: { categories: ['basic', 'transaction', 'service'], sensitivityAtMost: 3 },
  actions: ['share'],
  disclosure: 'shown',
  purposes: ['after-sales-service', 'complaint-handling'],
  conditions: [{ kind: 'training-valid' }],
  validity: {},
  obligations: ['notify'],
};

const PART = narrowed(RETAIL, {
  recordTypes: ['customer', 'order', 'invoice', 'ticket'],
  positions: [
    'order-clerk',
    'after-sales-agent',
    'service-manager',
    'outsourced-agent',
    'marketer',
    'marketing-manager',
    'accountant',
    'finance-manager',
    'data-steward',
    'data-protection-officer',
    'it-integrator',
  ],
});

/** A shop without stores: parcels, tickets, and a call centre that belongs to somebody else. */
export const E_COMMERCE: Template = {
  ...PART,
  code: 'e-commerce',
  label: { zh: '电商（客服外包）', en: 'E-commerce with outsourced service' },
  description: {
    zh: '发货岗看收货信息，客服二次验证后看联系方式，外包坐席只在工作时段看共享给自己的订单与工单，联系方式脱敏，证件与账户不可见。',
    en: 'Shipping sees where parcels go, service the contacts after a second factor; outsourced agents see the orders and tickets shared with them, by day, contacts masked, identity and accounts never.',
  },
  rules: [...PART.rules, SHARING],
};
