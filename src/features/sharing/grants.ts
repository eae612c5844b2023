import type pg from 'pg';
import type { Terms } from '../../kernel/approval/terms.ts';
import type { GrantTerms } from '../../kernel/policy/grant.ts';
import { isValidAt } from '../../kernel/policy/matching.ts';
import type { Present } from './company.ts';
import { mustBeCurrent, refused, type Workshop } from './parts.ts';
import type { StoredRequest } from './store.ts';

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
