import type pg from 'pg';
import type { REQUEST_EVENTS } from '../../contract/sharing.ts';
import type { Approval } from '../../kernel/approval/approval.ts';
import type { Flow, Subject } from '../../kernel/approval/flow.ts';
import type { Terms } from '../../kernel/approval/terms.ts';
import type { WrappedKey } from '../../platform/crypto/key-provider.ts';

/** Requests as they are stored. */
export type StoredRequest = Readonly<{
  id: number;
  requester: number;
  assignment: number;
  recordType: string;
  purpose: string;
  emergency: boolean;
  binding: string | null;
  /** What was asked for in the beginning; `approval.terms` is what is left of it. */
  asked: Terms;
  subject: Subject;
  flow: Flow;
  approval: Approval;
  createdAt: number;
  key: WrappedKey;
  records: number;
  grant: Readonly<{ id: number; from: number; until: number; endedAt: number | null }> | null;
}>;

type Row = Readonly<{
  id: number;
  requester: number;
  assignment: number;
  record_type: string;
  purpose: string;
  emergency: boolean;
  binding: string | null;
  terms: Terms;
  subject: Subject;
  flow: Flow;
  approval: Approval;
  created_at: Date;
  key_id: string;
  wrapped_key: string;
  records: number;
  access_grant: number | null;
  valid_from: Date | null;
  valid_until: Date | null;
  ended_at: Date | null;
}>;

type Client = Pick<pg.ClientBase, 'query'>;

/** Null where there is none of this number. */
export async function loadRequest(client: Client, id: number): Promise<StoredRequest | null> {
  const [request] = await loadRequests(client, 'q.id = $1', [id]);
  return request ?? null;
}

const PAGE = 500;

