import type pg from 'pg';
import type { AccessRecord } from '../audit/access-record.ts';
import type { LogReader } from '../audit/reader.ts';
import type { AuditWriter } from '../audit/writer.ts';
import type { RecordTypeView } from '../contract/catalogue.ts';
import type { DecisionsAnswer, NewDecision } from '../contract/decisions.ts';
import type {
  AggregateAnswer,
  AggregateQuery,
  CopiedAnswer,
  CopiedRequest,
  EditPreviewAnswer,
  EraseAnswer,
  HistoryAnswer,
  ListAnswer,
  ListQuery,
  MatchAnswer,
  PrintAnswer,
  ReadAnswer,
  RevealAnswer,
  RevealRequest,
  WriteAnswer,
} from '../contract/records.ts';
import type { RecordType, StoredForm } from '../kernel/record-type.ts';
import type { Cipher, RandomBytes } from '../platform/crypto/cipher.ts';
import type { KeyProvider } from '../platform/crypto/key-provider.ts';
import { asProblem } from '../platform/database/connect.ts';
import type { Database } from '../platform/database/database.ts';
import { createBlindIndexes } from '../vault/blind-indexes.ts';
import { createCodec } from '../vault/codec.ts';
import { createCustomerKeys } from '../vault/customer-keys.ts';
import { createWrappingKeys, type WrappingKey, type WrappingKeys } from '../vault/wrapping-keys.ts';
import type { AccessRequest, Authority, PolicySource } from './access-request.ts';
import { aggregate } from './aggregate.ts';
import { createAuthorities, loadRecordTypes } from './authorities.ts';
import { type ConsentCover, type CoverQuestion, consentCover } from './consent-cover.ts';
import { type Conversions, createConversions } from './conversions.ts';
import { create, type NewRecord } from './create.ts';
import { readDecisions, recordDecisions } from './decisions.ts';
import { createDefinitions, type Definitions, loadCatalogue, type StoredCatalogue } from './define.ts';
import type { Disclosed } from './disclosed.ts';
import { type Edit, edit } from './edit.ts';
import { previewEdits } from './edit-preview.ts';
import { erase } from './erase.ts';
import {
  type BeginWithin,
  beginExport,
  type ExportQuery,
  type ExportWish,
  exportOutlook,
  type Outlook,
  reasonPlace,
} from './export.ts';
import {
  type Batch,
  customerBar,
  type ExportedFile,
  exportBatch,
  type OpenedRow,
  openExported,
  type SealedRow,
} from './export-rows.ts';
import { type FieldFigures, figures } from './figures.ts';
import { history, type PeopleNames } from './history.ts';
import { type ListOptions, list } from './list.ts';
import { match } from './match.ts';
import { createPlans } from './plans.ts';
import { copied, print } from './print.ts';
import { type ReachCount, type ReachQuestion, reachCount } from './reach-count.ts';
import { read } from './read.ts';
import { reasonsIn } from './reasons.ts';
import type { Gateway } from './requests.ts';
import { reveal } from './reveal.ts';
import { type Rotation, rotateKeys } from './rotate.ts';
import {
  type Applicant,
  type Choice,
  type Chosen,
  choose,
  erasedAmong,
  type StillVisible,
  stillVisible,
} from './selection.ts';
import { type Standing, type StandingOptions, standingOf, typesFor } from './standing.ts';
import { type Upserted, type UpsertRequest, upsert } from './upsert.ts';
import { forgetWrites, type WriteOptions } from './write.ts';

export type { AccessRequest, Authority, Caller, PolicySource } from './access-request.ts';
export { SMALLEST_GROUP } from './aggregate.ts';
export type { Conversion, Conversions } from './conversions.ts';
export type { NewRecord } from './create.ts';
export type { OpenCatalogue, StoredCatalogue } from './define.ts';
export type { Disclosed } from './disclosed.ts';
export type { Edit } from './edit.ts';
export type { Begun, ExportQuery } from './export.ts';
export type { Batch, ExportedFile, SealedRow } from './export-rows.ts';
export type { FieldFigures } from './figures.ts';
export type { PeopleNames } from './history.ts';
export { relocate } from './relocate.ts';
export type { Rotation } from './rotate.ts';
export type { Choice } from './selection.ts';
export type { Standing } from './standing.ts';
export type { Upserted, UpsertRequest } from './upsert.ts';
export type { WriteOptions } from './write.ts';

