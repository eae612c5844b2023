import type pg from 'pg';
import type { NewAssignment, Transfer } from '../../contract/organisation.ts';
import { Problem } from '../../contract/problem.ts';
import type { AssignmentId, PersonId } from '../../kernel/policy/model.ts';
import type { Outcome } from '../administration.ts';
import { lockActive } from './people.ts';
import { invalid } from './refusals.ts';

export async function insertAssignment(
  client: pg.PoolClient,
  at: number,
  { person, department, position, from, until, capacity = 'regular' }: NewAssignment,
): Promise<Outcome<AssignmentId>> {
  await lockActive(client, person);
  const validFrom = from === undefined ? at : Date.parse(from);
  const validUntil = until === undefined ? null : Date.parse(until);
  if (validUntil !== null && validUntil <= Math.max(at, validFrom)) {
    throw invalid({ zh: '结束时间须晚于现在和开始时间。', en: 'It must end after now and after it begins.' });
  }
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO fencun.assignment (person, department, position, valid_from, valid_until, capacity)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [
      ...[person, department, position, new Date(validFrom)],
      ...[validUntil === null ? null : new Date(validUntil), capacity],
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('an insert returned no row');
  const period = { from: from ?? null, until: until ?? null };
  const facts = { assignment: id, person, department, position, ...period, capacity };
  return { answer: id, facts };
}

/**
 * Ends an assignment now or later. The past is not rewritten: an end before now is refused, and so is one for an
 * assignment that has already ended.
 */
export async function endAssignment(
  client: pg.PoolClient,
  at: number,
  id: AssignmentId,
  endsAt: number,
): Promise<Outcome<void>> {
  if (endsAt < at) {
    throw invalid({ zh: '结束时间不能早于现在。', en: 'It cannot end before now.' });
  }
  const { rows } = await client.query<{ person: PersonId }>(
    `UPDATE fencun.assignment
        SET valid_until = greatest(valid_from, $2),
            end_decided_at = CASE WHEN $2 <= $3 THEN greatest(valid_from, $2) ELSE $3 END
      WHERE id = $1 AND (valid_until IS NULL OR valid_until > $3)
      RETURNING person`,
    [id, new Date(endsAt), new Date(at)],
  );
  const row = rows[0];
  if (row === undefined) throw new Problem('not-found');
  const facts = { assignment: id, person: row.person, until: new Date(endsAt).toISOString() };
  return { answer: undefined, facts };
}

/** Ends one assignment and begins another at the same instant, so that there is neither overlap nor gap. */
export async function transferPerson(
  client: pg.PoolClient,
  at: number,
  { assignment, department, position, at: when }: Transfer,
): Promise<Outcome<AssignmentId>> {
  const changesAt = when === undefined ? at : Date.parse(when);
  const ended = await endAssignment(client, at, assignment, changesAt);
  const person = Number(ended.facts.person);
  const from = new Date(changesAt).toISOString();
  const begun = await insertAssignment(client, at, { person, department, position, from });
  return { answer: begun.answer, facts: { ...begun.facts, endedAssignment: assignment } };
}

/**
 * Ends all assignments of a person at one instant, those that would begin later included. Who leaves later keeps the
 * account until then, but nothing comes through it from that instant on.
 */
export async function endAll(
  client: pg.PoolClient,
  at: number,
  person: PersonId,
  endsAt: number,
): Promise<Outcome<void>> {
  await lockActive(client, person);
  if (endsAt < at) {
    throw invalid({ zh: '结束时间不能早于现在。', en: 'It cannot end before now.' });
  }
  const { rowCount } = await client.query(
    `UPDATE fencun.assignment
        SET valid_until = greatest(valid_from, $2),
            end_decided_at = CASE WHEN $2 <= $3 OR valid_from >= $2 THEN greatest(valid_from, $2) ELSE $3 END
      WHERE person = $1 AND (valid_until IS NULL OR valid_until > greatest(valid_from, $2))`,
    [person, new Date(endsAt), new Date(at)],
  );
  const facts = { person, until: new Date(endsAt).toISOString(), assignmentsEnded: rowCount ?? 0 };
  return { answer: undefined, facts };
}
