import { z } from 'zod';
import { nameSchema, uuidSchema } from '../../../contract/common.ts';

/** What paths and queries of record routes hold: names and opaque ids, never a customer's value. */

export const typeParams = z.object({ type: nameSchema });
/** Ids are compared as texts further inside, where they are written in lower case. */
export const recordParams = typeParams.extend({ id: uuidSchema.toLowerCase() });
/** Strict: a condition that somebody believes to have set must not be passed over. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(2000).optional(),
});
/** Sorting by a field needs the right to find by it, as in any list. */
export const relatedQuery = pageQuery.extend({
  newestBy: nameSchema.optional().describe('The newest first, by this field.'),
  count: z.literal('true').optional().describe('Also count them, up to 10,000.'),
});
