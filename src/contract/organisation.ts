import { z } from 'zod';
import { idSchema, instantSchema, labelSchema } from './common.ts';
import { OFFICES } from './session.ts';

/** Departments, positions, people and their assignments, as officers see and change them. */

export const departmentCodeSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,47}$/);
export const positionCodeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/);
export const loginSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,99}$/)
  .describe('Lower case letters, digits, and ". _ @ -"; at most 100 characters.');
const filledLabelSchema = z.object({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) });

export const organisationViewSchema = z.object({
  departments: z.array(
    z.object({ id: idSchema, parent: idSchema.nullable(), code: z.string(), name: labelSchema }),
  ),
  positions: z.array(z.object({ code: z.string(), name: labelSchema })),
  people: z.array(
    z.object({
      id: idSchema,
      login: z.string(),
      name: z.string(),
      status: z.enum(['active', 'left']),
      office: z.enum(OFFICES).nullable(),
      trainedUntil: instantSchema.nullable(),
      /** Past ones too. */
      assignments: z.array(
        z.object({
          id: idSchema,
          department: idSchema,
          position: z.string(),
          from: instantSchema,
          until: instantSchema.nullable(),
        }),
      ),
    }),
  ),
});
export type OrganisationView = z.infer<typeof organisationViewSchema>;

export const newDepartmentSchema = z.object({
  parent: idSchema.nullable(),
  code: departmentCodeSchema,
  name: filledLabelSchema,
});
export type NewDepartment = z.infer<typeof newDepartmentSchema>;

/** A new `parent` moves the department with everything below it. */
export const departmentChangeSchema = z.object({
  name: filledLabelSchema.optional(),
  parent: idSchema.nullable().optional(),
});
export type DepartmentChange = z.infer<typeof departmentChangeSchema>;

export const newPositionSchema = z.object({ code: positionCodeSchema, name: filledLabelSchema });
export type NewPosition = z.infer<typeof newPositionSchema>;

export const newPersonSchema = z.object({ login: loginSchema, name: z.string().min(1).max(100) });
export type NewPerson = z.infer<typeof newPersonSchema>;

export const personChangeSchema = z.object({
  name: z.string().min(1).max(100).optional(),
  trainedUntil: instantSchema.nullable().optional(),
  /** `left` ends every assignment, office, session and token of the person at that moment. There is no way back. */
  status: z.literal('left').optional(),
});
export type PersonChange = z.infer<typeof personChangeSchema>;

/** Without `from` it begins now. */
export const newAssignmentSchema = z.object({
  person: idSchema,
  department: idSchema,
  position: positionCodeSchema,
  from: instantSchema.optional(),
  until: instantSchema.optional(),
});
export type NewAssignment = z.infer<typeof newAssignmentSchema>;

/** Without `at` it ends now. */
export const endAssignmentSchema = z.object({ at: instantSchema.optional() });

export const transferSchema = z.object({
  assignment: idSchema,
  department: idSchema,
  position: positionCodeSchema,
  at: instantSchema.optional(),
});
export type Transfer = z.infer<typeof transferSchema>;

export const appointmentSchema = z.object({ office: z.enum(OFFICES).nullable() });
