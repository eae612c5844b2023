import type pg from 'pg';
import type { Change } from '../audit/access-record.ts';
import {
  DECISION_FORMS,
  type Decision,
  type DecisionSubject,
  type DecisionsAnswer,
  type NewDecision,
} from '../contract/decisions.ts';
import { Problem } from '../contract/problem.ts';
import {
  CUSTOMER_STATES,
  consentFact,
  SEPARATE_CONSENTS,
  separateFact,
  stateFact,
} from '../kernel/policy/customer-facts.ts';
import type { DataKey } from '../platform/crypto/cipher.ts';
import { transaction } from '../platform/database/transaction.ts';
import { tableOf } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import {
  type Asked,
  accessRecord,
  type Gateway,
  isLive,
  mustPermit,
  readRows,
  recordingRefusals,
  STALE,
  underLiveAuthority,
} from './requests.ts';
import { allOf, expressionSql, liveSql, parameters } from './sql.ts';

/**
 * What customers decided: noted and read by those who have the right `consent` where the customer stands. They are
 * customer data like any other; what was decided is sealed in the access record, and only that it was is said there.
 */

const CUSTOMER = 'customer';
/** The clock of a branch may be a little ahead of ours. */
const AHEAD_AT_MOST_MS = 5 * 60_000;

/**
 * Everything that a customer ever decided, as far as it was noted.
 *
 * @throws Problem `not-found` for a customer whose decisions the caller may not know
 */
export function readDecisions(
  gateway: Gateway,
  request: AccessRequest,
  customer: string,
): Promise<Disclosed<DecisionsAnswer>> {
  return underLiveAuthority(gateway, request, CUSTOMER, (asked) =>
    recordingRefusals(gateway, asked, 'read-decisions', [customer], async () => {
      const key = await keyOf(gateway, asked, gateway.pool, customer);
      if (key === STALE) return STALE;
      return released(gateway, asked, gateway.pool, customer, key, 'read-decisions', []);
    }),
  );
}

/**
 * Notes decisions, all of them or none. What is in force afterwards bears on every statement that begins from then on.
 *
 * @throws Problem `not-found`, `invalid-input` for a purpose or category that there is not, or a time to come
 */
export function recordDecisions(
  gateway: Gateway,
  request: AccessRequest,
  customer: string,
  decisions: readonly NewDecision[],
): Promise<Disclosed<DecisionsAnswer>> {
  return underLiveAuthority(gateway, request, CUSTOMER, (asked) =>
    recordingRefusals(gateway, asked, 'consent', [customer], () =>
      transaction(gateway.pool, async (client) => {
        const key = await keyOf(gateway, asked, client, customer, 'FOR UPDATE OF r');
        if (key === STALE) return STALE;
        const changes = await noteDecisions(gateway, asked, client, [{ customer, key, decisions }]);
        return released(gateway, asked, client, customer, key, 'consent', changes);
      }),
    ),
  );
}

/** The customer's key, if the caller may know what the customer decided; it says so in the statement's own snapshot. */
async function keyOf(
  gateway: Gateway,
  asked: Asked,
  client: Pick<pg.ClientBase, 'query'>,
  customer: string,
  lock = '',
): Promise<DataKey | typeof STALE> {
  const { authority, caller, type } = asked;
  const plan = asked.plan('consent');
  mustPermit(plan);
  const { values, add } = parameters();
  const live = liveSql(authority.policy.version, caller.credential.id, add);
  const where = [live, `r.id = ${add(customer)}`, expressionSql(plan.rowFilter, type, 'r', add)];
  const text = `SELECT r.id FROM ${tableOf(type)} r WHERE ${allOf(where)} ${lock}`;
  const [row] = await readRows(client, { text, values });
  if (row === undefined) {
    if (!(await isLive(client, asked))) return STALE;
    throw new Problem('not-found');
  }
  const key = (await gateway.keys.find(client, [customer], 'fresh')).get(customer);
  if (key === undefined) throw new Problem('not-found');
  return key;
}

async function released(
  gateway: Gateway,
  asked: Asked,
  client: Pick<pg.ClientBase, 'query'>,
  customer: string,
  key: DataKey,
  action: string,
  changes: readonly Change[],
): Promise<Disclosed<DecisionsAnswer>> {
  const decisions = await stored(gateway, client, customer, key);
  const entry = accessRecord(gateway, asked, {
    ...(changes.length === 0 ? {} : { kind: 'change' as const, changes }),
    action,
    releases: [{ records: [customer], shown: ['_facts'], masked: [], summary: [] }],
    rules: asked.plan('consent').rules,
  });
  if (changes.length === 0) await gateway.audit.append(entry);
  else await gateway.audit.appendWithin(client, [entry]);
  const purposes = asked.authority.policy.purposes.map(({ code, label, legalBasis, notice = null }) => ({
    ...{ code, label, legalBasis, notice },
  }));
  return disclosed({ decisions, purposes, accessRecord: entry.id });
}

