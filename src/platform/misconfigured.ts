import { Problem } from '../contract/problem.ts';

/** A `misconfigured` problem whose detail says, in both languages, what is wrong and what to do about it. */
export function misconfigured(detail: Readonly<{ zh: string; en: string }>, cause?: unknown): Problem {
  // The title alone would tell a developer who reads a stack trace nothing.
  const options = { cause: cause ?? detail.en };
  return new Problem('misconfigured', { 'detail.zh': detail.zh, 'detail.en': detail.en }, options);
}
