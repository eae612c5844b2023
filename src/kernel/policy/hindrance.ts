import type { Field } from '../record-type.ts';
import {
  type CustomerFact,
  type CustomerState,
  consentFact,
  separateFact,
  stateFact,
} from './customer-facts.ts';
import type { Action, LegalBasis, Purpose } from './model.ts';

/** Purposes on these bases are pursued whatever the customer wants: PIPL art. 13 (3), (4) and (7). */
export const OBLIGED: readonly LegalBasis[] = ['legal-duty', 'emergency', 'other-law'];

/** A record is made, taken away, and what its customer decides is noted, whether or not it may be used. */
export const NOT_A_USE: readonly Action[] = ['create', 'erase', 'consent'];

/** Why a customer's own record keeps a field closed. */
export const HINDRANCES = [
  'objection',
  'restricted',
  'deceased',
  'no-consent',
  'no-guardian-consent',
  'no-separate-consent',
] as const;
export type Hindrance = (typeof HINDRANCES)[number];

/** The specification: what stands in the way of using this field of this customer for the purpose, or null. */
export function hindranceOf(
  purpose: Purpose,
  action: Action,
  field: Pick<Field, 'category' | 'sensitivity'>,
  facts: readonly CustomerFact[],
): Hindrance | null {
  if (NOT_A_USE.includes(action)) return null;
  const is = (state: CustomerState) => facts.includes(stateFact(state));
  const { code, legalBasis, uses = [] } = purpose;
  if (uses.includes('marketing') && is('objects-to-marketing')) return 'objection';
  if (uses.includes('profiling') && is('objects-to-profiling')) return 'objection';
  if (is('deceased') && (uses.length > 0 || legalBasis === 'consent')) return 'deceased';
  if (OBLIGED.includes(legalBasis)) return null;
  if (is('restricted')) return 'restricted';
  if (is('minor') && !facts.includes(consentFact(code))) return 'no-guardian-consent';
  if (legalBasis !== 'consent') return null;
  if (!facts.includes(consentFact(code)) && !facts.includes(consentFact(code, field.category))) {
    return 'no-consent';
  }
  if (field.sensitivity === 4 && !facts.includes(separateFact(code, 'sensitive'))) {
    return 'no-separate-consent';
  }
  return null;
}