/** The version of the purpose whose notice the customer is shown today; null for what is no consent to a purpose. */
function noticeInForce({ authority }: Asked, subject: DecisionSubject): number | null {
  if (subject.kind === 'state') return null;
  const purpose = authority.policy.purposes.find(({ code }) => code === subject.purpose);
  return purpose?.notice === undefined ? null : (purpose.version ?? null);
}

/** @throws Problem `invalid-input` */
function mustMakeSense({ authority, context, type }: Asked, { subject, decidedAt }: NewDecision): void {
  if (decidedAt !== undefined && Date.parse(decidedAt) > context.at + AHEAD_AT_MOST_MS) {
    throw badDecision('客户作出决定的时间不能在将来。', 'A customer cannot have decided in the future.');
  }
  if (subject.kind === 'state') return;
  const purpose = authority.policy.purposes.find(({ code }) => code === subject.purpose);
  if (purpose === undefined) {
    throw badDecision('没有这个处理目的。', 'There is no such purpose.');
  }
  const category = subject.kind === 'consent' ? subject.category : undefined;
  if (category === undefined || purpose.categories.includes(category)) return;
  // A category that the purpose needed once may still be withdrawn; one that no field has was never meant.
  if (type.fields.some((field) => field.category === category)) return;
  throw badDecision('没有这一类信息。', 'There is no such category of information.');
}

function badDecision(zh: string, en: string): Problem {
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en, detail: en });
}

/** Decisions of one customer on their way into the store. */
export type Noted = Readonly<{ customer: string; key: DataKey; decisions: readonly NewDecision[] }>;

/**
 * Stores decisions of any number of customers and puts them in force, in the caller's transaction.
 *
 * @returns what the access record says of it, sealed
 * @throws Problem `invalid-input` for one that makes no sense
 */
export async function noteDecisions(
  { codec, newId }: Gateway,
  asked: Asked,
  client: Pick<pg.ClientBase, 'query'>,
  noted: readonly Noted[],
): Promise<readonly Change[]> {
  const at = new Date(asked.context.at).toISOString();
  const rows = noted.flatMap(({ customer, key, decisions }) =>
    decisions.map((decision) => {
      mustMakeSense(asked, decision);
      const { subject, holds, decidedAt = at, form, byGuardian, evidence } = decision;
      const notice = decision.notice ?? noticeInForce(asked, subject);
      const id = newId();
      const sealed = evidence === undefined ? null : codec.seal(key, evidencePlace(id), evidence);
      const told = [subjectText(subject), recipientOf(subject), holds, byGuardian, decidedAt, form, notice];
      return [id, customer, ...told, sealed];
    }),
  );
  const column = (at: number) => rows.map((row) => row[at]);
  await client.query(
    `INSERT INTO vault._decision (id, customer, subject, recipient, holds, by_guardian, decided_at, form, notice,
       evidence__ct, noted_at, noted_by)
     SELECT d.*, $11, $12 FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::boolean[],
       $7::timestamptz[], $8::text[], $9::integer[], $10::text[]) d`,
    [...Array.from({ length: 10 }, (_, at) => column(at)), at, asked.caller.person.id],
  );
  await client.query(
    `UPDATE ${tableOf(CUSTOMER)} SET _facts = vault._facts_of(id) WHERE id = ANY ($1::uuid[])`,
    [noted.map(({ customer }) => customer)],
  );
  return noted.map(({ customer, key, decisions }) => {
    const told = decisions.map(({ subject, holds }) => [subjectText(subject), holds]);
    return {
      ...{ record: customer, field: '_facts' },
      sealed: codec.seal(key, changePlace(customer), JSON.stringify(told)),
    };
  });
}

/**
 * What customers are said to have decided, where they have decided nothing of it yet: what a list says of many never
 * overrules what one of them decided, least of all a withdrawal. The records must be locked.
 *
 * @throws Problem `forbidden` where the caller may not note it of one of them
 */
