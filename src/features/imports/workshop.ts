import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { isUuid } from '../../platform/ids.ts';
import { openSpreadsheet, type Spreadsheet } from '../../platform/spreadsheet/spreadsheet.ts';
import { type Facts, recordOf } from '../administration.ts';
import { createImportKeys, type Details, type ImportKeys } from './details.ts';
import { type ImportsParts, invalid } from './parts.ts';
import { createStaging, type Staging } from './staging.ts';
import { findImport, type StoredImport } from './store.ts';

/** What the files of this slice share. */
export type Workshop = Readonly<{
  parts: ImportsParts;
  pool: pg.Pool;
  keys: ImportKeys;
  staging: Staging;
  /** @throws Problem `not-found` for an import that is somebody else's, or none */
  own(request: AccessRequest, id: string): Promise<StoredImport>;
  /** @throws Problem `unreadable-file` when the file has been destroyed */
  detailsOf(stored: StoredImport): Promise<Details>;
  /** The table of an import; closing it leaves nothing in the clear. */
  openTable(stored: StoredImport, details: Details): Promise<Spreadsheet>;
  /** Does and records an act of the importer, in one transaction; a refusal is recorded as well. */
  recorded<T>(
    request: AccessRequest,
    action: string,
    facts: Facts,
    work: (record: (client: pg.PoolClient, more?: Facts) => Promise<void>) => Promise<T>,
  ): Promise<T>;
}>;

export function createWorkshop(parts: ImportsParts): Workshop {
  const pool = parts.database.pool('application');
  const keys = createImportKeys(parts);
  const staging = createStaging(parts);

  return {
    parts,
    pool,
    keys,
    staging,

    async own({ caller }, id) {
      const stored = isUuid(id) ? await findImport(pool, id) : null;
      if (stored === null || stored.owner !== caller.person.id) throw new Problem('not-found');
      return stored;
    },

    async detailsOf({ id, key, details }) {
      if (key === null || details === null) {
        throw invalid({
          zh: '文件已按保存期限销毁。请重新上传。',
          en: 'The file was destroyed when its time was up. Upload it again.',
        });
      }
      return keys.unseal(id, await keys.open(id, key), details);
    },

    async openTable(stored, details) {
      const key = stored.key === null ? new Uint8Array() : (await keys.open(stored.id, stored.key)).bytes;
      const file = await staging.open(stored.id, details.source, key, stored.fileSha256);
      try {
        const table = await openSpreadsheet(file.path, {
          temporaryDirectory: staging.clearFolder,
          ...(details.format === 'xlsx' ? { sheet: details.sheet } : {}),
        });
        return {
          ...table,
          async close() {
            await table.close();
            await file.close();
          },
        };
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    async recorded(request, action, facts, work) {
      const { clock, newId, appendWithin } = parts;
      const base = { kind: 'administration', action } as const;
      const entry = (outcome: 'released' | 'refused', more: Facts, problem?: string) => ({
        ...recordOf(request, {
          ...base,
          id: newId(),
          at: clock(),
          outcome,
          facts: { ...facts, ...more },
          ...(problem === undefined ? {} : { problem }),
        }),
        assignments: request.caller.assignments.map(({ id }) => id),
        purpose: request.purpose,
      });
      try {
        return await work((client, more = {}) => appendWithin(client, [entry('released', more)]));
      } catch (error) {
        if (error instanceof Problem && error.status === 403) {
          await transaction(pool, (client) => appendWithin(client, [entry('refused', {}, error.code)]));
        }
        throw error;
      }
    },
  };
}
