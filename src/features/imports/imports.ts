import type { Readable } from 'node:stream';
import type { ImportView, StartImport } from '../../contract/imports.ts';
import { Problem } from '../../contract/problem.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { agree } from './agreement.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { createLocks, isAbandoned } from './locks.ts';
import { type ImportsParts, invalid } from './parts.ts';
import { alreadyStarted, lookAgain, mustBeImporter, propose, type Upload } from './propose.ts';
import { rejectedRows } from './rejected-rows.ts';
import { rightsOf } from './rights.ts';
import type { Progress } from './run.ts';
import {
  deleteImport,
  destroyKey,
  importsBefore,
  importsOf,
  importsWithRejections,
  keptImports,
  markPaused,
  markResumed,
  markStarted,
  type RejectedRows,
  replaceKey,
  type StoredImport,
  unfinishedImports,
} from './store.ts';
import { viewOf } from './view.ts';
import { createWorkshop, type Workshop } from './workshop.ts';

export type { ImportsParts } from './parts.ts';
export type { Upload } from './propose.ts';
export type { Progress } from './run.ts';
export type { RejectedRows } from './store.ts';

/**
 * Putting a company's spreadsheets into the vault. Each import belongs to the person who brought the file; to anybody
 * else it does not exist. Rows enter through the gateway, under the importer's authority of that moment; this slice
 * has no right on the vault.
 *
 * All calls throw Problem: `not-found` for an import that is not the caller's, `invalid-input`, `unreadable-file`,
 * `forbidden`, `purpose-required`, `purpose-not-permitted`, `not-signed-in`, `database-unavailable`.
 */
export type Imports = Readonly<{
  /** Takes a file in and proposes what its columns are. Without a record type, it is about customers. */
  propose(request: AccessRequest, upload: Upload, recordType: string | null): Promise<ImportView>;
  view(request: AccessRequest, id: string): Promise<ImportView>;
  /** The caller's own, newest first, at most a hundred. */
  list(request: AccessRequest): Promise<readonly ImportView[]>;
  /** Imports of a person whose rejected rows can still be fetched, the oldest first: counts, and nothing of a row. */
  rejectedRows(person: number): Promise<readonly RejectedRows[]>;
  chooseSheet(request: AccessRequest, id: string, sheet: string): Promise<ImportView>;
  /** Defines what is new and queues the rows; they are stored in the background, one import at a time. */
  start(request: AccessRequest, id: string, start: StartImport): Promise<ImportView>;
  pause(request: AccessRequest, id: string): Promise<ImportView>;
  /** Goes on behind the last stored row, under the session of this request, for the purpose it was started with. */
  resume(request: AccessRequest, id: string): Promise<ImportView>;
  /** Waits for an import that was started, or goes on with a paused one, to its end or to what stops it. */
  runToEnd(
    request: AccessRequest,
    id: string,
    onProgress?: (progress: Progress) => void,
  ): Promise<ImportView>;
  /** The rows that were not taken, with the reasons, as CSV: customer data, and so recorded. */
  rejectedFile(request: AccessRequest, id: string): Promise<Readable>;
  /** Forgets the import and destroys its file. What was stored stays stored. */
  remove(request: AccessRequest, id: string): Promise<void>;
  /** Once at start: pauses imports whose process has died, and removes what it left behind. */
  recover(): Promise<void>;
  /** Destroys files that were brought in before the instant (ms since the Unix epoch). @returns how many */
  expire(before: number): Promise<number>;
  /** Wraps the keys of all imports again after the key provider rotated. @returns how many */
  rewrapKeys(): Promise<number>;
  /** Stops after the batch at hand; what was running is paused. */
  close(): Promise<void>;
}>;

const LISTED_MAX = 100;

export function createImports(parts: ImportsParts): Imports {
  const workshop = createWorkshop(parts);
  const jobs = createJobs(workshop, createLocks(workshop.pool));
  const see = async (request: AccessRequest, id: string) =>
    viewOf(workshop, request, await workshop.own(request, id));

  return {
    propose: async (request, upload, recordType) =>
      see(request, await propose(workshop, request, upload, recordType ?? 'customer')),
    view: see,
    list: async (request) => {
      const own = await importsOf(workshop.pool, request.caller.person.id, LISTED_MAX);
      return Promise.all(own.map((stored) => viewOf(workshop, request, stored)));
    },
    rejectedRows: (person) => importsWithRejections(workshop.pool, person),
    async chooseSheet(request, id, sheet) {
      await lookAgain(workshop, request, await workshop.own(request, id), sheet);
      return see(request, id);
    },
    async start(request, id, wish) {
      await start(workshop, jobs, request, await workshop.own(request, id), wish);
      return see(request, id);
    },
    async pause(request, id) {
      const { state } = await workshop.own(request, id);
      if (state === 'running') await markPaused(workshop.pool, id, null);
      await jobs.stop(id);
      return see(request, id);
    },
    async resume(request, id) {
      await resume(workshop, jobs, request, await workshop.own(request, id));
      return see(request, id);
    },
    async runToEnd(request, id, onProgress) {
      const stored = await workshop.own(request, id);
      if (stored.state === 'proposed') {
        throw invalid({ zh: '该导入尚未开始。', en: 'The import has not been started.' });
      }
      if (stored.state === 'paused' || (stored.state === 'running' && !jobs.isAt(id))) {
        await resume(workshop, jobs, request, stored);
      }
      await jobs.ended(id, onProgress);
      return see(request, id);
    },
    rejectedFile: async (request, id) => rejectedFile(workshop, request, await workshop.own(request, id)),
    remove: async (request, id) => remove(workshop, jobs, request, await workshop.own(request, id)),
    recover: () => recover(workshop),
    expire: (before) => expire(workshop, before),
    rewrapKeys: () => rewrapKeys(workshop),
    close: () => jobs.close(),
  };
}

