import type { ProblemBody } from '../../../src/contract/common.ts';

/** What the server refused or failed at, or `unreachable` / `unreadable` when no problem details arrived at all. */
export class ApiProblem extends Error {
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.code);
    this.name = 'ApiProblem';
    this.body = body;
  }

  get code(): string {
    return this.body.code;
  }

  get status(): number {
    return this.body.status;
  }
}

/** Nobody answered: the words for it come from the app's own locale, by its code. */
export function localProblem(code: 'unreachable' | 'unreadable', status: number, request = ''): ApiProblem {
  return new ApiProblem({ type: 'about:blank', title: '', detail: '', status, code, request });
}

export function isProblem(error: unknown, code: string): boolean {
  return error instanceof ApiProblem && error.code === code;
}
