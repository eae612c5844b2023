import { Problem } from '../../contract/problem.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { Locks } from './locks.ts';
import { wordsOf } from './parts.ts';
import { type Progress, runImport, Superseded } from './run.ts';
import { findImport, markEnded } from './store.ts';
import type { Workshop } from './workshop.ts';

/** The runs of this process, one at a time in the order in which they were asked for. */
export type Jobs = Readonly<{
  /** Takes a run that the database already names as the import's. */
  enqueue(id: string, runner: string, request: AccessRequest): void;
  /** Whether this process has a run of the import under way or waiting. */
  isAt(id: string): boolean;
  /** Resolves when the run of the import in this process has ended; at once when there is none. */
  ended(id: string, report?: (progress: Progress) => void): Promise<void>;
  /** Stops the run at the end of its batch; resolves when it has stopped. */
  stop(id: string): Promise<void>;
  close(): Promise<void>;
}>;

type Job = Readonly<{
  runner: string;
  abort: AbortController;
  listeners: Set<(progress: Progress) => void>;
  done: Promise<void>;
  /** Has its turn; before it, nobody need wait for it to stop. */
  begun: { yet: boolean };
}>;

export function createJobs(workshop: Workshop, locks: Locks): Jobs {
  const jobs = new Map<string, Job>();
  let last: Promise<void> = Promise.resolve();

  function enqueue(id: string, runner: string, request: AccessRequest): void {
    const abort = new AbortController();
    const listeners: Job['listeners'] = new Set();
    const holding = locks.hold(id);
    // Reported when its turn comes.
    holding.catch(() => {});
    const begun = { yet: false };
    const run = async (): Promise<void> => {
      begun.yet = true;
      try {
        await holding;
        if (abort.signal.aborted) throw new Superseded();
        const report = (progress: Progress) => {
          for (const listener of listeners) listener(progress);
        };
        await work(workshop, { id, runner, request, signal: abort.signal }, report);
      } catch (error) {
        await end(workshop, { id, runner }, 'paused', error);
      } finally {
        if (jobs.get(id)?.runner === runner) jobs.delete(id);
        await locks.release(id).catch(() => {});
      }
    };
    last = last.then(run, run);
    jobs.set(id, { runner, abort, listeners, done: last, begun });
  }

  async function stop(id: string): Promise<void> {
    const job = jobs.get(id);
    job?.abort.abort();
    if (job?.begun.yet) await job.done;
  }

  return {
    enqueue,
    stop,
    isAt: (id) => jobs.has(id),
    async ended(id, report) {
      const job = jobs.get(id);
      if (report !== undefined) job?.listeners.add(report);
      await job?.done;
    },
    async close() {
      for (const { abort } of jobs.values()) abort.abort();
      await last;
      locks.close();
    },
  };
}

type Run = Parameters<typeof runImport>[1];

async function work(workshop: Workshop, run: Run, report: (progress: Progress) => void): Promise<void> {
  const { pool, parts } = workshop;
  const stored = await findImport(pool, run.id);
  if (stored?.runner !== run.runner) return;
  parts.log.info('import running', { import: run.id, rows: stored.rowsTotal, done: stored.rowsDone });
  await runImport(workshop, run, stored, await workshop.detailsOf(stored), report);
  const finished = { state: 'finished', problem: null, at: new Date(parts.clock()) } as const;
  if (!(await markEnded(pool, run, finished))) return;
  const ended = await findImport(pool, run.id);
  // Without rejected rows nobody needs the file any more.
  if (ended?.rejected === 0) await workshop.staging.remove(run.id);
  parts.log.info('import finished', {
    import: run.id,
    created: ended?.created,
    updated: ended?.updated,
    rejected: ended?.rejected,
  });
}

/** What stops a run stays with the import, in words that say what to do. Only what can never work fails it. */
async function end(
  workshop: Workshop,
  run: Readonly<{ id: string; runner: string }>,
  state: 'paused' | 'failed',
  error: unknown,
): Promise<void> {
  const { parts, pool } = workshop;
  const superseded = error instanceof Superseded;
  const code = error instanceof Problem ? error.code : 'internal';
  if (!superseded) {
    // Messages of unexpected errors may quote a value; their names and codes don't.
    const name = error instanceof Error ? error.name : typeof error;
    const own = error instanceof Error && 'code' in error ? String(error.code) : code;
    parts.log.warn('import stopped', { import: run.id, problem: code, error: name, code: own });
  }
  const problem = superseded ? null : problemWords(error);
  const final = code === 'unreadable-file' ? 'failed' : state;
  try {
    await markEnded(pool, run, { state: final, problem, at: new Date(parts.clock()) });
  } catch {
    // The database is gone: the row still says running, and `recover` will find that nobody is at it.
    parts.log.error('the state of an import could not be noted', { import: run.id });
  }
}

function problemWords(error: unknown): Label {
  if (!(error instanceof Problem)) return wordsOf(new Problem('internal'));
  return error.code === 'not-signed-in' ? SIGNED_OUT : wordsOf(error);
}

const SIGNED_OUT: Label = {
  zh: '发起导入的会话已结束。请登录后继续，已导入的部分不会重复。',
  en: 'The session that started the import has ended. Sign in and resume; nothing is imported twice.',
};