async function start(
  workshop: Workshop,
  jobs: Jobs,
  request: AccessRequest,
  stored: StoredImport,
  wish: StartImport,
): Promise<void> {
  const { parts, keys, pool } = workshop;
  const { id } = stored;
  if (stored.state !== 'proposed' || stored.key === null) throw alreadyStarted();
  const details = await workshop.detailsOf(stored);
  const key = await keys.open(id, stored.key);
  const facts = { import: id, recordType: wish.recordType };
  await workshop.recorded(request, 'import.start', facts, async (record) => {
    const rights = await rightsOf(parts.gateway, request, parts.clock());
    const agreed = agree(wish, details.columns, rights);
    const runner = parts.newId();
    const started = {
      recordType: wish.recordType,
      purpose: request.purpose ?? '',
      columns: agreed.mapping,
      keyField: agreed.keyField,
      customerKey: agreed.customerKey,
      details: keys.seal(id, key, {
        ...{ ...details, columns: agreed.columns },
        ...(wish.consents === undefined ? {} : { consents: wish.consents }),
      }),
      runner,
      at: new Date(parts.clock()),
    };
    const mark = async (client: Parameters<typeof markStarted>[0] & Parameters<typeof record>[0]) => {
      if (!(await markStarted(client, id, started))) throw alreadyStarted();
      await record(client, {
        rows: stored.rowsTotal,
        newRecordType: !rights.recordTypes.has(wish.recordType),
        newFields: agreed.newFields.map(({ name }) => name).join(','),
      });
    };
    // New fields, what was agreed and the record of both are one transaction.
    if (agreed.newFields.length > 0) await parts.gateway.define(agreed.type, mark);
    else await transaction(pool, mark);
    jobs.enqueue(id, runner, { ...request, caller: rights.caller });
  });
}

async function resume(
  workshop: Workshop,
  jobs: Jobs,
  request: AccessRequest,
  stored: StoredImport,
): Promise<void> {
  const { parts, pool } = workshop;
  const { id } = stored;
  await workshop.recorded(request, 'import.resume', { import: id }, async (record) => {
    if (stored.purpose !== request.purpose) {
      throw invalid({
        zh: '请以开始导入时的处理目的继续。',
        en: 'Resume the import for the purpose for which it was started.',
      });
    }
    const rights = await rightsOf(parts.gateway, request, parts.clock());
    mustBeImporter(rights, stored.recordType);
    await jobs.stop(id);
    const runner = parts.newId();
    await transaction(pool, async (client) => {
      if (!(await markResumed(client, id, runner))) throw notResumable();
      await record(client, { rowsDone: stored.rowsDone });
    });
    jobs.enqueue(id, runner, { ...request, caller: rights.caller });
  });
}

function notResumable(): Problem {
  return invalid({ zh: '该导入没有可继续的部分。', en: 'Nothing of the import is left to resume.' });
}

async function rejectedFile(
  workshop: Workshop,
  request: AccessRequest,
  stored: StoredImport,
): Promise<Readable> {
  const facts = { import: stored.id, rows: stored.rejected, recordType: stored.recordType };
  return workshop.recorded(request, 'import.rejected-rows', facts, async (record) => {
    const rights = await rightsOf(workshop.parts.gateway, request, workshop.parts.clock());
    mustBeImporter(rights, stored.recordType);
    if (stored.rejected === 0) throw new Problem('not-found');
    const stream = await rejectedRows(workshop, stored);
    try {
      await transaction(workshop.pool, (client) => record(client));
      return stream;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  });
}

async function remove(
  workshop: Workshop,
  jobs: Jobs,
  request: AccessRequest,
  { id, state }: StoredImport,
): Promise<void> {
  const { pool, keys, staging } = workshop;
  if (state === 'running') await markPaused(pool, id, null);
  await jobs.stop(id);
  await workshop.recorded(request, 'import.remove', { import: id }, (record) =>
    transaction(pool, async (client) => {
      if (await deleteImport(client, id)) await record(client);
    }),
  );
  keys.forget(id);
  await staging.remove(id);
}

async function recover(workshop: Workshop): Promise<void> {
  const { pool, parts, staging } = workshop;
  for (const { id } of await unfinishedImports(pool)) {
    await transaction(pool, async (client) => {
      if (await isAbandoned(client, id)) await markPaused(client, id, INTERRUPTED);
    });
  }
  const kept = new Set((await keptImports(pool)).map(({ id }) => id));
  await staging.sweep((id) => kept.has(id), parts.clock());
}

async function expire(workshop: Workshop, before: number): Promise<number> {
  const { pool, keys, staging } = workshop;
  const old = await importsBefore(pool, new Date(before));
  for (const { id } of old) {
    await destroyKey(pool, id, EXPIRED);
    keys.forget(id);
    await staging.remove(id);
  }
  return old.length;
}

async function rewrapKeys({ pool, parts }: Workshop): Promise<number> {
  let count = 0;
  for (const { id, key } of await keptImports(pool)) {
    if (key === null) continue;
    if (await replaceKey(pool, id, key, await parts.keyProvider.rewrap(key))) count += 1;
  }
  return count;
}

const INTERRUPTED = {
  zh: '导入因系统重启而中断。继续即可，已导入的部分不会重复。',
  en: 'The system was restarted during the import. Resume it; nothing is imported twice.',
};
const EXPIRED = {
  zh: '文件已按保存期限销毁。需要时请重新上传。',
  en: 'The file was destroyed when its time was up. Upload it again if it is needed.',
};
