import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OFFICES } from '../../src/contract/session.ts';
import type { Installation } from '../../src/doors/cli/shell.ts';
import type { Terminal } from '../../src/doors/cli/terminal.ts';
import { loadDemo } from '../../src/features/demo/load.ts';
import { DEMO_PASSWORD } from '../../src/features/demo/stories.ts';
import { createPasswordHasher, writeSecurityPolicy } from '../../src/features/identity/identity.ts';
import { composeCli } from '../../src/main.ts';
import { loadConfig } from '../../src/platform/config.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { SILENT } from '../../src/platform/log.ts';
import { NO_SECOND_FACTOR } from '../support/company.ts';
import { createTestDatabase } from '../support/database.ts';

/** The real program over a database of its own, with a small demo company in it. */
export type RunningApp = Readonly<{
  url: string;
  password: string;
  database: Database;
  close(): Promise<void>;
}>;

export function startApp(customers: number): Promise<RunningApp> {
  return start(async (installation) => {
    // A cheap hash: the cost of the real one is tried elsewhere, and a hundred accounts share this password.
    const hasher = createPasswordHasher();
    await loadDemo({ ...installation, hasher }, undefined, customers);
  });
}

/** The same over an empty store. @returns also path and fragment of the link by which it is set up */
export async function startEmptyApp(): Promise<RunningApp & Readonly<{ setupPath: string }>> {
  let setupPath: string | null = null;
  const app = await start(async ({ setup }) => {
    setupPath = await setup.issueLink();
  });
  return { ...app, setupPath: setupPath ?? '' };
}

/** The same with the three officers, whose logins are the names of their offices, and nothing else. */
export function startFoundedApp(): Promise<RunningApp> {
  return start(async ({ organisation, identity }) => {
    const founders = OFFICES.map((office) => ({ office, login: office, name: office }));
    await organisation.found({
      founders,
      door: 'cli',
      network: null,
      async alsoWithin(client, officers, at) {
        await writeSecurityPolicy(client, NO_SECOND_FACTOR, 1, { at, by: null });
        for (const [login, person] of officers) {
          await identity.choosePasswordWithin(client, { person, login, password: DEMO_PASSWORD }, at);
        }
      },
    });
  });
}

async function start(fill: (installation: Installation) => Promise<void>): Promise<RunningApp> {
  const { url: databaseUrl, drop } = await createTestDatabase([]);
  const folder = mkdtempSync(join(tmpdir(), 'fencun-e2e-'));
  const environment = { FENCUN_DATA: folder, DATABASE_URL: databaseUrl, PORT: '0' };
  const parts = composeCli({
    environment,
    folder,
    terminal: SILENT_TERMINAL,
    clock: Date.now,
    onSignal: () => () => {},
    abandon: () => {
      throw new Error('the program gave up');
    },
  });
  const installation = await parts.open(loadConfig(environment, folder), SILENT, 'own');
  await fill(installation);
  installation.sealer.start();
  const door = await parts.openHttp(installation, SILENT);
  const url = await door.listen();
  return {
    url,
    password: DEMO_PASSWORD,
    database: installation.database,
    async close() {
      await door.close();
      await installation.close();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const SILENT_TERMINAL: Terminal = {
  out: () => {},
  err: () => {},
  outColumns: null,
  errColumns: null,
  canAsk: false,
  outColours: false,
  errColours: false,
  ask: () => Promise.reject(new Error('nobody is there to be asked')),
  askHidden: () => Promise.reject(new Error('nobody is there to be asked')),
};
