import { describe, expect, it } from 'vitest';
import { CHOSEN_MAX, choose, chooseAll, chosenRows } from './chosen.ts';
import type { ListedRow } from './records-api.ts';

const rows = Array.from(
  { length: 250 },
  (_, i) => ({ record: { id: String(i), version: 1, values: {} }, answer: {} }) as ListedRow,
);
const NONE = new Set<string>();

describe('choosing rows', () => {
  it('WEB-62 takes one, takes it back, and with shift all rows between', () => {
    const one = choose(rows, NONE, 3);
    expect([...one]).toEqual(['3']);
    expect([...choose(rows, one, 3)]).toEqual([]);
    expect([...choose(rows, one, 6, 3)]).toEqual(['3', '4', '5', '6']);
    expect([...choose(rows, choose(rows, one, 6, 3), 4, 6)]).toEqual(['3']);
    expect(chosenRows(rows, one).map(({ record }) => record.id)).toEqual(['3']);
  });

  it('WEB-62 takes no more than one request may change', () => {
    expect(choose(rows, NONE, 249, 0).size).toBe(CHOSEN_MAX);
    const all = chooseAll(rows, NONE);
    expect(all.size).toBe(CHOSEN_MAX);
    expect(chooseAll(rows, all).size).toBe(0);
  });
});
