import type pg from 'pg';
import type { Evidence } from '../../audit/evidence.ts';
import type { LogSource } from '../../audit/log-source.ts';
import type { LogOverview } from '../../audit/overview.ts';
import type { LogReader } from '../../audit/reader.ts';
import type { Sealer } from '../../audit/sealer.ts';
import type { LogReport } from '../../audit/verify.ts';
import type { AuditWriter } from '../../audit/writer.ts';
import type { Catalogue } from '../../features/catalogue/catalogue.ts';
import type { ConversionWork } from '../../features/catalogue/conversion-work.ts';
import type { Exports } from '../../features/exports/exports.ts';
import type { Identity } from '../../features/identity/identity.ts';
import type { Imports } from '../../features/imports/imports.ts';
import type { LogQueries } from '../../features/log-queries/log-queries.ts';
import type { Organisation } from '../../features/organisation/organisation.ts';
import type { Policies } from '../../features/policies/policies.ts';
import type { Provisioning } from '../../features/provisioning/provisioning.ts';
import type { RecentRecords } from '../../features/recent/recent.ts';
import type { ReorganisationPreviews } from '../../features/reorganisation/reorganisation.ts';
import type { Reviews } from '../../features/reviews/reviews.ts';
import type { Roster } from '../../features/roster/roster.ts';
import type { CompanyProgress } from '../../features/setup/progress.ts';
import type { CompanySetup } from '../../features/setup/setup.ts';
import type { Sharing } from '../../features/sharing/sharing.ts';
import type { Tasks } from '../../features/tasks/tasks.ts';
import type { Templates } from '../../features/templates/templates.ts';
import type { SavedViews } from '../../features/views/views.ts';
import type { GatewayDoor } from '../../gateway/door.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { CopyPlan } from '../../platform/backup/tables.ts';
import { type Config, type Environment, loadConfig } from '../../platform/config.ts';
import type { KeyProvider } from '../../platform/crypto/key-provider.ts';
import type { Database } from '../../platform/database/database.ts';
import type { AppliedMigration } from '../../platform/database/migrate.ts';
import { createLogger, type Logger } from '../../platform/log.ts';
import { consoleLog } from './console-log.ts';
import { type ExitCode, Interrupted } from './exit-codes.ts';
import type { Language } from './language.ts';
import { type Paint, paint } from './paint.ts';
import type { Terminal } from './terminal.ts';

/** What an open store offers to commands. */
export type Installation = Readonly<{
  config: Config;
  database: Database;
  /** Whether this start made the embedded database. */
  isNew: boolean;
  keyProvider: KeyProvider;
  audit: AuditWriter;
  sealer: Sealer;
  logReader: LogReader;
  logOverview: LogOverview;
  logSource: LogSource;
  /** The log's public key, as note tools take it. */
  logKey: string;
  logEvidence: (indexes: readonly number[]) => Promise<Evidence | null>;
  verifyLog: (witnessed?: readonly string[]) => Promise<LogReport>;
  gateway: GatewayDoor;
  identity: Identity;
  organisation: Organisation;
  provisioning: Provisioning;
  setup: CompanySetup;
  companyProgress: CompanyProgress;
  templates: Templates;
  policies: Policies;
  catalogue: Catalogue;
  reorganisation: ReorganisationPreviews;
  roster: Roster;
  imports: Imports;
  exports: Exports;
  conversionWork: ConversionWork;
  views: SavedViews;
  sharing: Sharing;
  reviews: Reviews;
  recent: RecentRecords;
  logQueries: LogQueries;
  tasks: Tasks;
  /** Milliseconds since the Unix epoch. */
  clock: () => number;
  newId: () => string;
  ready: () => Promise<void>;
  close: () => Promise<void>;
}>;

/** `own` for a server, whose embedded database nobody else may run; `attach` for a command that may work beside one. */
export type OpenMode = 'own' | 'attach';

/** A door that listens, as `serve` needs it. */
export type Listener = Readonly<{ listen(): Promise<string>; close(): Promise<void> }>;