/** All that are on their way, the oldest first: none waits unseen behind others, however many there are. */
export async function* openRequests(client: Client): AsyncGenerator<StoredRequest> {
  for (let after = 0; ; ) {
    const page = await loadRequests(client, `q.closed_at IS NULL AND q.id > $1 ORDER BY q.id LIMIT ${PAGE}`, [
      after,
    ]);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

const CLOSED_LISTED_MAX = 500;

/** Somebody's own, the newest first: all that are on their way, and as many of the others as a list shows. */
export function requestsOf(client: Client, person: number): Promise<readonly StoredRequest[]> {
  return loadRequests(
    client,
    `q.requester = $1 AND (q.closed_at IS NULL OR q.id IN (
       SELECT id FROM fencun.access_request WHERE requester = $1 AND closed_at IS NOT NULL
        ORDER BY id DESC LIMIT ${CLOSED_LISTED_MAX})) ORDER BY q.id DESC`,
    [person],
  );
}

/** Somebody's own whose grant is in force at a time and ends before another, both in milliseconds. */
export function endingSoonOf(
  client: Client,
  person: number,
  at: number,
  before: number,
): Promise<readonly StoredRequest[]> {
  return loadRequests(
    client,
    'q.requester = $1 AND g.ended_at IS NULL AND g.valid_until > $2 AND g.valid_until < $3 ORDER BY q.id DESC',
    [person, new Date(at), new Date(before)],
  );
}

/** @param rest a condition on `q` (the request) and `g` (its grant), and what follows, with `values` as parameters */
async function loadRequests(
  client: Client,
  rest: string,
  values: readonly unknown[],
): Promise<readonly StoredRequest[]> {
  const { rows } = await client.query<Row>(
    `SELECT q.*, g.valid_from, g.valid_until, g.ended_at,
            (SELECT count(*)::int FROM fencun.access_request_record r WHERE r.request = q.id) AS records
       FROM fencun.access_request q LEFT JOIN fencun.access_grant g ON g.id = q.access_grant
      WHERE ${rest}`,
    [...values],
  );
  return rows.map(requestOf);
}

function requestOf(row: Row): StoredRequest {
  const { access_grant: grant, valid_from: from, valid_until: until, ended_at: endedAt } = row;
  return {
    id: row.id,
    requester: row.requester,
    assignment: row.assignment,
    recordType: row.record_type,
    purpose: row.purpose,
    emergency: row.emergency,
    binding: row.binding,
    asked: row.terms,
    subject: row.subject,
    flow: row.flow,
    approval: row.approval,
    createdAt: row.created_at.getTime(),
    key: { keyId: row.key_id, wrapped: row.wrapped_key },
    records: row.records,
    grant:
      grant === null || from === null || until === null
        ? null
        : { id: grant, from: from.getTime(), until: until.getTime(), endedAt: endedAt?.getTime() ?? null },
  };
}

export type NewStoredRequest = Pick<
  StoredRequest,
  | 'requester'
  | 'assignment'
  | 'recordType'
  | 'purpose'
  | 'emergency'
  | 'binding'
  | 'asked'
  | 'subject'
  | 'flow'
> &
  Readonly<{ approval: Approval; key: WrappedKey; records: readonly string[] }>;

export async function insertRequest(client: Client, request: NewStoredRequest, at: number): Promise<number> {
  const { approval, key } = request;
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO fencun.access_request (requester, assignment, record_type, purpose, emergency, binding, terms,
       subject, flow, approval, status, created_at, closed_at, key_id, wrapped_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id`,
    [
      ...[request.requester, request.assignment, request.recordType, request.purpose, request.emergency],
      ...[request.binding, request.asked, request.subject, request.flow, approval, approval.status],
      ...[new Date(at), isOpen(approval) ? null : new Date(at), key.keyId, key.wrapped],
    ],
  );
  const id = rows[0]?.id ?? 0;
  await client.query(
    'INSERT INTO fencun.access_request_record (request, record) SELECT $1, * FROM unnest($2::uuid[])',
    [id, request.records],
  );
  return id;
}

export function isOpen({ status }: Approval): boolean {
  return status === 'pending' || status === 'asked-back';
}

export async function saveApproval(
  client: Client,
  id: number,
  approval: Approval,
  at: number,
): Promise<void> {
  await client.query(
    `UPDATE fencun.access_request SET approval = $2, status = $3, closed_at = $4 WHERE id = $1`,
    [id, approval, approval.status, isOpen(approval) ? null : new Date(at)],
  );
}

/** A request that goes through its steps anew. */
export async function saveAnew(
  client: Client,
  id: number,
  subject: Subject,
  approval: Approval,
  at: number,
): Promise<void> {
  await client.query('UPDATE fencun.access_request SET subject = $2 WHERE id = $1', [id, subject]);
  await saveApproval(client, id, approval, at);
}

export type StoredEvent = Readonly<{
  at: number;
  kind: (typeof REQUEST_EVENTS)[number];
  person: number | null;
  inPlaceOf: readonly number[];
  terms: Terms | null;
  sealed: string | null;
}>;

export async function insertEvent(client: Client, request: number, event: StoredEvent): Promise<void> {
  await client.query(
    `INSERT INTO fencun.access_request_event (request, number, at, kind, person, in_place_of, terms, sealed)
     SELECT $1, 1 + count(*), $2, $3, $4, $5, $6, $7 FROM fencun.access_request_event WHERE request = $1`,
    [request, new Date(event.at), event.kind, event.person, event.inPlaceOf, event.terms, event.sealed],
  );
}

export async function loadEvents(client: Client, request: number): Promise<readonly StoredEvent[]> {
  const { rows } = await client.query<
    Readonly<{
      at: Date;
      kind: StoredEvent['kind'];
      person: number | null;
      in_place_of: readonly number[];
      terms: Terms | null;
      sealed: string | null;
    }>
  >('SELECT * FROM fencun.access_request_event WHERE request = $1 ORDER BY number', [request]);
  return rows.map(({ at, in_place_of: inPlaceOf, ...event }) => ({ ...event, at: at.getTime(), inPlaceOf }));
}

export async function recordsOf(client: Client, request: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ record: string }>(
    'SELECT record FROM fencun.access_request_record WHERE request = $1',
    [request],
  );
  return rows.map(({ record }) => record);
}
