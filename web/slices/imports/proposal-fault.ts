import type { ColumnProposal } from '../../../src/contract/imports.ts';

export type ProposalFault = Readonly<{ kind: 'nothing' }> | Readonly<{ kind: 'duplicate'; field: string }>;

/** What keeps a proposal from being started: no column, or two columns for one field. Null when nothing does. */
export function proposalFault(columns: readonly ColumnProposal[]): ProposalFault | null {
  const seen = new Set<string>();
  for (const { include, field } of columns) {
    if (!include) continue;
    if (seen.has(field.name)) return { kind: 'duplicate', field: field.name };
    seen.add(field.name);
  }
  return seen.size === 0 ? { kind: 'nothing' } : null;
}
