import type pg from 'pg';
import type { NewPerson, PersonChange, Training } from '../../contract/organisation.ts';
import { Problem } from '../../contract/problem.ts';
import type { Office } from '../../contract/session.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import type { Facts, Outcome } from '../administration.ts';

/** Ends every credential of a person within the transaction in which the person loses what they stood for. */
export type EndCredentials = (client: pg.PoolClient, person: PersonId, at: number) => Promise<void>;

export async function insertPerson(
  client: pg.PoolClient,
  at: number,
  { login, name }: NewPerson,
): Promise<Outcome<PersonId>> {
  const { rows } = await client.query<{ id: number }>(
    'INSERT INTO fencun.person (login, name, created_at) VALUES ($1, $2, $3) RETURNING id',
    [login, name, new Date(at)],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('an insert returned no row');
  return { answer: id, facts: { person: id, login } };
}

export async function changePerson(
  client: pg.PoolClient,
  at: number,
  id: PersonId,
  change: PersonChange,
  endCredentials: EndCredentials,
): Promise<Outcome<void>> {
  await lockActive(client, id);
  let facts: Facts = { person: id };
  if (change.name !== undefined) {
    await client.query('UPDATE fencun.person SET name = $2 WHERE id = $1', [id, change.name]);
    facts = { ...facts, renamed: true };
  }
  if (change.trainedUntil !== undefined) {
    await client.query('UPDATE fencun.person SET trained_until = $2 WHERE id = $1', [
      id,
      change.trainedUntil,
    ]);
    facts = { ...facts, trainedUntil: change.trainedUntil };
  }
  if (change.status === 'left') {
    const ended = await leave(client, at, id);
    await endCredentials(client, id, at);
    facts = { ...facts, left: true, assignmentsEnded: ended };
  }
  return { answer: undefined, facts };
}

/** @throws Problem `not-found` when one of them is not there or has left; then nobody's is noted */
export async function recordTraining(
  client: pg.PoolClient,
  { people, until }: Training,
): Promise<Outcome<void>> {
  const { rowCount } = await client.query(
    `UPDATE fencun.person SET trained_until = $2 WHERE id = ANY ($1) AND status = 'active'`,
    [people, until],
  );
  if (rowCount !== new Set(people).size) throw new Problem('not-found');
  return { answer: undefined, facts: { people: people.join(' '), trainedUntil: until } };
}

/** The login by which somebody is known from now on. Sessions stay: they are of the person. */
export async function changeLogin(client: pg.PoolClient, id: PersonId, login: string): Promise<void> {
  await client.query('UPDATE fencun.person SET login = $2 WHERE id = $1', [id, login]);
}

/** Somebody who left is of the company again. They hold nothing of what they held. */
export async function bringBack(client: pg.PoolClient, id: PersonId): Promise<void> {
  await client.query(
    `UPDATE fencun.person SET status = 'active', left_at = NULL WHERE id = $1 AND status = 'left'`,
    [id],
  );
}

/** Future assignments become empty rather than being deleted: the log may name them. */
async function leave(client: pg.PoolClient, at: number, id: PersonId): Promise<number> {
  const moment = new Date(at);
  const { rowCount } = await client.query(
    `UPDATE fencun.assignment SET valid_until = greatest(valid_from, $2), end_decided_at = greatest(valid_from, $2)
      WHERE person = $1 AND (valid_until IS NULL OR valid_until > $2)`,
    [id, moment],
  );
  await client.query('DELETE FROM fencun.office WHERE person = $1', [id]);
  await client.query(`UPDATE fencun.person SET status = 'left', left_at = $2 WHERE id = $1`, [id, moment]);
  return rowCount ?? 0;
}

/**
 * Gives, changes or takes an office. Sessions end with the office they were opened for.
 *
 * @param appointer nobody decides on an office of their own
 */
export async function appoint(
  client: pg.PoolClient,
  at: number,
  id: PersonId,
  office: Office | null,
  appointer: PersonId,
  endCredentials: EndCredentials,
): Promise<Outcome<void>> {
  if (id === appointer) throw new Problem('forbidden');
  await lockActive(client, id);
  const { rows } = await client.query<{ office: Office }>(
    'DELETE FROM fencun.office WHERE person = $1 RETURNING office',
    [id],
  );
  if (office !== null) await insertOffice(client, at, id, office);
  await endCredentials(client, id, at);
  return { answer: undefined, facts: { person: id, officeBefore: rows[0]?.office ?? null, office } };
}

export async function insertOffice(
  client: pg.PoolClient,
  at: number,
  id: PersonId,
  office: Office,
): Promise<void> {
  await client.query('INSERT INTO fencun.office (person, office, since) VALUES ($1, $2, $3)', [
    id,
    office,
    new Date(at),
  ]);
}

/** The person, kept from changing until the transaction ends. */
export async function lockActive(client: pg.PoolClient, id: PersonId): Promise<void> {
  const { rows } = await client.query(
    `SELECT FROM fencun.person WHERE id = $1 AND status = 'active' FOR NO KEY UPDATE`,
    [id],
  );
  if (rows.length === 0) throw new Problem('not-found');
}
