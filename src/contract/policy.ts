import { z } from 'zod';
import { OBJECTIONABLE_USES } from '../kernel/policy/customer-facts.ts';
import {
  ACTIONS,
  LEGAL_BASES,
  OBLIGATIONS,
  type Purpose,
  REACH_SCOPES,
  ROW_SCOPES,
  type Rule,
} from '../kernel/policy/model.ts';
import { inNetwork } from '../kernel/policy/network.ts';
import { sensitivitySchema } from './catalogue.ts';
import { disclosureSchema, idSchema, instantSchema, labelSchema, nameSchema } from './common.ts';

/** Rules and purposes as the security administrator edits them: the kernel's types, checked for what makes sense. */

export const codeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const categorySchema = z.string().min(1).max(48);
const minuteSchema = z.int().min(0).max(1440);
const optional = z.exactOptional;

export const validitySchema = z
  .object({ from: optional(z.int()), until: optional(z.int()) })
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    message: 'until must be later than from',
  })
  .describe('Milliseconds since the Unix epoch; an absent bound is open, until is exclusive.');

export const whoSchema = z
  .object({
    anyone: optional(z.literal(true)),
    positions: optional(z.array(codeSchema).min(1)),
    departments: optional(z.array(z.object({ id: idSchema, tree: z.boolean() })).min(1)),
    assignments: optional(z.array(idSchema).min(1)),
  })
  .refine((who) => Object.keys(who).length > 0, { message: 'name somebody, or anyone' });

export const fieldSelectorSchema = z
  .object({
    all: optional(z.literal(true)),
    names: optional(z.array(nameSchema).min(1)),
    categories: optional(z.array(categorySchema).min(1)),
    sensitivityAtMost: optional(sensitivitySchema),
    sensitivityAtLeast: optional(sensitivitySchema),
  })
  .refine((fields) => Object.keys(fields).length > 0, { message: 'name some fields, or all' });

const cidrSchema = z
  .string()
  .max(50)
  .refine((cidr) => inNetwork('0.0.0.0', cidr) !== null || inNetwork('::', cidr) !== null, {
    message: 'not an address or CIDR block',
  });

export const conditionSchema = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('time-of-day'),
      weekdays: z.array(z.int().min(1).max(7)).min(1),
      fromMinute: minuteSchema,
      untilMinute: minuteSchema,
      utcOffsetMinutes: z.int().min(-720).max(840),
    })
    .refine(({ fromMinute, untilMinute }) => fromMinute < untilMinute, {
      message: 'untilMinute must be later than fromMinute; use two rules for a night',
    }),
  z.object({ kind: z.literal('network'), cidrs: z.array(cidrSchema).min(1) }),
  z.object({ kind: z.literal('second-factor-age'), atMostSeconds: z.int().positive() }),
  z.object({ kind: z.literal('training-valid') }),
  z.object({ kind: z.literal('reason-given') }),
]);

/** What an editor writes; id comes from the path and the version from the store. */
export const ruleShape = z.object({
  name: labelSchema,
  effect: z.enum(['allow', 'deny']),
  who: whoSchema,
  recordType: z.union([z.literal('*'), nameSchema]),
  scope: z.enum(ROW_SCOPES),
  fields: fieldSelectorSchema,
  actions: z.array(z.enum(ACTIONS)).min(1),
  disclosure: disclosureSchema,
  purposes: z.union([z.literal('*'), z.array(codeSchema).min(1)]),
  conditions: z.array(conditionSchema).max(20),
  validity: validitySchema,
  obligations: z.array(z.enum(OBLIGATIONS)),
});

/** A reason is given for looking: where none can be given the rule would never apply, and never say so. */
export function asksForReasonSensibly({
  conditions,
  effect,
  actions,
}: Pick<z.infer<typeof ruleShape>, 'conditions' | 'effect' | 'actions'>): boolean {
  const asks = conditions.some(({ kind }) => kind === 'reason-given');
  return !asks || (effect === 'allow' && actions.every((action) => action === 'see'));
}
export const REASON_MISPLACED = { message: 'a reason can be asked for only by a permission to see' };

export const ruleBodySchema = ruleShape.refine(asksForReasonSensibly, REASON_MISPLACED);
export type RuleBody = z.infer<typeof ruleBodySchema>;

const identifiedRuleSchema = ruleShape
  .extend({ id: codeSchema })
  .refine(asksForReasonSensibly, REASON_MISPLACED);

export const ruleSchema = ruleShape.extend({ id: codeSchema, version: z.int().positive() });
ruleSchema satisfies z.ZodType<Rule>;

