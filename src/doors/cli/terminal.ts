import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Interrupted } from './exit-codes.ts';

/** Where a command speaks: results to standard output, everything about the work itself to standard error. */
export type Terminal = Readonly<{
  out(text: string): void;
  err(text: string): void;
  /** Cells in a line of standard output, or null where it is no terminal. */
  outColumns: number | null;
  /** The same of standard error, on which progress is drawn. */
  errColumns: number | null;
  /** Whether somebody can be asked. */
  canAsk: boolean;
  outColours: boolean;
  errColours: boolean;
  /** @throws Interrupted when asked no more: end of input, or Ctrl-C */
  ask(question: string): Promise<string>;
  /** The same without showing what is typed. */
  askHidden(question: string): Promise<string>;
}>;

const COLUMNS = 80;

type Streams = Readonly<{
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}>;

export function processTerminal(
  { stdin, stdout, stderr }: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const mayColour = !environment.NO_COLOR && environment.TERM !== 'dumb';
  const ask = async (question: string, output: NodeJS.WritableStream): Promise<string> => {
    const reader = createInterface({ input: stdin, output, terminal: true });
    try {
      return await new Promise<string>((resolve, reject) => {
        reader.once('SIGINT', () => reject(new Interrupted()));
        reader.once('close', () => reject(new Interrupted()));
        reader.question(question).then(resolve, reject);
      });
    } finally {
      reader.close();
    }
  };
  // A reader of `head` that has seen enough closes the pipe; that is no failure of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    // A terminal that doesn't know its width says 0.
    outColumns: stdout.isTTY ? stdout.columns || COLUMNS : null,
    errColumns: stderr.isTTY ? stderr.columns || COLUMNS : null,
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    outColours: mayColour && stdout.isTTY === true,
    errColours: mayColour && stderr.isTTY === true,
    ask: (question) => ask(question, stderr),
    async askHidden(question) {
      stderr.write(question);
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      try {
        return await ask('', silent);
      } finally {
        stderr.write('\n');
      }
    },
  };
}
