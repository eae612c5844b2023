import type pg from 'pg';
import { asProblem } from './connect.ts';

/**
 * Runs `work` in one transaction: all of it is committed, or none. The connection goes back to the pool only when
 * it is known to be clean; one that failed to roll back is closed.
 *
 * @throws what `work` threw, or Problem `database-unavailable` when the connection was lost
 */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw asProblem(error);
  }
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    // COMMIT of a transaction in which a statement failed and was swallowed answers ROLLBACK, and no error.
    const end = await client.query('COMMIT');
    if (end.command !== 'COMMIT') throw new Error('the transaction had failed before its end');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw asProblem(error);
  } finally {
    client.release(broken);
  }
}
