import { z } from 'zod';
import { instantSchema, nameSchema, uuidSchema } from './common.ts';

/** A record that the caller opened: which, and when. What it is called is not here. */
export const openedRecordSchema = z.object({
  recordType: nameSchema,
  id: uuidSchema,
  openedAt: instantSchema,
});
export type OpenedRecord = z.infer<typeof openedRecordSchema>;
