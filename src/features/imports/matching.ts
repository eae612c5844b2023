import type { Proposal } from '../../kernel/classify/columns.ts';
import { readHeader } from '../../kernel/classify/header.ts';
import type { Field, FieldType } from '../../kernel/record-type.ts';

/** Which existing field each column is, if any; no field is given to two columns. */
export type Match = Readonly<{ field: Field; by: 'name' | 'label' | 'words' | 'kind' }>;

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
 * then by another way to say the same (会员姓名 of a customer is their 姓名), then by its kind where there can be no doubt.
 */
export function matchFields(
  recordType: string,
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
  pass('words', (index) => {
    const meant = ownWords(recordType, columns[index]?.header ?? '');
    if (meant === null) return undefined;
    return [...free].find(({ label }) =>
      [label.zh, label.en].some((text) => ownWords(recordType, text) === meant),
    );
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

/** What a header means in the vocabulary, without saying whose it is: every column of a customer is the customer's. */
function ownWords(recordType: string, header: string): string | null {
  const { name, kind } = readHeader(header);
  if (name === null || kind === null) return null;
  const own = `${recordType}_`;
  return name.startsWith(own) ? name.slice(own.length) : name;
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