/**
 * The policy enforcement point, and the only way to customer data. Every call decides each field under the stated
 * purpose, leaves its access record durable in the log, and only then answers. Refusals are recorded too.
 *
 * All calls throw Problem: `not-signed-in`, `purpose-required`, `purpose-not-permitted`, `forbidden`, `not-found`,
 * `unknown-field`, `record-unavailable`, `database-unavailable`, `key-unavailable`, and what each one names.
 */
export type GatewayDoor = Readonly<{
  list(
    request: AccessRequest,
    type: string,
    query: ListQuery,
    options?: ListOptions,
  ): Promise<Disclosed<ListAnswer>>;
  read(request: AccessRequest, type: string, id: string): Promise<Disclosed<ReadAnswer>>;
  aggregate(request: AccessRequest, type: string, query: AggregateQuery): Promise<Disclosed<AggregateAnswer>>;
  match(
    request: AccessRequest,
    type: string,
    id: string,
    question: Readonly<{ field: string; value: string }>,
  ): Promise<Disclosed<MatchAnswer>>;
  /** Named fields of one record, as far as a stated reason opens them; the reason goes on record. */
  reveal(
    request: AccessRequest,
    type: string,
    id: string,
    asked: RevealRequest,
  ): Promise<Disclosed<RevealAnswer>>;
  /** One record for paper, as far as it may be printed. */
  print(request: AccessRequest, type: string, id: string): Promise<Disclosed<PrintAnswer>>;
  /** Records that the reader copies a value that is before them. */
  copied(
    request: AccessRequest,
    type: string,
    id: string,
    what: CopiedRequest,
  ): Promise<Disclosed<CopiedAnswer>>;
  history(
    request: AccessRequest,
    type: string,
    id: string,
    namesOf?: PeopleNames,
  ): Promise<Disclosed<HistoryAnswer>>;
  create(
    request: AccessRequest,
    type: string,
    records: readonly NewRecord[],
    options?: WriteOptions,
  ): Promise<Disclosed<WriteAnswer>>;
  edit(
    request: AccessRequest,
    type: string,
    edits: readonly Edit[],
    options?: WriteOptions,
  ): Promise<Disclosed<WriteAnswer>>;
  /** What a customer decided about the use of their data, for those who have the right `consent` there. */
  readDecisions(request: AccessRequest, customer: string): Promise<Disclosed<DecisionsAnswer>>;
  recordDecisions(
    request: AccessRequest,
    customer: string,
    decisions: readonly NewDecision[],
  ): Promise<Disclosed<DecisionsAnswer>>;
  /** What those edits would do to each record; nothing is done. */
  previewEdits(
    request: AccessRequest,
    type: string,
    edits: readonly Edit[],
  ): Promise<Disclosed<EditPreviewAnswer>>;
  /** Creates or updates records by a key field, for imports. */
  upsert(request: AccessRequest, type: string, work: UpsertRequest): Promise<Upserted>;
  erase(
    request: AccessRequest,
    type: string,
    id: string,
    version: number,
    options?: WriteOptions,
  ): Promise<Disclosed<EraseAnswer>>;
  /** The reasons that readers stated in these access records, by record id; only for those who may read the log. */
  reasonsIn(records: readonly AccessRecord[]): Promise<ReadonlyMap<string, string>>;
  /** Where a visible record stands, for explanations; no value of it. */
  standingOf(request: AccessRequest, type: string, id: string, options?: StandingOptions): Promise<Standing>;
  /** Which records somebody means who asks for more of them: ids only, and only of what exists for them. */
  choose(request: AccessRequest, type: string, choice: Choice): Promise<Chosen>;
  /** Which of the records that somebody chose still exist for them, though they are not there to ask. */
  stillVisible(
    applicant: Applicant,
    type: string,
    records: readonly string[],
    epoch: number,
  ): Promise<StillVisible>;
  /** Which of some records, by their ids alone, there are no more. */
  erasedAmong(type: string, records: readonly string[]): Promise<readonly string[]>;
  /** How many of the customers of some records permit a use, by what they decided: two counts, and never who. */
  consentCover(question: CoverQuestion): Promise<ConsentCover>;
  /** The record types and fields that the caller may know of under the purpose. */
  typesFor(request: AccessRequest): Promise<readonly RecordTypeView[]>;
  /** The policy and record types in force, not from before an epoch. Holds no customer data. */
  authority(epoch?: number): Promise<Authority>;
  /** All record types, for administrators and imports. Holds no customer data. */
  recordTypes(): Promise<ReadonlyMap<string, RecordType>>;
  /** The same with the version of each, for those who change them. */
  catalogue(): Promise<StoredCatalogue>;
  define: Definitions['define'];
  /** Changes the catalogue together with what must change with it, such as the rules that open a new field. */
  revise: Definitions['revise'];
  /** Fields whose values are being stored in another form. */
  conversions: Conversions;
  /** Files that leave: what would, what does, and what still may. */
  exports: ExportGate;
  /** Counts over all values of a field, for those who keep the catalogue; no value, and no small count. */
  figures(type: string, field: string, form?: StoredForm): Promise<FieldFigures>;
  /** Of how many customers people would see more under another policy, for those who try one out; a count alone. */
  reachCount(question: ReachQuestion): Promise<ReachCount>;
  rotateKeys(report?: (progress: Rotation) => void): Promise<Rotation>;
  /** Clears away what is no longer needed: what repeated writes would answer after a day. */
  tidy(): Promise<void>;
}>;

