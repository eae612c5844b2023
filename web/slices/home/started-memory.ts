import { createMemory } from '../../app/memory.ts';

/** Whether the list of first steps is put away, under the one key `hidden`. */
export const startedMemory = createMemory<boolean>(false);
