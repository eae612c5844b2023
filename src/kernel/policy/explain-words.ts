import type { Disclosure } from '../disclosure/level.ts';
import type { Label } from '../record-type.ts';
import type { Hindrance } from './hindrance.ts';
import type { Refusal } from './matching.ts';
import { ruleReference } from './matching.ts';
import type { Condition, Grant, Rule } from './model.ts';

/** The sentences of explanations. What readers are told names no rule; what auditors are told does. */

const DISCLOSED: Readonly<Record<Disclosure, Label>> = {
  withheld: { zh: '不显示', en: 'withheld' },
  summary: { zh: '以摘要显示', en: 'shown as a summary' },
  masked: { zh: '脱敏后显示', en: 'shown masked' },
  shown: { zh: '完整显示', en: 'shown in full' },
};

export const REFUSED: Readonly<Record<Refusal, Label>> = {
  'no-principal': { zh: '尚未登录。', en: 'Nobody is signed in.' },
  'no-purpose': { zh: '尚未选择处理目的。', en: 'No purpose has been chosen.' },
  'purpose-not-permitted': {
    zh: '当前任职不能以此目的处理客户信息。',
    en: 'The assignments do not carry this purpose.',
  },
  narrowed: {
    zh: '所用的 API 令牌不包括此类信息、操作或目的。',
    en: 'The API token in use leaves out this kind of data, action or purpose.',
  },
};

export const CHOOSE_PURPOSE: Label = { zh: '请先选择处理目的。', en: 'Choose a purpose first.' };
export const ASK: Label = {
  zh: '如工作需要，可向数据负责人申请。',
  en: 'If your work needs it, ask the data owner for it.',
};
export const NO_RULE: Label = {
  zh: '没有规则允许；未经允许的一律不开放。',
  en: 'No rule permits it, and what no rule permits stays closed.',
};
export const UNPLACED: Label = {
  zh: '该字段尚未归位：按类别或级别开放的规则还不适用于它。',
  en: 'The field has not been placed yet: rules for its category or sensitivity do not open it.',
};
export const PROHIBITED: Label = {
  zh: '公司规定禁止进一步开放，禁止优先于一切允许。',
  en: 'A prohibition keeps the rest closed; it goes before every permission.',
};
export const TOKEN_LIMIT: Label = {
  zh: '所用的 API 令牌限制了披露程度。',
  en: 'The API token in use limits how much is disclosed.',
};
export const NO_LESSER_FORM: Label = {
  zh: '允许的是脱敏或摘要形式，而此字段没有这种形式。',
  en: 'A masked or summarised form is permitted, and this field has none.',
};

/** What a customer's own decision, or what is true of them, has to say; only to those who may know the customer. */
export const HINDERED: Readonly<Record<Hindrance, Label>> = {
  objection: { zh: '客户已反对此类使用。', en: 'The customer has objected to such use.' },
  restricted: { zh: '客户信息已被限制处理。', en: 'Processing of this customer’s data is restricted.' },
  deceased: { zh: '此目的不再适用于该客户。', en: 'The purpose does not apply to this customer any more.' },
  'no-consent': {
    zh: '客户没有同意将此类信息用于该目的（个人信息保护法第十三条）。',
    en: 'The customer has not agreed to this use of such information (PIPL art. 13).',
  },
  'no-guardian-consent': {
    zh: '没有监护人的同意（个人信息保护法第三十一条）。',
    en: 'There is no consent of a guardian (PIPL art. 31).',
  },
  'no-separate-consent': {
    zh: '客户没有就敏感个人信息给予单独同意（个人信息保护法第二十九条）。',
    en: 'The customer has given no separate consent for sensitive personal information (PIPL art. 29).',
  },
};

const NOBODY_CAN_OPEN: Label = {
  zh: '公司内部无人可以批准；请尊重客户的决定。',
  en: 'Nobody in the company can approve it; the customer’s decision stands.',
};
const ASK_THE_CUSTOMER: Label = {
  zh: '如确有需要，请先征得客户同意并记录。',
  en: 'If it is needed, ask the customer first and note what they decide.',
};

export const AFTER_HINDRANCE: Readonly<Record<Hindrance, Label>> = {
  objection: NOBODY_CAN_OPEN,
  restricted: NOBODY_CAN_OPEN,
  deceased: NOBODY_CAN_OPEN,
  'no-consent': ASK_THE_CUSTOMER,
  'no-guardian-consent': ASK_THE_CUSTOMER,
  'no-separate-consent': ASK_THE_CUSTOMER,
};

