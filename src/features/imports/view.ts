import type { ColumnProposal, ImportView } from '../../contract/imports.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import type { Details } from './details.ts';
import { rightsOf } from './rights.ts';
import type { StoredImport } from './store.ts';
import type { Workshop } from './workshop.ts';

/** An import as its owner sees it. Once the file was destroyed, nothing is left of what it said. */
export async function viewOf(
  workshop: Workshop,
  request: AccessRequest,
  stored: StoredImport,
): Promise<ImportView> {
  const { id, fileName, recordType, state, keyField, rowsTotal, rowsDone } = stored;
  const { created, updated, unchanged, rejected, problem } = stored;
  const details = stored.key === null ? null : await workshop.detailsOf(stored);
  const columns = details?.columns ?? [];
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
    unplacedFields: await unplacedFields(workshop, stored, columns),
    consentPurposes: await consentPurposes(workshop, request, stored),
  };
}

async function unplacedFields(
  { parts }: Workshop,
  { recordType, state }: StoredImport,
  columns: Details['columns'],
): Promise<number> {
  const added = columns.filter(({ include, existing }) => include && !existing);
  if (state !== 'finished' || added.length === 0) return 0;
  const type = (await parts.gateway.recordTypes()).get(recordType);
  return added.filter(({ field }) => type?.fields.find(({ name }) => name === field.name)?.placed === false)
    .length;
}

/** What the importer can vouch for when they start the import. */
async function consentPurposes(
  { parts }: Workshop,
  request: AccessRequest,
  { recordType, state }: StoredImport,
): Promise<ImportView['consentPurposes']> {
  if (recordType !== 'customer' || state !== 'proposed') return [];
  const rights = await rightsOf(parts.gateway, request, parts.clock());
  if (!rights.mayNoteDecisions(rights.recordTypes.get('customer') ?? COMING)) return [];
  const { policy } = await parts.gateway.authority();
  return policy.purposes
    .filter(({ legalBasis }) => legalBasis === 'consent')
    .map(({ code, label }) => ({ code, label }));
}

/** Customers before there are any: rights about what they decide ask for no field. */
const COMING: RecordType = {
  name: 'customer',
  label: { zh: '客户', en: 'Customer' },
  customerField: null,
  titleField: 'name',
  fields: [],
};
