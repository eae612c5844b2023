import type { Language } from './language.ts';
import type { Terminal } from './terminal.ts';
import { displayWidth } from './width.ts';

export type Progress = Readonly<{
  /** @param total how much there is in all, where that is known */
  update(done: number, total: number | null): void;
  /** Draws the last state and leaves the line. */
  end(): void;
}>;

export type ProgressOptions = Readonly<{
  terminal: Pick<Terminal, 'err' | 'errColumns'>;
  label: string;
  language: Language;
  /** Milliseconds. */
  clock: () => number;
}>;

type State = Readonly<{ done: number; total: number | null }>;

const BAR_CELLS = 24;
const REDRAW_MILLISECONDS = 100;
const LINE_MILLISECONDS = 5_000;

/** A bar that redraws itself on a terminal; elsewhere a plain line every few seconds, as a log file likes it. */
export function createProgress(options: ProgressOptions): Progress {
  const { terminal, label, clock } = options;
  const startedAt = clock();
  const columns = terminal.errColumns;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let state: State | null = null;
  let drawn: State | null = null;

  function draw(): void {
    if (state === null || state === drawn) return;
    const { done, total } = state;
    const figures = figuresOf(done, total, clock() - startedAt, options.language);
    if (columns === null) {
      terminal.err(`${label}: ${figures}\n`);
    } else {
      const text = `${label} ${barOf(done, total)} ${figures}`;
      const line = displayWidth(text) < columns ? text : `${label} ${figures}`;
      terminal.err(`\r\u001b[K${line}`);
    }
    drawn = state;
    drawnAt = clock();
  }

  return {
    update(done, total) {
      state = { done, total };
      const pause = columns === null ? LINE_MILLISECONDS : REDRAW_MILLISECONDS;
      if (clock() - drawnAt >= pause) draw();
    },
    end() {
      draw();
      if (columns !== null && drawn !== null) terminal.err('\n');
    },
  };
}

function barOf(done: number, total: number | null): string {
  if (total === null || total === 0) return '';
  const full = Math.min(BAR_CELLS, Math.round((done / total) * BAR_CELLS));
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`;
}

function figuresOf(done: number, total: number | null, milliseconds: number, language: Language): string {
  const number = new Intl.NumberFormat('en');
  const parts = [total === null ? number.format(done) : `${number.format(done)}/${number.format(total)}`];
  if (total !== null && total > 0) parts.unshift(`${Math.min(100, Math.floor((done / total) * 100))}%`);
  if (milliseconds > 1_000 && done > 0) {
    const perSecond = done / (milliseconds / 1_000);
    parts.push(`${number.format(Math.round(perSecond))}/s`);
    // From the first few rows nothing can be foretold.
    if (total !== null && done < total && done * 50 > total) {
      const time = durationText((total - done) / perSecond);
      parts.push(language === 'zh' ? `还需约 ${time}` : `about ${time} left`);
    }
  }
  return parts.join(language === 'zh' ? '，' : ', ');
}

/** `42 s`, `3 min 10 s`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
