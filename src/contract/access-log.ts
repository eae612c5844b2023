import { z } from 'zod';
import { instantSchema, uuidSchema } from './common.ts';

/** The access log as officers read it. It says who saw which fields of which records, never what stood in them. */

export const logQuerySchema = z.object({
  customer: uuidSchema.optional(),
  person: z.int().optional(),
  kind: z.enum(['access', 'change', 'administration', 'sign-in']).optional(),
  outcome: z.enum(['released', 'refused', 'failed']).optional(),
  action: z.string().max(60).optional(),
  purpose: z.string().max(60).optional(),
  recordType: z.string().max(60).optional(),
  field: z.string().max(60).optional(),
  door: z.enum(['http', 'cli', 'job', 'mcp']).optional(),
  from: instantSchema.optional(),
  until: instantSchema.optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export type LogQuery = z.infer<typeof logQuerySchema>;

/** The same narrowing, for a file of evidence: up to a thousand of the newest entries that match. */
export const logEvidenceQuerySchema = logQuerySchema.omit({ limit: true, cursor: true }).extend({
  limit: z.int().min(1).max(1_000).default(200),
});

export const logEntrySchema = z.object({
  /** Position in the log, 0-based; the leaf index of its inclusion proof. */
  index: z.int(),
  id: uuidSchema,
  at: instantSchema,
  kind: z.string(),
  outcome: z.string(),
  person: z.object({ id: z.int(), name: z.string() }).nullable(),
  client: z.string().nullable(),
  office: z.string().nullable(),
  assignments: z.array(z.string()).describe('Department and position, as they are named now.'),
  door: z.string(),
  network: z.string().nullable(),
  purpose: z.string().nullable(),
  action: z.string(),
  recordType: z.string().nullable(),
  recordCount: z.int(),
  /** The customers concerned, at most 20 of them. */
  customers: z.array(uuidSchema),
  shown: z.array(z.string()),
  masked: z.array(z.string()),
  summary: z.array(z.string()),
  searched: z.array(z.string()),
  changed: z.array(z.string()),
  rules: z.array(z.string()),
  problem: z.string().nullable(),
  reason: z
    .string()
    .nullable()
    .describe('Why the reader said they needed it; only officers of the log are told.'),
  note: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

export const logAnswerSchema = z.object({
  entries: z.array(logEntrySchema),
  nextCursor: z.string().nullable(),
});
export type LogAnswer = z.infer<typeof logAnswerSchema>;

export const verificationSchema = z.object({
  sound: z.boolean(),
  size: z.int(),
  rootHash: z.string(),
  signedAt: instantSchema.nullable(),
  checkpoint: z.string().describe('The signed note (C2SP tlog-checkpoint).'),
  checkedEntries: z.int(),
  /** The first entry at which the log is not what it was, when it is not sound. */
  firstBadIndex: z.int().nullable(),
  finding: z.object({ zh: z.string(), en: z.string() }),
});
export type Verification = z.infer<typeof verificationSchema>;

export const logOverviewQuerySchema = z.object({
  /** The last so many days, today included. */
  days: z.union([z.literal(7), z.literal(30), z.literal(90)]).default(30),
  /** Where a day begins and ends. */
  utcOffsetMinutes: z.int().min(-720).max(840).default(480),
});

/** Counts of accesses and changes, never whose data they were about. */
export const logOverviewSchema = z.object({
  from: instantSchema,
  accesses: z.int(),
  /** All of them; the list names the most active. */
  peopleCount: z.int(),
  complete: z
    .boolean()
    .describe('False where there was more than one overview counts; the oldest are left out.'),
  days: z.array(z.object({ day: z.string(), released: z.int(), refused: z.int(), failed: z.int() })),
  fields: z.array(
    z.object({
      recordType: z.string(),
      field: z.string(),
      shown: z.int(),
      masked: z.int(),
      summary: z.int(),
    }),
  ),
  posts: z
    .array(z.object({ post: z.string(), count: z.int() }))
    .describe('By department and position, as they are named now.'),
  purposes: z.array(z.object({ purpose: z.string().nullable(), count: z.int() })),
  problems: z.array(z.object({ problem: z.string(), count: z.int() })),
  people: z.array(
    z.object({ person: z.object({ id: z.int(), name: z.string() }), count: z.int(), refused: z.int() }),
  ),
});
export type LogOverviewAnswer = z.infer<typeof logOverviewSchema>;
