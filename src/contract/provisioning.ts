import { z } from 'zod';
import { idSchema, instantSchema, uuidSchema } from './common.ts';
import { positionCodeSchema } from './organisation.ts';

/** How the system administrator lets an identity or HR system keep people and assignments (SCIM 2.0). */

export const PROVISIONING_DAYS_MAX = 366;

export const newProvisioningClientSchema = z.object({
  name: z.string().trim().min(1).max(100),
  expiresInDays: z.int().min(1).max(PROVISIONING_DAYS_MAX),
});
export type NewProvisioningClient = z.infer<typeof newProvisioningClientSchema>;

export const provisioningTokenSchema = z.object({
  id: uuidSchema,
  /** Shown this once. It opens /scim/v2 and nothing else. */
  secret: z.string(),
  expiresAt: instantSchema,
});
export type ProvisioningToken = z.infer<typeof provisioningTokenSchema>;

const sourceSchema = z.string().trim().min(1).max(200);

/** What the words of the source mean here. Codes, names and paths of names are understood without it. */
export const provisioningMappingSchema = z.object({
  departments: z.array(z.object({ source: sourceSchema, department: idSchema })).max(2000),
  positions: z.array(z.object({ source: sourceSchema, position: positionCodeSchema })).max(2000),
  /** A group may stand for a department, a position, or one position in one department. */
  groups: z
    .array(
      z.object({
        source: sourceSchema,
        department: idSchema.nullable(),
        position: positionCodeSchema.nullable(),
      }),
    )
    .max(2000),
});
export type ProvisioningMapping = z.infer<typeof provisioningMappingSchema>;

/** Why somebody whom the source names holds nothing through it. */
export const UNPLACED_REASONS = [
  'no-department',
  'no-position',
  'unknown-department',
  'unknown-position',
  'ambiguous',
] as const;
export type UnplacedReason = (typeof UNPLACED_REASONS)[number];

export const provisioningViewSchema = z.object({
  version: z.int(),
  clients: z.array(
    z.object({
      id: uuidSchema,
      name: z.string(),
      createdAt: instantSchema,
      expiresAt: instantSchema,
      lastSeenAt: instantSchema.nullable(),
    }),
  ),
  mapping: provisioningMappingSchema,
  /** People kept by the source. */
  people: z.int(),
  groups: z.array(z.object({ name: z.string(), members: z.int(), understood: z.boolean() })),
  unplaced: z.array(
    z.object({
      person: idSchema,
      name: z.string(),
      reason: z.enum(UNPLACED_REASONS),
      /** Names of departments and positions as the source writes them. */
      department: z.string().nullable(),
      title: z.string().nullable(),
    }),
  ),
  /** Set while the source wanted to take away more than it may without being asked about. */
  halt: z
    .object({
      since: instantSchema,
      /** How many people had lost everything within the hour, of how many. */
      lost: z.int(),
      of: z.int(),
      /** The administrator said no; it stays so until they say yes. */
      denied: z.boolean(),
    })
    .nullable(),
  /** Until then nothing halts. */
  liftedUntil: instantSchema.nullable(),
});
export type ProvisioningView = z.infer<typeof provisioningViewSchema>;

export const haltDecisionSchema = z.object({ decision: z.enum(['resume', 'deny']) });
export type HaltDecision = z.infer<typeof haltDecisionSchema>['decision'];
