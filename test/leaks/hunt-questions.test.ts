import { afterAll, beforeAll, expect, it } from 'vitest';
import { canary, dresses, scannerFor } from './canaries.ts';
import { CUSTOMER } from './company.ts';
import { huntAll, type Result } from './hunt.ts';
import { type Base, createBase } from './world.ts';

/**
 * Ways in which systems of this kind leaked when they were asked, hunted by everybody who comes to the door. Each probe
 * is made in two worlds that differ only in what the principal may not notice; a leak is a canary in an answer, a
 * difference between the two, a failure, or an answer where only a refusal is right.
 */

const HUNT_MS = 1_800_000;

let base: Base;
let result: Result;
beforeAll(async () => {
  base = await createBase();
  result = await huntAll(base, 'reading');
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

it('LEAK-1 a filter on a field that may not be searched changes neither rows nor totals', () => {
  expectNone(1);
});
it('LEAK-2 no operator, suffix or column name reaches another column', () => {
  expectNone(2);
});
it('LEAK-3 what is about a customer obeys the rules of its own records', () => {
  expectNone(3);
});
it('LEAK-4 neither order nor cursors tell of values that may not be searched', () => {
  expectNone(4);
});
it('LEAK-5 groups are refused, or say nothing of what may not be counted', () => {
  expectNone(5);
});
it('LEAK-6 no figure is that of a single customer', () => {
  expectNone(6);
});
it('LEAK-7 no part of a hidden text and no guess at a hidden value can be confirmed', () => {
  expectNone(7);
});
it('LEAK-8 a stored filter is no way around the check: a query holds all its conditions', () => {
  expectNone(8);
});
it('LEAK-9 what is masked can be searched neither by its value nor by its mask', () => {
  expectNone(9);
});
it('LEAK-10 a condition that is not permitted or not understood is refused, never dropped', () => {
  expectNone(10);
});
it('LEAK-11 hidden records count in no total', () => {
  expectNone(11);
});
it('LEAK-14 leaving out the fields, naming them, or naming columns gives what may be seen and no more', () => {
  expectNone(14);
});
it('LEAK-15 a relation cannot be expanded past the rules of the record that it points to', () => {
  expectNone(15);
});
it('LEAK-16 a relation shows an id, and no title of a record that may not be seen', () => {
  expectNone(16);
});
it('LEAK-19 a record that is read alone passes the same projection', () => {
  expectNone(19);
});
it('LEAK-20 catalogue, API description and reference name nothing that is withheld everywhere', () => {
  expectNone(20);
});
it('LEAK-25 history, accesses and explanations hold no value that may not be seen', () => {
  expectNone(25);
});
it('LEAK-30 no second syntax, method or content type says more than the first', () => {
  expectNone(30);
});
it('LEAK-39 a value of another type is refused, and opens nothing', () => {
  expectNone(39);
});

it('LEAK-42 the hunt would find a canary in every dress, and knows no other text for one', () => {
  for (const field of CUSTOMER.fields) {
    const value = canary(field, `of ${field.name}`, 'match');
    if (value === null) continue;
    const scan = scannerFor([{ cell: field.name, value }]);
    for (const dress of dresses(value)) expect(scan(`{"x":"…${dress}…"}`), dress).toEqual([field.name]);
    const other = canary(field, `of ${field.name}`, 'other') ?? '';
    for (const dress of dresses(other)) expect(scan(`{"x":"…${dress}…"}`), dress).toEqual([]);
    expect(other).toHaveLength(value.length);
    for (const before of ['', 'a', 'ab', 'abc']) {
      const hidden = Buffer.from(`${before}${value}${before}`).toString('base64');
      expect(scan(hidden), hidden).toEqual([field.name]);
    }
  }
});

/** A hunt in which everything is refused finds nothing, and proves nothing. */
const PERFORMED = [
  'queryRecords',
  'listRecords',
  'readRecord',
  'aggregateRecords',
  'matchValue',
  'readHistory',
  'printRecord',
  'noteCopy',
  'listRelated',
  'explainRecord',
  'listAccesses',
  'listRecordTypes',
  'listPurposes',
  'openapi',
  'reference',
];

it('LEAK-42 the hunt gets through: what somebody may do was done for somebody', () => {
  expect(PERFORMED.filter((operation) => !result.performed.has(operation))).toEqual([]);
});
