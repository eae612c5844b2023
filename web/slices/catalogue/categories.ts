import type { CatalogueView } from '../../../src/contract/catalogue-editing.ts';

const USUAL = ['basic', 'transaction', 'preference', 'service', 'finance'];

/** The usual categories, and those that fields and purposes use. */
export function categoriesOf({ recordTypes, purposes }: CatalogueView): string[] {
  const used = recordTypes.flatMap(({ fields }) => fields.map(({ category }) => category));
  const opened = purposes.flatMap(({ categories }) => categories);
  return [...new Set([...USUAL, ...used, ...opened])];
}
