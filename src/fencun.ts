import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { collectEvidence, type Evidence } from './audit/evidence.ts';
import type { LogSource } from './audit/log-source.ts';
import { createLogOverview, type LogOverview } from './audit/overview.ts';
import { createLogReader, type LogReader } from './audit/reader.ts';
import { AUDIT_MIGRATIONS } from './audit/schema.ts';
import { createSealer, type Sealer } from './audit/sealer.ts';
import { databaseSource } from './audit/tiles.ts';
import { createUseOfAuthority, type UseOfAuthority } from './audit/use.ts';
import { USE_MIGRATIONS } from './audit/use-schema.ts';
import { type LogReport, verifyLog } from './audit/verify.ts';
import { verifyMentions } from './audit/verify-mentions.ts';
import { type AuditWriter, createAuditWriter } from './audit/writer.ts';
import { type Catalogue, createCatalogue } from './features/catalogue/catalogue.ts';
import { type ConversionWork, createConversionWork } from './features/catalogue/conversion-work.ts';
import { createExports, type Exports } from './features/exports/exports.ts';
import { EXPORTS_MIGRATIONS } from './features/exports/schema.ts';
import {
  createIdentity,
  createPasswordHasher,
  endAllCredentials,
  endCredentialsOf,
  type Identity,
  removePassword,
} from './features/identity/identity.ts';
import { IDENTITY_MIGRATIONS } from './features/identity/schema.ts';
import { createImports, type Imports } from './features/imports/imports.ts';
import { IMPORTS_MIGRATIONS } from './features/imports/schema.ts';
import { createLogQueries, type LogQueries } from './features/log-queries/log-queries.ts';
import { LOG_QUERIES_MIGRATIONS } from './features/log-queries/schema.ts';
import { createOrganisation, type Organisation } from './features/organisation/organisation.ts';
import { ORGANISATION_MIGRATIONS } from './features/organisation/schema.ts';
import { createPolicies, type Policies } from './features/policies/policies.ts';
import { POLICIES_MIGRATIONS } from './features/policies/schema.ts';
import {
  createProvisioning,
  endAllClients,
  type Provisioning,
  personByExternalId,
} from './features/provisioning/provisioning.ts';
import { PROVISIONING_MIGRATIONS } from './features/provisioning/schema.ts';
import { createRecentRecords, type RecentRecords } from './features/recent/recent.ts';
import { RECENT_MIGRATIONS } from './features/recent/schema.ts';
import {
  createReorganisationPreviews,
  type ReorganisationPreviews,
} from './features/reorganisation/reorganisation.ts';
import { createReviews, type Reviews } from './features/reviews/reviews.ts';
import { REVIEWS_MIGRATIONS } from './features/reviews/schema.ts';
import { createRoster, type Roster } from './features/roster/roster.ts';
import { type CompanyProgress, createCompanyProgress } from './features/setup/progress.ts';
import { SETUP_MIGRATIONS } from './features/setup/schema.ts';
import { type CompanySetup, createCompanySetup } from './features/setup/setup.ts';
import { SHARING_MARKS_MIGRATIONS, SHARING_MIGRATIONS } from './features/sharing/schema.ts';
import { createSharing, type Sharing } from './features/sharing/sharing.ts';
import { createTasks, type Tasks } from './features/tasks/tasks.ts';
import { createTemplates, type Templates } from './features/templates/templates.ts';
import { VIEWS_MIGRATIONS } from './features/views/schema.ts';
import { createSavedViews, type SavedViews } from './features/views/views.ts';
import { type GatewayDoor, openGateway, relocate } from './gateway/door.ts';
import type { HashFunction } from './kernel/merkle/hash.ts';
import { ed25519KeyId, encodeVerifierKey, type NoteVerifier } from './kernel/merkle/note.ts';
import type { CopyPlan } from './platform/backup/tables.ts';
import type { Config } from './platform/config.ts';
import { createCipher } from './platform/crypto/cipher.ts';
import { createKeyProvider } from './platform/crypto/create-key-provider.ts';
import type { KeyProvider } from './platform/crypto/key-provider.ts';
import { createRandomPool } from './platform/crypto/random-pool.ts';
import { keepSigningKey, type SigningKey, verifySignature } from './platform/crypto/signing.ts';
import { makeDataFolder } from './platform/data-folder.ts';
import { connect } from './platform/database/connect.ts';
import type { Database, Migration } from './platform/database/database.ts';
import { attachEmbeddedPostgres, startEmbeddedPostgres } from './platform/database/embedded.ts';
import { type AppliedMigration, checksumOf, migrate } from './platform/database/migrate.ts';
import { PLATFORM_MIGRATIONS } from './platform/database/schema.ts';
import { transaction } from './platform/database/transaction.ts';
import { createIds } from './platform/ids.ts';
import type { Logger } from './platform/log.ts';
import { misconfigured } from './platform/misconfigured.ts';
import { eraseAgain, recreateRecordTables } from './vault/restoration.ts';
import { VAULT_MIGRATIONS } from './vault/schema.ts';

