import { spawn } from 'node:child_process';
import type { Account } from './account.ts';

/** How a program ended, and all that it printed on either stream. */
export type Outcome = Readonly<{ code: number | null; output: string }>;

/** All that the server may know of our environment: our own secrets stay ours. */
const PASSED_ON = ['PATH', 'SystemRoot', 'SystemDrive', 'TEMP', 'TMP', 'TMPDIR', 'LD_LIBRARY_PATH'];

/** Runs a program to its end under the account; `folder` becomes its working directory. */
export function run(
  program: string,
  programArguments: readonly string[],
  options: Readonly<{ account: Account | null; folder: string }>,
): Promise<Outcome> {
  const { account, folder } = options;
  const environment = Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      cwd: folder,
      // LC_MESSAGES: some of the answers are read by us, so they have to be in one language.
      env: { ...environment, LC_MESSAGES: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
