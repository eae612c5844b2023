import { z } from 'zod';
import { STATUSES } from '../kernel/approval/approval.ts';
import { NEEDS, ROLES } from '../kernel/approval/flow.ts';
import { ALTERNATIVES } from '../kernel/approval/terms.ts';
import { disclosureSchema, idSchema, instantSchema, labelSchema, nameSchema, uuidSchema } from './common.ts';
import { loginSchema, positionCodeSchema } from './organisation.ts';
import { filterSchema } from './records.ts';

/** Asking for more than one's standing share: requests, decisions, grants. */

const reasonSchema = z
  .string()
  .trim()
  .min(5)
  .max(500)
  .describe(
    'Kept sealed: it may itself name somebody. Read by who asked, who decides or decided, who answers for data, and by officers of the log without the numbers in it.',
  );
const textSchema = z.string().trim().min(1).max(500);

export const termsSchema = z.object({
  fields: z.array(nameSchema).min(1).max(100),
  disclosure: z.enum(['summary', 'masked', 'shown']),
  days: z
    .int()
    .min(1)
    .max(90)
    .describe('From the approval on; at most what the most sensitive field allows.'),
  export: z.boolean(),
});

export const choiceSchema = z.union([
  z.object({ records: z.array(uuidSchema).min(1).max(1000) }).strict(),
  z
    .object({ filters: z.array(filterSchema).max(20), mine: z.boolean().optional() })
    .strict()
    .describe('All records that the list has now.'),
]);

export const newRequestSchema = z.object({
  recordType: nameSchema,
  choice: choiceSchema,
  terms: termsSchema.extend({ days: termsSchema.shape.days.default(7), export: z.boolean().default(false) }),
  reason: reasonSchema,
  binding: z.string().trim().min(1).max(80).nullable().default(null).describe('A project, ticket or task.'),
  emergency: z
    .boolean()
    .default(false)
    .describe('At once, for four hours, after a step-up; reviewed within a day. Loudly on record.'),
});
export type NewRequest = z.infer<typeof newRequestSchema>;

/** What can be asked for under a purpose: names of fields, never values. */
export const askableSchema = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      label: labelSchema,
      category: z.string(),
      sensitivity: z.int().min(1).max(4),
      has: disclosureSchema.describe(
        'The most that the caller has of it in any record; in one record it may be less.',
      ),
      daysAtMost: z.int(),
      lesser: z.array(z.enum(ALTERNATIVES)).describe('What would be less than the value and may do as well.'),
    }),
  ),
  emergencyLocked: z
    .boolean()
    .describe('An earlier emergency access was not reviewed in time, or not justified.'),
});
export type Askable = z.infer<typeof askableSchema>;

const personSchema = z.object({ id: idSchema, name: z.string() });

export const REQUEST_EVENTS = [
  'ask',
  'emergency',
  'approve',
  'refuse',
  'ask-back',
  'answer',
  'withdraw',
  'escalate',
  'restart',
  'lapse',
  'give-back',
  'revoke',
  'narrow',
] as const;

export const requestSummarySchema = z.object({
  id: idSchema,
  status: z.enum(STATUSES),
  requester: personSchema,
  post: labelSchema,
  recordType: z.string(),
  purpose: z.string(),
  purposeLabel: labelSchema,
  terms: termsSchema,
  sensitivity: z.int().min(1).max(4),
  records: z.int(),
  customers: z.int(),
  emergency: z.boolean(),
  binding: z.string().nullable(),
  createdAt: instantSchema,
  waitingSince: instantSchema.nullable().describe('Since when its step waits; null once it is closed.'),
  canDecide: z.boolean(),
  step: labelSchema.nullable(),
  grant: z
    .object({ id: idSchema, until: instantSchema, endedAt: instantSchema.nullable(), inForce: z.boolean() })
    .nullable(),
});
export type RequestSummary = z.infer<typeof requestSummarySchema>;

const STEP_STATES = ['done', 'now', 'later', 'refused', 'ended'] as const;

