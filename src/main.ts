import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from './doors/cli/cli.ts';
import type { CliParts, Installation } from './doors/cli/shell.ts';
import { processTerminal } from './doors/cli/terminal.ts';
import { createMetrics } from './doors/http/metrics.ts';
import type { HttpServices, ImportsService } from './doors/http/services.ts';
import type { Imports } from './features/imports/imports.ts';
import { BACKUP_PLAN, openBareStore, openFencun } from './fencun.ts';

/** Where package.json and dist/ are, whether this file runs as src/main.ts or as dist/server/main.js. */
const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = basename(HERE) === 'server' ? join(HERE, '..', '..') : dirname(HERE);
const WEB_FOLDER = join(ROOT, 'dist', 'web');

/** The program: runs the command line on this process. Resolves to the exit code. */
export function main(argv: readonly string[]): Promise<number> {
  const { env: environment } = process;
  return runCli(
    argv,
    composeCli({
      environment,
      folder: process.cwd(),
      terminal: processTerminal(process, environment),
      clock: Date.now,
      onSignal(listener) {
        process.on('SIGINT', listener).on('SIGTERM', listener);
        return () => process.off('SIGINT', listener).off('SIGTERM', listener);
      },
      abandon: (code) => process.exit(code),
    }),
  );
}

/** Where a command line runs: this process, or a test. */
export type CliHost = Pick<
  CliParts,
  'environment' | 'folder' | 'terminal' | 'clock' | 'onSignal' | 'abandon'
>;

/** Composes the doors over the store. */
export function composeCli(host: CliHost): CliParts {
  const version = readVersion();
  const metrics = createMetrics();
  return {
    ...host,
    version,
    open(config, log, mode) {
      // A server that is starting needs the HTTP door next. Loading it takes as long as the database takes to start.
      if (mode === 'own') void import('./doors/http/door.ts');
      return openFencun(config, log, mode, metrics);
    },
    openBare: openBareStore,
    backupPlan: BACKUP_PLAN,
    async openHttp(installation, log) {
      const { createHttpDoor } = await import('./doors/http/door.ts');
      for (const role of ['gateway', 'application', 'auditor'] as const) {
        metrics.watchPool(role, installation.database.pool(role));
      }
      return createHttpDoor({
        services: httpServicesOf(installation),
        config: installation.config,
        log,
        webFolder: WEB_FOLDER,
        version,
        metrics,
      });
    },
  };
}

function httpServicesOf(installation: Installation): HttpServices {
  const {
    gateway,
    identity,
    organisation,
    provisioning,
    setup,
    companyProgress,
    templates,
    policies,
    catalogue,
    reorganisation,
    roster,
    logReader,
    logOverview,
    audit,
    clock,
    newId,
    ready,
  } = installation;
  return {
    gateway,
    identity,
    organisation,
    provisioning,
    setup,
    companyProgress,
    templates,
    policies,
    catalogue,
    reorganisation,
    roster,
    imports: importsOf(installation.imports),
    exports: installation.exports,
    views: installation.views,
    sharing: installation.sharing,
    reviews: installation.reviews,
    recent: installation.recent,
    logQueries: installation.logQueries,
    tasks: installation.tasks,
    logReader,
    logOverview,
    audit,
    verifyLog: () => installation.verifyLog(),
    logTiles: installation.logSource,
    logKey: installation.logKey,
    logEvidence: installation.logEvidence,
    clock,
    newId,
    ready,
  };
}

function importsOf(imports: Imports): ImportsService {
  return {
    upload: (request, { recordType, fileName, content }) =>
      imports.propose(request, { fileName, stream: content }, recordType),
    list: (request) => imports.list(request),
    view: (request, id) => imports.view(request, id),
    chooseSheet: (request, id, sheet) => imports.chooseSheet(request, id, sheet),
    start: (request, id, plan) => imports.start(request, id, plan),
    pause: (request, id) => imports.pause(request, id),
    resume: (request, id) => imports.resume(request, id),
    rejected: (request, id) => imports.rejectedFile(request, id),
    remove: (request, id) => imports.remove(request, id),
  };
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}

// Run by itself (`npx tsx src/main.ts`), as it is while it is being developed.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
