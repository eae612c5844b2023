import { describe, expect, it } from 'vitest';
import type { ColumnProposal } from '../../../src/contract/imports.ts';
import { proposalFault } from './proposal-fault.ts';

function column(index: number, name: string, include: boolean): ColumnProposal {
  return {
    column: index,
    header: name,
    existing: false,
    include,
    confidence: 1,
    reasons: [],
    field: {
      name,
      label: { zh: name, en: name },
      type: 'text',
      category: 'basic',
      sensitivity: 4,
      mask: null,
      summary: null,
      encrypted: false,
      lookups: [],
      required: false,
    },
  };
}

describe('proposalFault', () => {
  it('WEB-3 an import cannot start with two columns for one field, nor with none at all', () => {
    expect(proposalFault([column(0, 'phone', true), column(1, 'phone', true)])).toEqual({
      kind: 'duplicate',
      field: 'phone',
    });
    expect(proposalFault([column(0, 'phone', false)])).toEqual({ kind: 'nothing' });
    expect(proposalFault([column(0, 'phone', true), column(1, 'phone', false)])).toBeNull();
  });
});
