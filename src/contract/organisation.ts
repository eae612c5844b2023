import { z } from 'zod';
import { idSchema, instantSchema, labelSchema } from './common.ts';
import { previewAnswerSchema } from './policy.ts';
import { OFFICES } from './session.ts';

/** Departments, positions, people and their assignments, as officers see and change them. */

export const departmentCodeSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,47}$/);
export const positionCodeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/);
export const loginSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,99}$/)
  .describe('Lower case letters, digits, and ". _ @ -"; at most 100 characters.');
const filledLabelSchema = z.object({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) });

export const CAPACITIES = ['regular', 'acting'] as const;

export const organisationViewSchema = z.object({
  departments: z.array(
    z.object({
      id: idSchema,
      parent: idSchema.nullable(),
      code: z.string(),
      name: labelSchema,
      closed: z.boolean(),
    }),
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
          capacity: z.enum(CAPACITIES),
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
  /** A closed department keeps its records and takes nobody in; it must be empty. `false` opens it again. */
  closed: z.boolean().optional(),
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

/** Until when the data protection training of some people is valid (PIPL art. 51 (4)); null takes it back. */
export const trainingSchema = z.object({
  people: z.array(idSchema).min(1).max(2000),
  until: instantSchema.nullable(),
});
export type Training = z.infer<typeof trainingSchema>;

/** Without `from` it begins now. */
export const newAssignmentSchema = z.object({
  person: idSchema,
  department: idSchema,
  position: positionCodeSchema,
  from: instantSchema.optional(),
  until: instantSchema.optional(),
  /** Acting stands in for somebody (代理), and needs an end. */
  capacity: z.enum(CAPACITIES).optional(),
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

/** Who leaves later: all assignments end then. Leaving at once is a change of the person. */
export const departureSchema = z.object({ person: idSchema, at: instantSchema });

/** A change of the organisation to try out. Nothing of it is kept. */
export const reorganisationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('assign'), assignment: newAssignmentSchema }),
  z.object({ kind: z.literal('end'), assignment: idSchema, at: instantSchema.optional() }),
  z.object({ kind: z.literal('transfer'), transfer: transferSchema }),
  z.object({ kind: z.literal('leave'), person: idSchema, at: instantSchema.optional() }),
  z.object({ kind: z.literal('move'), department: idSchema, parent: idSchema.nullable() }),
]);
export type Reorganisation = z.infer<typeof reorganisationSchema>;

const postSchema = z.object({ assignment: idSchema.nullable(), department: idSchema, position: z.string() });
export const reorganisationPreviewSchema = previewAnswerSchema.extend({
  /** When it would take effect. */
  at: instantSchema,
  ends: z.array(postSchema),
  begins: z.array(postSchema),
});
export type ReorganisationPreview = z.infer<typeof reorganisationPreviewSchema>;

export const appointmentSchema = z.object({ office: z.enum(OFFICES).nullable() });
