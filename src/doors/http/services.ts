import type { Readable } from 'node:stream';
import type { Evidence } from '../../audit/evidence.ts';
import type { LogSource } from '../../audit/log-source.ts';
import type { LogOverview } from '../../audit/overview.ts';
import type { LogReader } from '../../audit/reader.ts';
import type { LogReport } from '../../audit/verify.ts';
import type { AuditWriter } from '../../audit/writer.ts';
import type { ImportView, StartImport } from '../../contract/imports.ts';
import type { Catalogue } from '../../features/catalogue/catalogue.ts';
import type { Exports } from '../../features/exports/exports.ts';
import type { Identity } from '../../features/identity/identity.ts';
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
import type { AccessRequest, GatewayDoor } from '../../gateway/door.ts';
import type { Config } from '../../platform/config.ts';

/** What this door needs of imports: each call acts for one caller under one purpose, and sees only their own imports. */
export type ImportsService = Readonly<{
  /**
   * Takes in a file and proposes what its columns are. Reads the stream to its end or destroys it; rejects with what
   * the stream fails with.
   */
  upload(access: AccessRequest, file: UploadedFile): Promise<ImportView>;
  list(access: AccessRequest): Promise<readonly ImportView[]>;
  view(access: AccessRequest, id: string): Promise<ImportView>;
  chooseSheet(access: AccessRequest, id: string, sheet: string): Promise<ImportView>;
  start(access: AccessRequest, id: string, plan: StartImport): Promise<ImportView>;
  pause(access: AccessRequest, id: string): Promise<ImportView>;
  resume(access: AccessRequest, id: string): Promise<ImportView>;
  /** The rows that were not taken, with the reason of each, as CSV. */
  rejected(access: AccessRequest, id: string): Promise<Readable>;
  remove(access: AccessRequest, id: string): Promise<void>;
}>;

type UploadedFile = Readonly<{ recordType: string | null; fileName: string; content: Readable }>;

export type HttpServices = Readonly<{
  gateway: GatewayDoor;
  identity: Identity;
  organisation: Organisation;
  provisioning: Provisioning;
  setup: Omit<CompanySetup, 'issueLink'>;
  companyProgress: CompanyProgress;
  templates: Templates;
  policies: Omit<
    Policies,
    | 'load'
    | 'ruleBeginnings'
    | 'enact'
    | 'dropRule'
    | 'ruleWithin'
    | 'waitingProposals'
    | 'asFile'
    | 'planFile'
    | 'submitPlan'
    | 'previewPlan'
    | 'test'
  >;
  catalogue: Catalogue;
  reorganisation: ReorganisationPreviews;
  roster: Roster;
  imports: ImportsService;
  exports: Omit<Exports, 'work'>;
  views: SavedViews;
  sharing: Omit<Sharing, 'tidy'>;
  reviews: Omit<Reviews, 'tick'>;
  recent: RecentRecords;
  logQueries: LogQueries;
  tasks: Tasks;
  logReader: Pick<LogReader, 'search'>;
  logOverview: LogOverview;
  audit: Pick<AuditWriter, 'append'>;
  /** Verifies the whole log from its first entry. */
  verifyLog: () => Promise<LogReport>;
  logTiles: LogSource;
  /** The public key of the log, as note tools take it: `name+keyid+key`. */
  logKey: string;
  /** Entries by index, as a file that proves itself; null where there is nothing to prove them by. */
  logEvidence: (indexes: readonly number[]) => Promise<Evidence | null>;
  /** Milliseconds since the Unix epoch. */
  clock: () => number;
  newId: () => string;
  /** Resolves when the database answers, the log can be appended to and the keys open; throws Problem otherwise. */
  ready: () => Promise<void>;
}>;

/** The part of the configuration that this door reads, and what may be set beyond it. */
export type HttpConfig = Pick<
  Config,
  'host' | 'port' | 'publicUrl' | 'trustedProxies' | 'tlsCertificate' | 'tlsKey' | 'metricsToken'
> &
  Readonly<{
    limits?: Partial<HttpLimits>;
  }>;

export type HttpLimits = Readonly<{
  /** Of one network address, whoever asks. A whole office may share one. */
  requestsPerMinuteOfAddress: number;
  /** Of one person, over all sessions and tokens. */
  requestsPerMinuteOfPerson: number;
  signInsPerMinuteOfAddress: number;
  uploadBytes: number;
}>;

export const HTTP_LIMITS: HttpLimits = {
  requestsPerMinuteOfAddress: 12_000,
  requestsPerMinuteOfPerson: 1_200,
  signInsPerMinuteOfAddress: 120,
  uploadBytes: 200 * 1_048_576,
};
