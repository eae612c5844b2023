import { Problem } from '../../contract/problem.ts';
import type { Label } from '../../kernel/record-type.ts';

/** What a script learns from how a command ended. They are documented by `fencun --help`, and stay as they are. */
export const EXIT = {
  ok: 0,
  /** Refused, or a check that failed: the system works, and the answer is no. */
  refused: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Settings, keys or files are wrong. */
  configuration: 3,
  /** Database, key provider or network is not there now; the same command may succeed later. */
  unavailable: 4,
  /** A bug: EX_SOFTWARE of sysexits.h. */
  internal: 70,
  /** Stopped by SIGINT or SIGTERM before the work was done: 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Whoever had begun something is asked to stop; nothing is wrong. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** Something that this door itself wanted to reach is not there now. */
export class Unavailable extends Error {
  readonly label: Label;

  constructor(label: Label, options?: ErrorOptions) {
    super(label.en, options);
    this.name = 'Unavailable';
    this.label = label;
  }
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (error instanceof Unavailable) return EXIT.unavailable;
  if (!(error instanceof Problem)) return EXIT.internal;
  if (error.code === 'misconfigured') return EXIT.configuration;
  if (error.code === 'internal') return EXIT.internal;
  return error.status === 503 ? EXIT.unavailable : EXIT.refused;
}
