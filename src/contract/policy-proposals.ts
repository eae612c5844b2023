import { z } from 'zod';
import { DISCLOSURES } from '../kernel/disclosure/level.ts';
import { idSchema, instantSchema } from './common.ts';
import {
  asksForReasonSensibly,
  codeSchema,
  policyPreviewSchema,
  purposeBodySchema,
  purposeSchema,
  REASON_MISPLACED,
  ruleBodySchema,
  ruleShape,
} from './policy.ts';
import { expectationSchema } from './policy-files.ts';

/** Changes of the policy that one person proposes and another approves. */

const optional = z.exactOptional;
/** The version that the author saw; null for what is new. */
const ifVersionSchema = z.int().positive().nullable();
const answerSchema = z.string().trim().min(2).max(1000);

export const POLICY_APPROVALS = ['required', 'off'] as const;
export type PolicyApproval = (typeof POLICY_APPROVALS)[number];

/** How things stand: whether another person has to approve, does not, or could not because there is nobody yet. */
export const APPROVAL_STANDINGS = ['required', 'founding', 'off'] as const;

export const newProposalSchema = z
  .strictObject({
    reason: answerSchema.describe('Why; read by who approves, and never put into the access log.'),
    rules: z
      .array(
        ruleShape
          .extend({ id: codeSchema, ifVersion: ifVersionSchema })
          .refine(asksForReasonSensibly, REASON_MISPLACED),
      )
      .max(200)
      .default([]),
    removedRules: z
      .array(z.strictObject({ id: codeSchema, ifVersion: z.int().positive() }))
      .max(200)
      .default([]),
    purposes: z
      .array(purposeSchema.extend({ ifVersion: ifVersionSchema }))
      .max(200)
      .default([]),
    approval: optional(z.enum(POLICY_APPROVALS)),
    expectations: optional(z.array(expectationSchema).max(5000)),
  })
  .refine(
    ({ rules, removedRules, purposes, approval, expectations }) =>
      rules.length + removedRules.length + purposes.length > 0 ||
      approval !== undefined ||
      expectations !== undefined,
    { message: 'it changes nothing' },
  );
export type NewProposal = z.infer<typeof newProposalSchema>;

export const submittedSchema = z.object({
  /** Null where it came into force at once. */
  proposal: idSchema.nullable(),
});

export const PROPOSAL_STATES = ['proposed', 'approved', 'refused', 'withdrawn'] as const;
export const PROPOSAL_ORIGINS = ['editor', 'file', 'field', 'record-type', 'template'] as const;
export type ProposalOrigin = (typeof PROPOSAL_ORIGINS)[number];

const personSchema = z.object({ id: idSchema, name: z.string() });

export const proposalSummarySchema = z.object({
  id: idSchema,
  status: z.enum(PROPOSAL_STATES),
  origin: z.enum(PROPOSAL_ORIGINS),
  /** Empty where it came along with a field, a record type or a template. */
  reason: z.string(),
  by: personSchema,
  at: instantSchema,
  decidedBy: personSchema.nullable(),
  decidedAt: instantSchema.nullable(),
  rules: z.int(),
  removedRules: z.int(),
  purposes: z.int(),
  /** Rules or purposes have changed since: it cannot be approved any more, only renewed. */
  stale: z.boolean(),
});
export type ProposalSummary = z.infer<typeof proposalSummarySchema>;

export const proposalListSchema = z.object({
  standing: z.enum(APPROVAL_STANDINGS),
  /** How many people could approve now. */
  approvers: z.int(),
  /** Open ones that the caller may decide on. */
  toDecide: z.int(),
  proposals: z.array(proposalSummarySchema),
});
export type ProposalList = z.infer<typeof proposalListSchema>;

const changeSchema = z.union([
  z.object({
    kind: z.literal('rule'),
    id: z.string(),
    before: ruleShape.nullable(),
    after: ruleBodySchema.nullable(),
  }),
  z.object({
    kind: z.literal('purpose'),
    id: z.string(),
    before: purposeBodySchema.nullable(),
    after: purposeBodySchema,
  }),
]);

export const proposalViewSchema = z.object({
  ...proposalSummarySchema.shape,
  /** What was said in refusing it, or in approving. */
  answer: z.string().nullable(),
  /** Each text as it was when this was proposed, and as it would be. */
  changes: z.array(changeSchema),
  approval: z.enum(POLICY_APPROVALS).nullable(),
  /** How many expectations it would put in the place of those that there are. */
  newExpectations: z.int().nullable(),
  /** Of open ones: who would see more, and who less, as the company is now. */
  preview: policyPreviewSchema.nullable(),
  /** What the company expects of its policy, asked of the policy as it would be. */
  expectations: z
    .object({
      count: z.int(),
      failed: z.array(
        z.object({
          expectation: z.string(),
          /** Null where it could not be asked: it names what does not exist any more. */
          field: z.string().nullable(),
          expected: z.enum(DISCLOSURES).nullable(),
          actual: z.enum(DISCLOSURES).nullable(),
        }),
      ),
    })
    .nullable(),
  may: z.object({ decide: z.boolean(), withdraw: z.boolean(), renew: z.boolean() }),
});
export type ProposalView = z.infer<typeof proposalViewSchema>;

export const proposalDecisionSchema = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('approve'), answer: optional(answerSchema) }),
  z.strictObject({ verdict: z.literal('refuse'), answer: answerSchema }),
]);
export type ProposalDecision = z.infer<typeof proposalDecisionSchema>;
