import { z } from 'zod';
import { idSchema, instantSchema, labelSchema, uuidSchema } from './common.ts';

/** Whether authority is used, whether anybody answers for it, and reviews of it. No customer data. */

const daySchema = z.iso.date().describe('A day of UTC.');
const personSchema = z.object({ id: idSchema, name: z.string() });

/** One category of one record type, open to an assignment. */
export const unusedRightSchema = z.object({
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
