import { Problem } from '../../../contract/problem.ts';
import type { Label } from '../../../kernel/record-type.ts';
import { asProblem } from '../../../platform/database/connect.ts';

export type Status = 'ok' | 'warn' | 'fail';

/** One thing that was looked at, what was found, and what to do about it where something is. */
export type Check = Readonly<{ id: string; status: Status; finding: Label; remedy: Label | null }>;

export function ok(id: string, zh: string, en: string): Check {
  return { id, status: 'ok', finding: { zh, en }, remedy: null };
}

export function warn(id: string, finding: Label, remedy: Label): Check {
  return { id, status: 'warn', finding, remedy };
}

export function fail(id: string, finding: Label, remedy: Label): Check {
  return { id, status: 'fail', finding, remedy };
}

/** What a check that could not be made says: the problem's own words tell what to do. */
export function failedWith(id: string, thrown: unknown): Check {
  const error = asProblem(thrown);
  const problem = error instanceof Problem ? error : new Problem('internal');
  return fail(
    id,
    { zh: problem.title('zh'), en: problem.title('en') },
    { zh: problem.detail('zh'), en: problem.detail('en') },
  );
}
