import { z } from 'zod';
import { ADVICE_REASONS, VERDICTS } from '../kernel/review/recommend.ts';
import { REVIEW_KINDS, REVIEW_MODES, REVIEWER_ROLES } from '../kernel/review/reviewers.ts';
import { idSchema, instantSchema, labelSchema, uuidSchema } from './common.ts';
import { loginSchema } from './organisation.ts';

/** Whether authority is used, whether anybody answers for it, and reviews of it. No customer data. */

const daySchema = z.iso.date().describe('A day of UTC.');
const personSchema = z.object({ id: idSchema, name: z.string() });

/** One category of one record type, open to an assignment. */
const unusedRightSchema = z.object({
  person: personSchema,
  assignment: idSchema,
  post: labelSchema,
  recordType: z.string(),
  recordTypeLabel: labelSchema,
  category: z.string(),
  sensitivity: z.int().min(1).max(4),
  since: instantSchema.describe('Since when it was held and watched.'),
  lastUsed: daySchema.nullable().describe('Null where it never was, as far as the log was counted.'),
  rules: z.array(z.object({ id: z.string(), name: labelSchema })),
});

export const ORPHAN_KINDS = ['never-assigned', 'assignment-ended'] as const;
export const CLIENT_FAULTS = ['owner-left', 'owner-without-assignment', 'unused'] as const;
export const DIFFERENCE_KINDS = ['by-hand', 'missing'] as const;

/** Each list is null where it is not for the reader. */
export const authorityOverviewSchema = z.object({
  days: z.int().describe('For how long unused authority was not used.'),
  watchedSince: instantSchema.nullable().describe('From when on the access log was counted.'),
  use: z
    .object({
      rights: z.int(),
      used: z.int(),
      tooEarly: z.int().describe('Held, or watched, for less than that time.'),
      unused: z.int(),
      listed: z.array(unusedRightSchema).describe('The most sensitive first, at most 500.'),
    })
    .nullable()
    .describe('For the DPO, the security and the audit administrator.'),
  unassigned: z.array(
    z.object({
      person: personSchema,
      login: z.string(),
      kind: z.enum(ORPHAN_KINDS),
      since: instantSchema,
      credentials: z.int().describe('Sessions and tokens that still live.'),
    }),
  ),
  clients: z.array(
    z.object({
      id: uuidSchema,
      name: z.string(),
      kind: z.enum(['token', 'provisioning']),
      owner: personSchema,
      fault: z.enum(CLIENT_FAULTS),
      lastSeenAt: instantSchema.nullable(),
      expiresAt: instantSchema,
    }),
  ),
  shared: z
    .array(
      z.object({
        person: personSchema,
        login: z.string(),
        places: z.int().describe('Most places at once: another network, browser or system is another place.'),
        times: z.int().describe('How many sessions overlapped with one in another place.'),
        lastAt: instantSchema,
      }),
    )
    .nullable()
    .describe('For the DPO, the security and the audit administrator.'),
  differences: z.array(
    z.object({
      person: personSchema,
      assignment: idSchema.nullable(),
      post: labelSchema,
      kind: z.enum(DIFFERENCE_KINDS),
    }),
  ),
});
export type AuthorityOverview = z.infer<typeof authorityOverviewSchema>;

const reasonSchema = z.string().trim().min(3).max(500);
const textsSchema = z.array(z.string().max(100)).max(200);

const reviewedRightSchema = z.object({
  recordType: z.string(),
  category: z.string(),
  sensitivity: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  lastUsed: daySchema.nullable(),
  days: z.int(),
  verdict: z.enum(['used', 'unused', 'too-early']),
  rules: textsSchema,
  peersUsing: z.int().nullable(),
});

const reviewFactsSchema = z.object({
  since: z.number().describe('Since when it is held, in ms since the Unix epoch.'),
  watchedSince: z.number().nullable(),
  lastUsed: daySchema.nullable(),
  days: z.int().describe('On how many of the last ninety days it was used.'),
  reads: z.int(),
  peers: z.int().describe('Others in the same department and position.'),
  peersHaving: z.int(),
  rights: z.array(reviewedRightSchema),
  fields: textsSchema,
  fieldsUsed: textsSchema,
  until: z.number().nullable(),
  ownerActive: z.boolean(),
});

export const REVIEW_EFFECTS = ['kept', 'ended', 'narrowed', 'proposed', 'gone'] as const;

