import { z } from 'zod';
import { SUMMARY_NAMES } from '../kernel/record-type.ts';
import { fieldGroupSchema, fieldSchema, sensitivitySchema } from './catalogue.ts';
import { instantSchema, labelSchema, nameSchema } from './common.ts';
import { ruleBodySchema } from './policy.ts';

/** The catalogue of record types and fields as a whole, for those who keep it, and how they change it. */

const filledLabelSchema = z.object({
  zh: z.string().trim().min(1).max(200),
  en: z.string().trim().min(1).max(200),
});
const categorySchema = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/);
const lookupsSchema = z.array(z.enum(['exact', 'last4'])).max(2);
const optionsSchema = z
  .array(z.object({ value: z.string().min(1).max(100), label: filledLabelSchema }))
  .min(1)
  .max(200);
const optional = z.exactOptional;
const codeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

/** How the values of a field are stored. To change it, each is stored anew, in the background. */
export const storedFormSchema = fieldSchema
  .pick({ type: true, mask: true, summary: true, encrypted: true })
  .extend({ lookups: lookupsSchema, options: optional(optionsSchema) });

export const catalogueViewSchema = z.object({
  recordTypes: z.array(
    z.object({
      name: nameSchema,
      label: labelSchema,
      customerField: z.string().nullable(),
      titleField: z.string(),
      /** Counts the changes of the type; a change names the version that it is based on. */
      version: z.int().positive(),
      groups: optional(z.array(fieldGroupSchema)),
      fields: z.array(
        fieldSchema.extend({
          /** Present while its values are being stored in another form. */
          becoming: optional(storedFormSchema),
          /** Code of the position that answers for it. */
          dataOwner: optional(z.string()),
        }),
      ),
    }),
  ),
  /** The company's positions: any of them may answer for a field. */
  positions: z.array(z.object({ code: z.string(), label: labelSchema })),
  /** Which categories each purpose opens, so that a new field finds those who need it. */
  purposes: z.array(z.object({ code: z.string(), label: labelSchema, categories: z.array(z.string()) })),
});
export type CatalogueView = z.infer<typeof catalogueViewSchema>;

/** A rule that opens a new field to those who need it, written together with the field. */
export const accessRuleSchema = ruleBodySchema.extend({ id: codeSchema });
export type AccessRule = z.infer<typeof accessRuleSchema>;
const accessSchema = z.array(accessRuleSchema).max(20).default([]);

/** Sensitivity and place are not asked: until somebody classifies it, a field is 4 and reached by its own rules only. Computed fields are not made here. */
export const newFieldSchema = fieldSchema.omit({ sensitivity: true, derived: true, placed: true }).extend({
  label: filledLabelSchema,
  category: categorySchema,
  lookups: lookupsSchema,
  options: optional(optionsSchema),
  target: optional(nameSchema),
});
export type NewField = z.infer<typeof newFieldSchema>;

export const addFieldSchema = z.object({ field: newFieldSchema, access: accessSchema });
export type AddField = z.infer<typeof addFieldSchema>;

/** A type about customers, with its first fields; the field that names the customer is made along with it. */
export const newRecordTypeSchema = z.object({
  name: nameSchema,
  label: filledLabelSchema,
  titleField: nameSchema,
  fields: z.array(newFieldSchema).min(1).max(50),
  access: accessSchema,
});
export type NewRecordType = z.infer<typeof newRecordTypeSchema>;

export const recordTypeChangeSchema = z.object({
  label: optional(filledLabelSchema),
  titleField: optional(nameSchema),
  /** All fields of the type, in the order in which forms and pages show them. */
  fieldOrder: optional(z.array(nameSchema).max(200)),
  /** How the fields are put together; each stands in one group at most. */
  groups: optional(
    z.array(z.object({ label: filledLabelSchema, fields: z.array(nameSchema).max(200) })).max(50),
  ),
  /** Fields whose classification is confirmed: from now on rules for their category and sensitivity reach them. */
  place: optional(z.array(nameSchema).min(1).max(200)),
});
export type RecordTypeChange = z.infer<typeof recordTypeChangeSchema>;

export const fieldChangeSchema = z.object({
  label: optional(filledLabelSchema),
  category: optional(categorySchema),
  sensitivity: optional(sensitivitySchema),
  summary: optional(z.enum(SUMMARY_NAMES).nullable()),
  required: optional(z.boolean()),
  options: optional(optionsSchema),
  /** A field is placed once. To close it again, rules are changed. */
  placed: optional(z.literal(true)),
  /** Code of the position that answers for the field; null for none. */
  dataOwner: optional(codeSchema.nullable()),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

const countSchema = z.int().nullable();
/** Counts over all records; null for one too small to be told. */
export const fieldFiguresSchema = z.object({
  records: countSchema,
  filled: countSchema,
  distinct: countSchema,
  /** Values that are none of the type asked about. */
  unfit: countSchema,
  /** Values that mean none, and would be empty in that type. */
  emptied: countSchema,
});
export type FieldFigures = z.infer<typeof fieldFiguresSchema>;

export const conversionSchema = z.object({
  id: z.uuid(),
  recordType: nameSchema,
  field: nameSchema,
  form: storedFormSchema,
  state: z.enum(['running', 'finished', 'refused', 'stopped']),
  total: z.int(),
  done: z.int(),
  unfit: countSchema,
  /** Code of the problem that keeps it from getting on, or null. */
  problem: z.string().nullable(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
});
export type ConversionView = z.infer<typeof conversionSchema>;

/** A change to try out: a new field with its rules, another description of one that exists, or fields placed. */
export const cataloguePreviewSchema = z.object({
  recordType: nameSchema,
  field: optional(nameSchema),
  /** Absent for a field that exists. */
  added: optional(newFieldSchema),
  change: optional(fieldChangeSchema),
  /** Another form: a mask or a summary that was not there opens the field to those who may see no more. */
  form: optional(storedFormSchema),
  place: optional(z.array(nameSchema).min(1).max(200)),
  access: accessSchema,
});
export type CataloguePreview = z.infer<typeof cataloguePreviewSchema>;
