import { z } from 'zod';
import { DISCLOSURES } from '../kernel/disclosure/level.ts';
import { ACTIONS } from '../kernel/policy/model.ts';
import { idSchema, instantSchema, nameSchema } from './common.ts';
import { departmentCodeSchema, positionCodeSchema } from './organisation.ts';
import { asksForReasonSensibly, codeSchema, purposeSchema, REASON_MISPLACED, ruleShape } from './policy.ts';

/**
 * The policy as a file for version control, and what a company expects of it. Departments are named by their codes: the
 * numbers of one installation mean nothing in another.
 */

const optional = z.exactOptional;

const whoInFileSchema = z
  .strictObject({
    anyone: optional(z.literal(true)),
    positions: optional(z.array(positionCodeSchema).min(1)),
    departments: optional(z.array(z.strictObject({ code: departmentCodeSchema, tree: z.boolean() })).min(1)),
    assignments: optional(z.array(idSchema).min(1)),
  })
  .refine((who) => Object.keys(who).length > 0, { message: 'name somebody, or anyone' });
export type WhoInFile = z.infer<typeof whoInFileSchema>;

export const policyFileSchema = z.strictObject({
  $schema: optional(z.string()),
  format: z.literal('fencun-policy/1'),
  /** All of them: a rule in force that is not in the file is removed by applying it. */
  rules: z
    .array(
      ruleShape
        .extend({ id: codeSchema, who: whoInFileSchema })
        .strict()
        .refine(asksForReasonSensibly, REASON_MISPLACED),
    )
    .max(2000),
  /** Purposes are made and changed, never removed: access records name them. */
  purposes: z.array(purposeSchema.extend({ who: whoInFileSchema }).strict()).max(500),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;

export const expectationSchema = z.strictObject({
  name: z.string().min(1).max(200),
  position: positionCodeSchema,
  department: departmentCodeSchema,
  purpose: codeSchema.nullable(),
  recordType: nameSchema,
  action: z.enum(ACTIONS).default('see'),
  /** The reader's own, of their department, of another one, or shared with the reader by somebody. */
  record: z.union([
    z.enum(['own', 'same-department', 'shared']),
    z.strictObject({ department: departmentCodeSchema }),
  ]),
  /** Fields that are not named are not looked at. */
  fields: z.record(nameSchema, z.enum(DISCLOSURES)),
  given: z
    .strictObject({
      at: optional(instantSchema),
      network: optional(z.string().max(50)),
      secondFactor: optional(z.boolean()),
      trained: optional(z.boolean()),
      reason: optional(z.boolean()),
      /** False for a customer who consented to nothing; otherwise one who agreed to everything. */
      consent: optional(z.boolean()),
    })
    .default({}),
});
export type Expectation = z.infer<typeof expectationSchema>;

export const expectationFileSchema = z.strictObject({
  $schema: optional(z.string()),
  format: z.literal('fencun-policy-expectations/1'),
  expectations: z.array(expectationSchema).min(1).max(5000),
});