export const purposeBodySchema = z.object({
  label: labelSchema,
  description: labelSchema,
  legalBasis: z.enum(LEGAL_BASES),
  dpv: z.url({ protocol: /^https?$/ }).max(300),
  categories: z.array(categorySchema).min(1),
  who: whoSchema,
  validity: validitySchema,
  uses: optional(z.array(z.enum(OBJECTIONABLE_USES))),
  retentionDays: optional(z.int().min(1).max(36_500)),
  notice: optional(z.object({ zh: z.string().max(4000), en: z.string().max(4000) })),
});
export type PurposeBody = z.infer<typeof purposeBodySchema>;

export const purposeSchema = purposeBodySchema.extend({ code: codeSchema });
purposeSchema satisfies z.ZodType<Purpose>;

export const policyViewSchema = z.object({
  /** The epoch at which this was read. */
  version: z.int(),
  rules: z.array(ruleSchema),
  purposes: z.array(purposeSchema.extend({ version: z.int().positive() })),
  /** For who may read the policy and not the organisation. */
  names: z.object({
    departments: z.array(z.object({ id: idSchema, name: labelSchema })),
    positions: z.array(z.object({ code: codeSchema, name: labelSchema })),
  }),
});
export type PolicyView = z.infer<typeof policyViewSchema>;

/** Changes to try out together. Nothing of it is kept. */
export const previewRequestSchema = z.object({
  rules: z.array(identifiedRuleSchema).max(200).default([]),
  removedRules: z.array(codeSchema).max(200).default([]),
  purposes: z.array(purposeSchema).max(200).default([]),
});
export type PreviewRequest = z.infer<typeof previewRequestSchema>;

const personSchema = z.object({ id: idSchema, name: z.string() });
export const shiftSchema = z.object({
  person: personSchema,
  recordType: z.string(),
  field: z.string(),
  purpose: z.string(),
  before: disclosureSchema,
  after: disclosureSchema,
  /** Which records open or close; the best disclosure may stay the same. */
  scopes: z.array(z.enum(REACH_SCOPES)),
});
/** Full counts; the lists hold at most so many entries as `listed` says. */
export const previewAnswerSchema = z.object({
  gains: z.array(shiftSchema),
  losses: z.array(shiftSchema),
  gainCount: z.int(),
  lossCount: z.int(),
  peopleGaining: z.int(),
  peopleLosing: z.int(),
  listed: z.int(),
});
export type PreviewAnswer = z.infer<typeof previewAnswerSchema>;

export const policyPreviewSchema = previewAnswerSchema.extend({
  /** Whether another person would have to approve it. */
  needsApproval: z.boolean(),
});
export type PolicyPreview = z.infer<typeof policyPreviewSchema>;

/** The same in numbers of customers, by post and record type. No count below five is told. */
export const reachAnswerSchema = z.object({
  groups: z.array(
    z.object({
      direction: z.enum(['gain', 'loss']),
      positions: z.array(z.string()).describe('The posts that these people hold, by code.'),
      people: z.int(),
      recordType: z.string(),
      told: z.enum(['counted', 'at-least', 'few', 'uncounted']),
      customers: z
        .int()
        .nullable()
        .describe('Null where there are fewer than five, or counting took too long.'),
    }),
  ),
  complete: z.boolean().describe('False where there are more groups than are counted.'),
});
export type ReachAnswer = z.infer<typeof reachAnswerSchema>;

export const whoCanSeeQuerySchema = z.object({
  recordType: nameSchema,
  field: nameSchema,
  purpose: codeSchema.optional(),
});
export type WhoCanSeeQuery = z.infer<typeof whoCanSeeQuerySchema>;
export const whoCanSeeAnswerSchema = z.object({
  people: z.array(
    z.object({
      person: personSchema,
      disclosure: disclosureSchema,
      scopes: z.array(z.enum(REACH_SCOPES)),
      purposes: z.array(z.string()),
      /** Only at times or under conditions. */
      conditional: z.boolean(),
    }),
  ),
});
export type WhoCanSeeAnswer = z.infer<typeof whoCanSeeAnswerSchema>;

export const policyHistorySchema = z.object({
  changes: z.array(
    z.object({
      kind: z.enum(['rule', 'purpose']),
      id: z.string(),
      version: z.int(),
      at: instantSchema,
      person: personSchema.nullable(),
      removed: z.boolean(),
    }),
  ),
});
export type PolicyHistory = z.infer<typeof policyHistorySchema>;

const versionShape = {
  version: z.int().positive(),
  at: instantSchema,
  person: personSchema.nullable(),
};
/** Every text that a rule ever had, the newest first; `body` is null where it was removed. */
export const ruleVersionsSchema = z.object({
  versions: z.array(z.object({ ...versionShape, body: ruleShape.nullable() })),
});
export type RuleVersions = z.infer<typeof ruleVersionsSchema>;

export const purposeVersionsSchema = z.object({
  versions: z.array(z.object({ ...versionShape, body: purposeBodySchema.nullable() })),
});
export type PurposeVersions = z.infer<typeof purposeVersionsSchema>;
