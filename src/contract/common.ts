import { z } from 'zod';
import { DISCLOSURES } from '../kernel/disclosure/level.ts';

/** Shapes that several parts of the API share. All instants are ISO 8601 in UTC; all ids are opaque to clients. */

export const labelSchema = z.object({ zh: z.string().max(200), en: z.string().max(200) });
export const disclosureSchema = z.enum(DISCLOSURES);
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,47}$/)
  .describe('Lower snake case, at most 48 characters.');
export const uuidSchema = z.uuid().describe('A UUID.');
export const instantSchema = z.iso.datetime().describe('An instant, ISO 8601 in UTC.');
/** As the database counts them: a 32-bit integer. */
export const idSchema = z.int().positive().max(2_147_483_647);

/** RFC 9457 problem details; `code` is stable, `title` and `detail` are in the reader's language. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  request: z.string(),
  instance: z.string().optional(),
  access_request: z
    .object({
      endpoint: z.string(),
      evaluation_id: z.string(),
      display: z.object({ title: z.string(), description: z.string() }),
    })
    .optional()
    .describe(
      'What is refused can be asked for, and here (after the AuthZEN access request and approval profile). The refusal stays one until somebody decides.',
    ),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type ProblemBody = z.infer<typeof problemSchema>;
