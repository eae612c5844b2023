import { afterAll, beforeAll, expect, it } from 'vitest';
import { huntAll, type Result } from './hunt.ts';
import { type Base, createBase } from './world.ts';

/**
 * The same hunt through everything that is not a question: writes and what they answer, imports, the access log, the
 * work of the offices. Whatever succeeds, succeeds in both worlds in the same way.
 */

const HUNT_MS = 1_800_000;

let base: Base;
let result: Result;
beforeAll(async () => {
  base = await createBase();
  result = await huntAll(base, 'inTurn');
}, HUNT_MS);
afterAll(() => base.drop());

/** Enough of them to see what they have in common. */
const SHOWN_AT_MOST = 8;

function expectNone(...leaks: readonly number[]): void {
  for (const leak of leaks)
    expect(result.probed.get(leak) ?? 0, `probes of class ${leak}`).toBeGreaterThan(0);
  const found = result.findings.filter(({ leak }) => leaks.includes(leak));
  expect(found.slice(0, SHOWN_AT_MOST), `${found.length} findings`).toEqual([]);
}

it('LEAK-11 hidden records count in nothing that an erasure tells', () => {
  expectNone(11);
});
it('LEAK-12 a refusal names no field that the reader may not know of', () => {
  expectNone(12);
});
it('LEAK-13 a new record that doubles a hidden one is stored like any other', () => {
  expectNone(13);
});
it('LEAK-18 a write answers with the record as its writer may see it, and never tells whether a guess was right', () => {
  expectNone(18);
});
it('LEAK-22 an import belongs to who brought it, and the name of a file opens no file', () => {
  expectNone(22);
});
it('LEAK-25 the access log holds no value, whoever searches, verifies or copies it', () => {
  expectNone(25);
});
it('LEAK-34 a write that fails halfway does not tell how far it came', () => {
  expectNone(34);
});
it('LEAK-35 every route, whoever calls it, holds to the same rules', () => {
  expectNone(35);
});
it('LEAK-40 repeating a field, a record or a request a hundred times multiplies nothing', () => {
  expectNone(40);
});

/** A hunt in which everything is refused finds nothing, and proves nothing. */
const PERFORMED = [
  'createRecord',
  'editRecord',
  'editRecords',
  'previewEdits',
  'eraseRecord',
  'uploadImport',
  'listImports',
  'queryLog',
  'verifyLog',
  'readCheckpoint',
  'readTile',
  'readOrganisation',
  'readPolicy',
  'whoCanSee',
  'previewPolicy',
  'createPerson',
  'createDepartment',
  'issueToken',
  'metrics',
];

it('LEAK-42 the hunt gets through: what somebody may do was done for somebody', () => {
  expect(PERFORMED.filter((operation) => !result.performed.has(operation))).toEqual([]);
});
