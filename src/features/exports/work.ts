import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { AccessRequest, Caller } from '../../gateway/door.ts';
import type { Label } from '../../kernel/record-type.ts';
import { transaction } from '../../platform/database/transaction.ts';
import {
  approvalFirst,
  countCustomers,
  limitsFor,
  mustCarryMark,
  tooManyRows,
  uncountCustomers,
} from './limits.ts';
import { BATCH_ROWS, dayOf, type ExportsParts, wordsOf } from './parts.ts';
import { openRecalls } from './recalls.ts';
import { findExport, holdExport, keepBatch, type StoredExport } from './store.ts';

/** Makes files in the background, of each person one at a time, whichever process takes them up. */
export type ExportWork = Readonly<{
  /** There may be something to do. */
  nudge(): void;
  /** From now on looks for itself as well. */
  start(): void;
  /** Does all that there is to do; for tests and the command line. */
  settle(): Promise<void>;
  /** Resolves when what is under way in this process has come to the end of its batch. */
  close(): Promise<void>;
}>;

const LOOK_EVERY_MS = 10_000;
const AFTER_FAILURE_MS = 5_000;
/** Files made side by side by one process, of different people. */
const AT_ONCE = 2;

/** The export is not ours to go on with: cancelled, or another process has it. The batch at hand is rolled back. */
class Superseded extends Error {}

export function createExportWork(parts: ExportsParts): ExportWork {
  const abort = new AbortController();
  let working: Promise<unknown> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | null = null;

  async function look(): Promise<void> {
    for (const due of [expire, openRecalls]) {
      await due(parts).catch(() =>
        parts.log.warn('exports that are due could not be seen to; it is tried again'),
      );
    }
    await Promise.all(Array.from({ length: AT_ONCE }, () => workThrough(parts, abort.signal)));
  }

  function nudge(): void {
    if (abort.signal.aborted) return;
    if (working !== null) {
      again = true;
      return;
    }
    working = look()
      // The database is away; the next look tries again.
      .catch(() => {})
      .then(() => {
        working = null;
        if (!again) return;
        again = false;
        nudge();
      });
  }

  return {
    nudge,
    start() {
      nudge();
      timer ??= setInterval(nudge, LOOK_EVERY_MS).unref();
    },
    async settle() {
      while (working !== null) await working;
      await look();
    },
    async close() {
      abort.abort();
      if (timer !== null) clearInterval(timer);
      await working;
    },
  };
}

/** The lock is the connection's: PostgreSQL gives it up when the process ends, however it ends. */
const LOCK = `hashtextextended('fencun.export|' || $1, 0)`;

