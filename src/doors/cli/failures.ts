import { Problem } from '../../contract/problem.ts';
import { asProblem } from '../../platform/database/connect.ts';
import { type ExitCode, exitCodeOf, Interrupted, Unavailable } from './exit-codes.ts';
import type { Shell } from './shell.ts';
import { printable } from './width.ts';

/** Says what went wrong and what to do, in the reader's language; never a stack trace, and never a driver's words. */
export function tellFailure(shell: Shell, thrown: unknown): ExitCode {
  const { errPaint, note, say, language } = shell;
  const error = asProblem(thrown);
  const code = exitCodeOf(error);
  if (error instanceof Interrupted) {
    note(say({ zh: '已中断。', en: 'Interrupted.' }));
  } else if (error instanceof Unavailable) {
    note(`${errPaint.red('fencun:')} ${say(error.label)}`);
  } else if (error instanceof Problem) {
    note(`${errPaint.red('fencun:')} ${printable(error.title(language))}`);
    for (const line of error.detail(language).split('\n')) note(`  ${printable(line)}`);
  } else {
    note(`${errPaint.red('fencun:')} ${new Problem('internal').title(language)}`);
    note(
      `  ${say({
        zh: `这是程序缺陷，请报告（${whereabouts(error)}）。`,
        en: `This is a bug; please report it (${whereabouts(error)}).`,
      })}`,
    );
  }
  return code;
}

/**
 * What helps to find a bug and holds no data: the kind of error and the first place of ours. Messages of drivers and
 * libraries quote values.
 */
function whereabouts(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const inner = error.cause instanceof Error ? error.cause : error;
  const frame = /(?:src|dist\/server)\/([\w./-]+:\d+)/.exec(inner.stack ?? error.stack ?? '')?.[1];
  const cause = inner === error ? '' : ` < ${nameOf(inner)}`;
  return `${error.name}${code}${cause}${frame === undefined ? '' : ` @ ${frame}`}`;
}

function nameOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}

/** A refusal of this door itself, where no service has anything to say. */
export function refused(zh: string, en: string): Problem {
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en });
}
