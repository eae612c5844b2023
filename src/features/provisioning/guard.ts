import type pg from 'pg';
import type { PersonId } from '../../kernel/policy/model.ts';
import type { Facts } from '../administration.ts';
import { ScimRefusal } from './refusal.ts';

/**
 * A source that breaks can empty a company within minutes. When more than a fifth of its people, and at least ten,
 * would have lost all that they hold within an hour, the rest waits until the system administrator has said whether
 * that is meant.
 */
export const HALT = { share: 0.2, least: 10, windowMs: 3_600_000, liftMs: 86_400_000 } as const;

const RETRY_SECONDS = 3600;

export class HaltRefusal extends ScimRefusal {
  readonly lost: number;
  readonly of: number;

  constructor(lost: number, of: number) {
    super(
      429,
      null,
      'So many people would lose what they hold that an administrator is asked first.',
      RETRY_SECONDS,
    );
    this.lost = lost;
    this.of = of;
  }
}

/** Runs work and counts who of some people has lost everything by it. @throws ScimRefusal 429 or 403, which undoes it */
export async function guarded<T>(
  client: pg.PoolClient,
  at: number,
  people: readonly PersonId[],
  work: () => Promise<T>,
): Promise<T> {
  const before = await standing(client, people, at);
  const result = await work();
  const after = await standing(client, people, at);
  const rank = (of: ReadonlyMap<PersonId, number>, person: PersonId) => of.get(person) ?? 0;
  const lost = people.filter((person) => rank(after, person) < rank(before, person));
  const gained = people.filter((person) => rank(after, person) > rank(before, person));
  if (gained.length > 0) {
    await client.query('DELETE FROM fencun.provisioning_loss WHERE person = ANY ($1)', [gained]);
  }
  if (lost.length > 0) await count(client, at, lost);
  return result;
}

/** 2 for who holds an assignment now or later, 1 for who is merely of the company. Officers are not the source's. */
async function standing(
  client: pg.PoolClient,
  people: readonly PersonId[],
  at: number,
): Promise<ReadonlyMap<PersonId, number>> {
  const { rows } = await client.query<{ id: number; rank: number }>(
    `SELECT p.id, CASE WHEN EXISTS (SELECT FROM fencun.assignment a WHERE a.person = p.id
              AND (a.valid_until IS NULL OR a.valid_until > greatest(a.valid_from, $2))) THEN 2 ELSE 1 END AS rank
       FROM fencun.person p
      WHERE p.id = ANY ($1) AND p.status = 'active'
        AND NOT EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id)`,
    [people, new Date(at)],
  );
  return new Map(rows.map(({ id, rank }) => [id, rank]));
}

type State = Readonly<{ halted_at: Date | null; denied: boolean; lifted_until: Date | null }>;

async function count(client: pg.PoolClient, at: number, lost: readonly PersonId[]): Promise<void> {
  const { rows: states } = await client.query<State>(
    'SELECT halted_at, denied, lifted_until FROM fencun.provisioning_state',
  );
  const [state] = states;
  const isLifted = (state?.lifted_until?.getTime() ?? 0) > at;
  if (state?.denied === true)
    throw new ScimRefusal(403, null, 'An administrator refused further deactivations.');
  const isHalted = state?.halted_at != null;
  await client.query('DELETE FROM fencun.provisioning_loss WHERE at < $1', [new Date(at - HALT.windowMs)]);
  await client.query('INSERT INTO fencun.provisioning_loss (person, at) SELECT unnest($1::integer[]), $2', [
    lost,
    new Date(at),
  ]);
  const { rows } = await client.query<{ lost: number; of: number }>(
    `WITH lost AS (SELECT DISTINCT person FROM fencun.provisioning_loss)
     SELECT (SELECT count(*)::integer FROM lost) AS lost,
            (SELECT count(*)::integer FROM fencun.person p
              WHERE (p.status = 'active' OR p.id IN (SELECT person FROM lost))
                AND NOT EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id)) AS of`,
  );
  const { lost: total, of } = rows[0] ?? { lost: 0, of: 0 };
  if (isLifted) return;
  if (isHalted || (total >= HALT.least && total > HALT.share * of)) throw new HaltRefusal(total, of);
}

/** Puts the question to the administrator, outside the transaction that it stopped. */
export async function writeHalt(
  client: pg.PoolClient,
  at: number,
  { lost, of }: HaltRefusal,
): Promise<Facts> {
  await client.query(
    `INSERT INTO fencun.provisioning_state (version, mapping, halted_at, halted_lost, halted_of)
     VALUES (1, '{"departments":[],"positions":[],"groups":[]}', $1, $2, $3)
     ON CONFLICT ((true)) DO UPDATE SET
       halted_lost = CASE WHEN provisioning_state.halted_at IS NULL THEN excluded.halted_lost
                          ELSE provisioning_state.halted_lost END,
       halted_of = CASE WHEN provisioning_state.halted_at IS NULL THEN excluded.halted_of
                        ELSE provisioning_state.halted_of END,
       halted_at = coalesce(provisioning_state.halted_at, excluded.halted_at)`,
    [new Date(at), lost, of],
  );
  return { halted: true, wouldHaveLost: lost, of };
}
