import type pg from 'pg';
import type { PersonId } from '../../kernel/policy/model.ts';
import { hashOfRecoveryCode, newRecoveryCode, type RandomBytes } from './secret.ts';

/** For who has lost the second factor: ten codes, each good for one proof, of which only hashes are stored. */
export const RECOVERY_CODES = 10;

/** New codes in place of all earlier ones. @returns the codes, which are stored nowhere and shown this once */
export async function replaceRecoveryCodes(
  client: pg.PoolClient,
  randomBytes: RandomBytes,
  person: PersonId,
  at: number,
): Promise<readonly string[]> {
  await dropRecoveryCodes(client, person);
  const codes = Array.from({ length: RECOVERY_CODES }, () => newRecoveryCode(randomBytes));
  for (const code of codes) {
    await client.query('INSERT INTO fencun.recovery_code (person, hash, created_at) VALUES ($1, $2, $3)', [
      person,
      hashOfRecoveryCode(code),
      new Date(at),
    ]);
  }
  return codes;
}

export async function dropRecoveryCodes(client: pg.PoolClient, person: PersonId): Promise<void> {
  await client.query('DELETE FROM fencun.recovery_code WHERE person = $1', [person]);
}

/** @returns whether it was a code of the person that had not been used before; it is used now */
export async function redeemRecoveryCode(
  client: pg.PoolClient,
  person: PersonId,
  typed: string,
  at: number,
): Promise<boolean> {
  const hash = hashOfRecoveryCode(typed);
  if (hash === null) return false;
  const { rowCount } = await client.query(
    'UPDATE fencun.recovery_code SET used_at = $3 WHERE person = $1 AND hash = $2 AND used_at IS NULL',
    [person, hash, new Date(at)],
  );
  return rowCount === 1;
}

export async function recoveryCodesLeft(client: pg.PoolClient, person: PersonId): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM fencun.recovery_code WHERE person = $1 AND used_at IS NULL',
    [person],
  );
  return rows[0]?.count ?? 0;
}
