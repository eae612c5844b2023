import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The files of the repository, as git knows them or would with the next commit. */
export function repositoryFiles(pattern: RegExp): readonly string[] {
  const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\n').filter((path) => pattern.test(path));
}

export function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}
