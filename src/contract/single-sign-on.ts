import { z } from 'zod';

/** Signing in by the company's own identity provider (OpenID Connect). */

const nameSchema = z.object({ zh: z.string().trim().min(1).max(60), en: z.string().trim().min(1).max(60) });

export const MATCH_BY = ['login', 'external-id'] as const;

const providerSchema = z.object({
  /** As the sign-in page names it. */
  name: nameSchema,
  /** Where `/.well-known/openid-configuration` lies below. */
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  clientId: z.string().trim().min(1).max(200),
  /** What the claim is compared with when somebody comes for the first time; afterwards they are known by `sub`. */
  matchBy: z.enum(MATCH_BY),
  claim: z.string().regex(/^[A-Za-z][A-Za-z0-9_:/.-]{0,99}$/),
  /** Values of `acr` that count as a second factor, besides `mfa` and the like in `amr`. */
  strongAcr: z.array(z.string().trim().min(1).max(200)).max(20),
  enabled: z.boolean(),
});

export const singleSignOnChangeSchema = providerSchema.extend({
  /** Left out, the one that is stored stays. */
  clientSecret: z.string().min(1).max(500).optional(),
});
export type SingleSignOnChange = z.infer<typeof singleSignOnChangeSchema>;

export const singleSignOnSettingsSchema = z.object({
  version: z.int(),
  provider: providerSchema.nullable(),
  /** To be entered at the provider. */
  redirectUri: z.string(),
  backChannelLogoutUri: z.string(),
  postLogoutRedirectUri: z.string(),
});
export type SingleSignOnSettings = z.infer<typeof singleSignOnSettingsSchema>;

/** What the sign-in page offers, to anybody. */
export const singleSignOnOfferSchema = z.object({ provider: nameSchema.nullable() });
export type SingleSignOnOffer = z.infer<typeof singleSignOnOfferSchema>;

/** Why nobody was signed in, as the sign-in page says it: no more than a stranger may know. */
export const SSO_FAULTS = ['refused', 'unknown', 'failed'] as const;
export type SsoFault = (typeof SSO_FAULTS)[number];