/**
 * The composition root: where the floors are put together. Whoever wants to know what depends on what reads this
 * file; nothing imports it but the program's own entry and the tests that try the whole.
 */
export type Fencun = Readonly<{
  config: Config;
  database: Database;
  databaseUrl: string;
  /** Whether this start made the embedded cluster. */
  isNew: boolean;
  keyProvider: KeyProvider;
  audit: AuditWriter;
  sealer: Sealer;
  logReader: LogReader;
  logOverview: LogOverview;
  logSource: LogSource;
  /** The log's public key, as note tools take it. */
  logKey: string;
  /** Entries by index, as a file that proves itself; null where there is nothing to prove them by. */
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
  /** Stores fields in another form, in the background. */
  conversionWork: ConversionWork;
  reorganisation: ReorganisationPreviews;
  roster: Roster;
  imports: Imports;
  exports: Exports;
  views: SavedViews;
  sharing: Sharing;
  reviews: Reviews;
  recent: RecentRecords;
  logQueries: LogQueries;
  tasks: Tasks;
  clock: () => number;
  newId: () => string;
  ready: () => Promise<void>;
  close: () => Promise<void>;
}>;

/** Every store's migrations, in the order in which they stand on each other. */
export const MIGRATIONS: readonly Migration[] = [
  ...PLATFORM_MIGRATIONS,
  ...ORGANISATION_MIGRATIONS,
  ...IDENTITY_MIGRATIONS,
  ...POLICIES_MIGRATIONS,
  ...VAULT_MIGRATIONS,
  ...AUDIT_MIGRATIONS,
  ...USE_MIGRATIONS,
  ...IMPORTS_MIGRATIONS,
  ...VIEWS_MIGRATIONS,
  ...SETUP_MIGRATIONS,
  ...SHARING_MIGRATIONS,
  ...SHARING_MARKS_MIGRATIONS,
  ...PROVISIONING_MIGRATIONS,
  ...RECENT_MIGRATIONS,
  ...LOG_QUERIES_MIGRATIONS,
  ...EXPORTS_MIGRATIONS,
  ...REVIEWS_MIGRATIONS,
];

const sha256: HashFunction = (bytes) => createHash('sha256').update(bytes).digest();

/** The log's name in its checkpoints; a company that publishes them may rename it once, at the start. */
const LOG_ORIGIN = 'fencun.local/access-log';

/** What a door that shows figures puts around the parts that it measures. */
export type Instruments = Readonly<{ timed?: (writer: AuditWriter) => AuditWriter }>;

/** Opens the store, brings its schema up to date, and puts the services together. Nothing listens yet. */
export async function openFencun(
  config: Config,
  log: Logger,
  mode: OpenMode = 'own',
  instruments: Instruments = {},
): Promise<Fencun> {
  makeDataFolder(config.dataFolder);
  const store = await openStore(config, log, mode);
  const database = connect(store.url, { log });
  try {
    await migrate(database, MIGRATIONS);
    return await compose(config, log, database, store, instruments);
  } catch (error) {
    await database.close().catch(() => {});
    await store.stop();
    throw error;
  }
}

/** What a backup copies: every table of the three schemas. The epoch's row is there from the beginning. */
export const BACKUP_PLAN: CopyPlan = {
  schemas: ['fencun', 'vault', 'audit'],
  first: ['vault._record_type'],
  seeded: ['fencun.epoch'],
};

/** A store before anything is in it: what a restore needs, and nothing that would make keys or answer requests. */
export type BareStore = Readonly<{
  database: Database;
  /** Runs the migrations that a backup was made under. @throws Problem `misconfigured` where ours are not the same */
  migrateTo: (applied: readonly AppliedMigration[]) => Promise<void>;
  recreateRecordTables: typeof recreateRecordTables;
  eraseAgain: typeof eraseAgain;
  endAllCredentials: typeof endAllCredentials;
  close: () => Promise<void>;
}>;

export async function openBareStore(config: Config, log: Logger): Promise<BareStore> {
  makeDataFolder(config.dataFolder);
  const store = await openStore(config, log, 'own');
  const database = connect(store.url, { log });
  return {
    database,
    migrateTo: (applied) => migrate(database, migrationsOf(applied)),
    recreateRecordTables,
    eraseAgain,
    endAllCredentials: async (client, at) =>
      (await endAllCredentials(client, at)) + (await endAllClients(client, at)),
    async close() {
      await database.close();
      await store.stop();
    },
  };
}