/** What a restore needs of a store that holds nothing yet. */
export type BareStore = Readonly<{
  database: Database;
  migrateTo(applied: readonly AppliedMigration[]): Promise<void>;
  recreateRecordTables(client: pg.PoolClient): Promise<void>;
  /** @returns how many of the customers were still there */
  eraseAgain(client: pg.PoolClient, customers: readonly string[]): Promise<number>;
  endAllCredentials(client: pg.PoolClient, at: number): Promise<number>;
  close(): Promise<void>;
}>;

/** What the composition root gives to this door. */
export type CliParts = Readonly<{
  version: string;
  open(config: Config, log: Logger, mode: OpenMode): Promise<Installation>;
  /** A store to restore a backup into. */
  openBare(config: Config, log: Logger): Promise<BareStore>;
  backupPlan: CopyPlan;
  openHttp(installation: Installation, log: Logger): Promise<Listener>;
  environment: Environment;
  /** To which paths are relative. */
  folder: string;
  terminal: Terminal;
  /** Milliseconds since the Unix epoch. */
  clock: () => number;
  /** Calls back at every SIGINT and SIGTERM, from now until the answer is called. */
  onSignal(listener: (signal: string) => void): () => void;
  /** Ends the process at once, for whoever insists. */
  abandon(code: ExitCode): void;
}>;

/** What every command works with. */
export type Shell = CliParts &
  Readonly<{
    language: Language;
    /** In both languages where the environment names none: for what greets people. */
    languages: readonly Language[];
    say(label: Label): string;
    outPaint: Paint;
    errPaint: Paint;
    /** A line of the result. */
    print(line?: string): void;
    /** A line about the work, beside the result. */
    note(line: string): void;
    printJson(value: unknown): void;
    config(): Config;
    /** Opens the store for one command, and closes it whatever happens. Warnings go to standard error. */
    withInstallation<T>(work: (installation: Installation) => Promise<T>, mode?: OpenMode): Promise<T>;
  }>;

export function createShell(parts: CliParts, language: Language | null): Shell {
  const { terminal } = parts;
  const spoken = language ?? 'en';
  const errPaint = paint(terminal.errColours);
  const config = () => loadConfig(parts.environment, parts.folder);
  return {
    ...parts,
    language: spoken,
    languages: language === null ? ['zh', 'en'] : [language],
    say: (label) => label[spoken],
    outPaint: paint(terminal.outColours),
    errPaint,
    print: (line = '') => terminal.out(`${line}\n`),
    note: (line) => terminal.err(`${line}\n`),
    printJson: (value) => terminal.out(`${JSON.stringify(value, null, 2)}\n`),
    config,
    async withInstallation(work, mode = 'attach') {
      const settings = config();
      const level = settings.logLevel === 'info' ? 'warn' : settings.logLevel;
      const installation = await parts.open(settings, consoleLog(level, terminal.err, errPaint), mode);
      try {
        return await work(installation);
      } finally {
        await installation.close();
      }
    },
  };
}

/** The operating log of a server: JSON for machines, plain lines for somebody at a terminal. */
export function serverLog({ terminal, errPaint }: Shell, { logLevel }: Config): Logger {
  if (terminal.errColumns === null) return createLogger(logLevel, { write: terminal.out });
  return consoleLog(logLevel, terminal.err, errPaint);
}

/** Signals may come twice for one key press: a terminal tells the whole group, and npm tells its child once more. */
const SAME_PRESS_MILLISECONDS = 1_000;

/**
 * Runs `work` with a signal that aborts when somebody asks to stop; whoever asks again is not kept waiting.
 */
export async function interruptible<T>(
  { onSignal, abandon, clock }: CliParts,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let askedAt: number | null = null;
  const release = onSignal(() => {
    const at = clock();
    if (askedAt === null) {
      askedAt = at;
      controller.abort(new Interrupted());
    } else if (at - askedAt > SAME_PRESS_MILLISECONDS) {
      abandon(130);
    }
  });
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}
