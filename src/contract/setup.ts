import { z } from 'zod';
import { instantSchema } from './common.ts';
import { newPersonSchema } from './organisation.ts';
import { OFFICES } from './session.ts';

/** Setting up a company in the browser: the one act for which nobody has to be signed in. */

export const setupQuerySchema = z.object({ secret: z.string().min(1).max(100) });

export const setupSchema = setupQuerySchema.extend({
  /** One for each office, three different people. */
  officers: z.array(newPersonSchema.extend({ office: z.enum(OFFICES) })).length(OFFICES.length),
  /** Which of them sits at the keyboard, and the password that they choose. */
  own: z.enum(OFFICES),
  password: z.string().min(1).max(500),
});
export type Setup = z.infer<typeof setupSchema>;

export const setupAnswerSchema = z.object({
  /** For the other two, each to be handed to its owner alone. Shown this once. */
  invitations: z.array(
    newPersonSchema.extend({
      office: z.enum(OFFICES),
      /** Path and fragment, to be put after the address of the web app. */
      path: z.string(),
      expiresAt: instantSchema,
    }),
  ),
});
export type SetupAnswer = z.infer<typeof setupAnswerSchema>;

/** What a new company does one after the other, until somebody reads the first customer under its rules. */
export const FIRST_STEPS = [
  'template',
  'organisation',
  'invitations',
  'training',
  'customers',
  'first-read',
] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];

export const setupProgressSchema = z.object({
  steps: z.array(z.object({ step: z.enum(FIRST_STEPS), done: z.boolean() })),
});
export type SetupProgress = z.infer<typeof setupProgressSchema>;
