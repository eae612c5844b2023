import type pg from 'pg';
import type { DepartmentId } from '../kernel/policy/model.ts';

/**
 * Gives the records of a department that was moved, and of those below it, the reach of their new place. Runs in the
 * transaction that moves the department; takes some time for many records, and moves them all or none.
 */
export async function relocate(client: pg.PoolClient, department: DepartmentId): Promise<void> {
  await client.query('SELECT vault._relocate($1)', [department]);
}