function migrationsOf(applied: readonly AppliedMigration[]): readonly Migration[] {
  const wanted = new Map(applied.map(({ id, checksum }) => [id, checksum]));
  const ours = MIGRATIONS.filter(({ id }) => wanted.has(id));
  if (ours.length === applied.length && ours.every((own) => wanted.get(own.id) === checksumOf(own)))
    return ours;
  throw misconfigured({
    zh: '备份由更新或不同的版本生成。请用生成备份的版本恢复，再升级。',
    en: 'The backup was made by a later or another version. Restore it with that version, then upgrade.',
  });
}

/** A server owns its embedded database; a command may attach to one that a server already runs. */
export type OpenMode = 'own' | 'attach';

type Store = Readonly<{ url: string; isNew: boolean; stop: () => Promise<void> }>;

async function openStore(config: Config, log: Logger, mode: OpenMode): Promise<Store> {
  if (config.databaseUrl !== null) {
    return { url: config.databaseUrl, isNew: false, stop: async () => {} };
  }
  // Beside a running server, a command works on its database and leaves it running.
  const running = await attachEmbeddedPostgres(config.dataFolder);
  if (running !== null && mode === 'attach') return { url: running, isNew: false, stop: async () => {} };
  const server = await startEmbeddedPostgres({ dataFolder: config.dataFolder, log });
  return { url: server.url, isNew: server.created, stop: () => server.stop() };
}

async function compose(
  config: Config,
  log: Logger,
  database: Database,
  store: Store,
  { timed = (writer) => writer }: Instruments,
): Promise<Fencun> {
  const clock = Date.now;
  // Keys are drawn from the source itself; nonces and ids, of which there are many, in portions.
  const fromPool = createRandomPool(randomBytes);
  const newId = createIds({ clock, randomBytes: fromPool });
  // Keys may be made only beside a store that holds nothing yet: a store that lost its keys must not go on with new ones.
  const mayMakeKeys = await isEmpty(database);
  const keyProvider = createKeyProvider(config, { create: mayMakeKeys, randomBytes });
  const cipher = createCipher({ suite: config.cipher, randomBytes: fromPool });
  const signingKey = keepSigningKey({
    dataFolder: config.dataFolder,
    ...(config.signingKey === null ? {} : { pem: config.signingKey }),
    create: mayMakeKeys,
    randomBytes,
  });
  const accessLog = openLog(database, signingKey, clock, log);
  const audit = timed(createAuditWriter({ pool: database.pool('appender'), writerId: randomUUID() }));

  const administration = { database, clock, newId, appendWithin: audit.appendWithin };
  const organisation = createOrganisation({
    ...administration,
    departmentMoved: relocate,
    endCredentials: endCredentialsOf,
  });
  const provisioning = createProvisioning({
    ...administration,
    randomBytes,
    endCredentials: endCredentialsOf,
    removePassword,
  });
  const policies = createPolicies({
    ...administration,
    recordTypes: async () => [...(await gateway.recordTypes()).values()],
    members: organisation.members,
    countReach: (question) => gateway.reachCount(question),
  });
  const identity = createIdentity({
    ...administration,
    hasher: createPasswordHasher(),
    randomBytes,
    policies,
    cipher,
    keyProvider,
    personByExternalId,
  });
  const setup = createCompanySetup({ ...administration, randomBytes, identity, organisation });
  const gateway = await openGateway({
    database,
    policySource: policies,
    audit,
    logReader: accessLog.reader,
    cipher,
    keyProvider,
    randomBytes,
    clock,
    newId,
  });
  const companyProgress = createCompanyProgress({
    ...administration,
    organisation,
    hasPolicy: async () => (await policies.load()).rules.length > 0 && (await gateway.recordTypes()).size > 0,
    async hasAccess() {
      const page = await accessLog.reader.search({ kind: 'access', outcome: 'released' }, { limit: 20 });
      return page.entries.some(({ record }) => (record?.releases.length ?? 0) > 0);
    },
  });
  const conversionWork = createConversionWork(gateway.conversions, log);
  const catalogue = createCatalogue({
    ...administration,
    gateway,
    policies,
    positionNames: organisation.positionNames,
    conversionBegun: conversionWork.nudge,
  });
  const templates = createTemplates({ ...administration, gateway, policies, organisation });
  const reorganisation = createReorganisationPreviews({
    ...administration,
    members: organisation.members,
    policy: policies.load,
    recordTypes: async () => [...(await gateway.recordTypes()).values()],
  });
  const roster = createRoster({ ...administration, organisation, identity });
  const views = createSavedViews({ database, gateway, clock, newId });
  const sharing = createSharing({
    ...administration,
    ...{ gateway, organisation, logReader: accessLog.reader, cipher, keyProvider, randomBytes },
    policy: policies.load,
  });
  const logEvidence: Fencun['logEvidence'] = (indexes) =>
    collectEvidence({ source: accessLog.source, hash: sha256, key: accessLog.key, indexes });
  const reviews = createReviews({
    ...administration,
    ...{ policies, organisation, use: accessLog.use, logReader: accessLog.reader, logEvidence },
    ...{ gateway, cipher, keyProvider, randomBytes },
    recordTypes: gateway.recordTypes,
    differences: provisioning.differences,
  });
  const recent = createRecentRecords({ database, clock });
  const logQueries = createLogQueries({ database, clock, newId });
  const imports = createImports({
    ...administration,
    gateway,
    folder: join(config.dataFolder, 'imports'),
    cipher,
    suite: config.cipher,
    keyProvider,
    randomBytes,
    log,
  });

  const tasks = createTasks({
    clock,
    waiting: sharing.waiting,
    proposals: policies.waitingProposals,
    rejectedRows: imports.rejectedRows,
    conversions: gateway.conversions.list,
  });
  const exports = createExports({ ...administration, gateway, callerOf: identity.callerBehind, log });

  return {
    config,
    database,
    databaseUrl: store.url,
    isNew: store.isNew,
    keyProvider,
    audit,
    sealer: accessLog.sealer,
    logReader: accessLog.reader,
    logOverview: accessLog.overview,
    logSource: accessLog.source,
    logKey: accessLog.key,
    logEvidence,
    verifyLog: accessLog.verify,
    gateway,
    identity,
    organisation,
    provisioning,
    setup,
    companyProgress,
    templates,
    policies,
    catalogue,
    conversionWork,
    reorganisation,
    roster,
    imports,
    exports,
    views,
    sharing,
    reviews,
    recent,
    logQueries,
    tasks,
    clock,
    newId,
    async ready() {
      await transaction(database.pool('gateway'), (client) =>
        client.query('SELECT version FROM fencun.epoch'),
      );
      await keyProvider.health();
    },
    async close() {
      await conversionWork.close();
      await imports.close();
      await exports.work.close();
      await audit.drain();
      await accessLog.sealer.stop();
      await accessLog.sealer.sealNow().catch(() => {});
      await database.close();
      await store.stop();
    },
  };
}

