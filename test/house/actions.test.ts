import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/kernel/policy/model.ts';
import { zh } from '../../web/app/log/locale/zh.ts';
import { repositoryFiles, textOf } from './files.ts';

/** Where an act gets its name: `action: 'edit'`, `const action = …`, `perform(act, 'deputy.name', …`, `deed('…')`. */
const NAMED = /\baction(?: =|:) (?:[\w.]+(?: === \w+)? \? )?'([a-z][a-z.-]*)'(?: : '([a-z][a-z.-]*)')?/g;
const PASSED =
  /\b(?:perform|performScim|revise|changeOwn|deed|note|recorded|recordLook|recordingRefusals)\((?:[\w.]+, )*'([a-z][a-z.-]*)'/g;

/** Names that are put together where they are used, by the part that varies. */
const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  'request.${decision.verdict}': ['approve', 'refuse', 'ask-back', 'answer', 'withdraw'],
  'request.${kind}': ['lapse', 'approve', 'refuse', 'escalate'],
  'grant.${kind}': ['give-back', 'revoke'],
};
const TEMPLATE = /(?:perform|byTime)\([^`;]*`([a-z.-]+\$\{[^}`]+\})`/g;
/** Not an act: what a frame may do with our pages. */
const OTHERS = new Set(['deny']);

const texts = repositoryFiles(/^src\/(doors|features|gateway)\/(?!.*\.test\.ts$).*\.ts$/).map(textOf);
const found = (pattern: RegExp) =>
  texts.flatMap((text) =>
    [...text.matchAll(pattern)].flatMap((match) => match.slice(1).flatMap((name) => name ?? [])),
  );

describe('the acts of the log', () => {
  it('HOUSE-6 have a word each, however they are named', () => {
    const composed = found(TEMPLATE);
    expect(composed.filter((name) => COMPOSED[name] === undefined)).toEqual([]);
    const acts = new Set([
      ...ACTIONS,
      ...found(NAMED),
      ...found(PASSED),
      ...composed.flatMap((name) => (COMPOSED[name] ?? []).map((part) => name.replace(/\$\{.*\}/, part))),
    ]);
    expect(acts.size).toBeGreaterThan(80);
    expect([...acts].filter((act) => !OTHERS.has(act) && !Object.hasOwn(zh, `action.${act}`))).toEqual([]);
  });
});
