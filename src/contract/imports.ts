import { z } from 'zod';
import { fieldSchema } from './catalogue.ts';
import { instantSchema, labelSchema, nameSchema, uuidSchema } from './common.ts';
import { DECISION_FORMS } from './decisions.ts';

/**
 * Putting a spreadsheet into the vault: upload, look at the proposal, edit it, start, follow, fetch what was rejected.
 */

export const columnProposalSchema = z.object({
  column: z.int().min(0),
  header: z.string(),
  /** The field that the column becomes; an existing one of the record type when the names agree. */
  field: fieldSchema,
  existing: z.boolean(),
  include: z.boolean(),
  confidence: z.number().min(0).max(1),
  reasons: z.array(labelSchema),
});
export type ColumnProposal = z.infer<typeof columnProposalSchema>;

/**
 * What the customers of a file agreed to before. Each gets it as a decision of their own, new or already there, unless
 * they have decided about it: that stays.
 */
export const importedConsentsSchema = z.object({
  purposes: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/))
    .min(1)
    .max(50),
  sensitive: z.boolean().describe('Consent of its own for sensitive information as well (PIPL art. 29).'),
  form: z.enum(DECISION_FORMS),
  evidence: z.string().trim().min(1).max(500).describe('Where the evidence is kept.'),
});
export type ImportedConsents = z.infer<typeof importedConsentsSchema>;

export const importStateSchema = z.enum(['proposed', 'running', 'paused', 'finished', 'failed']);

export const importViewSchema = z.object({
  id: uuidSchema,
  fileName: z.string(),
  recordType: nameSchema,
  state: importStateSchema,
  createdAt: instantSchema,
  sheets: z.array(z.string()),
  sheet: z.string(),
  format: z.string(),
  encoding: z.string().nullable(),
  columns: z.array(columnProposalSchema),
  /** The field by which a row finds the record that it updates; null always creates. */
  keyField: nameSchema.nullable(),
  rowsTotal: z.int().nullable(),
  rowsDone: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  rejected: z.int(),
  problem: labelSchema.nullable(),
  /** New fields of the file that nobody has placed yet, once it is imported. */
  unplacedFields: z.int(),
  /**
   * Purposes that stand on consent: without it their readers see nothing of the customers of this file. None for who
   * may not note what customers decide.
   */
  consentPurposes: z.array(z.object({ code: z.string(), label: labelSchema })),
});
export type ImportView = z.infer<typeof importViewSchema>;

export const startImportSchema = z.object({
  recordType: nameSchema,
  /** Needed when the record type is new. */
  recordTypeLabel: labelSchema.optional(),
  keyField: nameSchema.nullable(),
  /**
   * For records about customers: the column whose cells name the customer, and the customer's field that they are
   * values of. Without it a column must hold the ids of customer records.
   */
  customerKey: z.object({ column: z.int().min(0), field: nameSchema }).optional(),
  columns: z.array(z.object({ column: z.int().min(0), include: z.boolean(), field: fieldSchema })).max(1000),
  consents: z.exactOptional(importedConsentsSchema),
});
export type StartImport = z.infer<typeof startImportSchema>;
