import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import type { Shell } from './shell.ts';

/** Makes a command's work its action: what the work answers becomes the exit code. */
export type Run = <A extends unknown[]>(
  work: (...given: A) => Promise<ExitCode>,
) => (...given: A) => Promise<void>;

/** Adds one command to the program. */
export type AddCommand = (program: Command, shell: Shell, run: Run) => void;