async function workThrough(parts: ExportsParts, signal: AbortSignal): Promise<void> {
  const pool = parts.database.pool('application');
  const waiting = async () =>
    (
      await pool.query<{ id: string; person: number }>(
        `SELECT id, person FROM fencun.export WHERE state IN ('queued', 'running') ORDER BY number`,
      )
    ).rows;
  if ((await waiting()).length === 0) return;
  const lock = await pool.connect();
  try {
    const busy = new Set<number>();
    for (;;) {
      const next = (await waiting()).find(({ person }) => !busy.has(person));
      if (signal.aborted || next === undefined) return;
      const { rows } = await lock.query<{ free: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS free`, [
        next.person,
      ]);
      if (rows[0]?.free !== true) {
        busy.add(next.person);
        continue;
      }
      try {
        if (!(await make(parts, next.id, signal))) busy.add(next.person);
      } finally {
        await lock.query(`SELECT pg_advisory_unlock(${LOCK})`, [next.person]);
      }
    }
  } finally {
    // Ending the connection ends its locks, whatever state it is in.
    lock.release(true);
  }
}

/** @returns whether it came to an end; false where it is left for later */
async function make(parts: ExportsParts, id: string, signal: AbortSignal): Promise<boolean> {
  const memory: { caller: Caller | null } = { caller: null };
  while (!signal.aborted) {
    const one = await findExport(parts.database.pool('application'), id);
    if (one === null || (one.state !== 'queued' && one.state !== 'running')) return true;
    try {
      await makeBatch(parts, one, memory);
    } catch (error) {
      if (error instanceof Superseded) continue;
      const problem = error instanceof Problem ? error : new Problem('internal');
      // Messages of unexpected errors may quote a value; their names don't.
      const name = error instanceof Error ? error.name : typeof error;
      parts.log.warn('export stopped', { export: one.number, problem: problem.code, error: name });
      if (problem.status === 503) {
        await pause(AFTER_FAILURE_MS, undefined, { signal }).catch(() => {});
        return false;
      }
      await failExport(parts, id, problem);
      return true;
    }
  }
  return false;
}

async function makeBatch(
  parts: ExportsParts,
  one: StoredExport,
  memory: { caller: Caller | null },
): Promise<void> {
  const { gateway, clock, callerOf, batchRows = BATCH_ROWS } = parts;
  const renew = async () => {
    const current = await callerOf(one.credential);
    memory.caller = current;
    return current;
  };
  const caller = memory.caller ?? (await renew());
  if (caller === null) throw new Problem('not-signed-in');
  const request: AccessRequest = {
    caller,
    purpose: one.purpose,
    door: 'job',
    network: one.network,
    request: null,
    renew,
  };
  await gateway.exports.batch(
    request,
    one.recordType,
    one,
    { position: one.position, rows: batchRows },
    async (client, { rows, unapproved, obligations, position: to }) => {
      const at = clock();
      const day = dayOf(at);
      if (!(await holdExport(client, one))) throw new Superseded();
      // The rules may have come to ask for it since the file was begun.
      if (unapproved.length > 0 && obligations.includes('approval')) throw approvalFirst();
      mustCarryMark(one.format, obligations);
      if (one.rowsDone + rows.length > one.rowsMost) throw tooManyRows(one.rowsMost);
      const { customersPerDay } = await limitsFor(client, one.purpose);
      const { person, purpose } = one;
      await countCustomers(client, { person, purpose, day }, unapproved, customersPerDay);
      const counted = new Set(unapproved);
      await keepBatch(client, one, { rows, counted, day, to, at });
    },
  );
}

async function failExport(parts: ExportsParts, id: string, problem: Problem): Promise<void> {
  const words = problem.code === 'not-signed-in' ? SIGNED_OUT : wordsOf(problem);
  await transaction(parts.database.pool('application'), async (client) => {
    await endExport(client, id, { state: 'failed', problem: words, at: new Date(parts.clock()) });
  });
}

const SIGNED_OUT: Label = {
  zh: '发起导出的会话已结束，文件没有生成。请登录后重新导出。',
  en: 'The session that asked for the export has ended, so no file was made. Sign in and export anew.',
};

/**
 * Ends an export that nobody could fetch yet: its rows go, and what they counted is given back.
 *
 * @returns false when it had ended already
 */
export async function endExport(
  client: pg.PoolClient,
  id: string,
  { state, problem, at }: Readonly<{ state: 'failed' | 'cancelled'; problem: Label | null; at: Date }>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.export SET state = $2, problem = $3, ended_at = $4, position = NULL
      WHERE id = $1 AND state IN ('queued', 'running')`,
    [id, state, problem === null ? null : JSON.stringify(problem), at],
  );
  if (rowCount === 0) return false;
  await uncountCustomers(client, id);
  await client.query('DELETE FROM fencun.export_row WHERE export = $1', [id]);
  return true;
}

/** Destroys what is in files whose time is up. Of a file that somebody fetched it stays known whom it holds. */
async function expire(parts: ExportsParts): Promise<void> {
  const pool = parts.database.pool('application');
  const { rows: due } = await pool.query<{ id: string }>(
    `SELECT id FROM fencun.export WHERE state = 'ready' AND expires_at <= $1`,
    [new Date(parts.clock())],
  );
  for (const { id } of due) {
    await transaction(pool, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE fencun.export SET state = 'expired' WHERE id = $1 AND state = 'ready'`,
        [id],
      );
      if (rowCount === 0) return;
      // Asked now that nobody can begin to fetch it: whoever did so until now is known.
      const { rowCount: fetched } = await client.query(
        'SELECT FROM fencun.export_download WHERE export = $1 LIMIT 1',
        [id],
      );
      await client.query(
        fetched === 0
          ? 'DELETE FROM fencun.export_row WHERE export = $1'
          : 'UPDATE fencun.export_row SET sealed = NULL WHERE export = $1',
        [id],
      );
    });
  }
}
