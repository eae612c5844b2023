import { z } from 'zod';
import { idSchema, instantSchema, labelSchema, nameSchema, uuidSchema } from './common.ts';

/** What waits for a person, as their home page lists it. Nothing in it is a customer's. */

const request = { request: idSchema, purposeLabel: labelSchema };
const since = instantSchema.describe('Since when it waits.');

export const homeTaskSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('emergency-to-review'), ...request, requester: z.string(), since }),
  z.object({ kind: z.literal('request-to-decide'), ...request, requester: z.string(), since }),
  z
    .object({ kind: z.literal('proposal-to-decide'), proposal: idSchema, author: z.string(), since })
    .describe('A change of the policy, for who approves it.'),
  z.object({ kind: z.literal('question-to-answer'), ...request, since }),
  z
    .object({ kind: z.literal('emergency-not-reviewed'), ...request, requester: z.string(), since })
    .describe('For the audit administrator: nobody has reviewed it yet.'),
  z
    .object({
      kind: z.literal('conversion-stuck'),
      recordType: nameSchema,
      field: nameSchema,
      refused: z
        .boolean()
        .describe('Given up because of values that do not fit; otherwise it does not get on.'),
      since,
    })
    .describe('For the security administrator.'),
  z.object({
    kind: z.literal('grant-ending'),
    ...request,
    fields: z.int(),
    records: z.int(),
    until: instantSchema,
  }),
  z.object({ kind: z.literal('import-rejections'), import: uuidSchema, rejected: z.int(), since }),
  z.object({ kind: z.literal('training-ending'), until: instantSchema.describe('Past where it has ended.') }),
]);
export type HomeTask = z.infer<typeof homeTaskSchema>;
