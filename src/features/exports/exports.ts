import type {
  ExportLimits,
  ExportOutlook,
  ExportSelection,
  ExportSettings,
  ExportView,
  NewExport,
} from '../../contract/exports.ts';
import { Problem } from '../../contract/problem.ts';
import { OFFICES } from '../../contract/session.ts';
import type { AccessRequest, ExportQuery } from '../../gateway/door.ts';
import { asProblem } from '../../platform/database/connect.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { isUuid } from '../../platform/ids.ts';
import { type Act, createAdministration } from '../administration.ts';
import type { Language } from './cells.ts';
import { type Fetched, fetchFile, recordFor } from './download.ts';
import {
  changeSettings,
  customersOf,
  limitsFor,
  loadSettings,
  mustBeWithin,
  mustCarryMark,
  rowsMostOf,
} from './limits.ts';
import { dayOf, type ExportsParts } from './parts.ts';
import { findExport, insertExport, loadExports, type StoredExport } from './store.ts';
import { createExportWork, type ExportWork, endExport } from './work.ts';

export type { ExportsParts } from './parts.ts';
export type { ExportWork } from './work.ts';

/**
 * Files that leave the house. Each belongs to the person who asked for it; to anybody else it does not exist. Rows leave
 * the vault through the gateway only, under the person's authority when the file is made and again when it is fetched;
 * this slice keeps them sealed and can open none.
 *
 * All calls throw Problem: `not-found` for what is not the caller's, `forbidden`, `purpose-required`, `export-limit`,
 * `step-up-needed`, `not-signed-in`, `database-unavailable`.
 */
export type Exports = Readonly<{
  /** What would leave of the fields that the caller sees, and what the limits leave today. */
  outlook(request: AccessRequest, selection: ExportSelection): Promise<ExportOutlook>;
  ask(request: AccessRequest, wish: NewExport): Promise<ExportView>;
  /** The caller's own, newest first. */
  list(request: AccessRequest): Promise<readonly ExportView[]>;
  view(request: AccessRequest, id: string): Promise<ExportView>;
  cancel(request: AccessRequest, id: string): Promise<ExportView>;
  /** The file, made while it is read: what of it may leave at that moment. */
  fetch(request: AccessRequest, id: string, language: Language): Promise<Fetched>;
  /** Says that every copy of a file that was called back is gone. */
  confirmRecall(request: AccessRequest, id: string): Promise<ExportView>;
  /** Everybody's, newest first; those that hold a customer where one is named. The door says who may ask. */
  all(filter: Readonly<{ customer?: string; onlyRecalled?: boolean }>): Promise<readonly ExportView[]>;
  /** For holders of an office. */
  settings(act: Act): Promise<ExportSettings>;
  /** @returns the new version */
  changeSettings(act: Act, limits: readonly ExportLimits[], basis: number): Promise<number>;
  work: ExportWork;
}>;

const LISTED_MAX = 100;
const HOLDING_MAX = 10_000;
const CALLED_BACK =
  'EXISTS (SELECT FROM fencun.export_recall c WHERE c.export = e.id AND c.confirmed_at IS NULL)';

export function createExports(parts: ExportsParts): Exports {
  const { database } = parts;
  const pool = database.pool('application');
  const administration = createAdministration(parts);
  const work = createExportWork(parts);
  const viewOf = createViews(parts);

  async function own({ caller }: AccessRequest, id: string): Promise<StoredExport> {
    const stored = isUuid(id) ? await findExport(pool, id) : null;
    if (stored === null || stored.person !== caller.person.id) throw new Problem('not-found');
    return stored;
  }
  const see = async (request: AccessRequest, id: string) => viewOf(await own(request, id));
  const attempt = <T>(trying: Promise<T>) =>
    trying.catch((error: unknown) => {
      throw asProblem(error);
    });

  return {
    work,
    outlook: (request, selection) => attempt(outlook(parts, request, selection)),
    async ask(request, wish) {
      const id = await attempt(ask(parts, request, wish));
      work.nudge();
      return see(request, id);
    },
    list: async ({ caller }) => {
      // What is called back stands first, however old it is.
      const mine = loadExports(
        pool,
        `e.person = $1 ORDER BY (${CALLED_BACK}) DESC, e.number DESC LIMIT ${LISTED_MAX}`,
        [caller.person.id],
      );
      return (await attempt(mine)).map(viewOf);
    },
    view: (request, id) => attempt(see(request, id)),
    async cancel(request, id) {
      const one = await own(request, id);
      await transaction(pool, async (client) => {
        const ended = await endExport(client, id, {
          state: 'cancelled',
          problem: null,
          at: new Date(parts.clock()),
        });
        if (!ended) return;
        await parts.appendWithin(client, [
          recordFor(parts, request, one, 'cancel-export', { export: one.number }),
        ]);
      });
      return see(request, id);
    },
    fetch: async (request, id, language) =>
      attempt(fetchFile(parts, request, await own(request, id), language)),
    async confirmRecall(request, id) {
      const one = await own(request, id);
      await confirm(parts, request, one);
      return see(request, id);
    },
    async all({ customer, onlyRecalled }) {
      const where = [
        ...(customer === undefined
          ? ['$1::uuid IS NULL']
          : ['EXISTS (SELECT FROM fencun.export_row r WHERE r.export = e.id AND r.customer = $1)']),
        ...(onlyRecalled === true ? [CALLED_BACK] : []),
      ];
      // Who holds a customer is to be known whole.
      const most = customer === undefined ? LISTED_MAX : HOLDING_MAX;
      const found = loadExports(pool, `${where.join(' AND ')} ORDER BY e.number DESC LIMIT ${most}`, [
        customer ?? null,
      ]);
      return (await attempt(found)).map(viewOf);
    },
    async settings(act) {
      await administration.confirm(act, OFFICES);
      return attempt(loadSettings(pool));
    },
    changeSettings: (act, limits, basis) => changeSettings(administration, act, limits, basis),
  };
}