/** What may leave in files. Whoever keeps them keeps sealed rows and nothing that they could read. */
export type ExportGate = Readonly<{
  /** What of each field would leave, and of how many records. */
  outlook(request: AccessRequest, type: string, query: ExportQuery): Promise<Disclosed<Outlook>>;
  /** Asks for a file; `within` notes it, or refuses it, in the transaction of the access record. */
  begin(request: AccessRequest, type: string, wish: ExportWish, within: BeginWithin): Promise<void>;
  /** The next rows, sealed and on record in the transaction in which `within` keeps them. */
  batch(
    request: AccessRequest,
    type: string,
    file: ExportedFile,
    at: Readonly<{ position: string | null; rows: number }>,
    within: (client: pg.PoolClient, batch: Batch) => Promise<void>,
  ): Promise<Batch>;
  /** Rows of a file as far as they may leave now, in the order given; null for one that may not. */
  open(
    request: AccessRequest,
    type: string,
    file: ExportedFile,
    rows: readonly SealedRow[],
  ): Promise<Disclosed<readonly OpenedRow[]>>;
  /** What a file was said to be needed for: for its holder, and for those who read the log. */
  reasonOf(id: string, sealed: string): string;
  /** Why a customer's data may not be held for the purpose any longer, or null where nothing of theirs says so. */
  customerBar(
    purpose: string,
    type: string,
    customer: string,
    fields: readonly string[],
  ): Promise<'erased' | 'withdrawn' | null>;
}>;

export type GatewayParts = Readonly<{
  database: Database;
  policySource: PolicySource;
  audit: AuditWriter;
  logReader: LogReader;
  cipher: Cipher;
  keyProvider: KeyProvider;
  randomBytes: RandomBytes;
  clock: () => number;
  newId: () => string;
}>;

