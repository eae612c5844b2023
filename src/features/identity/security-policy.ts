import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { SecurityPolicy, SecurityPolicyView } from '../../contract/second-factor.ts';
import { OFFICES } from '../../contract/session.ts';
import type { Act, Administration } from '../administration.ts';
import type { Workshop } from './parts.ts';

/** In force where nobody has decided otherwise: officers need a second factor. Its version is 0. */
const DEFAULT: SecurityPolicyView = {
  officersNeedSecondFactor: true,
  positionsNeedingSecondFactor: [],
  version: 0,
};

/** For holders of an office. */
export async function readSecurityPolicy(
  { pool }: Workshop,
  administration: Administration,
  act: Act,
): Promise<SecurityPolicyView> {
  await administration.confirm(act, OFFICES);
  return load(pool);
}

async function load(client: Pick<pg.Pool, 'query'>): Promise<SecurityPolicyView> {
  const { rows } = await client.query<{
    version: number;
    officers_need_factor: boolean;
    positions_needing_factor: string[];
  }>('SELECT version, officers_need_factor, positions_needing_factor FROM fencun.security_policy');
  const row = rows[0];
  if (row === undefined) return DEFAULT;
  return {
    version: row.version,
    officersNeedSecondFactor: row.officers_need_factor,
    positionsNeedingSecondFactor: row.positions_needing_factor,
  };
}

/**
 * Says of whom a second factor is required; it is for the security administrator. Who has none is asked to set one up
 * at the next request, in every process, because the change raises the epoch.
 *
 * @param basis the version that the editor has seen
 * @throws Problem `version-conflict` when it is no longer that, `invalid-input` for a position that does not exist
 */
export function changeSecurityPolicy(
  administration: Administration,
  act: Act,
  wish: SecurityPolicy,
  basis: number,
): Promise<number> {
  const deed = { action: 'security-policy.change', offices: ['security-administrator'] as const };
  return administration.perform(act, deed, async (client, at) => {
    const before = await load(client);
    if (before.version !== basis) throw new Problem('version-conflict');
    const positions = [...new Set(wish.positionsNeedingSecondFactor)].toSorted();
    await mustExist(client, positions);
    const version = before.version + 1;
    await writeSecurityPolicy(client, { ...wish, positionsNeedingSecondFactor: positions }, version, {
      at,
      by: act.caller.person.id,
    });
    const facts = {
      officersBefore: before.officersNeedSecondFactor,
      officers: wish.officersNeedSecondFactor,
      positionsBefore: before.positionsNeedingSecondFactor.join(' '),
      positions: positions.join(' '),
    };
    return { answer: version, facts };
  });
}

/** Within somebody else's transaction: for a company that is founded with a policy of its own. */
export async function writeSecurityPolicy(
  client: pg.PoolClient,
  { officersNeedSecondFactor, positionsNeedingSecondFactor }: SecurityPolicy,
  version: number,
  { at, by }: Readonly<{ at: number; by: number | null }>,
): Promise<void> {
  await client.query(
    `INSERT INTO fencun.security_policy
       (version, officers_need_factor, positions_needing_factor, changed_at, changed_by)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT ((true)) DO UPDATE SET version = excluded.version,
       officers_need_factor = excluded.officers_need_factor,
       positions_needing_factor = excluded.positions_needing_factor,
       changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
    [version, officersNeedSecondFactor, positionsNeedingSecondFactor, new Date(at), by],
  );
}

async function mustExist(client: pg.PoolClient, positions: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ code: string }>(
    'SELECT code FROM fencun.position WHERE code = ANY ($1)',
    [positions],
  );
  if (rows.length === positions.length) return;
  throw new Problem('invalid-input', {
    'detail.zh': '其中有不存在的岗位。请刷新后重试。',
    'detail.en': 'One of the positions does not exist. Reload and try again.',
  });
}
