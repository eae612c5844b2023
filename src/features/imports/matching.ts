import type { Proposal } from '../../kernel/classify/columns.ts';
import type { Field, FieldType } from '../../kernel/record-type.ts';

/** Which existing field each column is, if any; no field is given to two columns. */
export type Match = Readonly<{ field: Field; by: 'name' | 'label' | 'kind' }>;

/** Types so particular that the only field of the type, and the only column of it, must be the same. */
const PARTICULAR: ReadonlySet<FieldType> = new Set([
  'phone',
  'email',
  'resident-id',
  'passport',
  'bank-card',
  'uscc',
  'plate',
  'birth-date',
  'address',
]);

/**
 * Finds the field that a column already has: by the name that the vocabulary of headers gives it, then by either label,
 * then by its kind where there can be no doubt.
 */
export function matchFields(
  columns: readonly Readonly<{ header: string; proposal: Proposal }>[],
  fields: readonly Field[],
): readonly (Match | null)[] {
  const free = new Set(fields.filter(({ derived }) => derived === undefined));
  const matches: (Match | null)[] = columns.map(() => null);
  const pass = (by: Match['by'], find: (index: number) => Field | undefined): void => {
    for (const index of columns.keys()) {
      if (matches[index] !== null) continue;
      const field = find(index);
      if (field === undefined || !free.delete(field)) continue;
      matches[index] = { field, by };
    }
  };
  pass('name', (index) => [...free].find(({ name }) => name === columns[index]?.proposal.name));
  pass('label', (index) => {
    const words = wordsOf(columns[index]?.header ?? '', columns[index]?.proposal);
    return [...free].find(({ label }) => [label.zh, label.en].some((text) => words.has(plain(text))));
  });
  const columnsLeft = (type: FieldType) =>
    columns.filter(({ proposal }, index) => matches[index] === null && proposal.type === type).length;
  pass('kind', (index) => {
    const type = columns[index]?.proposal.type;
    if (type === undefined || !PARTICULAR.has(type) || columnsLeft(type) !== 1) return undefined;
    const candidates = fields.filter((field) => field.type === type && field.derived === undefined);
    return candidates.length === 1 ? candidates[0] : undefined;
  });
  return matches;
}

function wordsOf(header: string, proposal: Proposal | undefined): ReadonlySet<string> {
  const words = [header, proposal?.label.zh ?? '', proposal?.label.en ?? ''].map(plain);
  return new Set(words.filter((word) => word !== ''));
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*:_\-–]+/g, '');
}
