import { expect, it } from 'vitest';
import type { CatalogueField } from '../api/catalogue.ts';
import { bySensitivity } from './by-sensitivity.ts';

it('disclosed fields are summed by their sensitivity, and those that are gone stand apart', () => {
  const fields = [
    { name: 'name', sensitivity: 3 },
    { name: 'phone', sensitivity: 3 },
    { name: 'card', sensitivity: 4 },
  ] as CatalogueField[];
  const count = (field: string, shown: number, masked = 0) => ({
    ...{ recordType: 'customer', field, shown, masked, summary: 0 },
  });
  const counts = [count('name', 5), count('phone', 1, 2), count('card', 0, 7), count('fax', 1)];
  expect(bySensitivity(counts, [{ name: 'customer', fields }])).toEqual([
    { level: 4, shown: 0, masked: 7, summary: 0 },
    { level: 3, shown: 6, masked: 2, summary: 0 },
    { level: null, shown: 1, masked: 0, summary: 0 },
  ]);
});
