import { Problem } from '../../src/contract/problem.ts';

/** The code of the problem that the work was refused with, and `answered` where it was not refused. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'answered';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}
