import { z } from 'zod';
import { ACTIONS } from '../kernel/policy/model.ts';
import { disclosureSchema, idSchema, instantSchema, labelSchema, nameSchema, uuidSchema } from './common.ts';
import { SECOND_FACTOR_KINDS } from './second-factor.ts';

/** Signing in, and who one is afterwards. */

export const OFFICES = ['system-administrator', 'security-administrator', 'audit-administrator'] as const;
/** The three offices (三员). One person holds at most one, and no office reads customer data. */
export type Office = (typeof OFFICES)[number];

export const signInRequestSchema = z.object({
  login: z.string().min(1).max(100),
  password: z.string().min(1).max(500),
});

export const passwordChangeSchema = z.object({
  current: z.string().min(1).max(500),
  next: z.string().min(1).max(500),
});

export const passwordLinkSchema = z.object({
  /** Path and fragment, to be put after the address of the web app. Shown this once. */
  path: z.string(),
  kind: z.enum(['invitation', 'reset']),
  expiresAt: instantSchema,
});
export type PasswordLink = z.infer<typeof passwordLinkSchema>;
export const passwordLinkQuerySchema = z.object({ secret: z.string().min(1).max(100) });
export const passwordLinkRedemptionSchema = passwordLinkQuerySchema.extend({
  password: z.string().min(1).max(500),
});
export const passwordLinkViewSchema = z.object({
  login: z.string(),
  name: z.string(),
  kind: z.enum(['invitation', 'reset']),
});
export type PasswordLinkView = z.infer<typeof passwordLinkViewSchema>;

export const purposeViewSchema = z.object({
  code: z.string(),
  label: labelSchema,
  description: labelSchema,
  legalBasis: z.string(),
  categories: z.array(z.string()),
});
export type PurposeView = z.infer<typeof purposeViewSchema>;

export const meSchema = z.object({
  person: z.object({ id: idSchema, login: z.string(), name: z.string() }),
  office: z.enum(OFFICES).nullable(),
  assignments: z.array(
    z.object({
      id: idSchema,
      department: z.object({ id: idSchema, name: labelSchema }),
      position: z.object({ code: z.string(), name: labelSchema }),
    }),
  ),
  /** The purposes that the person may pursue now. */
  purposes: z.array(purposeViewSchema),
  /** Send it back as `x-csrf-token` with every request that changes something. */
  csrfToken: z.string(),
  /** What has to be done before anything else is possible; at most one of the three. */
  mustProveSecondFactor: z.boolean(),
  /** Signed in with a temporary password. */
  mustChangePassword: z.boolean(),
  /** The office or position requires a second factor, and there is none yet. */
  mustSetUpSecondFactor: z.boolean(),
  /** The kinds of second factor that the caller has. */
  secondFactors: z.array(z.enum(SECOND_FACTOR_KINDS)),
  expiresAt: instantSchema,
});
export type Me = z.infer<typeof meSchema>;

export const narrowingSchema = z.object({
  recordTypes: z.array(nameSchema).optional(),
  actions: z.array(z.enum(ACTIONS)).optional(),
  purposes: z.array(z.string()).optional(),
  disclosureAtMost: disclosureSchema.optional(),
});
export const tokenRequestSchema = z.object({
  name: z.string().min(1).max(100),
  expiresInDays: z.int().min(1).max(365),
  narrowing: narrowingSchema,
});
export const tokenAnswerSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  /** Shown this once. */
  secret: z.string(),
  expiresAt: instantSchema,
});
export const credentialViewSchema = z.object({
  id: uuidSchema,
  kind: z.enum(['session', 'token']),
  name: z.string(),
  current: z.boolean(),
  createdAt: instantSchema,
  expiresAt: instantSchema,
  lastSeenAt: instantSchema.nullable(),
  /** Of a session, as the browser named itself: product names. Null for tokens and the command line. */
  device: z.object({ browser: z.string(), system: z.string().nullable() }).nullable(),
  /** Where a session was used, the newest first, at most five. */
  networks: z.array(z.string()),
});
export type CredentialView = z.infer<typeof credentialViewSchema>;
