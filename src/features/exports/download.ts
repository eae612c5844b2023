import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Problem } from '../../contract/problem.ts';
import type { AccessRequest, SealedRow } from '../../gateway/door.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Facts, recordOf } from '../administration.ts';
import { columnsOf, type Language } from './cells.ts';
import { FILE_KINDS, type FileRow, fileBytes, fileNameOf } from './files.ts';
import type { ExportsParts } from './parts.ts';
import type { StoredExport } from './store.ts';

/**
 * Fetching a file. Each row is opened under the authority of that moment; the download is on record before the first
 * byte, and how it ended after the last.
 */

export type Fetched = Readonly<{ fileName: string; contentType: string; content: Readable }>;

const ROWS_AT_ONCE = 1_000;

type Portion = Readonly<{ opened: readonly (FileRow | null)[]; last: number | null; isLast: boolean }>;
type Counts = { rows: number; rowsLost: number };

/**
 * @throws Problem `not-found` where nothing is ready, `export-expired`, and what the gateway refuses
 */
export async function fetchFile(
  parts: ExportsParts,
  request: AccessRequest,
  one: StoredExport,
  language: Language,
): Promise<Fetched> {
  const { clock, newId, gateway } = parts;
  if (one.state === 'expired' || (one.expiresAt !== null && one.expiresAt.getTime() <= clock())) {
    throw new Problem('export-expired');
  }
  if (one.state !== 'ready') throw new Problem('not-found');
  const access = { ...request, purpose: one.purpose };
  const { policy, recordTypes } = await gateway.authority();
  const type = recordTypes.get(one.recordType);
  const counts: Counts = { rows: 0, rowsLost: 0 };
  const rows = openRows(parts, access, one, counts);
  // Whether anything may leave is decided before it is said that something does.
  const first = await rows.next();
  const download = newId();
  await noteStart(parts, access, one, download);
  const mark = {
    number: one.number,
    person: one.personName,
    purpose: policy.purposes.find(({ code }) => code === one.purpose)?.label ?? plain(one.purpose),
    recordType: type?.label ?? plain(one.recordType),
    at: new Date(clock()),
  };
  const columns = columnsOf(type, one.fields, language);
  const bytes = fileBytes(one.format, columns, continued(first, rows), mark, language);
  const content = Readable.from(
    watched(bytes, (sent) => noteEnd(parts, access, one, download, { ...sent, ...counts })),
    {
      objectMode: false,
    },
  );
  return {
    fileName: fileNameOf(one.number, one.format),
    contentType: FILE_KINDS[one.format].contentType,
    content,
  };
}

function plain(code: string) {
  return { zh: code, en: code };
}

async function* continued(
  first: IteratorResult<readonly FileRow[]>,
  rest: AsyncGenerator<readonly FileRow[]>,
): AsyncGenerator<readonly FileRow[]> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

/** The rows as far as they may leave now. While one portion is written, the next is already being opened. */
async function* openRows(
  { database, gateway }: ExportsParts,
  request: AccessRequest,
  one: StoredExport,
  counts: Counts,
): AsyncGenerator<readonly FileRow[]> {
  const pool = database.pool('application');
  const read = async (after: number) =>
    (
      await pool.query<SealedRow & Readonly<{ ordinal: number }>>({
        name: 'fencun_export_rows',
        text: `SELECT ordinal, record, customer, levels, sealed FROM fencun.export_row
             WHERE export = $1 AND ordinal > $2 AND sealed IS NOT NULL ORDER BY ordinal LIMIT ${ROWS_AT_ONCE}`,
        values: [one.id, after],
      })
    ).rows;
  const portion = async (after: number): Promise<Portion> => {
    const sealed = await read(after);
    const opened = await gateway.exports.open(request, one.recordType, one, sealed);
    return { opened, last: sealed.at(-1)?.ordinal ?? null, isLast: sealed.length < ROWS_AT_ONCE };
  };
  let next: Promise<Portion> | null = portion(0);
  while (next !== null) {
    const { opened, last, isLast }: Portion = await next;
    next = isLast || last === null ? null : portion(last);
    // Thrown when it is awaited; until then nobody listens.
    next?.catch(() => {});
    const rows = opened.filter((row) => row !== null);
    counts.rows += rows.length;
    counts.rowsLost += opened.length - rows.length;
    yield rows;
  }
  // Rows are destroyed when their time is up. A file that is cut short must not look whole.
  if (counts.rows + counts.rowsLost !== one.rowsDone) throw new Problem('export-expired');
}

type Sent = Readonly<{ complete: boolean; bytes: number; sha256: string }>;

/** Counts what is sent, and says how it ended, whether it went through or not. */
async function* watched(
  chunks: AsyncGenerator<Buffer>,
  ended: (sent: Sent) => Promise<void>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let bytes = 0;
  let complete = false;
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
    complete = true;
  } finally {
    await ended({ complete, bytes, sha256: hash.digest('hex') });
  }
}

async function noteStart(
  parts: ExportsParts,
  request: AccessRequest,
  one: StoredExport,
  download: string,
): Promise<void> {
  const at = parts.clock();
  await transaction(parts.database.pool('application'), async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO fencun.export_download (id, export, person, started_at)
       SELECT $1, e.id, $3, $4 FROM fencun.export e WHERE e.id = $2 AND e.state = 'ready' FOR SHARE`,
      [download, one.id, request.caller.person.id, new Date(at)],
    );
    if (rowCount === 0) throw new Problem('export-expired');
    await parts.appendWithin(client, [
      recordFor(parts, request, one, 'download', { export: one.number, format: one.format }),
    ]);
  });
}

async function noteEnd(
  parts: ExportsParts,
  request: AccessRequest,
  one: StoredExport,
  download: string,
  sent: Sent & Counts,
): Promise<void> {
  const { complete, bytes, sha256, rows, rowsLost } = sent;
  try {
    await transaction(parts.database.pool('application'), async (client) => {
      await client.query(
        `UPDATE fencun.export_download SET ended_at = $2, complete = $3, bytes = $4, sha256 = $5, rows = $6, rows_lost = $7
          WHERE id = $1`,
        [download, new Date(parts.clock()), complete, bytes, sha256, rows, rowsLost],
      );
      const facts = { export: one.number, complete, bytes, sha256, rows, rowsLost };
      await parts.appendWithin(client, [recordFor(parts, request, one, 'download-end', facts)]);
    });
  } catch {
    // That it began is on record; that nobody knows how it ended shows as just that.
    parts.log.error('the end of a download could not be noted', { export: one.number });
  }
}

export function recordFor(
  { newId, clock }: Pick<ExportsParts, 'newId' | 'clock'>,
  request: AccessRequest,
  one: Pick<StoredExport, 'purpose' | 'recordType'>,
  action: string,
  facts: Facts,
) {
  const parts = { id: newId(), at: clock(), kind: 'access', outcome: 'released', action, facts } as const;
  return {
    ...recordOf(request, parts),
    assignments: request.caller.assignments.map(({ id }) => id),
    purpose: one.purpose,
    recordType: one.recordType,
  };
}
