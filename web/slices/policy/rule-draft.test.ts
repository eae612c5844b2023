import { describe, expect, it } from 'vitest';
import { type RuleBody, ruleBodySchema } from '../../../src/contract/policy.ts';
import { GOVERNANCE_RULES } from '../../../src/features/demo/governance-rules.ts';
import { OFFICE_RULES } from '../../../src/features/demo/office-rules.ts';
import { SALES_RULES } from '../../../src/features/demo/sales-rules.ts';
import { SERVICE_RULES } from '../../../src/features/demo/service-rules.ts';
import { emptyRule, faultsOfRule, isEditable, ruleBodyOf, ruleDraftOf } from './rule-draft.ts';

const RULES = [...GOVERNANCE_RULES, ...OFFICE_RULES, ...SALES_RULES, ...SERVICE_RULES];

describe('the draft of a rule', () => {
  it('POL-34 a rule that is opened in the editor and not touched is saved as it was', () => {
    for (const { id, version: _, ...rule } of RULES) {
      const body = ruleBodySchema.parse(rule) as RuleBody;
      if (!isEditable(body)) continue;
      // `datetime-local` knows minutes, and so do the validities of the demo.
      expect(ruleBodyOf(ruleDraftOf(id, body)), id).toEqual(body);
    }
    expect(RULES.length).toBeGreaterThan(30);
  });

  it('POL-34 nothing is sent while something is missing or makes no sense', () => {
    const empty = emptyRule('customer');
    expect(faultsOfRule(empty)).toEqual(['name', 'who', 'fields', 'purposes']);
    expect(ruleBodyOf(empty)).toBeNull();
    const whole = {
      ...empty,
      name: { zh: '规则', en: 'Rule' },
      who: { ...empty.who, positions: ['clerk'] },
      names: ['phone'],
      anyPurpose: true,
    };
    expect(ruleBodySchema.safeParse(ruleBodyOf(whole)).success).toBe(true);
    const reason = { key: '1', condition: { kind: 'reason-given' as const } };
    expect(faultsOfRule({ ...whole, actions: ['see', 'find'], conditions: [reason] })).toEqual(['reason']);
    const network = { key: '1', condition: { kind: 'network' as const, cidrs: ['office'] } };
    expect(faultsOfRule({ ...whole, conditions: [network] })).toEqual(['conditions']);
    expect(
      faultsOfRule({ ...whole, validity: { from: '2026-05-02T00:00', until: '2026-05-01T00:00' } }),
    ).toEqual(['validity']);
  });
});
