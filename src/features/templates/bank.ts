import { BANK_POSITIONS, BANK_PURPOSES, BANK_RULES } from './bank-rules.ts';
import { BANK_TYPES } from './bank-types.ts';
import type { Template } from './template.ts';

/** A bank of private customers. Classes of JR/T 0171—2020: see `person-fields.ts`. */
export const BANK: Template = {
  code: 'bank',
  label: { zh: '银行（个人客户）', en: 'Bank (private customers)' },
  description: {
    zh: '柜员在客户到场时核对，客户经理看不到信贷审批与洗钱风险，审批与反洗钱须二次验证且培训有效；账户、证件对外包一律不可见。按 JR/T 0171—2020 分级。',
    en: 'Tellers check with the customer present; advisers see no alerts; credit and laundering work takes a step-up. Outsiders see no account or document. JR/T 0171—2020.',
  },
  recordTypes: BANK_TYPES,
  positions: BANK_POSITIONS,
  purposes: BANK_PURPOSES,
  rules: BANK_RULES,
};
