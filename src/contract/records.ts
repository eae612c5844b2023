import { z } from 'zod';
import { OBLIGATIONS } from '../kernel/policy/model.ts';
import { REVEALS } from '../kernel/policy/reveal.ts';
import { disclosureSchema, labelSchema, nameSchema, uuidSchema } from './common.ts';

/**
 * Reading and writing customer data. Queries travel in the body, never in the URL: what somebody searched for is
 * itself customer data.
 */

export const FILTER_OPERATORS = [
  'equals',
  'one-of',
  'less-than',
  'at-most',
  'more-than',
  'at-least',
  'starts-with',
  'contains',
  'last-four',
  'has-any',
  'has-all',
  'is-empty',
] as const;
export const filterOperatorSchema = z.enum(FILTER_OPERATORS);
export type FilterOperator = z.infer<typeof filterOperatorSchema>;

export const filterSchema = z.object({
  field: nameSchema,
  operator: filterOperatorSchema,
  values: z.array(z.string().max(500)).max(100).default([]),
});
export type Filter = z.infer<typeof filterSchema>;

export const listQuerySchema = z.object({
  fields: z
    .array(nameSchema)
    .max(200)
    .optional()
    .describe('Which fields to return, in this order; all that the reader may see when left out.'),
  filters: z.array(filterSchema).max(20).default([]).describe('All of them must hold.'),
  ids: z.array(uuidSchema).max(50).optional().describe('Only these records, as far as they may be seen.'),
  mine: z.boolean().optional().describe("Only records whose owner is one of the caller's assignments."),
  sort: z.object({ field: nameSchema, descending: z.boolean().default(false) }).optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(2000).optional(),
  count: z.boolean().default(false).describe('Also count the matching records, up to 10,000.'),
});
export type ListQuery = z.infer<typeof listQuerySchema>;

/** A value as it is released: its meaning depends on the disclosure of its field. A summary is a code. */
export const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Value = z.infer<typeof valueSchema>;

export const recordSchema = z.object({
  id: uuidSchema,
  version: z.int(),
  /** The customer whom the record is about; absent on customers themselves. */
  customer: uuidSchema.optional(),
  values: z.record(z.string(), valueSchema),
  /** Only where a field's disclosure differs from the answer's `disclosures`. */
  disclosures: z.record(z.string(), disclosureSchema).optional(),
});
export type ReleasedRecord = z.infer<typeof recordSchema>;

export const listAnswerSchema = z.object({
  /** Disclosure of each returned field, where a record does not say otherwise. Withheld fields are not listed. */
  disclosures: z.record(z.string(), disclosureSchema),
  records: z.array(recordSchema),
  nextCursor: z.string().nullable(),
  count: z.object({ value: z.int(), atLeast: z.boolean() }).optional(),
  /** Fields whose search right reaches fewer records than the reader sees: the answer holds only those. */
  narrowedBy: z.array(z.string()).optional(),
  obligations: z.array(z.enum(OBLIGATIONS)),
  /** The id of the access record that this answer left in the log. */
  accessRecord: uuidSchema,
});
export type ListAnswer = z.infer<typeof listAnswerSchema>;

export const readAnswerSchema = z.object({
  record: recordSchema,
  disclosures: z.record(z.string(), disclosureSchema),
  /** What the reader may do with this record, field by field. */
  editable: z.array(z.string()),
  erasable: z.boolean(),
  /** Whether something of it may be printed. */
  printable: z.boolean(),
  /** Whether the reader may know and note what this customer decided. */
  decisions: z.boolean(),
  /** Fields of which more can be revealed in this record, and what it takes. */
  revealable: z.record(z.string(), z.enum(REVEALS)),
  obligations: z.array(z.enum(OBLIGATIONS)),
  accessRecord: uuidSchema,
});
export type ReadAnswer = z.infer<typeof readAnswerSchema>;

/** A record for paper, each field at its disclosure for printing. */
export const printAnswerSchema = readAnswerSchema.pick({
  record: true,
  disclosures: true,
  obligations: true,
  accessRecord: true,
});
export type PrintAnswer = z.infer<typeof printAnswerSchema>;

export const copiedRequestSchema = z.object({
  field: nameSchema,
  revealed: z.boolean().default(false).describe('Whether it had been revealed for a reason.'),
});
export type CopiedRequest = z.infer<typeof copiedRequestSchema>;
export const copiedAnswerSchema = z.object({ accessRecord: uuidSchema });
export type CopiedAnswer = z.infer<typeof copiedAnswerSchema>;

export const AGGREGATE_FUNCTIONS = ['count', 'sum', 'average', 'minimum', 'maximum'] as const;
export const aggregateQuerySchema = z.object({
  groupBy: z.array(nameSchema).max(2).default([]),
  measure: z.object({ function: z.enum(AGGREGATE_FUNCTIONS), field: nameSchema.optional() }),
  filters: z.array(filterSchema).max(20).default([]),
});
export type AggregateQuery = z.infer<typeof aggregateQuerySchema>;

