import { z } from 'zod';
import { CUSTOMER_STATES, SEPARATE_CONSENTS } from '../kernel/policy/customer-facts.ts';
import { LEGAL_BASES } from '../kernel/policy/model.ts';
import { idSchema, instantSchema, labelSchema, uuidSchema } from './common.ts';

/**
 * What a customer decides about the use of their data, and what is true of them that bears on it. Each decision is
 * noted once and kept; of each subject the one that the customer made last is in force (PIPL art. 15: withdrawing is
 * as easy as giving).
 */

const purposeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

export const decisionSubjectSchema = z.discriminatedUnion('kind', [
  /** Consent to a purpose, or to one category of information for it (PIPL art. 13 (1)). */
  z.object({
    kind: z.literal('consent'),
    purpose: purposeSchema,
    category: z.exactOptional(
      z
        .string()
        .min(1)
        .max(48)
        .regex(/^[^:]+$/),
    ),
  }),
  /** Consent of its own to a use that needs one (PIPL art. 23, 25, 29, 39), perhaps for one recipient. */
  z.object({
    kind: z.literal('separate'),
    purpose: purposeSchema,
    use: z.enum(SEPARATE_CONSENTS),
    recipient: z.exactOptional(z.string().trim().min(1).max(200)),
  }),
  z.object({ kind: z.literal('state'), state: z.enum(CUSTOMER_STATES) }),
]);
export type DecisionSubject = z.infer<typeof decisionSubjectSchema>;

/** How the customer said it. */
export const DECISION_FORMS = ['paper', 'online', 'recording', 'in-person', 'portal', 'import'] as const;

export const newDecisionSchema = z.object({
  subject: decisionSubjectSchema,
  holds: z.boolean().describe('Given, or true from now on; false withdraws it.'),
  decidedAt: z.exactOptional(instantSchema).describe('When the customer decided; now where left out.'),
  form: z.enum(DECISION_FORMS),
  byGuardian: z.boolean().default(false).describe('A guardian decided (PIPL art. 31).'),
  notice: z
    .exactOptional(z.int().positive())
    .describe(
      'The version of the purpose whose notice was shown; the one in force where left out, if it has one.',
    ),
  evidence: z
    .exactOptional(z.string().trim().min(1).max(500))
    .describe('Where the evidence is kept, e.g. the number of a form or recording. Sealed.'),
});
export type NewDecision = z.infer<typeof newDecisionSchema>;

export const recordDecisionsSchema = z.object({ decisions: z.array(newDecisionSchema).min(1).max(50) });

export const decisionSchema = z.object({
  id: uuidSchema,
  subject: decisionSubjectSchema,
  holds: z.boolean(),
  /** Whether it is the latest of its subject. */
  isLatest: z.boolean(),
  decidedAt: instantSchema,
  notedAt: instantSchema,
  notedBy: idSchema,
  form: z.enum(DECISION_FORMS),
  byGuardian: z.boolean(),
  notice: z.int().nullable(),
  evidence: z.string().nullable(),
});
export type Decision = z.infer<typeof decisionSchema>;

export const decisionsAnswerSchema = z.object({
  /** The newest first. */
  decisions: z.array(decisionSchema),
  /** What there is to decide on, with what customers are told of it before they agree (PIPL art. 17). */
  purposes: z.array(
    z.object({
      code: z.string(),
      label: labelSchema,
      legalBasis: z.enum(LEGAL_BASES),
      notice: z.object({ zh: z.string(), en: z.string() }).nullable(),
    }),
  ),
  accessRecord: z.string(),
});
export type DecisionsAnswer = z.infer<typeof decisionsAnswerSchema>;