export function outsidePurpose(purpose: Label): Label {
  return {
    zh: `目的“${purpose.zh}”不需要这一类信息（个人信息保护法第六条）。`,
    en: `The purpose “${purpose.en}” does not need this category of information (PIPL art. 6).`,
  };
}

export function otherPurpose(purpose: Label): Label {
  return {
    zh: `如果您的工作属于“${purpose.zh}”，请改选该目的。`,
    en: `If your work is “${purpose.en}”, choose that purpose.`,
  };
}

export function permitted(disclosure: Disclosure | null): Label {
  if (disclosure === null) {
    return { zh: '当前任职和目的允许此操作。', en: 'The assignment and the purpose permit it.' };
  }
  return {
    zh: `当前任职和目的允许${DISCLOSED[disclosure].zh}。`,
    en: `The assignment and the purpose permit it to be ${DISCLOSED[disclosure].en}.`,
  };
}

/** Readers are told of their own grants by the request that they know, which a grant is called after, and their end. */
export function throughGrant({ name: { zh, en }, validity: { until } }: Grant): Label {
  if (until === undefined) return { zh: `依据“${zh}”的授权。`, en: `It is open through “${en}”.` };
  const end = new Date(until).toISOString().slice(0, 16).replace('T', ' ');
  return {
    zh: `依据“${zh}”的授权，至 ${end}（UTC）。`,
    en: `It is open through “${en}”, until ${end} (UTC).`,
  };
}

export function ruleSays(rule: Rule | Grant, disclosure: Disclosure | null): Label {
  const { zh, en } = nameOf(rule);
  const allows = rule.effect === 'allow';
  const what = disclosure === null ? { zh: '', en: '' } : DISCLOSED[disclosure];
  if (disclosure === null) {
    return {
      zh: `${zh}${allows ? '允许' : '禁止'}此操作。`,
      en: `${en} ${allows ? 'permits' : 'forbids'} it.`,
    };
  }
  return allows
    ? { zh: `${zh}最多允许${what.zh}。`, en: `${en} permits it at most to be ${what.en}.` }
    : { zh: `${zh}禁止${what.zh}及以上。`, en: `${en} forbids it to be ${what.en}, or more.` };
}

export function ruleWaits(rule: Rule | Grant, condition: Condition): Label {
  const { zh, en } = nameOf(rule);
  return {
    zh: `${zh}会开放更多，但其条件未满足：${NEEDS[condition.kind].zh}。`,
    en: `${en} would open more, but a condition is not met: ${NEEDS[condition.kind].en}.`,
  };
}

function nameOf(rule: Rule | Grant): Label {
  const reference = ruleReference(rule);
  if (rule.scope === 'granted') {
    const { zh, en } = rule.name;
    return { zh: `授权“${zh}”（${reference}）`, en: `The grant “${en}” (${reference})` };
  }
  return { zh: `规则“${rule.name.zh}”（${reference}）`, en: `Rule “${rule.name.en}” (${reference})` };
}

const NEEDS: Readonly<Record<Condition['kind'], Label>> = {
  'second-factor-age': { zh: '近期的二次验证', en: 'a recent second-factor check' },
  network: { zh: '来自指定网络', en: 'a request from a named network' },
  'time-of-day': { zh: '在规定时段内', en: 'the permitted hours' },
  'training-valid': { zh: '有效的数据保护培训', en: 'valid data protection training' },
  'reason-given': { zh: '说明查看理由', en: 'a stated reason' },
};

export function waitsFor({ kind }: Condition): Label {
  return {
    zh: `满足以下条件时可开放更多：${NEEDS[kind].zh}。`,
    en: `More is open with ${NEEDS[kind].en}.`,
  };
}

export const MEET: Readonly<Record<Condition['kind'], Label>> = {
  'second-factor-age': { zh: '请再次验证身份后重试。', en: 'Verify your second factor and try again.' },
  network: { zh: '请从公司网络访问。', en: 'Connect from the company network.' },
  'time-of-day': { zh: '请在规定时段内重试。', en: 'Try again within the permitted hours.' },
  'training-valid': { zh: '请先完成数据保护培训。', en: 'Complete your data protection training first.' },
  'reason-given': {
    zh: '可以说明理由后查看；理由会记入访问日志。',
    en: 'State a reason to reveal it; the reason goes on record.',
  },
};

export const REVEAL_AFTER_STEP_UP: Label = {
  zh: '再次验证身份并说明理由后可以查看；理由会记入访问日志。',
  en: 'Verify your second factor and state a reason to reveal it; the reason goes on record.',
};
