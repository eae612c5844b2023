import { z } from 'zod';
import { instantSchema, uuidSchema } from './common.ts';

/** What proves a person besides the password, and from whom it is required. */

export const SECOND_FACTOR_KINDS = ['totp', 'passkey'] as const;

/** A code of an authenticator app, or a recovery code, as it was typed. */
export const codeProofSchema = z.object({ code: z.string().min(1).max(100) });

export const secondFactorViewSchema = z.object({
  id: uuidSchema,
  kind: z.enum(SECOND_FACTOR_KINDS),
  name: z.string(),
  createdAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
});
export type SecondFactorView = z.infer<typeof secondFactorViewSchema>;

export const secondFactorsViewSchema = z.object({
  factors: z.array(secondFactorViewSchema),
  recoveryCodesLeft: z.int(),
  /** The caller's office or position requires a second factor: the last one cannot be removed. */
  isRequired: z.boolean(),
});
export type SecondFactorsView = z.infer<typeof secondFactorsViewSchema>;

export const factorNameSchema = z.object({ name: z.string().trim().min(1).max(60) });

export const totpSetupSchema = z.object({
  /** Base 32, for who cannot scan. Shown this once. */
  secret: z.string(),
  /** `otpauth://totp/…`, as authenticator apps read it from a QR code. */
  uri: z.string(),
});
export type TotpSetup = z.infer<typeof totpSetupSchema>;

export const recoveryCodesSchema = z.object({
  /** Shown this once; null where the earlier ones stay in force. */
  recoveryCodes: z.array(z.string()).nullable(),
});
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;

export const securityPolicySchema = z.object({
  officersNeedSecondFactor: z.boolean(),
  /** Codes of the positions whose holders need a second factor. */
  positionsNeedingSecondFactor: z.array(z.string().min(1).max(48)).max(500).readonly(),
});
export type SecurityPolicy = z.infer<typeof securityPolicySchema>;
export const securityPolicyViewSchema = securityPolicySchema.extend({ version: z.int() });
export type SecurityPolicyView = z.infer<typeof securityPolicyViewSchema>;
