import { z } from 'zod';
import { nameSchema, uuidSchema } from './common.ts';
import { filterSchema } from './records.ts';

/** A list as somebody wants to find it again. It belongs to them alone, and holds no personal information. */
export const savedViewBodySchema = z.object({
  recordType: nameSchema,
  name: z.string().trim().min(1).max(40),
  columns: z.array(nameSchema).max(200).nullable().describe('Null for the usual ones.'),
  filters: z
    .array(filterSchema)
    .max(20)
    .describe('Only by fields that are public or internal: what somebody searched for may be personal.'),
  sort: z.object({ field: nameSchema, descending: z.boolean() }).nullable(),
  mine: z.boolean(),
});
export type SavedViewBody = z.infer<typeof savedViewBodySchema>;

export const savedViewSchema = savedViewBodySchema.extend({ id: uuidSchema });
export type SavedView = z.infer<typeof savedViewSchema>;
