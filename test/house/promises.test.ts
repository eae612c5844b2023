import { describe, expect, it } from 'vitest';
import { repositoryFiles, textOf } from './files.ts';

const PROMISE = /^- \*\*([A-Z]+-\d+)\*\* /gm;
/** A title: the first argument of `it`, plain or through `.each`. */
const TITLE = /\bit(?:\.\w+(?:\([\s\S]*?\))?)?\(\s*(['"`])([A-Z]+-\d+)(?=[ :,])/g;
/** Several promises may be kept by one test: `LEAK-1 LEAK-2 …`. */
const MORE = /\bit(?:\.\w+(?:\([\s\S]*?\))?)?\(\s*['"`]((?:[A-Z]+-\d+[ ,]+)+)/g;

const promised = [...textOf('docs/SPEC.md').matchAll(PROMISE)].map((match) => match[1] ?? '');
const tested = new Set(
  repositoryFiles(/^(src|test|web)\/.*\.test\.tsx?$/).flatMap((path) => {
    const text = textOf(path);
    const first = [...text.matchAll(TITLE)].map((match) => match[2] ?? '');
    const more = [...text.matchAll(MORE)].flatMap((match) => match[1]?.match(/[A-Z]+-\d+/g) ?? []);
    return [...first, ...more];
  }),
);

describe('the promises', () => {
  it('HOUSE-2 no id is given twice', () => {
    expect(promised.filter((id, index) => promised.indexOf(id) !== index)).toEqual([]);
  });
  it('HOUSE-2 every promise has a test', () => {
    expect(promised.filter((id) => !tested.has(id))).toEqual([]);
  });
  it('HOUSE-2 every test that names a promise names one of the list', () => {
    expect([...tested].filter((id) => !promised.includes(id))).toEqual([]);
  });
});
