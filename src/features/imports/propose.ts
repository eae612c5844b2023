import type { Readable } from 'node:stream';
import type { Problem } from '../../contract/problem.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { openSpreadsheet } from '../../platform/spreadsheet/spreadsheet.ts';
import type { Details } from './details.ts';
import { invalid } from './parts.ts';
import { proposeColumns, proposeKey, typeWith } from './proposal.ts';
import { type Rights, rightsOf } from './rights.ts';
import { fileSha256, type Source } from './staging.ts';
import { insertImport, replaceProposal, type StoredImport } from './store.ts';
import { survey } from './survey.ts';
import type { Workshop } from './workshop.ts';

/** A file that came over the network, or one that lies on this machine and is read where it is. */
export type Upload = Readonly<{ fileName: string } & ({ stream: Readable } | { path: string })>;

const FILE_NAME_MAX = 200;
const TYPE_NAME = /^[a-z](?:_?[a-z0-9]){0,47}$/;

/** Takes the file in and looks at it; nothing of it is in the vault yet. @returns the id of the import */
export async function propose(
  workshop: Workshop,
  request: AccessRequest,
  upload: Upload,
  recordType: string,
): Promise<string> {
  const { parts, keys, staging, pool } = workshop;
  const id = parts.newId();
  const at = parts.clock();
  try {
    return await workshop.recorded(request, 'import.upload', { import: id, recordType }, async (record) => {
      if (!TYPE_NAME.test(recordType)) {
        throw invalid({ zh: '记录类型的名称无效。', en: 'The name of the record type is not valid.' });
      }
      const rights = await rightsOf(parts.gateway, request, at);
      mustBeImporter(rights, recordType);
      const { key, wrapped } = await keys.create(id);
      const source: Source = 'path' in upload ? { kind: 'local', path: upload.path } : { kind: 'staged' };
      const fileSha256 = await takeIn(workshop, id, upload, key.bytes);
      const look = await lookAt(workshop, { id, source, key: key.bytes, fileSha256 }, recordType, rights, {});
      await transaction(pool, async (client) => {
        await insertImport(client, {
          id,
          owner: request.caller.person.id,
          purpose: request.purpose ?? '',
          fileName: plainFileName(upload.fileName),
          fileSha256,
          recordType,
          keyField: look.keyField,
          rowsTotal: look.rowsTotal,
          key: wrapped,
          details: keys.seal(id, key, look.details),
          createdAt: new Date(at),
        });
        await record(client, { rows: look.rowsTotal });
      });
      return id;
    });
  } catch (error) {
    if ('stream' in upload) upload.stream.destroy();
    keys.forget(id);
    await staging.remove(id);
    throw error;
  }
}

/** Looks at another sheet of the same workbook. */
export async function lookAgain(
  workshop: Workshop,
  request: AccessRequest,
  stored: StoredImport,
  sheet: string,
): Promise<void> {
  const { parts, keys, pool } = workshop;
  const details = await workshop.detailsOf(stored);
  if (stored.state !== 'proposed' || stored.key === null) throw alreadyStarted();
  if (!details.sheets.includes(sheet)) {
    throw invalid({ zh: '工作簿中没有这个工作表。', en: 'The workbook has no such sheet.' });
  }
  const rights = await rightsOf(parts.gateway, request, parts.clock());
  mustBeImporter(rights, stored.recordType);
  const key = await keys.open(stored.id, stored.key);
  const file = { id: stored.id, source: details.source, key: key.bytes, fileSha256: stored.fileSha256 };
  const look = await lookAt(workshop, file, stored.recordType, rights, { sheet });
  const { keyField, rowsTotal } = look;
  const sealed = keys.seal(stored.id, key, look.details);
  if (!(await replaceProposal(pool, stored.id, { keyField, rowsTotal, details: sealed })))
    throw alreadyStarted();
}

/** @throws Problem `forbidden` and the like for whoever can create nothing of the type under the purpose */
export function mustBeImporter(rights: Rights, recordType: string): void {
  const existing = rights.recordTypes.get(recordType);
  if (existing !== undefined) {
    rights.mustCreate(existing);
    return;
  }
  // Of a type that does not exist yet, whoever may create a field of some category that the purpose opens.
  const known = [...rights.recordTypes.values()].flatMap(({ fields }) => fields);
  const categories = new Set(['basic', ...known.map(({ category }) => category)].filter(rights.opens));
  const fields = [...categories].flatMap((category) =>
    ([1, 4] as const).map((sensitivity) => ({
      ...PROBE,
      name: `probe_${category}_${sensitivity}`,
      category,
      sensitivity,
    })),
  );
  rights.mustCreate(typeWith(recordType, undefined, fields));
}

const PROBE = {
  label: { zh: '', en: '' },
  type: 'text',
  mask: null,
  summary: null,
  encrypted: true,
  lookups: [],
  required: false,
} as const;

export function alreadyStarted(): Problem {
  return invalid({
    zh: '该导入已经开始，不能再更改。',
    en: 'The import has been started and can no longer be changed.',
  });
}

function takeIn(workshop: Workshop, id: string, upload: Upload, key: Uint8Array): Promise<string> {
  return 'path' in upload ? fileSha256(upload.path) : workshop.staging.stage(id, upload.stream, key);
}

async function lookAt(
  { staging, parts }: Workshop,
  file: Readonly<{ id: string; source: Source; key: Uint8Array; fileSha256: string }>,
  recordType: string,
  rights: Rights,
  options: Readonly<{ sheet?: string }>,
): Promise<Readonly<{ details: Details; keyField: string | null; rowsTotal: number }>> {
  const open = await staging.open(file.id, file.source, file.key, file.fileSha256);
  try {
    const table = await openSpreadsheet(open.path, { temporaryDirectory: staging.clearFolder, ...options });
    try {
      const surveyed = await survey(table);
      const columns = proposeColumns(surveyed, recordType, rights, parts.clock());
      const { format, encoding = null, sheets, hiddenSheets, sheet } = table;
      return {
        details: {
          source: file.source,
          format,
          encoding,
          sheets: [...sheets, ...hiddenSheets],
          sheet,
          columns,
        },
        keyField: proposeKey(columns, surveyed, recordType, rights),
        rowsTotal: surveyed.rowsTotal,
      };
    } finally {
      await table.close();
    }
  } finally {
    await open.close();
  }
}

/** The last part of a path, as browsers of long ago sent it, without characters that could disturb a page or a log. */
function plainFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/\p{C}/gu, '').slice(0, FILE_NAME_MAX) || '-';
}
