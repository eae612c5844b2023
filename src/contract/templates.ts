import { z } from 'zod';
import { fieldSchema } from './catalogue.ts';
import { labelSchema, nameSchema } from './common.ts';
import { newPositionSchema } from './organisation.ts';
import { purposeSchema, ruleSchema } from './policy.ts';

/** What a company of some trade can begin with, to be looked at before anything of it is in force. */

export const TEMPLATE_CODES = ['retail', 'e-commerce', 'bank', 'insurance'] as const;
export type TemplateCode = (typeof TEMPLATE_CODES)[number];

export const templatesViewSchema = z.object({
  /** Whether the company has neither record types nor a policy yet; otherwise nothing can be applied. */
  applicable: z.boolean(),
  templates: z.array(
    z.object({
      code: z.enum(TEMPLATE_CODES),
      label: labelSchema,
      description: labelSchema,
      recordTypes: z.array(
        z.object({
          name: nameSchema,
          label: labelSchema,
          customerField: z.string().nullable(),
          titleField: z.string(),
          fields: z.array(fieldSchema),
        }),
      ),
      /** `known` where the company has a position of this code already. */
      positions: z.array(newPositionSchema.extend({ known: z.boolean() })),
      purposes: z.array(purposeSchema),
      rules: z.array(ruleSchema),
    }),
  ),
});
export type TemplatesView = z.infer<typeof templatesViewSchema>;
