import { Problem } from '../../contract/problem.ts';
import type { Conversions } from '../../gateway/door.ts';
import type { Logger } from '../../platform/log.ts';

/** Works on conversions in this process: when one is begun here, at start, and now and then on what others left. */
export type ConversionWork = Readonly<{
  /** There may be something to do. */
  nudge(): void;
  /** From now on looks for itself as well. */
  start(): void;
  /** Resolves when what is under way in this process has come to the end of its batch. */
  close(): Promise<void>;
}>;

const LOOK_EVERY_MS = 30_000;

export function createConversionWork(
  conversions: Pick<Conversions, 'run'>,
  log: Pick<Logger, 'error'>,
): ConversionWork {
  const abort = new AbortController();
  let working: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | null = null;

  function nudge(): void {
    if (abort.signal.aborted) return;
    if (working !== null) {
      again = true;
      return;
    }
    working = conversions
      .run(abort.signal, (conversion, error) =>
        log.error('the conversion of a field does not get on', { conversion, ...reasonOf(error) }),
      )
      // The next look tries again.
      .catch((error: unknown) => log.error('conversions of fields were not looked for', reasonOf(error)))
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
    async close() {
      abort.abort();
      if (timer !== null) clearInterval(timer);
      await working;
    },
  };
}

/** Never the words of the error: they may quote a value. */
function reasonOf(error: unknown): Readonly<{ reason: string; code: string | null }> {
  if (error instanceof Problem) return { reason: 'Problem', code: error.code };
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  return { reason: error instanceof Error ? error.name : 'unknown', code };
}
