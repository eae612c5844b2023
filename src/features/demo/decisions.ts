import type { NewDecision } from '../../contract/decisions.ts';
import type { CustomerState } from '../../kernel/policy/customer-facts.ts';
import type { PurposeCode } from '../../kernel/policy/model.ts';
import type { Random } from './random.ts';

/**
 * What a customer of the demo company decided when they became one, and now and then later. Most agree to be spoken to,
 * fewer to marketing, few to a credit check; some object, and of a handful nothing may be used any more.
 */
export function firstDecisions(random: Random, registeredAt: number): readonly NewDecision[] {
  const decidedAt = new Date(registeredAt).toISOString();
  const form = random.chance(600) ? ('online' as const) : ('paper' as const);
  const evidence = `F-${random.digits(8)}`;
  const said = { holds: true, decidedAt, form, byGuardian: false, evidence };
  const consent = (purpose: PurposeCode): NewDecision => ({ ...said, subject: { kind: 'consent', purpose } });
  const separate = (purpose: PurposeCode): NewDecision => ({
    ...said,
    subject: { kind: 'separate', purpose, use: 'sensitive' },
  });
  const state = (name: CustomerState): NewDecision => ({ ...said, subject: { kind: 'state', state: name } });
  const decisions: NewDecision[] = [];
  for (const { purpose, perMille, sensitivePerMille } of AGREEMENTS) {
    if (!random.chance(perMille)) continue;
    decisions.push(consent(purpose));
    if (random.chance(sensitivePerMille)) decisions.push(separate(purpose));
  }
  if (random.chance(20)) decisions.push(state('objects-to-marketing'));
  if (random.chance(3)) decisions.push(state('restricted'));
  if (random.chance(2)) decisions.push(state('deceased'));
  return decisions;
}

type Agreement = Readonly<{ purpose: PurposeCode; perMille: number; sensitivePerMille: number }>;

/** How many of a thousand agree, and of those how many also where sensitive personal information is used. */
const AGREEMENTS: readonly Agreement[] = [
  { purpose: 'sales-follow-up', perMille: 940, sensitivePerMille: 900 },
  { purpose: 'marketing', perMille: 640, sensitivePerMille: 500 },
  { purpose: 'credit-check', perMille: 300, sensitivePerMille: 1000 },
];
