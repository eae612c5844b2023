import { expect } from 'vitest';
import type { AccessRecord } from '../../src/audit/access-record.ts';
import { decodeRecord } from '../../src/audit/entry.ts';
import { readEntries } from '../../src/audit/log-source.ts';
import { databaseSource } from '../../src/audit/tiles.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { verifyMentions } from '../../src/audit/verify-mentions.ts';
import { DISCLOSURES } from '../../src/kernel/disclosure/level.ts';
import { decodeBundle } from '../../src/kernel/merkle/bundle.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { logKey, ORIGIN, sha256, testSealer } from '../support/access-log.ts';
import type { Told } from './acknowledged.ts';

/** What must hold of a database after whatever happened to the processes that used it. */

/** Every entry of the log, sealed now if it was not; the log must verify. */
export async function soundLog(database: Database): Promise<readonly AccessRecord[]> {
  const pool = database.pool('auditor');
  await testSealer(database).sealNow();
  const source = databaseSource(pool);
  const trusted = [logKey().verifier];
  const report = await verifyLog({ source, hash: sha256, origin: ORIGIN, trusted });
  expect(report.findings).toEqual([]);
  expect(await verifyMentions(pool)).toEqual([]);
  const size = Number(report.checkpoint?.size ?? 0);
  expect(report.checkedEntries).toBe(size);
  const records: AccessRecord[] = [];
  for (let bundle = 0; bundle * 256 < size; bundle += 1) {
    const bytes = await readEntries(source, { index: bundle, width: Math.min(256, size - bundle * 256) });
    const entries = decodeBundle(bytes ?? new Uint8Array());
    for (const entry of entries.ok ? entries.value : []) {
      const record = decodeRecord(entry);
      if (record === null) throw new Error('an entry of the log cannot be read');
      records.push(record);
    }
  }
  expect(records.length).toBe(size);
  return records;
}

/** Every released answer has an access record that names each record and each field, at its disclosure. */
export function expectRecorded(told: readonly Told[], log: readonly AccessRecord[]): void {
  const byId = new Map<string, AccessRecord[]>();
  for (const record of log) byId.set(record.id, [...(byId.get(record.id) ?? []), record]);
  for (const { what, accessRecord, released } of told) {
    if (accessRecord === null) continue;
    const records = byId.get(accessRecord) ?? [];
    expect([what, records.length > 0]).toEqual([what, true]);
    const covered = new Set(
      records.flatMap(({ releases }) =>
        releases.flatMap((release) =>
          release.records.flatMap((id) => [
            id,
            ...DISCLOSURES.flatMap((disclosure) =>
              disclosure === 'withheld'
                ? []
                : release[disclosure].map((field) => `${id} ${field} ${disclosure}`),
            ),
          ]),
        ),
      ),
    );
    for (const { id, fields } of released) {
      for (const needed of [id, ...Object.entries(fields).map(([field, how]) => `${id} ${field} ${how}`)]) {
        if (!covered.has(needed)) throw new Error(`${what} released ${needed} without a record of it`);
      }
    }
  }
}

type StoredCustomer = Readonly<{
  id: string;
  version: number;
  remark: string | null;
  hasKey: boolean;
  reach: number;
}>;

/** Each write is there whole (values, version, access record, key, reach) or not at all, and none told of is lost. */
export async function expectWhole(
  database: Database,
  told: readonly Told[],
  log: readonly AccessRecord[],
): Promise<void> {
  const { rows } = await database.pool('owner').query<StoredCustomer>(
    `SELECT c.id, c._version AS version, c.remark, k.customer IS NOT NULL AS "hasKey",
            (SELECT count(*) FROM vault.customer__reach h WHERE h.record = c.id) AS reach
       FROM vault.customer c FULL JOIN vault._customer_key k ON k.customer = c.id`,
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  const edits = new Map<string, number>();
  const made = new Set<string>();
  const erased = new Set<string>();
  for (const record of log) {
    if (record.outcome !== 'released' || record.kind !== 'change' || record.recordType !== 'customer')
      continue;
    const ids = record.releases.flatMap((release) => release.records);
    if (record.action === 'create') for (const id of ids) made.add(id);
    if (record.action === 'erase') for (const id of ids) erased.add(id);
    for (const id of new Set((record.changes ?? []).map((change) => change.record))) {
      edits.set(id, (edits.get(id) ?? 0) + 1);
    }
  }
  for (const { id, version, hasKey, reach } of stored.values()) {
    expect([id, version, hasKey, made.has(id), erased.has(id)]).toEqual([
      id,
      1 + (edits.get(id) ?? 0),
      true,
      true,
      false,
    ]);
    expect(reach).toBeGreaterThan(0);
  }
  for (const id of made) if (!erased.has(id)) expect(stored.has(id)).toBe(true);
  expectKept(told, stored, erased);
  const orders = await database.pool('owner').query(
    `SELECT FROM vault."order" o WHERE gift_note__ct IS NULL OR number IS NULL
       OR NOT EXISTS (SELECT FROM vault.order__reach h WHERE h.record = o.id)`,
  );
  expect(orders.rowCount).toBe(0);
}

function expectKept(
  told: readonly Told[],
  stored: ReadonlyMap<string, StoredCustomer>,
  erased: ReadonlySet<string>,
): void {
  const texts = new Set([...stored.values()].map(({ remark }) => remark));
  for (const { what, released, tokens } of told) {
    for (const text of tokens ?? []) {
      // An imported record that nobody has edited since still has the text of its row.
      const edited = [...stored.values()].some(({ remark, version }) => remark === text || version > 1);
      expect([text, texts.has(text) || edited]).toEqual([text, true]);
    }
    for (const { id, version, token } of released) {
      if (what === 'erase') expect([id, stored.has(id)]).toEqual([id, false]);
      if (what !== 'edit' && what !== 'create') continue;
      const row = stored.get(id);
      if (row === undefined) {
        if (token !== null) expect([id, erased.has(id)]).toEqual([id, true]);
        continue;
      }
      expect(row.version).toBeGreaterThanOrEqual(version);
      if (row.version === version) expect(row.remark).toBe(token);
    }
  }
}
