import type { Label } from '../../../src/kernel/record-type.ts';
import { createMemory } from '../../app/memory.ts';

/** The names given to a new record type at upload, kept until the import is started; keyed by the import's id. */
export const newTypeLabels = createMemory<Label | null>(null);
