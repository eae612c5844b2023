import type { Conversions } from '../../gateway/door.ts';

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

export function createConversionWork(conversions: Pick<Conversions, 'run'>): ConversionWork {
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
      .run(abort.signal)
      // It notes with the conversion what stops it; the next look tries again.
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
    async close() {
      abort.abort();
      if (timer !== null) clearInterval(timer);
      await working;
    },
  };
}
