import type { Readable } from 'node:stream';
import type { Label } from '../../kernel/record-type.ts';
import { createCsvWriter } from '../../platform/spreadsheet/csv-writer.ts';
import { REASON_HEADERS } from './proposal.ts';
import { rejectionsAfter, type StoredImport } from './store.ts';
import type { Workshop } from './workshop.ts';

const REJECTIONS_AT_ONCE = 1_000;

/**
 * The rows that were not taken, as they stand in the file, with the reasons in two further columns, as a CSV that can
 * be corrected and imported. Made from the file when it is asked for, and kept nowhere.
 */
export async function rejectedRows(workshop: Workshop, stored: StoredImport): Promise<Readable> {
  const table = await workshop.openTable(stored, await workshop.detailsOf(stored));
  const clear = await workshop.staging.clearFile(`rejected-${stored.id}`);
  try {
    const width = table.header.length;
    const kept = table.header.map((name, column) => ({ name, column })).filter(({ name }) => !isReason(name));
    const writer = createCsvWriter(clear.path, [...kept.map(({ name }) => name), ...REASON_HEADERS]);
    const rejections = allRejections(workshop, stored.id);
    let next = await rejections.next();
    for await (const { number, cells } of table.rows()) {
      if (next.done) break;
      if (number !== next.value.row) continue;
      const { zh, en }: Label = next.value.reason;
      const beyond = cells.slice(width);
      await writer.write([...kept.map(({ column }) => cells[column] ?? ''), zh, en, ...beyond]);
      next = await rejections.next();
    }
    await writer.close();
  } catch (error) {
    await clear.close();
    throw error;
  } finally {
    await table.close();
  }
  const stream = clear.handle.createReadStream({ start: 0 });
  stream.once('close', () => {
    clear.close().catch(() => {});
  });
  return stream;
}

function isReason(header: string): boolean {
  return REASON_HEADERS.includes(header);
}

async function* allRejections({ pool }: Workshop, id: string) {
  let after = 0;
  for (;;) {
    const some = await rejectionsAfter(pool, id, after, REJECTIONS_AT_ONCE);
    yield* some;
    const last = some.at(-1);
    if (last === undefined) return;
    after = last.row;
  }
}
