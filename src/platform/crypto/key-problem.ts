import { Problem } from '../../contract/problem.ts';

/**
 * Why a key did not do its work. `unknown`: no key of that id or version is at hand. `unreachable`: the key service
 * did not answer. `refused`: it answered no. `authentication`: the key is not the one that sealed the value, or the
 * value was altered; the two can't be told apart, and mustn't be. `malformed`: it is no sealed value at all.
 */
export type KeyFailure = 'unknown' | 'unreachable' | 'refused' | 'authentication' | 'malformed';

/** Problem `key-unavailable` with its `reason` among the parameters; `key` is an id or version, never a key. */
export function keyProblem(reason: KeyFailure, key: string, cause?: unknown): Problem {
  return new Problem('key-unavailable', { reason, key }, cause === undefined ? {} : { cause });
}
