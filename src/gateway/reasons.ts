import type { AccessRecord } from '../audit/access-record.ts';
import { Problem } from '../contract/problem.ts';
import { withoutFindings } from '../kernel/classify/scan-text.ts';
import type { Gateway } from './requests.ts';
import { reasonPlace } from './reveal.ts';

/**
 * The reasons stated in access records, by the id of the record. They are the words of staff, for those who supervise
 * the log and see no customer data by that office: a number or an address of mail that somebody wrote into a reason is
 * blanked. What was erased with its customer's key, or cannot be opened, is left out.
 */
export async function reasonsIn(
  gateway: Gateway,
  records: readonly AccessRecord[],
): Promise<ReadonlyMap<string, string>> {
  const stated = records.flatMap(({ id, recordType, releases, customers, sealedReason }) => {
    const record = releases[0]?.records[0];
    if (sealedReason === undefined || recordType === null || record === undefined) return [];
    return [{ id, recordType, record, customer: customers?.[0] ?? record, sealedReason }];
  });
  if (stated.length === 0) return new Map();
  const customers = [...new Set(stated.map(({ customer }) => customer))];
  const keys = await gateway.keys.find(gateway.pool, customers, 'fresh');
  const opened = new Map<string, string>();
  for (const { id, recordType, record, customer, sealedReason } of stated) {
    const key = keys.get(customer);
    if (key === undefined) continue;
    const place = reasonPlace({ name: recordType }, record);
    try {
      opened.set(id, withoutFindings(gateway.codec.open(key, place, sealedReason)));
    } catch (error) {
      // An entry that somebody tampered with must not keep its readers from all the others.
      if (!(error instanceof Problem)) throw error;
    }
  }
  return opened;
}
