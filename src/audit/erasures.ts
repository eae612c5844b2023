import { decodeBundle } from '../kernel/merkle/bundle.ts';
import { TILE_WIDTH, tileWidth } from '../kernel/merkle/tile.ts';
import { customersOf, decodeRecord } from './entry.ts';
import { type LogSource, readEntries } from './log-source.ts';

/**
 * The customers whom a log says to have been erased, as a restore of an older backup must erase them again. Verify the
 * log first: whoever could add an entry to it would have others erased.
 *
 * @param size how many entries the log has
 */
export async function erasedCustomers(source: LogSource, size: number): Promise<readonly string[]> {
  const erased = new Set<string>();
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    const bytes = await readEntries(source, { index, width: tileWidth(0, index, size) });
    const bundle = bytes === null ? null : decodeBundle(bytes);
    for (const entry of bundle?.ok ? bundle.value : []) {
      const record = decodeRecord(entry);
      const isErasure =
        record?.action === 'erase' && record.outcome === 'released' && record.recordType === 'customer';
      if (isErasure) for (const customer of customersOf(record)) erased.add(customer);
    }
  }
  return [...erased];
}