export async function noteUndecided(
  gateway: Gateway,
  asked: Asked,
  client: Pick<pg.ClientBase, 'query'>,
  said: readonly Omit<Noted, 'key'>[],
): Promise<readonly Change[]> {
  const deciding = said.filter(({ decisions }) => decisions.length > 0);
  if (deciding.length === 0) return [];
  if (asked.type.customerField !== null) throw new Problem('forbidden');
  const plan = asked.plan('consent');
  mustPermit(plan);
  const customers = deciding.map(({ customer }) => customer);
  const { values, add } = parameters();
  const where = [
    `r.id = ANY (${add(customers)}::uuid[])`,
    expressionSql(plan.rowFilter, asked.type, 'r', add),
  ];
  const text = `SELECT r.id FROM ${tableOf(asked.type)} r WHERE ${allOf(where)}`;
  if ((await readRows(client, { text, values })).length !== customers.length) throw new Problem('forbidden');
  const { rows } = await client.query<{ customer: string; subject: string; recipient: string }>(
    'SELECT DISTINCT customer, subject, recipient FROM vault._decision WHERE customer = ANY ($1::uuid[])',
    [customers],
  );
  const decided = new Set(rows.map((row) => [row.customer, row.subject, row.recipient].join('|')));
  const keys = await gateway.keys.find(client, customers, 'fresh');
  const noted = deciding.flatMap(({ customer, decisions }): Noted[] => {
    const fresh = decisions.filter(
      ({ subject }) => !decided.has([customer, subjectText(subject), recipientOf(subject)].join('|')),
    );
    if (fresh.length === 0) return [];
    const key = keys.get(customer);
    if (key === undefined) throw new Problem('key-unavailable');
    return [{ customer, key, decisions: fresh }];
  });
  return noted.length === 0 ? [] : noteDecisions(gateway, asked, client, noted);
}

type StoredDecision = Readonly<{
  id: string;
  subject: string;
  recipient: string;
  holds: boolean;
  latest: boolean;
  decided_at: Date;
  noted_at: Date;
  noted_by: number;
  form: string;
  by_guardian: boolean;
  notice: number | null;
  evidence__ct: string | null;
}>;

/** A customer with more than these has a story that no page can tell; the newest are told. */
const DECISIONS_AT_MOST = 1000;

async function stored(
  { codec }: Gateway,
  client: Pick<pg.ClientBase, 'query'>,
  customer: string,
  key: DataKey,
): Promise<Decision[]> {
  const { rows } = await client.query<StoredDecision>(
    `SELECT *, row_number() OVER (PARTITION BY subject, recipient ORDER BY decided_at DESC, id DESC) = 1 AS latest
       FROM vault._decision WHERE customer = $1 ORDER BY decided_at DESC, id DESC LIMIT ${DECISIONS_AT_MOST}`,
    [customer],
  );
  return rows.map((row) => ({
    id: row.id,
    subject: subjectOf(row.subject, row.recipient),
    holds: row.holds,
    isLatest: row.latest,
    decidedAt: row.decided_at.toISOString(),
    notedAt: row.noted_at.toISOString(),
    notedBy: row.noted_by,
    form: DECISION_FORMS.find((form) => form === row.form) ?? 'import',
    byGuardian: row.by_guardian,
    notice: row.notice,
    evidence: row.evidence__ct === null ? null : codec.open(key, evidencePlace(row.id), row.evidence__ct),
  }));
}

/** With a customer goes what the customer decided. */
export async function forgetDecisions(client: Pick<pg.ClientBase, 'query'>, customer: string): Promise<void> {
  await client.query('DELETE FROM vault._decision WHERE customer = $1', [customer]);
}

function subjectText(subject: DecisionSubject): string {
  switch (subject.kind) {
    case 'consent':
      return consentFact(subject.purpose, subject.category);
    case 'separate':
      return separateFact(subject.purpose, subject.use);
    case 'state':
      return stateFact(subject.state);
  }
}

function recipientOf(subject: DecisionSubject): string {
  return subject.kind === 'separate' ? (subject.recipient ?? '') : '';
}

function subjectOf(text: string, recipient: string): DecisionSubject {
  const [kind = '', first = '', second] = text.split(':');
  if (kind === 'consent')
    return { kind, purpose: first, ...(second === undefined ? {} : { category: second }) };
  if (kind === 'separate') {
    const use = SEPARATE_CONSENTS.find((each) => each === second) ?? 'sensitive';
    return { kind, purpose: first, use, ...(recipient === '' ? {} : { recipient }) };
  }
  const state = CUSTOMER_STATES.find((each) => each === first);
  if (state === undefined) throw new Error('a decision is stored about nothing that is known');
  return { kind: 'state', state };
}

function changePlace(customer: string): string {
  return `change|${CUSTOMER}|${customer}|_facts`;
}

function evidencePlace(decision: string): string {
  return `evidence|${decision}`;
}