/** No key was ever wrapped and nothing was ever recorded. */
async function isEmpty(database: Database): Promise<boolean> {
  const { rows } = await database
    .pool('owner')
    .query<{ empty: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM vault._wrapping_key) AND NOT EXISTS (SELECT FROM audit.checkpoint) AS empty`,
    );
  return rows[0]?.empty === true;
}

type AccessLog = Readonly<{
  sealer: Sealer;
  reader: LogReader;
  overview: LogOverview;
  use: UseOfAuthority;
  source: LogSource;
  key: string;
  verify: Fencun['verifyLog'];
}>;

function openLog(database: Database, signingKey: SigningKey, clock: () => number, log: Logger): AccessLog {
  const pool = database.pool('auditor');
  const name = LOG_ORIGIN;
  const keyId = ed25519KeyId(sha256, name, signingKey.publicKey);
  const verifier: NoteVerifier = {
    name,
    keyId,
    verify: (text, signature) => verifySignature(signingKey.publicKey, text, signature),
  };
  const sealer = createSealer({
    pool,
    hash: sha256,
    origin: LOG_ORIGIN,
    signer: { name, keyId, sign: signingKey.sign },
    trusted: [verifier],
    clock,
    onError: (error) =>
      log.error('the access log could not be sealed', {
        reason: error instanceof Error ? error.name : 'unknown',
      }),
  });
  const source = databaseSource(pool);
  return {
    sealer,
    source,
    reader: createLogReader(pool, sealer.sealNow),
    overview: createLogOverview(pool, sealer.sealNow),
    use: createUseOfAuthority(pool, sealer.sealNow),
    key: encodeVerifierKey({ name, keyId, publicKey: signingKey.publicKey }),
    async verify(witnessed = []) {
      await sealer.sealNow();
      const report = await verifyLog({
        source,
        hash: sha256,
        origin: LOG_ORIGIN,
        trusted: [verifier],
        witnessed,
      });
      const mentions = await verifyMentions(pool);
      const findings = [...report.findings, ...mentions];
      return { ...report, findings, isSound: findings.length === 0 };
    },
  };
}
