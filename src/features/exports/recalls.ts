import type { AccessRecord } from '../../audit/access-record.ts';
import { transaction } from '../../platform/database/transaction.ts';
import type { ExportsParts } from './parts.ts';

/**
 * Calling files back. Whoever fetched a file with a customer in it who was erased since, or decided against the purpose
 * of the file, is told its number and how many rows, and has to say that it is gone.
 */

const AT_ONCE = 200;

// The database's clock notes the concern and ours the download: a minute between them calls back rather too much.

type Held = Readonly<{
  export: string;
  number: number;
  purpose: string;
  recordType: string;
  fields: readonly string[];
  levels: readonly string[];
}>;

/** Goes through the customers of whom something changed, and opens the recalls that follow. */
export async function openRecalls(parts: ExportsParts): Promise<void> {
  const pool = parts.database.pool('application');
  for (;;) {
    const { rows } = await pool.query<{ id: string; customer: string; notedAt: Date }>(
      `SELECT id::text, customer, noted_at AS "notedAt" FROM fencun.export_concern ORDER BY id LIMIT ${AT_ONCE}`,
    );
    for (const concern of rows) await openFor(parts, concern);
    if (rows.length < AT_ONCE) return;
  }
}

async function openFor(
  parts: ExportsParts,
  { id, customer, notedAt }: Readonly<{ id: string; customer: string; notedAt: Date }>,
): Promise<void> {
  const { gateway, clock, newId, appendWithin } = parts;
  await transaction(parts.database.pool('application'), async (client) => {
    const mine = await client.query(
      `SELECT FROM fencun.export_concern WHERE id = $1 FOR UPDATE SKIP LOCKED`,
      [id],
    );
    if (mine.rowCount === 0) return;
    const { rows: held } = await client.query<Held>(
      `SELECT e.id AS export, e.number, e.purpose, e.record_type AS "recordType", e.fields,
              array_agg(DISTINCT r.levels) AS levels
         FROM fencun.export_row r JOIN fencun.export e ON e.id = r.export
        WHERE r.customer = $1
          AND EXISTS (SELECT FROM fencun.export_download d WHERE d.export = e.id AND d.started_at <= $2::timestamptz + interval '1 minute')
          AND NOT EXISTS (SELECT FROM fencun.export_recall c WHERE c.export = e.id AND c.customer = $1
            AND (c.confirmed_at IS NULL
              OR c.opened_at >= (SELECT max(d.started_at) FROM fencun.export_download d WHERE d.export = e.id)))
        GROUP BY e.id`,
      [customer, notedAt],
    );
    const at = clock();
    for (const file of held) {
      const cause = await gateway.exports.customerBar(
        file.purpose,
        file.recordType,
        customer,
        heldFields(file),
      );
      if (cause === null) continue;
      await client.query(
        `INSERT INTO fencun.export_recall (export, customer, cause, opened_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (export, customer) DO UPDATE
           SET cause = $3, opened_at = $4, confirmed_at = NULL, confirmed_by = NULL`,
        [file.export, customer, cause, new Date(at)],
      );
      await appendWithin(client, [recallRecord(newId(), at, customer, file, cause)]);
    }
    await client.query('DELETE FROM fencun.export_concern WHERE id = $1', [id]);
  });
}

/** The fields of which something stands in some row of the file about the customer. */
function heldFields({ fields, levels }: Held): readonly string[] {
  return fields.filter((_, column) => levels.some((row) => row[column] !== '0'));
}

/** Nobody does it: it follows from what the customer decided. */
function recallRecord(
  id: string,
  at: number,
  customer: string,
  { number, purpose, recordType }: Held,
  cause: string,
): AccessRecord {
  return {
    id,
    at,
    kind: 'administration',
    outcome: 'released',
    person: null,
    credential: null,
    client: null,
    assignments: [],
    office: null,
    door: 'job',
    network: null,
    request: null,
    purpose,
    action: 'export.recall',
    recordType,
    customers: [customer],
    releases: [],
    rules: [],
    policyVersion: 0,
    note: { export: number, cause },
  };
}
