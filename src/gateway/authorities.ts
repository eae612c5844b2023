import type pg from 'pg';
import type { RecordType } from '../kernel/record-type.ts';
import { asProblem } from '../platform/database/connect.ts';
import type { Authority, PolicySource } from './access-request.ts';

/** The current authority in memory. It may be stale for a moment; the statements that use it find out. */
export type Authorities = Readonly<{
  current(): Promise<Authority>;
  /** The same, read again where it is from before that epoch. */
  asOf(epoch: number): Promise<Authority>;
  /** Reads it again, unless it is already newer than `epoch`. */
  refresh(epoch: number): Promise<Authority>;
}>;

export function createAuthorities(pool: pg.Pool, source: PolicySource): Authorities {
  let loaded: Promise<Authority> | null = null;

  const load = (): Promise<Authority> => {
    const loading = read().catch((error: unknown) => {
      if (loaded === loading) loaded = null;
      throw asProblem(error);
    });
    loaded = loading;
    return loading;
  };

  const read = async (): Promise<Authority> => {
    // Types first: should they change in between, the policy carries the later epoch, and a new type that it does
    // not know is invisible. The statement's own check of the epoch settles the rest.
    const before = await pool.query<{ version: number }>('SELECT version FROM fencun.epoch');
    const recordTypes = await loadRecordTypes(pool);
    const policy = await source.load();
    if (before.rows[0]?.version !== policy.version) return read();
    return { policy, recordTypes };
  };

  const refresh = async (epoch: number): Promise<Authority> => {
    for (;;) {
      const awaited = loaded ?? load();
      const known = await awaited;
      if (known.policy.version > epoch) return known;
      // Of many requests that find it stale together, one reads it again and the others wait for that.
      if (loaded === awaited) return load();
    }
  };

  return {
    current: () => loaded ?? load(),
    async asOf(epoch) {
      const known = await (loaded ?? load());
      return known.policy.version >= epoch ? known : refresh(known.policy.version);
    },
    refresh,
  };
}

export async function loadRecordTypes(
  pool: Pick<pg.Pool, 'query'>,
): Promise<ReadonlyMap<string, RecordType>> {
  const { rows } = await pool.query<{ body: RecordType }>(
    'SELECT body FROM vault._record_type ORDER BY position',
  );
  return new Map(rows.map(({ body }) => [body.name, body]));
}