export const requestViewSchema = requestSummarySchema.extend({
  asked: termsSchema,
  reason: z.string().nullable(),
  fields: z.array(z.object({ name: z.string(), label: labelSchema, sensitivity: z.int() })),
  steps: z.array(
    z.object({
      name: labelSchema,
      state: z
        .enum(STEP_STATES)
        .describe('`ended`: it was not taken to its end, and will not be: the request is closed.'),
      deciders: z.array(personSchema),
    }),
  ),
  events: z.array(
    z.object({
      kind: z.enum(REQUEST_EVENTS),
      at: instantSchema,
      by: personSchema.nullable(),
      inPlaceOf: z.array(personSchema),
      terms: termsSchema.nullable(),
      text: z.string().nullable(),
    }),
  ),
  history: z
    .object({
      asked: z.int(),
      approved: z.int(),
      refused: z.int(),
      givenBack: z.int(),
      emergencies: z.int(),
    })
    .describe('What else the requester asked for in the last 90 days, and what became of it.'),
  consent: z
    .object({ customers: z.int(), covered: z.int() })
    .nullable()
    .describe(
      'For who decides now, on record: how many of the customers permit this use by what they decided. Never who.',
    ),
  mayRevoke: z.boolean(),
  mayGiveBack: z.boolean(),
  mayReadChain: z.boolean(),
});
export type RequestView = z.infer<typeof requestViewSchema>;

export const requestListSchema = z.object({
  requests: z.array(requestSummarySchema),
  toDecide: z.int().describe('How many wait for the caller.'),
});

export const decisionSchema = z.discriminatedUnion('verdict', [
  z
    .object({
      verdict: z.literal('approve'),
      terms: termsSchema.optional(),
      text: textSchema.optional(),
    })
    .strict(),
  z.object({ verdict: z.literal('refuse'), text: textSchema }).strict(),
  z.object({ verdict: z.literal('ask-back'), text: textSchema }).strict(),
  z.object({ verdict: z.literal('answer'), text: textSchema }).strict(),
  z.object({ verdict: z.literal('withdraw') }).strict(),
]);
export type RequestDecision = z.infer<typeof decisionSchema>;

/** What was finally read through the grant, from the access log. */
export const chainSchema = z.object({
  request: requestViewSchema,
  reads: z.array(
    z.object({
      at: instantSchema,
      action: z.string(),
      records: z.int(),
      fields: z.array(z.string()),
      accessRecord: uuidSchema,
    }),
  ),
  complete: z.boolean().describe('False where there are more reads than are listed.'),
});
export type RequestChain = z.infer<typeof chainSchema>;

export const deputySchema = z.object({
  id: idSchema,
  person: personSchema,
  deputy: personSchema,
  from: instantSchema,
  until: instantSchema,
});
export const newDeputySchema = z.object({ login: loginSchema, from: instantSchema, until: instantSchema });
export type Deputy = z.infer<typeof deputySchema>;

const approverSchema = z.union([
  z.object({ kind: z.enum(['head', 'owner', 'dpo']) }).strict(),
  z.object({ kind: z.literal('position'), position: positionCodeSchema }).strict(),
  z.object({ kind: z.literal('person'), person: idSchema }).strict(),
]);
const stepConditionSchema = z
  .object({
    sensitivityAtLeast: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).exactOptional(),
    customersAtLeast: z.int().min(1).max(1000).exactOptional(),
    export: z.literal(true).exactOptional(),
    outside: z.literal(true).exactOptional(),
  })
  .strict();

export const flowBodySchema = z.object({
  name: labelSchema,
  roles: z.object(
    Object.fromEntries(ROLES.map((role) => [role, z.array(positionCodeSchema).max(50)])) as Record<
      (typeof ROLES)[number],
      z.ZodArray<typeof positionCodeSchema>
    >,
  ),
  steps: z
    .array(
      z
        .object({
          id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
          name: labelSchema,
          approvers: z.array(approverSchema).max(20),
          needs: z.enum(NEEDS),
          when: z.array(stepConditionSchema).max(10),
          hours: z.int(),
          escalateTo: z.array(approverSchema).max(20),
        })
        .strict(),
    )
    .max(10),
});
export type FlowBody = z.infer<typeof flowBodySchema>;
export const flowSchema = flowBodySchema.extend({ version: z.int().min(0) });
