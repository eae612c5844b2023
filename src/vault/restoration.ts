import type pg from 'pg';
import type { RecordType } from '../kernel/record-type.ts';
import { customerColumn, tableOf } from './naming.ts';
import { createTableSql } from './tables.ts';

/** What only a restore does to the vault, with the owner's rights and in the transaction of the restore. */

async function storedTypes(client: pg.PoolClient): Promise<readonly RecordType[]> {
  const { rows } = await client.query<{ body: RecordType }>(
    'SELECT body FROM vault._record_type ORDER BY position',
  );
  return rows.map(({ body }) => body);
}

/** Makes the tables of the record types that are on record, in the order in which they were first defined. */
export async function recreateRecordTables(client: pg.PoolClient): Promise<void> {
  for (const type of await storedTypes(client)) await client.query(createTableSql(type));
}

/**
 * Erases customers again who were erased after the backup was made: their records, and the key that opens whatever is
 * left of them in the access log.
 *
 * @returns how many of them the backup still held
 */
export async function eraseAgain(client: pg.PoolClient, customers: readonly string[]): Promise<number> {
  const types = await storedTypes(client);
  for (const type of types.filter(({ customerField }) => customerField !== null)) {
    await client.query(`DELETE FROM ${tableOf(type)} WHERE ${customerColumn(type)} = ANY ($1::uuid[])`, [
      customers,
    ]);
  }
  for (const type of types.filter(({ customerField }) => customerField === null)) {
    await client.query(`DELETE FROM ${tableOf(type)} WHERE id = ANY ($1::uuid[])`, [customers]);
  }
  const { rowCount } = await client.query(
    'DELETE FROM vault._customer_key WHERE customer = ANY ($1::uuid[])',
    [customers],
  );
  return rowCount ?? 0;
}
