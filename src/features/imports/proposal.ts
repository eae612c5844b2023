import type { ColumnProposal } from '../../contract/imports.ts';
import { classifyColumns, type Proposal } from '../../kernel/classify/columns.ts';
import type { DateHints } from '../../kernel/classify/date.ts';
import type { Field, Label, RecordType } from '../../kernel/record-type.ts';
import { type Match, matchFields } from './matching.ts';
import type { Rights } from './rights.ts';
import type { Survey, SurveyedColumn } from './survey.ts';

/** A column as it is proposed and later agreed; `classified` stays what the classifier said of it. */
export type ProposedColumn = Readonly<
  Pick<ColumnProposal, 'column' | 'header' | 'existing' | 'include' | 'confidence'>
> &
  Readonly<{
    field: Field;
    reasons: readonly Label[];
    classified: Field;
    recognised: boolean;
    dateHints?: DateHints;
  }>;

/** Headers that we ourselves put over the reasons in a file of rejected rows. */
export const REASON_HEADERS: readonly [string, string] = ['未导入原因', 'Reason not imported'];

const RESERVED_NAMES: ReadonlySet<string> = new Set(
  'id version customer_id tableoid ctid xmin xmax'.split(' '),
);
/** What a sheet calls the numbering of its own rows, which is another's in the next file. */
const SERIAL_HEADER = /^(?:序号|行号|#|no\.?|row|index)$/i;
const NAME_MAX = 48;

/** Proposes a field for each column: one that the record type has, or a new one as the classifier would have it. */
export function proposeColumns(
  surveyed: Survey,
  typeName: string,
  rights: Rights,
  at: number,
): readonly ProposedColumn[] {
  const existing = rights.recordTypes.get(typeName);
  const columns = surveyed.columns.map(({ header, samples }) => ({ header, samples }));
  const proposals = classifyColumns(columns, { at });
  const matches = matchFields(
    typeName,
    proposals.map((proposal, index) => ({ header: columns[index]?.header ?? '', proposal })),
    existing?.fields ?? [],
  );
  const taken = new Set(existing?.fields.map(({ name }) => name) ?? []);
  const fields = proposals.map((proposal, index) => {
    const name = usableName(proposal.name, taken);
    if (matches[index] === null) taken.add(name);
    return newField(proposal, name, surveyed.columns[index]);
  });
  const whole = typeWith(
    typeName,
    existing,
    fields.filter((_, index) => matches[index] === null),
  );
  return proposals.map((proposal, index): ProposedColumn => {
    const column = surveyed.columns[index] ?? NO_COLUMN;
    const classified = fields[index] as Field;
    const match = matches[index] ?? null;
    const field = match?.field ?? classified;
    const recognised = proposal.kind !== 'unknown';
    const against = [
      ...objections(column, field, rights.mayFill(whole, field), rights),
      ...(match !== null && isExposed(classified, field, recognised) ? [EXPOSED] : []),
    ];
    return {
      column: index,
      header: column.header,
      field,
      existing: match !== null,
      include: against.length === 0,
      confidence: match?.by === 'name' || match?.by === 'label' ? 1 : proposal.confidence,
      reasons: [...(match === null ? [] : [matchReason(match.by)]), ...proposal.reasons, ...against],
      classified,
      recognised,
      ...(proposal.dateHints === undefined ? {} : { dateHints: proposal.dateHints }),
    };
  });
}

const NO_COLUMN: SurveyedColumn = { header: '', samples: [], distinct: null };

/** A type as it would be with further fields. Of a new one no more is known yet. */
export function typeWith(
  name: string,
  existing: RecordType | undefined,
  added: readonly Field[],
): RecordType {
  const base = existing ?? {
    name,
    label: { zh: name, en: name },
    customerField: null,
    titleField: '',
    fields: [],
  };
  return { ...base, fields: [...base.fields, ...added] };
}

/**
 * Sensitive personal information (4) that was recognised must not go into a field that everybody takes for public
 * or internal (1, 2), whoever imports it.
 */
export function isExposed(classified: Field, field: Field, recognised: boolean): boolean {
  return recognised && classified.sensitivity === 4 && field.sensitivity <= 2 && !field.encrypted;
}

/** The field by which rows would find their records again: a number that no two samples share. */
export function proposeKey(
  columns: readonly ProposedColumn[],
  surveyed: Survey,
  typeName: string,
  rights: Rights,
): string | null {
  const whole = typeWith(
    typeName,
    rights.recordTypes.get(typeName),
    columns.filter(({ existing }) => !existing).map(({ field }) => field),
  );
  const isKey = ({ include, field, column, header }: ProposedColumn) =>
    include &&
    !SERIAL_HEADER.test(header.trim()) &&
    canBeKey(field) &&
    /(?:^|_)(?:no|number|code|id)$|uscc/.test(field.name) &&
    allDifferent(surveyed.columns[column]?.samples ?? []) &&
    rights.mayFind(whole, field);
  return columns.find(isKey)?.field.name ?? null;
}

/** Records can be found by it: in the clear with one spelling, or by an index of exact values. */
export function canBeKey(field: Field): boolean {
  if (field.derived !== undefined || field.type === 'relation') return false;
  if (field.encrypted) return field.lookups.includes('exact');
  return !['money', 'boolean', 'long-text', 'choice', 'multi-choice'].includes(field.type);
}

function allDifferent(samples: readonly string[]): boolean {
  return samples.length > 0 && !samples.includes('') && new Set(samples).size === samples.length;
}

function newField(proposal: Proposal, name: string, column: SurveyedColumn | undefined): Field {
  const { label, type, category, sensitivity, mask, summary, encrypted, lookups } = proposal;
  const short = { zh: label.zh.slice(0, 200), en: label.en.slice(0, 200) };
  const base = {
    name,
    label: short,
    category,
    sensitivity,
    mask,
    summary,
    encrypted,
    lookups,
    required: false,
  };
  if (proposal.options === undefined) return { ...base, type };
  // The samples may not show every value, and a row with one that is missing would be refused.
  const { distinct } = column ?? NO_COLUMN;
  if (distinct === null || distinct.length === 0) return { ...base, type: 'text' };
  return { ...base, type, options: distinct.map((value) => ({ value, label: { zh: value, en: value } })) };
}

/** The vault's rule for names (vault/naming.ts), and none that the type has already. */
export function usableName(proposed: string, taken: ReadonlySet<string>): string {
  const plain = proposed.replace(/_+/g, '_').slice(0, NAME_MAX).replace(/_$/, '');
  const base =
    plain === 'customer_id' ? 'customer_code' : RESERVED_NAMES.has(plain) ? `source_${plain}` : plain;
  let name = base;
  for (let count = 2; taken.has(name); count += 1) {
    name = `${base.slice(0, NAME_MAX - 1 - String(count).length).replace(/_$/, '')}_${count}`;
  }
  return name;
}

function objections(
  column: SurveyedColumn,
  field: Field,
  mayFill: boolean,
  rights: Rights,
): readonly Label[] {
  if (REASON_HEADERS.includes(column.header)) return [REASONS_COLUMN];
  if (column.samples.every((sample) => sample.trim() === '')) return [EMPTY];
  if (!rights.opens(field.category)) {
    return [
      {
        zh: `当前处理目的不包含信息类别“${field.category}”`,
        en: `The purpose does not open the category “${field.category}”`,
      },
    ];
  }
  return mayFill ? [] : [NOT_FILLABLE];
}

function matchReason(by: Match['by']): Label {
  if (by === 'kind') return { zh: '与已有的唯一同类字段对应', en: 'The only existing field of this kind' };
  return by === 'words'
    ? { zh: '与已有字段含义相同', en: 'It means the same as an existing field' }
    : { zh: '与已有字段同名', en: 'An existing field has this name' };
}

const EXPOSED: Label = {
  zh: '内容含敏感个人信息，而该字段的敏感级别过低',
  en: 'It holds sensitive personal information, and the field is classified too low for that',
};
const EMPTY: Label = { zh: '样本全部为空', en: 'All samples are empty' };
const NOT_FILLABLE: Label = { zh: '您不能填写该字段', en: 'You may not fill this field' };
const REASONS_COLUMN: Label = {
  zh: '上次导入时附加的原因',
  en: 'The reason that an earlier import added',
};
