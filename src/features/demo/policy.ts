import type { Policy } from '../../kernel/policy/model.ts';
import { DEMO_DEPARTMENTS } from './departments.ts';
import { GOVERNANCE_RULES } from './governance-rules.ts';
import { OFFICE_RULES } from './office-rules.ts';
import { DEMO_PURPOSES } from './purposes.ts';
import { SALES_RULES } from './sales-rules.ts';
import { SERVICE_RULES } from './service-rules.ts';

export const DEMO_RULES = [...SALES_RULES, ...OFFICE_RULES, ...SERVICE_RULES, ...GOVERNANCE_RULES] as const;

/** The whole policy of the demo company at its first version, as the kernel reads it. */
export const DEMO_POLICY: Policy = {
  version: 1,
  rules: DEMO_RULES,
  purposes: DEMO_PURPOSES,
  departments: DEMO_DEPARTMENTS.map(({ id, parent }) => ({ id, parent })),
};
