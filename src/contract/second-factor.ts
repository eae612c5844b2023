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

const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]*$/)
  .max(20_000);
/** What `navigator.credentials` answered, in the JSON of WebAuthn level 3. Its meaning is checked, not its shape. */
const browserAnswer = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.looseObject({}),
};
export const passkeyProofSchema = z.object({
  response: z.object({
    ...browserAnswer,
    response: z.object({
      clientDataJSON: base64url,
      authenticatorData: base64url,
      signature: base64url,
      userHandle: base64url.nullish(),
    }),
  }),
});
export const newPasskeySchema = z.object({
  name: z.string().trim().min(1).max(60),
  response: z.object({
    ...browserAnswer,
    response: z.object({
      clientDataJSON: base64url,
      attestationObject: base64url,
      transports: z.array(z.string().max(40)).max(20).optional(),
      authenticatorData: base64url.optional(),
      publicKeyAlgorithm: z.number().optional(),
      publicKey: base64url.optional(),
    }),
  }),
});
/** What to hand to `navigator.credentials`, in the JSON of WebAuthn level 3. */
export const passkeyOptionsSchema = z.object({ options: z.looseObject({ challenge: z.string() }) });

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
