import { z } from 'zod';
import { OBLIGATIONS } from '../kernel/policy/model.ts';
import { disclosureSchema, idSchema, instantSchema, labelSchema, nameSchema, uuidSchema } from './common.ts';
import { filterSchema } from './records.ts';

/**
 * Files that leave the house: looked at before, asked for, made in the background, fetched, and called back. What is
 * searched for travels in the body, as with any query.
 */

export const EXPORT_FORMATS = ['csv-utf8', 'csv-gb18030', 'xlsx', 'jsonl'] as const;
export const exportFormatSchema = z.enum(EXPORT_FORMATS);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** `cancelled`: by whoever asked; `failed`: what stopped it is said; `expired`: the file was destroyed. */
export const EXPORT_STATES = ['queued', 'running', 'ready', 'cancelled', 'failed', 'expired'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

export const EXPORT_IDS_MAX = 1_000;

export const exportSelectionSchema = z.object({
  recordType: nameSchema,
  filters: z.array(filterSchema).max(20).default([]).describe('All of them must hold.'),
  mine: z.boolean().optional().describe("Only records whose owner is one of the caller's assignments."),
  ids: z.array(uuidSchema).min(1).max(EXPORT_IDS_MAX).optional().describe('Only these records.'),
  sort: z.object({ field: nameSchema, descending: z.boolean().default(false) }).optional(),
});
export type ExportSelection = z.infer<typeof exportSelectionSchema>;

/** What would leave, before anything does: levels and numbers, and no value. */
export const exportOutlookSchema = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      sees: disclosureSchema.describe('At most, in what the reader sees.'),
      leaves: disclosureSchema.describe('At most, in a file. Withheld: it stays here.'),
      varies: z.boolean().describe('In some records it is less.'),
    }),
  ),
  records: z.object({ value: z.int(), atLeast: z.boolean() }).describe('That some field of may leave.'),
  narrowedBy: z.array(z.string()).optional(),
  limits: z.object({
    rowsPerExport: z.int(),
    customersPerDay: z.int(),
    customersToday: z.int().describe('Of the reader, for this purpose.'),
    stepUpRows: z.int().describe('From so many rows on a recent second factor is needed.'),
    stepUpSensitivity: z.int().describe('From this sensitivity on a recent second factor is needed.'),
  }),
  obligations: z.array(z.enum(OBLIGATIONS)),
  accessRecord: uuidSchema,
});
export type ExportOutlook = z.infer<typeof exportOutlookSchema>;

export const newExportSchema = exportSelectionSchema.extend({
  fields: z.array(nameSchema).min(1).max(200).describe('The columns, in this order.'),
  format: exportFormatSchema,
  reason: z
    .string()
    .trim()
    .min(5)
    .max(500)
    .describe('What the file is needed for. Kept sealed: it may itself name somebody.'),
});
export type NewExport = z.infer<typeof newExportSchema>;

export const exportDownloadSchema = z.object({
  at: instantSchema,
  person: z.object({ id: idSchema, name: z.string() }),
  /** Whether all bytes were sent; null while they are, and where the process died over it. */
  complete: z.boolean().nullable(),
  bytes: z.int().nullable(),
  sha256: z.string().nullable(),
  rows: z.int().nullable(),
  rowsLost: z
    .int()
    .nullable()
    .describe('Made, and not released any more: out of scope, withdrawn or erased.'),
});
export type ExportDownload = z.infer<typeof exportDownloadSchema>;

export const exportViewSchema = z.object({
  id: uuidSchema,
  number: z.int(),
  person: z.object({ id: idSchema, name: z.string() }),
  recordType: nameSchema,
  purpose: z.string(),
  fields: z.array(z.string()),
  format: exportFormatSchema,
  state: z.enum(EXPORT_STATES),
  ahead: z.int().describe('How many exports come before it in the queue.'),
  rowsExpected: z.int(),
  rowsDone: z.int(),
  problem: labelSchema.nullable().describe('What stopped it.'),
  reason: z.string().describe('What the file was said to be needed for.'),
  askedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  expiresAt: instantSchema.nullable(),
  downloads: z.array(exportDownloadSchema),
  /** Customers in it who withdrew or were erased since it was fetched, and whether its holder said that it is gone. */
  recall: z
    .object({
      rows: z.int(),
      openedAt: instantSchema,
      confirmedAt: instantSchema.nullable(),
    })
    .nullable(),
});
export type ExportView = z.infer<typeof exportViewSchema>;

/** For one purpose, or for all without limits of their own (purpose null). */
export const exportLimitsSchema = z.object({
  purpose: z.string().max(64).nullable(),
  rowsPerExport: z.int().min(0).max(1_000_000),
  customersPerDay: z.int().min(0).max(1_000_000).describe('Distinct customers of one person in a day.'),
  stepUpRows: z.int().min(0).max(1_000_000),
  stepUpSensitivity: z.int().min(1).max(5).describe('5: never for sensitivity alone.'),
  hoursKept: z.int().min(1).max(168),
});
export type ExportLimits = z.infer<typeof exportLimitsSchema>;

export const exportSettingsSchema = z.object({
  version: z.int(),
  limits: z.array(exportLimitsSchema).max(200),
});
export type ExportSettings = z.infer<typeof exportSettingsSchema>;
