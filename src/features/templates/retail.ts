import type { Rule } from '../../kernel/policy/model.ts';
import { DEMO_POSITIONS, DEMO_PURPOSES, DEMO_RECORD_TYPES, DEMO_RULES } from '../demo/demo.ts';
import type { Template } from './template.ts';

/** Who serves customers on behalf of the company, from outside it (PIPL art. 21). */
const OUTSOURCED = { positions: ['outsourced-agent'] };

/** The demo forbids by the department of its call centre. A company that begins has none yet, but it has the position. */
function byPosition(rule: Rule): Rule {
  return rule.who.departments === undefined ? rule : { ...rule, who: OUTSOURCED };
}

export const RETAIL: Template = {
  code: 'retail',
  label: { zh: '连锁零售', en: 'Retail chain' },
  description: {
    zh: '门店按本人与本店看客户，市场看偏好不看交易，财务看合同与发票不看偏好，外包坐席只看共享给自己的。',
    en: 'Stores see their own customers and their store’s, marketing tastes and no purchases, finance contracts and invoices and no tastes, outsourced agents what was shared with them.',
  },
  recordTypes: DEMO_RECORD_TYPES,
  positions: DEMO_POSITIONS.map(({ code, label }) => ({ code, name: label })),
  purposes: DEMO_PURPOSES,
  rules: DEMO_RULES.map(byPosition),
};