const reviewItemSchema = z.object({
  id: idSchema,
  kind: z.enum(REVIEW_KINDS),
  person: personSchema,
  post: labelSchema.nullable(),
  label: labelSchema.describe('The rule, grant or client; of an assignment its post.'),
  facts: reviewFactsSchema,
  advice: z.object({ verdict: z.enum(VERDICTS), because: z.enum(ADVICE_REASONS) }),
  reviewer: z.enum(REVIEWER_ROLES),
  reviewers: z.array(personSchema).describe('Who may decide now.'),
  canDecide: z.boolean(),
  decision: z
    .object({
      verdict: z.enum(VERDICTS),
      effect: z.enum(REVIEW_EFFECTS),
      at: instantSchema,
      by: personSchema.nullable().describe('Null where the deadline decided.'),
      reason: z.string().nullable(),
    })
    .nullable(),
});
export type ReviewItem = z.infer<typeof reviewItemSchema>;

export const CAMPAIGN_KINDS = ['quarterly', 'transfer', 'incident'] as const;

const campaignSummarySchema = z.object({
  id: idSchema,
  kind: z.enum(CAMPAIGN_KINDS),
  mode: z.enum(REVIEW_MODES),
  startedAt: instantSchema,
  startedBy: personSchema.nullable(),
  deadline: instantSchema,
  haltedAt: instantSchema
    .nullable()
    .describe('The deadline would end so much that the DPO has to confirm it.'),
  closedAt: instantSchema.nullable(),
  items: z.int(),
  decided: z.int(),
  toDecide: z.int().describe('How many wait for the caller.'),
});
export type CampaignSummary = z.infer<typeof campaignSummarySchema>;

export const campaignListSchema = z.object({
  campaigns: z.array(campaignSummarySchema),
  mayBegin: z.boolean(),
});

export const campaignViewSchema = campaignSummarySchema.extend({
  reason: z.string().nullable(),
  listed: z
    .array(reviewItemSchema)
    .describe('All of them for those who look after authority; one’s own otherwise.'),
  mayManage: z.boolean(),
});
export type CampaignView = z.infer<typeof campaignViewSchema>;

export const newCampaignSchema = z.object({
  people: z.array(loginSchema).min(1).max(200).nullable().describe('Logins; null for everybody.'),
  mode: z.enum(REVIEW_MODES).default('responsible'),
  days: z.int().min(1).max(90).default(14),
  reason: reasonSchema.describe('Kept sealed: it may itself name somebody.'),
});
export type NewCampaign = z.infer<typeof newCampaignSchema>;

export const reviewDecisionsSchema = z.object({
  decisions: z
    .array(
      z
        .object({
          item: idSchema,
          verdict: z.enum(VERDICTS),
          fields: textsSchema.optional().describe('Narrowing a grant: the fields that stay.'),
          rights: z
            .array(z.object({ recordType: z.string().max(48), category: z.string().max(48) }))
            .max(200)
            .optional()
            .describe(
              'Narrowing an assignment: what is to go. It becomes a proposal, since rules serve others too.',
            ),
        })
        .strict(),
    )
    .min(1)
    .max(500),
  reason: reasonSchema,
});
export type ReviewDecisions = z.infer<typeof reviewDecisionsSchema>;

export const deadlineSchema = z.union([
  z
    .object({ confirm: z.literal(true) })
    .strict()
    .describe('What is undecided may go, all of it.'),
  z
    .object({ days: z.int().min(1).max(90) })
    .strict()
    .describe('So many days more; of one that has passed, from now.'),
]);
export type DeadlineChange = z.infer<typeof deadlineSchema>;

const proposalSchema = z.object({
  id: idSchema,
  person: personSchema,
  post: labelSchema,
  rights: z.array(z.object({ recordType: z.string(), category: z.string() })),
  rules: z.array(z.object({ id: z.string(), name: labelSchema })),
  proposedAt: instantSchema,
  proposedBy: personSchema.nullable(),
});
export type ReviewProposal = z.infer<typeof proposalSchema>;

export const proposalListSchema = z.object({ proposals: z.array(proposalSchema) });
export const proposalOutcomeSchema = z.object({ outcome: z.enum(['done', 'declined']) });

export const scheduleSchema = z.object({
  version: z.int(),
  everyDays: z.int().min(0).max(366).describe('0 for never; 91 is quarterly.'),
  deadlineDays: z.int().min(1).max(90),
  onTransfer: z.boolean(),
  nextAt: instantSchema.nullable(),
});
export type ReviewSchedule = z.infer<typeof scheduleSchema>;
export const scheduleBodySchema = scheduleSchema.omit({ version: true, nextAt: true });