function createViews({ gateway: { exports } }: Pick<ExportsParts, 'gateway'>) {
  return (one: StoredExport): ExportView => ({
    id: one.id,
    number: one.number,
    person: { id: one.person, name: one.personName },
    recordType: one.recordType,
    purpose: one.purpose,
    fields: [...one.fields],
    format: one.format,
    state: one.state,
    ahead: one.ahead,
    rowsExpected: one.rowsExpected,
    rowsDone: one.rowsDone,
    problem: one.problem,
    reason: exports.reasonOf(one.id, one.reason),
    askedAt: one.askedAt.toISOString(),
    endedAt: one.endedAt?.toISOString() ?? null,
    expiresAt: one.expiresAt?.toISOString() ?? null,
    downloads: [...one.downloads],
    recall: one.recall,
  });
}

async function outlook(
  { gateway, database, clock }: ExportsParts,
  request: AccessRequest,
  { recordType, ...query }: ExportSelection,
): Promise<ExportOutlook> {
  const pool = database.pool('application');
  const found = await gateway.exports.outlook(request, recordType, queryOf(query));
  const purpose = request.purpose ?? '';
  const { rowsPerExport, customersPerDay, stepUpRows, stepUpSensitivity } = await limitsFor(pool, purpose);
  const account = { person: request.caller.person.id, purpose, day: dayOf(clock()) };
  const customersToday = await customersOf(pool, account);
  const { narrowedBy, ...rest } = found;
  return {
    ...rest,
    fields: [...found.fields],
    obligations: [...found.obligations],
    ...(narrowedBy.length === 0 ? {} : { narrowedBy: [...narrowedBy] }),
    limits: { rowsPerExport, customersPerDay, customersToday, stepUpRows, stepUpSensitivity },
  };
}

/** @returns the id of the new export */
async function ask(parts: ExportsParts, request: AccessRequest, wish: NewExport): Promise<string> {
  const { gateway, database, clock, newId } = parts;
  const { recordType, fields, format, reason, ...query } = wish;
  const { caller, network, purpose } = request;
  if (purpose === null) throw new Problem('purpose-required');
  const limits = await limitsFor(database.pool('application'), purpose);
  const id = newId();
  const columns = [...new Set(fields)];
  const asked = { id, fields: columns, query: queryOf(query), reason, countAtMost: ROWS_COUNTED_MAX };
  await gateway.exports.begin(request, recordType, asked, async (client, begun) => {
    const at = clock();
    const proof = { secondFactorAt: caller.secondFactorAt, at };
    mustBeWithin(limits, begun, proof);
    mustCarryMark(format, begun.obligations);
    const number = await insertExport(client, {
      ...{ id, network, purpose, recordType, format, hoursKept: limits.hoursKept },
      person: caller.person.id,
      credential: caller.credential.id,
      fields: columns,
      selection: begun.selection,
      reason: begun.reason,
      rowsExpected: begun.rows,
      rowsMost: rowsMostOf(limits, begun.rows, proof),
      askedAt: new Date(at),
    });
    return { export: number, format, rows: begun.rows };
  });
  return id;
}

const ROWS_COUNTED_MAX = 1_000_000;

function queryOf({ filters, mine, ids, sort }: Omit<ExportSelection, 'recordType'>): ExportQuery {
  return {
    filters,
    ...(mine === undefined ? {} : { mine }),
    ...(ids === undefined ? {} : { ids }),
    ...(sort === undefined ? {} : { sort }),
  };
}

async function confirm(parts: ExportsParts, request: AccessRequest, one: StoredExport): Promise<void> {
  const at = new Date(parts.clock());
  await transaction(parts.database.pool('application'), async (client) => {
    const { rowCount } = await client.query(
      `UPDATE fencun.export_recall SET confirmed_at = $2, confirmed_by = $3
        WHERE export = $1 AND confirmed_at IS NULL`,
      [one.id, at, request.caller.person.id],
    );
    if (!rowCount) return;
    await parts.appendWithin(client, [
      recordFor(parts, request, one, 'confirm-recall', { export: one.number, customers: rowCount }),
    ]);
  });
}
