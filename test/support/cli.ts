import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/doors/cli/cli.ts';
import type { ExitCode } from '../../src/doors/cli/exit-codes.ts';
import { loadDemo } from '../../src/features/demo/load.ts';
import { DEMO_PASSWORD } from '../../src/features/demo/stories.ts';
import { createPasswordHasher } from '../../src/features/identity/identity.ts';
import { openFencun } from '../../src/fencun.ts';
import { composeCli } from '../../src/main.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { SILENT } from '../../src/platform/log.ts';
import { createTestDatabase } from './database.ts';

/** The command line over a database and a data folder of its own, with a terminal that a test reads and answers. */
export type CliLab = Readonly<{
  folder: string;
  dataFolder: string;
  databaseUrl: string;
  run(argv: readonly string[], how?: How): Promise<Ran>;
  open(): ReturnType<typeof openFencun>;
  close(): Promise<void>;
}>;

export type How = Readonly<{
  environment?: Readonly<Record<string, string>>;
  /** What is typed when asked, perhaps after a look at what is shown; without it nobody is there to be asked. */
  answers?: readonly (string | ((shown: string) => string))[];
  columns?: number;
  /** Called with everything that is written to standard error, and with what sends a signal. */
  onErr?: (text: string, interrupt: () => void) => void;
  onOut?: (text: string, interrupt: () => void) => void;
}>;

export type Ran = Readonly<{ code: ExitCode; out: string; err: string; abandoned: ExitCode | null }>;

export async function createCliLab(): Promise<CliLab> {
  const folder = mkdtempSync(join(tmpdir(), 'fencun-cli-'));
  const dataFolder = join(folder, 'data');
  const { url: databaseUrl, drop } = await createTestDatabase([]);
  const settings = { DATABASE_URL: databaseUrl, FENCUN_DATA: dataFolder };
  return {
    folder,
    dataFolder,
    databaseUrl,
    run: (argv, how = {}) => run(argv, folder, settings, how),
    open: () => openFencun(loadConfig(settings, folder), SILENT, 'attach'),
    async close() {
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function run(
  argv: readonly string[],
  folder: string,
  settings: Readonly<Record<string, string>>,
  { environment = {}, answers, columns, onErr, onOut }: How,
): Promise<Ran> {
  let [out, err] = ['', ''];
  let abandoned: ExitCode | null = null;
  const listeners = new Set<(signal: string) => void>();
  const interrupt = () => {
    for (const listener of listeners) listener('SIGINT');
  };
  const left = [...(answers ?? [])];
  const ask = async (question: string): Promise<string> => {
    err += question;
    const answer = left.shift();
    if (answer === undefined) throw new Error(`nobody answers “${question}”`);
    return typeof answer === 'string' ? answer : answer(out);
  };
  const code = await runCli(
    argv,
    composeCli({
      environment: { LANG: 'en_GB.UTF-8', ...settings, ...environment },
      folder,
      clock: Date.now,
      terminal: {
        out(text) {
          out += text;
          onOut?.(text, interrupt);
        },
        err(text) {
          err += text;
          onErr?.(text, interrupt);
        },
        outColumns: columns ?? null,
        errColumns: columns ?? null,
        canAsk: answers !== undefined,
        outColours: false,
        errColours: false,
        ask,
        askHidden: ask,
      },
      onSignal(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      abandon(with_) {
        abandoned = with_;
      },
    }),
  );
  return { code, out, err, abandoned };
}

/** Fills the store with the demo company and a few of its customers. */
export async function loadSmallDemo(lab: CliLab, customers: number): Promise<void> {
  const fencun = await lab.open();
  try {
    const { database, gateway, identity, clock, newId } = fencun;
    const hasher = createPasswordHasher();
    await loadDemo({ database, gateway, identity, hasher, clock, newId }, () => {}, customers);
  } finally {
    await fencun.close();
  }
}

export const AS_DEMO = { FENCUN_PASSWORD: DEMO_PASSWORD } as const;
