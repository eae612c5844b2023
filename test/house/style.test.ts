import { describe, expect, it } from 'vitest';
import { repositoryFiles, textOf } from './files.ts';

/** Each ban names what to do instead. Tables of data may be long; code may not. */
const LINES_AT_MOST = 500;
const TABLES: readonly string[] = [
  'src/kernel/classify/districts.ts',
  'src/kernel/classify/cities.ts',
  'src/contract/problem.ts',
];

const sources = repositoryFiles(/^(src|web|test|bench|scripts|bin)\/.*\.(ts|tsx|js)$/);

function offenders(files: readonly string[], pattern: RegExp): readonly string[] {
  return files.flatMap((path) =>
    textOf(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );
}

describe('the style of the house', () => {
  it('HOUSE-3 the kernel reads no clock and draws no chance: take them as arguments', () => {
    const kernel = sources.filter((path) => /^src\/kernel\/(?!.*\.test\.ts$)/.test(path));
    expect(offenders(kernel, /Math\.random|Date\.now|new Date\(\)|performance\./)).toEqual([]);
  });

  it('HOUSE-4 files fit in the head: split them by noun', () => {
    const long = sources
      .filter((path) => !TABLES.includes(path))
      .filter((path) => textOf(path).split('\n').length > LINES_AT_MOST);
    expect(long).toEqual([]);
  });

  it('HOUSE-4 no postponed work: build it, or name the gap in the documents', () => {
    // Put together from parts, so that this file does not find itself.
    expect(
      offenders(sources, new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|X{3})\\b`)),
    ).toEqual([]);
  });

  it('HOUSE-4 no focused or skipped tests: a test that does not run proves nothing', () => {
    const tests = sources.filter((path) => path.endsWith('.test.ts'));
    expect(offenders(tests, /\b(it|test|describe)\.(only|skip|todo)\b/)).toEqual([]);
  });

  it('HOUSE-4 no machine paths: use paths relative to the repository or the data folder', () => {
    const all = repositoryFiles(/\.(ts|tsx|js|md|json|yaml|yml)$/).filter(
      (path) => path !== 'package-lock.json',
    );
    expect(offenders(all, new RegExp(`/${'work'}/[a-z.]+/|/bash_${'jobs'}`))).toEqual([]);
  });

  it('HOUSE-5 the lock file names no registry', () => {
    expect(textOf('package-lock.json')).not.toMatch(/"resolved": "http/);
  });
});