/** @throws Problem `key-unavailable` when the provider cannot open the vault's keys */
export async function openGateway(parts: GatewayParts): Promise<GatewayDoor> {
  const { database, cipher, randomBytes, clock, newId } = parts;
  const pool = database.pool('gateway');
  const wrappingKeys = createWrappingKeys({ provider: parts.keyProvider, randomBytes });
  const { indexKey, cursorKey } = await openKeys(pool, wrappingKeys);
  const indexes = createBlindIndexes(indexKey.key.bytes);
  const gateway: Gateway = {
    pool,
    authorities: createAuthorities(pool, parts.policySource),
    plans: createPlans(),
    audit: parts.audit,
    codec: createCodec(cipher, indexes),
    keys: createCustomerKeys({ cipher, wrappingKeys, randomBytes }),
    indexes,
    cursorKey: cursorKey.key,
    clock,
    newId,
  };
  const definitions = createDefinitions(database.pool('owner'));

  return {
    list: (request, type, query, options) => list(gateway, request, type, query, options),
    read: (request, type, id) => read(gateway, request, type, id),
    aggregate: (request, type, query) => aggregate(gateway, request, type, query),
    match: (request, type, id, question) => match(gateway, request, type, id, question),
    reveal: (request, type, id, asked) => reveal(gateway, request, type, id, asked),
    print: (request, type, id) => print(gateway, request, type, id),
    copied: (request, type, id, what) => copied(gateway, request, type, id, what),
    history: (request, type, id, namesOf) => history(gateway, parts.logReader, request, type, id, namesOf),
    create: (request, type, records, options) => create(gateway, request, type, records, options),
    edit: (request, type, edits, options) => edit(gateway, request, type, edits, options),
    readDecisions: (request, customer) => readDecisions(gateway, request, customer),
    recordDecisions: (request, customer, decisions) => recordDecisions(gateway, request, customer, decisions),
    previewEdits: (request, type, edits) => previewEdits(gateway, request, type, edits),
    upsert: (request, type, work) => upsert(gateway, request, type, work),
    erase: (request, type, id, version, options) => erase(gateway, request, type, id, version, options),
    reasonsIn: (records) =>
      reasonsIn(gateway, records).catch((error: unknown) => {
        throw asProblem(error);
      }),
    standingOf: (request, type, id, options) => standingOf(gateway, request, type, id, options),
    choose: (request, type, choice) => choose(gateway, request, type, choice),
    stillVisible: (applicant, type, records, epoch) =>
      stillVisible(gateway, applicant, type, records, epoch).catch((error: unknown) => {
        throw asProblem(error);
      }),
    erasedAmong: (type, records) =>
      erasedAmong(gateway, type, records).catch((error: unknown) => {
        throw asProblem(error);
      }),
    consentCover: (question) =>
      consentCover(gateway, question).catch((error: unknown) => {
        throw asProblem(error);
      }),
    typesFor: (request) => typesFor(gateway, request),
    tidy: () => forgetWrites(gateway),
    authority: (epoch = 0) => gateway.authorities.asOf(epoch),
    recordTypes: () =>
      loadRecordTypes(pool).catch((error: unknown) => {
        throw asProblem(error);
      }),
    catalogue: () =>
      loadCatalogue(pool).catch((error: unknown) => {
        throw asProblem(error);
      }),
    define: definitions.define,
    revise: definitions.revise,
    conversions: createConversions(database.pool('owner'), gateway),
    exports: exportGate(gateway),
    figures: (type, field, form) =>
      figures(gateway, type, field, form).catch((error: unknown) => {
        throw asProblem(error);
      }),
    reachCount: (question) =>
      reachCount(gateway, question).catch((error: unknown) => {
        throw asProblem(error);
      }),
    rotateKeys: (report) => rotateKeys(gateway, wrappingKeys, report),
  };
}

function exportGate(gateway: Gateway): ExportGate {
  return {
    outlook: (request, type, query) => exportOutlook(gateway, request, type, query),
    begin: (request, type, wish, within) => beginExport(gateway, request, type, wish, within),
    batch: (request, type, file, at, within) => exportBatch(gateway, request, type, file, at, within),
    open: (request, type, file, rows) => openExported(gateway, request, type, file, rows),
    reasonOf: (id, sealed) => gateway.codec.open(gateway.cursorKey, reasonPlace(id), sealed),
    customerBar: async (purpose, type, customer, fields) => {
      try {
        const known = (await gateway.authorities.current()).recordTypes.get(type);
        return await customerBar(gateway, purpose, known, customer, fields);
      } catch (error) {
        throw asProblem(error);
      }
    },
  };
}

/** Without its keys the gateway does not open; on an empty store they are made here. */
async function openKeys(
  pool: pg.Pool,
  wrappingKeys: WrappingKeys,
): Promise<Readonly<{ indexKey: WrappingKey; cursorKey: WrappingKey }>> {
  try {
    const indexKey = await wrappingKeys.current(pool, 'blind-index');
    const cursorKey = await wrappingKeys.current(pool, 'cursor');
    await wrappingKeys.current(pool, 'customer-keys');
    return { indexKey, cursorKey };
  } catch (error) {
    throw asProblem(error);
  }
}
