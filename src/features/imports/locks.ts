import type pg from 'pg';
import { asProblem } from '../../platform/database/connect.ts';

/**
 * Says to every process which imports this one is at work on: as advisory locks of one connection, which PostgreSQL
 * gives up when the process ends, however it ends. They tell the living from the dead; what keeps two runs apart is
 * the `runner` in the row.
 */
export type Locks = Readonly<{
  hold(id: string): Promise<void>;
  release(id: string): Promise<void>;
  close(): void;
}>;

const KEY = `hashtextextended('fencun.import|' || $1, 0)`;

/** Whether no process holds the import; locks it to the end of the transaction. */
export async function isAbandoned(client: Pick<pg.ClientBase, 'query'>, id: string): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>(`SELECT pg_try_advisory_xact_lock(${KEY}) AS free`, [
    id,
  ]);
  return rows[0]?.free === true;
}

export function createLocks(pool: pg.Pool): Locks {
  const held = new Map<string, number>();
  let connecting: Promise<pg.PoolClient> | null = null;
  let onError: () => void = () => {};

  function count(id: string, more: 1 | -1): void {
    const now = (held.get(id) ?? 0) + more;
    if (now > 0) held.set(id, now);
    else held.delete(id);
  }

  function connect(): Promise<pg.PoolClient> {
    connecting ??= pool.connect().then(
      (client) => {
        // A lost connection has lost its locks; whoever needs one next makes another.
        onError = () => {
          connecting = null;
          client.release(true);
        };
        client.once('error', onError);
        return client;
      },
      (error: unknown) => {
        connecting = null;
        throw asProblem(error);
      },
    );
    return connecting;
  }

  async function letGo(): Promise<void> {
    const client = await connecting?.catch(() => null);
    if (held.size > 0 || connecting === null || !client) return;
    connecting = null;
    client.off('error', onError);
    // Ending the connection ends its locks, whatever state it is in.
    client.release(true);
  }

  return {
    async hold(id) {
      count(id, 1);
      try {
        const client = await connect();
        await client.query(`SELECT pg_advisory_lock_shared(${KEY})`, [id]);
      } catch (error) {
        count(id, -1);
        throw asProblem(error);
      }
    },
    async release(id) {
      count(id, -1);
      const client = await connecting?.catch(() => null);
      if (client) await client.query(`SELECT pg_advisory_unlock_shared(${KEY})`, [id]).catch(() => {});
      await letGo();
    },
    close() {
      held.clear();
      void letGo();
    },
  };
}
