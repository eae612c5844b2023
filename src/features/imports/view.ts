import type { ColumnProposal, ImportView } from '../../contract/imports.ts';
import type { StoredImport } from './store.ts';
import type { Workshop } from './workshop.ts';

/** An import as its owner sees it. Once the file was destroyed, nothing is left of what it said. */
export async function viewOf(workshop: Workshop, stored: StoredImport): Promise<ImportView> {
  const { id, fileName, recordType, state, keyField, rowsTotal, rowsDone } = stored;
  const { created, updated, unchanged, rejected, problem } = stored;
  const details = stored.key === null ? null : await workshop.detailsOf(stored);
  const columns = details?.columns ?? [];
  const { policy } = await workshop.parts.gateway.authority();
  return {
    id,
    fileName,
    recordType,
    state,
    createdAt: stored.createdAt.toISOString(),
    sheets: [...(details?.sheets ?? [])],
    sheet: details?.sheet ?? '',
    format: details?.format ?? '',
    encoding: details?.encoding ?? null,
    columns: columns.map(({ column, header, field, existing, include, confidence, reasons }) => ({
      column,
      header,
      field: field as ColumnProposal['field'],
      existing,
      include,
      confidence,
      reasons: [...reasons],
    })),
    keyField,
    rowsTotal,
    rowsDone,
    created,
    updated,
    unchanged,
    rejected,
    problem,
    consentPurposes:
      recordType === 'customer'
        ? policy.purposes
            .filter(({ legalBasis }) => legalBasis === 'consent')
            .map(({ code, label }) => ({ code, label }))
        : [],
  };
}
