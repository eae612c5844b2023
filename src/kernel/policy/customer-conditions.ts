import type { Field } from '../record-type.ts';
import {
  type CustomerFact,
  type CustomerState,
  consentFact,
  separateFact,
  stateFact,
} from './customer-facts.ts';
import { any, type Expression, every, not, reached, TRUE } from './expression.ts';
import { NOT_A_USE, OBLIGED } from './hindrance.ts';
import type { Action, Purpose } from './model.ts';

/** The same as `hindranceOf`, as conditions that a plan puts to each record. */

/** What must be on record of the customer, and what must not, for any use for the purpose: the same for all fields. */
export function customerCondition(purpose: Purpose, action: Action): Expression {
  if (NOT_A_USE.includes(action)) return TRUE;
  const { code, legalBasis, uses = [] } = purpose;
  const isObliged = OBLIGED.includes(legalBasis);
  const excluded: CustomerState[] = uses.map((use) => `objects-to-${use}` as const);
  if (uses.length > 0 || legalBasis === 'consent') excluded.push('deceased');
  if (!isObliged) excluded.push('restricted');
  const guardian = any([not(onRecord(stateFact('minor'))), onRecord(consentFact(code))]);
  return every([not(any(excluded.map((state) => onRecord(stateFact(state))))), isObliged ? TRUE : guardian]);
}

/** What must be on record besides for one field: consent to its category, and of its own where it is sensitive. */
export function consentCondition(
  purpose: Purpose,
  action: Action,
  { category, sensitivity }: Pick<Field, 'category' | 'sensitivity'>,
): Expression {
  const { code, legalBasis } = purpose;
  if (legalBasis !== 'consent' || NOT_A_USE.includes(action)) return TRUE;
  const consent = any([onRecord(consentFact(code)), onRecord(consentFact(code, category))]);
  return sensitivity === 4 ? every([consent, onRecord(separateFact(code, 'sensitive'))]) : consent;
}

function onRecord(fact: CustomerFact): Expression {
  return reached({ kind: 'fact', fact });
}
