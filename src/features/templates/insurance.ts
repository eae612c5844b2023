import { INSURANCE_POSITIONS, INSURANCE_PURPOSES, INSURANCE_RULES } from './insurance-rules.ts';
import { INSURANCE_TYPES } from './insurance-types.ts';
import type { Template } from './template.ts';

/** An insurer of persons and things. Classes of JR/T 0171—2020: see `person-fields.ts`. */
export const INSURANCE: Template = {
  code: 'insurance',
  label: { zh: '保险', en: 'Insurance' },
  description: {
    zh: '健康信息只对核保与经办理赔开放，须培训有效并二次验证；代理人看不到健康与账户，查勘外包只看共享赔案，联系方式脱敏。按 JR/T 0171—2020 分级。',
    en: 'Health opens to underwriters and to who handles the claim, trained and after a step-up; agents see neither health nor accounts, outside surveyors shared claims only. JR/T 0171—2020.',
  },
  recordTypes: INSURANCE_TYPES,
  positions: INSURANCE_POSITIONS,
  purposes: INSURANCE_PURPOSES,
  rules: INSURANCE_RULES,
};
