import { z } from 'zod';
import { FIELD_TYPES, MASK_NAMES, SUMMARY_NAMES } from '../kernel/record-type.ts';
import { labelSchema, nameSchema } from './common.ts';

/** Record types and fields, as officers define them and as readers (who may see less) find them. */

export const sensitivitySchema = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export const derivationSchema = z.union([
  z.object({
    kind: z.enum(['exists', 'count']),
    from: nameSchema,
    where: z.exactOptional(z.object({ field: nameSchema, equals: z.string() })),
  }),
  z.object({ kind: z.literal('latest'), from: nameSchema, field: nameSchema }),
]);
export const fieldSchema = z.object({
  name: nameSchema,
  label: labelSchema,
  type: z.enum(FIELD_TYPES),
  category: z.string().min(1).max(48),
  sensitivity: sensitivitySchema,
  mask: z.enum(MASK_NAMES).nullable(),
  summary: z.enum(SUMMARY_NAMES).nullable(),
  encrypted: z.boolean(),
  lookups: z.array(z.enum(['exact', 'last4'])),
  required: z.boolean(),
  /** False until an officer has placed the field: until then rules that do not name it disclose nothing of it. */
  placed: z.exactOptional(z.boolean()),
  options: z.exactOptional(z.array(z.object({ value: z.string(), label: labelSchema }))),
  target: z.exactOptional(nameSchema),
  derived: z.exactOptional(derivationSchema),
});
/** Fields that stand together on forms and pages, by name. */
export const fieldGroupSchema = z.object({ label: labelSchema, fields: z.array(z.string()) });

/** A record type as one reader may know it under a purpose: fields that are withheld everywhere are not named. */
export const recordTypeViewSchema = z.object({
  name: nameSchema,
  label: labelSchema,
  customerField: z.string().nullable(),
  titleField: z.string(),
  creatable: z.boolean(),
  /** Of fields that the reader may know; those in no group are put together by category, before the groups. */
  groups: z.array(fieldGroupSchema),
  fields: z.array(
    fieldSchema
      .pick({ name: true, label: true, type: true, category: true, sensitivity: true, required: true })
      .extend({
        options: z.array(z.object({ value: z.string(), label: labelSchema })).optional(),
        target: z.string().optional(),
        /** Which summary a reader with disclosure `summary` gets: without it, its code could not be put into words. */
        summary: z.enum(SUMMARY_NAMES).nullable().optional(),
        derived: z.boolean(),
        findable: z.boolean(),
        operators: z.array(z.string()),
        aggregatable: z.boolean(),
        creatable: z.boolean(),
        /** In some record at least; each record says which of its own fields are. */
        editable: z.boolean(),
        matchable: z.boolean(),
        /** The most that the reader sees of it in any record. */
        disclosureAtMost: z.enum(['withheld', 'summary', 'masked', 'shown']),
      }),
  ),
});
export type RecordTypeView = z.infer<typeof recordTypeViewSchema>;