export const aggregateAnswerSchema = z.object({
  groups: z.array(z.object({ key: z.array(z.string().nullable()), value: z.string().nullable() })),
  /** Groups of fewer customers than this are left out, so that no single one can be read off. */
  smallestGroup: z.int(),
  narrowedBy: z.array(z.string()).optional(),
  accessRecord: uuidSchema,
});
export type AggregateAnswer = z.infer<typeof aggregateAnswerSchema>;

export const valuesSchema = z.record(nameSchema, z.union([z.string().max(5_000), z.null()]));
export type Values = z.infer<typeof valuesSchema>;

export const createRequestSchema = z.object({ values: valuesSchema });
export const editRequestSchema = z.object({ values: valuesSchema });
export const bulkEditRequestSchema = z.object({
  records: z
    .array(z.object({ id: uuidSchema, version: z.int(), values: valuesSchema }))
    .min(1)
    .max(200),
});
export const writeAnswerSchema = z.object({
  records: z.array(recordSchema),
  disclosures: z.record(z.string(), disclosureSchema),
  accessRecord: uuidSchema,
});
export type WriteAnswer = z.infer<typeof writeAnswerSchema>;
/** What would become of a record: the edit changes it, leaves it as it is, may not be made, or comes too late. */
export const EDIT_FATES = ['changes', 'unchanged', 'not-editable', 'changed-meanwhile', 'not-found'] as const;
const editFateSchema = z.enum(EDIT_FATES);
export type EditFate = z.infer<typeof editFateSchema>;
export const editPreviewAnswerSchema = z.object({
  records: z
    .array(
      z.object({
        id: uuidSchema,
        fate: editFateSchema,
        why: labelSchema.nullable().describe('Why it may not be edited.'),
      }),
    )
    .describe('In the order of the request.'),
  accessRecord: uuidSchema,
});
export type EditPreviewAnswer = z.infer<typeof editPreviewAnswerSchema>;

export const eraseAnswerSchema = z.object({ erased: z.int(), accessRecord: uuidSchema });
export type EraseAnswer = z.infer<typeof eraseAnswerSchema>;

/** "Is this the number?": the answer says only yes or no, and never what the value is. */
export const matchRequestSchema = z.object({ field: nameSchema, value: z.string().min(1).max(500) });
export const matchAnswerSchema = z.object({ matches: z.boolean(), accessRecord: uuidSchema });
export type MatchAnswer = z.infer<typeof matchAnswerSchema>;

/** Named fields of one record, for a stated reason. The reason goes on record, sealed under the customer's key. */
export const revealRequestSchema = z.object({
  fields: z.array(nameSchema).min(1).max(10),
  reason: z
    .string()
    .trim()
    .min(5)
    .max(500)
    .describe('Why they are needed. It is kept with the access record.'),
});
export type RevealRequest = z.infer<typeof revealRequestSchema>;
export const revealAnswerSchema = z.object({
  version: z.int(),
  values: z.record(z.string(), valueSchema),
  disclosures: z.record(z.string(), disclosureSchema),
  obligations: z.array(z.enum(OBLIGATIONS)),
  accessRecord: uuidSchema,
});
export type RevealAnswer = z.infer<typeof revealAnswerSchema>;

export const historyAnswerSchema = z.object({
  changes: z.array(
    z.object({
      at: z.string(),
      person: z.int().nullable(),
      personName: z.string().nullable().describe('The colleague as they are called now.'),
      action: z.string(),
      field: z.string(),
      disclosure: disclosureSchema,
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  ),
  accessRecord: uuidSchema,
});
export type HistoryAnswer = z.infer<typeof historyAnswerSchema>;

/** Why a field is what it is, for the reader (`/explain`). */
export const explanationSchema = z.object({
  field: z.string(),
  disclosure: disclosureSchema,
  reasons: z.array(z.object({ zh: z.string(), en: z.string() })),
  rules: z.array(z.string()),
  /** Whether, and how, more can be asked for. */
  remedy: z.object({ zh: z.string(), en: z.string() }).nullable(),
  /** Whether a request could open more: no prohibition stands in the way. */
  requestable: z.boolean(),
  /** What would reveal more of it in this record, if anything. */
  reveal: z.enum(REVEALS).nullable(),
  /** The position that answers for the field, and is asked for more of it. */
  dataOwner: labelSchema.nullable(),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** Whose a record is, and which department's: names of staff and departments, and no value of the record. */
export const standingSchema = z.object({
  owner: z
    .object({
      name: z.string(),
      department: labelSchema,
      position: labelSchema,
      current: z.boolean().describe('False where the assignment has ended.'),
      isCaller: z.boolean(),
    })
    .nullable(),
  department: labelSchema.nullable(),
});
export type StandingView = z.infer<typeof standingSchema>;
