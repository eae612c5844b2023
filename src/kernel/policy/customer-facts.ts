import type { Category } from '../record-type.ts';

/**
 * What a customer has decided, and what is true of them, as it bears on every use of their data: consents (PIPL
 * art. 13–16), separate consents (art. 23, 25, 29, 39), objections and states. It is asked of the record itself in
 * the statement that reads it, so a withdrawal counts from its commit on.
 */

export const CUSTOMER_STATES = [
  /** Wants no marketing (PIPL art. 24, GDPR art. 21 (2)). */
  'objects-to-marketing',
  /** Wants no profiling and no automated decisions (PIPL art. 24, GDPR art. 21 (1), 22). */
  'objects-to-profiling',
  /** Data is kept but not used, except where the law obliges (GDPR art. 18). */
  'restricted',
  /** Under fourteen: a guardian consents (PIPL art. 31). */
  'minor',
  /** The deceased are neither courted nor asked (PIPL art. 49). */
  'deceased',
] as const;
export type CustomerState = (typeof CUSTOMER_STATES)[number];

/** Uses for which PIPL asks for consent of its own: art. 29, 23, 25 and 39. */
export const SEPARATE_CONSENTS = ['sensitive', 'provide', 'publish', 'cross-border'] as const;
export type SeparateConsent = (typeof SEPARATE_CONSENTS)[number];

/** Uses to which a customer can object whatever the legal basis. */
export const OBJECTIONABLE_USES = ['marketing', 'profiling'] as const;
export type ObjectionableUse = (typeof OBJECTIONABLE_USES)[number];

/** One thing on record of a customer, as text. */
export type CustomerFact = string;

export function stateFact(state: CustomerState): CustomerFact {
  return `state:${state}`;
}

/** Consent to a purpose as a whole, or to one category of information for it. */
export function consentFact(purpose: string, category?: Category): CustomerFact {
  return category === undefined ? `consent:${purpose}` : `consent:${purpose}:${category}`;
}

export function separateFact(purpose: string, use: SeparateConsent): CustomerFact {
  return `separate:${purpose}:${use}`;
}

export function isState(fact: CustomerFact): boolean {
  return fact.startsWith('state:');
}

/** An ordinary customer: who agreed to everything, and of whom nothing else is known. For looking at policies. */
export function agreedToAll(purposes: readonly Readonly<{ code: string }>[]): readonly CustomerFact[] {
  return purposes.flatMap(({ code }) => [
    consentFact(code),
    ...SEPARATE_CONSENTS.map((use) => separateFact(code, use)),
  ]);
}
