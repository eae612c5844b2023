import type pg from 'pg';
import type { Terms } from '../../kernel/approval/terms.ts';
import type { GrantTerms } from '../../kernel/policy/grant.ts';
import { isValidAt } from '../../kernel/policy/matching.ts';
import type { Present } from './company.ts';
import { mustBeCurrent, refused, TURN, type Workshop } from './parts.ts';
import { insertEvent, type StoredRequest } from './store.ts';

const DAY_MS = 86_400_000;
export const EMERGENCY_MS = 4 * 3_600_000;

/** What a grant for a request may be about now: asked of the gateway before the transaction that makes the grant. */
export type Ready = Readonly<{ records: readonly string[]; epoch: number }>;

export async function readyFor(
  workshop: Workshop,
  request: Pick<StoredRequest, 'requester' | 'assignment' | 'recordType' | 'purpose'>,
  records: readonly string[],
  { members, epoch }: Pick<Present, 'members' | 'epoch'>,
): Promise<Ready> {
  const member = members.get(request.requester);
  const { assignments = [], grants = [], trainedUntil = null } = member ?? {};
  const held = assignments.filter(
    ({ id, validity }) => id === request.assignment && isValidAt(validity, workshop.clock()),
  );
  const applicant = {
    person: request.requester,
    assignments,
    grants,
    trainedUntil,
    purpose: request.purpose,
  };
  const still = await workshop.gateway.stillVisible(applicant, request.recordType, records, epoch);
  return held.length === 0 ? { ...still, records: [] } : still;
}

/**
 * Makes the grant of an approved request and marks its records. They are those that were chosen, as far as they still
 * exist for the requester.
 *
 * @throws CHANGED_MEANWHILE when authority changed since `ready` was found
 */
export async function makeGrant(
  client: pg.PoolClient,
  request: Pick<StoredRequest, 'id' | 'assignment' | 'recordType' | 'purpose' | 'emergency'>,
  terms: Terms,
  ready: Ready,
  at: number,
): Promise<number> {
  if (ready.records.length === 0) {
    throw refused(
      '申请人的任职已结束，或已看不到这些记录，不能再授权。',
      'The requester’s assignment has ended, or none of the records exists for them any more.',
    );
  }
  await client.query(
    'DELETE FROM fencun.access_request_record WHERE request = $1 AND record <> ALL ($2::uuid[])',
    [request.id, ready.records],
  );
  const until = at + (request.emergency ? EMERGENCY_MS : terms.days * DAY_MS);
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO fencun.access_grant (assignment, terms, valid_from, valid_until)
     VALUES ($1, $2, $3, $4) RETURNING id`,
    [request.assignment, termsOf(request, terms), new Date(at), new Date(until)],
  );
  const id = rows[0]?.id ?? 0;
  // Making the grant has raised the epoch by one, and holds it: had anything else raised it, it would be further.
  await mustBeCurrent(client, { epoch: ready.epoch + 1 });
  await client.query('UPDATE fencun.access_request SET access_grant = $2 WHERE id = $1', [request.id, id]);
  await client.query('SELECT vault._mark_granted($1)', [id]);
  return id;
}

function termsOf(
  { id, recordType, purpose, emergency }: Pick<StoredRequest, 'id' | 'recordType' | 'purpose' | 'emergency'>,
  { fields, disclosure, export: out }: Terms,
): GrantTerms {
  return {
    version: 1,
    name: emergency
      ? { zh: `紧急访问 ${id}`, en: `Emergency access ${id}` }
      : { zh: `申请 ${id}`, en: `Request ${id}` },
    recordType,
    fields: { names: [...fields] },
    actions: out ? ['see', 'export'] : ['see'],
    disclosure,
    purposes: [purpose],
    conditions: [],
    obligations: [],
  };
}

/** Ends a grant at once, if it has not ended. Its rule is gone with the commit; its marks are swept later. */
export async function endGrant(client: pg.PoolClient, grant: number, at: number): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE fencun.access_grant SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND valid_until > $2',
    [grant, new Date(at)],
  );
  return rowCount === 1;
}

/** Acts on grants take turns with those on requests; for whoever ends or narrows one in a transaction of their own. */
async function takeGrantTurn(client: pg.PoolClient, grant: number): Promise<number | null> {
  await client.query(TURN);
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM fencun.access_request WHERE access_grant = $1',
    [grant],
  );
  return rows[0]?.id ?? null;
}

/**
 * Ends a grant within the transaction of another slice, which sees to the right and the record.
 *
 * @param by null where time does it
 * @returns whether it was in force
 */
export async function endGrantWithin(
  client: pg.PoolClient,
  grant: number,
  by: number | null,
  at: number,
): Promise<boolean> {
  const request = await takeGrantTurn(client, grant);
  if (!(await endGrant(client, grant, at))) return false;
  const event = { at, kind: 'revoke', person: by, inPlaceOf: [], terms: null, sealed: null } as const;
  if (request !== null) await insertEvent(client, request, event);
  return true;
}

/**
 * Leaves fewer fields of a grant, under a new version. What it does not name any more cannot come back.
 *
 * @returns whether it was in force and had more than those
 */
export async function narrowGrantWithin(
  client: pg.PoolClient,
  grant: number,
  fields: readonly string[],
  by: number,
  at: number,
): Promise<boolean> {
  const request = await takeGrantTurn(client, grant);
  const { rows } = await client.query<{ terms: GrantTerms }>(
    'SELECT terms FROM fencun.access_grant WHERE id = $1 AND ended_at IS NULL AND valid_until > $2',
    [grant, new Date(at)],
  );
  const terms = rows[0]?.terms;
  const names = terms?.fields.names ?? [];
  const left = names.filter((name) => fields.includes(name));
  if (terms === undefined || left.length === 0 || left.length === names.length) return false;
  await client.query('UPDATE fencun.access_grant SET terms = $2 WHERE id = $1', [
    grant,
    { ...terms, version: terms.version + 1, fields: { ...terms.fields, names: left } },
  ]);
  const event = { at, kind: 'narrow', person: by, inPlaceOf: [], terms: null, sealed: null } as const;
  if (request !== null) await insertEvent(client, request, event);
  return true;
}
