import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { PersonId } from '../../kernel/policy/model.ts';

/**
 * Slows down whoever guesses passwords, without letting a stranger lock a colleague out.
 *
 * Failures are counted for each pair of login and network, and for each network. After a few free attempts a pair
 * waits twice as long after each further failure. A network on which many attempts fail waits a little between
 * attempts, except for pairs that have signed in there before. Nothing is counted for a login alone: a stranger
 * elsewhere delays nobody. What remains: somebody on the victim's own network can delay the victim there by up to
 * `pairWaitSecondsMax`, and guessing spread over many networks is slowed for each of them only.
 *
 * Counts live in the database and so hold across processes. An attempt is counted as a failure before its password
 * is checked, so that attempts made at the same time do not all pass.
 */
export type DelayOptions = Readonly<{
  freeFailures: number;
  pairWaitSecondsMax: number;
  networkFreeFailures: number;
  networkWaitSecondsMax: number;
  /** Failures are forgotten after so much quiet. */
  forgetAfterSeconds: number;
  /** For how long a pair that has signed in passes the network's delay. */
  knownForSeconds: number;
}>;

export const DELAYS: DelayOptions = {
  freeFailures: 5,
  pairWaitSecondsMax: 900,
  networkFreeFailures: 100,
  networkWaitSecondsMax: 60,
  forgetAfterSeconds: 3600,
  knownForSeconds: 30 * 86_400,
};

/** An attempt that may go on; counted as a failure until it is told that it succeeded. */
export type Attempt = Readonly<{
  /** How long the next attempt will have to wait if this one fails. */
  waitSeconds: number;
  succeeded(client: pg.PoolClient): Promise<void>;
}>;

export type SignInDelay = Readonly<{
  /** @throws Problem `too-many-requests` when the pair or the network has to wait */
  begin(login: string, network: string | null, at: number): Promise<Attempt>;
  /**
   * The same for a second factor, counted for the person wherever they are: six digits would not stand guessing from
   * many networks, and nobody gets here without the password.
   */
  beginProof(person: PersonId, at: number): Promise<Attempt>;
  /** Drops what no longer matters; to be called now and then. */
  tidy(at: number): Promise<void>;
}>;

const COUNT = `
INSERT INTO fencun.sign_in_delay AS d (key, failures, failed_at) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN d.failed_at < $3 THEN 1 ELSE d.failures + 1 END,
  failed_at = $2,
  blocked_until = CASE
    WHEN d.failed_at < $3 OR d.failures + 1 < $4 THEN NULL
    ELSE $2::timestamptz + make_interval(secs => least($5, power(2, least(d.failures + 1 - $4, 20)))) END
WHERE d.blocked_until IS NULL OR d.blocked_until <= $2
RETURNING blocked_until`;

export function createSignInDelay(pool: pg.Pool, options: DelayOptions = DELAYS): SignInDelay {
  async function count(key: Buffer, at: number, free: number, waitSecondsMax: number): Promise<number> {
    const forgetBefore = new Date(at - options.forgetAfterSeconds * 1000);
    const { rows } = await pool.query<{ blocked_until: Date | null }>(COUNT, [
      key,
      new Date(at),
      forgetBefore,
      free,
      waitSecondsMax,
    ]);
    const row = rows[0];
    if (row !== undefined) return secondsUntil(row.blocked_until, at);
    const blocked = await pool.query<{ blocked_until: Date | null }>(
      'SELECT blocked_until FROM fencun.sign_in_delay WHERE key = $1',
      [key],
    );
    const waitSeconds = Math.max(1, secondsUntil(blocked.rows[0]?.blocked_until ?? null, at));
    throw new Problem('too-many-requests', { waitSeconds });
  }

  async function isKnown(pair: Buffer, at: number): Promise<boolean> {
    const { rows } = await pool.query(
      'SELECT FROM fencun.sign_in_delay WHERE key = $1 AND succeeded_at > $2',
      [pair, new Date(at - options.knownForSeconds * 1000)],
    );
    return rows.length > 0;
  }

  async function settle(client: pg.PoolClient, key: Buffer, at: number): Promise<void> {
    await client.query(
      `UPDATE fencun.sign_in_delay SET failures = 0, blocked_until = NULL, succeeded_at = $2
        WHERE key = $1`,
      [key, new Date(at)],
    );
  }

  return {
    async beginProof(person, at) {
      const key = keyOf('second factor', String(person));
      const waitSeconds = await count(key, at, options.freeFailures, options.pairWaitSecondsMax);
      return { waitSeconds, succeeded: (client) => settle(client, key, at) };
    },
    async begin(login, network, at) {
      const pair = pairKey(login, network);
      const known = await isKnown(pair, at);
      const all = networkKey(network);
      if (!known) await count(all, at, options.networkFreeFailures, options.networkWaitSecondsMax);
      const waitSeconds = await count(pair, at, options.freeFailures, options.pairWaitSecondsMax);
      return {
        waitSeconds,
        async succeeded(client) {
          await settle(client, pair, at);
          if (known) return;
          // Takes back what this attempt added. A wait of the network stays: otherwise signing in to an account of
          // one's own would clear it for guessing at others.
          await client.query(
            'UPDATE fencun.sign_in_delay SET failures = greatest(0, failures - 1) WHERE key = $1',
            [all],
          );
        },
      };
    },
    async tidy(at) {
      await pool.query(
        `DELETE FROM fencun.sign_in_delay
          WHERE failed_at < $1 AND (succeeded_at IS NULL OR succeeded_at < $2)
            AND (blocked_until IS NULL OR blocked_until < $3)`,
        [
          new Date(at - options.forgetAfterSeconds * 1000),
          new Date(at - options.knownForSeconds * 1000),
          new Date(at),
        ],
      );
    },
  };
}

function secondsUntil(instant: Date | null, at: number): number {
  return instant === null ? 0 : Math.max(0, Math.ceil((instant.getTime() - at) / 1000));
}

function pairKey(login: string, network: string | null): Buffer {
  return keyOf('pair', login, networkGroup(network));
}

function networkKey(network: string | null): Buffer {
  return keyOf('network', networkGroup(network));
}

function keyOf(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(parts.join('\0')).digest();
}

/** Whoever has one IPv6 address usually has the 2^64 of its subnet: these count as one. */
export function networkGroup(network: string | null): string {
  if (network === null) return 'local';
  const plain = network.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...(tail === undefined ? [] : zeros), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
