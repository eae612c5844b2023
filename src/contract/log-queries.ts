import { z } from 'zod';
import { logQuerySchema } from './access-log.ts';
import { uuidSchema } from './common.ts';

/** A narrowing of the access log that somebody wants to find again. It names ids and codes, never a value. */
export const savedLogQueryBodySchema = z.object({
  name: z.string().trim().min(1).max(40),
  shared: z.boolean().describe('With all who may read the log; others use it, and cannot change it.'),
  filter: logQuerySchema.omit({ limit: true, cursor: true }).strict(),
});
export type SavedLogQueryBody = z.infer<typeof savedLogQueryBodySchema>;

export const savedLogQuerySchema = savedLogQueryBodySchema.extend({
  id: uuidSchema,
  own: z.boolean(),
  owner: z.string().describe('Who saved it, by name.'),
});
export type SavedLogQuery = z.infer<typeof savedLogQuerySchema>;
