import { z } from 'zod';
import { idSchema, instantSchema, labelSchema } from './common.ts';

/** The organisation out of a spreadsheet (花名册): what a file would change, seen before it is changed. */

export const ROSTER_COLUMNS = [
  'login',
  'name',
  'department',
  'parent',
  'position',
  'from',
  'until',
  'mail',
] as const;
export type RosterColumn = (typeof ROSTER_COLUMNS)[number];

/** More rows than this are no list of a company's people, or one for the identity system to bring. */
export const ROSTER_ROWS_MAX = 20_000;
export const ROSTER_BYTES_MAX = 10 * 1_048_576;

/** What is asked along with the file. */
export const rosterOptionsSchema = z.object({
  /** Whether the file names everybody: then who is not in it loses all assignments. */
  complete: z.enum(['true', 'false']).optional(),
});
export const rosterApplicationSchema = rosterOptionsSchema.extend({
  /** Of the proposal that was looked at. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Whether the many ends of a halted file are meant. */
  confirmed: z.enum(['true', 'false']).optional(),
  /** Whether those who are new get links to choose a password by. */
  invite: z.enum(['true', 'false']).optional(),
});

const postSchema = z.object({
  /** Names from the root down. */
  department: z.array(labelSchema),
  position: labelSchema,
});

export const rosterProposalSchema = z.object({
  /** Stands for exactly these changes; another if the organisation or the file has changed. */
  digest: z.string(),
  /** The file's headers with what each is taken for; null is not used. */
  columns: z.array(z.object({ header: z.string(), column: z.enum(ROSTER_COLUMNS).nullable() })),
  counts: z.object({
    rows: z.int(),
    unusableRows: z.int(),
    departments: z.int(),
    newPeople: z.int(),
    changedPeople: z.int(),
    samePeople: z.int(),
    begins: z.int(),
    ends: z.int(),
    /** Open regular assignments of the company before the import. */
    assignments: z.int(),
    /** People who would be left without any assignment. */
    emptied: z.int(),
  }),
  /** Whether so much would end that somebody must say that it is meant. */
  halted: z.boolean(),
  /** To be created, parents first. One path each; a path of one name is a new legal entity. */
  departments: z.array(z.array(labelSchema)),
  /** Only those for whom something changes. */
  people: z.array(
    z.object({
      login: z.string(),
      name: z.string(),
      isNew: z.boolean(),
      /** The name until now, if it changes. */
      nameBefore: z.string().nullable(),
      begins: z.array(postSchema.extend({ from: instantSchema.nullable(), until: instantSchema.nullable() })),
      /** `at` null is at once. */
      ends: z.array(postSchema.extend({ at: instantSchema.nullable() })),
      /** Assignments that go on, with another end. */
      prolonged: z.array(postSchema.extend({ until: instantSchema })),
    }),
  ),
  unusable: z.array(z.object({ line: z.int(), login: z.string(), reason: labelSchema })),
});
export type RosterProposal = z.infer<typeof rosterProposalSchema>;

export const rosterAnswerSchema = z.object({
  departments: z.int(),
  people: z.int(),
  begun: z.int(),
  ended: z.int(),
  /** For those who are new, each to be handed to its owner alone. Shown this once. */
  invitations: z.array(
    z.object({
      person: idSchema,
      login: z.string(),
      name: z.string(),
      /** Path and fragment, to be put after the address of the web app. */
      path: z.string(),
      expiresAt: instantSchema,
    }),
  ),
});
export type RosterAnswer = z.infer<typeof rosterAnswerSchema>;
