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
