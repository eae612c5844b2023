import type { ColumnProposal, ImportView, StartImport } from '../../contract/imports.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { Language } from './language.ts';
import { table } from './table.ts';
import { printable, wrap } from './width.ts';

export const SENSITIVITIES: Readonly<Record<1 | 2 | 3 | 4, Label>> = {
  1: { zh: '公开', en: 'public' },
  2: { zh: '内部', en: 'internal' },
  3: { zh: '个人', en: 'personal' },
  4: { zh: '敏感', en: 'sensitive' },
};

const TITLES = {
  zh: ['列', '字段', '类型', '类别', '级别', '脱敏', '加密', '把握', '依据'],
  en: ['Column', 'Field', 'Type', 'Category', 'Level', 'Mask', 'Encrypted', 'Sure', 'Why'],
} as const;

const WORDS = {
  zh: { new: '新', skipped: '不导入', yes: '是', no: '', none: '无' },
  en: { new: 'new', skipped: 'left out', yes: 'yes', no: '', none: 'none' },
} as const;

const WIDE_ENOUGH = 110;

/**
 * What each column would become, and why it is thought to be that; on a narrow terminal the reasons stand below. Holds
 * headers, and no value of any row.
 */
export function proposalTable(
  view: ImportView,
  plan: StartImport,
  language: Language,
  width?: number,
): readonly string[] {
  const columns = TITLES[language].map((title, at) => ({
    title,
    align: at === 7 ? ('end' as const) : ('start' as const),
  }));
  const planned = new Map(plan.columns.map((column) => [column.column, column]));
  const rows = view.columns.map((proposal) => rowOf(proposal, planned.get(proposal.column), language));
  if (width === undefined || width >= WIDE_ENOUGH) return table(columns, rows, width);
  const reasons = rows.flatMap((row) => wrap(printable(`${row[0]}: ${row.at(-1)}`), width));
  return [...table(columns.slice(0, -1), rows, width), '', ...reasons];
}

function rowOf(
  proposal: ColumnProposal,
  planned: StartImport['columns'][number] | undefined,
  language: Language,
): readonly string[] {
  const words = WORDS[language];
  const field = planned?.field ?? proposal.field;
  const why = proposal.reasons.map((reason) => reason[language]).join(language === 'zh' ? '；' : '; ');
  const sure = `${Math.round(proposal.confidence * 100)}%`;
  if (planned?.include !== true) return [proposal.header, words.skipped, '', '', '', '', '', sure, why];
  return [
    proposal.header,
    proposal.existing && field.name === proposal.field.name ? field.name : `${field.name} (${words.new})`,
    field.type,
    field.category,
    `${field.sensitivity} ${SENSITIVITIES[field.sensitivity][language]}`,
    field.mask ?? words.none,
    field.encrypted ? words.yes : words.no,
    sure,
    why,
  ];
}
