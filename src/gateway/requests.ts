import type pg from 'pg';
import type { AccessRecord, Release } from '../audit/access-record.ts';
import type { AuditWriter } from '../audit/writer.ts';
import { Problem, type ProblemCode } from '../contract/problem.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import type { Refusal } from '../kernel/policy/matching.ts';
import type { Action, Context } from '../kernel/policy/model.ts';
import type { RecordType } from '../kernel/record-type.ts';
import type { DataKey } from '../platform/crypto/cipher.ts';
import { asProblem } from '../platform/database/connect.ts';
import type { BlindIndexes } from '../vault/blind-indexes.ts';
import type { Codec } from '../vault/codec.ts';
import type { CustomerKeys } from '../vault/customer-keys.ts';
import { tableOf } from '../vault/naming.ts';
import type { AccessRequest, Authority, Caller } from './access-request.ts';
import type { Authorities } from './authorities.ts';
import { contextOf, type Plans } from './plans.ts';
import { liveSql, parameters } from './sql.ts';

/** What the parts of the gateway share. Made once in door.ts. */
export type Gateway = Readonly<{
  pool: pg.Pool;
  authorities: Authorities;
  plans: Plans;
  audit: AuditWriter;
  codec: Codec;
  keys: CustomerKeys;
  indexes: BlindIndexes;
  cursorKey: DataKey;
  clock: () => number;
  newId: () => string;
}>;

/** A request together with the authority that it is judged by: caller and policy are of one epoch. */
export type Asked = Readonly<{
  request: AccessRequest;
  caller: Caller;
  authority: Authority;
  context: Context;
  type: RecordType;
  plan: (action: Action, type?: RecordType) => Plan;
}>;

/** What work answers when it found that its authority is no longer the database's. */
export const STALE: unique symbol = Symbol('stale');

const ATTEMPTS_MAX = 4;

/**
 * Does `work` under an authority that is current at the moment it reads. Caches may be behind; then the statement
 * finds nothing, the caller and the policy are read anew, and the work is done again.
 *
 * @throws Problem `not-signed-in` when the credential has ended, `not-found` for an unknown record type
 */
export async function underLiveAuthority<T>(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  work: (asked: Asked) => Promise<T | typeof STALE>,
): Promise<T> {
  try {
    return await attempts(gateway, request, typeName, work);
  } catch (error) {
    throw asProblem(error);
  }
}

async function attempts<T>(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  work: (asked: Asked) => Promise<T | typeof STALE>,
): Promise<T> {
  let caller: Caller | null = request.caller;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    let authority = await gateway.authorities.current();
    if (caller.epoch > authority.policy.version) {
      authority = await gateway.authorities.refresh(authority.policy.version);
    }
    if (caller.epoch === authority.policy.version) {
      const asked = ask(gateway, request, caller, authority, typeName);
      // A type that was defined a moment ago is unknown only to whoever has not read the authority since.
      if (asked === null && (await isLive(gateway.pool, { caller, authority })))
        throw new Problem('not-found');
      const answer = asked === null ? STALE : await unlessReshaped(gateway, asked, () => work(asked));
      if (answer !== STALE) return answer;
    }
    caller = await request.renew();
    if (caller === null) throw new Problem('not-signed-in');
  }
  // Authority changes faster than it can be read: refuse rather than answer by an old one.
  throw new Problem('database-unavailable');
}

/**
 * A statement that was put together before a field got other columns fails where they are gone or hold something else.
 * That is an authority that is no longer the database's, and no error.
 */
async function unlessReshaped<T>(
  { pool }: Gateway,
  asked: Asked,
  work: () => Promise<T>,
): Promise<T | typeof STALE> {
  try {
    return await work();
  } catch (error) {
    if (isReshaped(error) && !(await isLive(pool, asked))) return STALE;
    throw error;
  }
}

/** Whether a statement failed because a field has other columns than it was put together for. */
export function isReshaped(error: unknown): boolean {
  return RESHAPED.includes(codeOf(error));
}

/** SQLSTATE of “cached plan must not change result type”. */
const OTHER_RESULT = '0A000';
/** SQLSTATE: undefined column, undefined function (an operator for such types), type mismatch, plan of another result. */
const RESHAPED: readonly string[] = ['42703', '42883', '42804', OTHER_RESULT];

function ask(
  gateway: Gateway,
  request: AccessRequest,
  caller: Caller,
  authority: Authority,
  typeName: string,
): Asked | null {
  const type = authority.recordTypes.get(typeName);
  if (type === undefined) return null;
  const context = contextOf({ ...request, caller }, gateway.clock());
  return {
    request,
    caller,
    authority,
    context,
    type,
    plan: (action, of = type) => gateway.plans.of(authority, context, of, action),
  };
}

/**
 * Whether the authority still is the database's. Epochs only grow and an ended credential stays ended, so a yes now
 * also holds for every earlier moment of the same request: an empty answer was truly empty.
 */
export async function isLive(
  client: Pick<pg.ClientBase, 'query'>,
  { caller, authority: { policy } }: Pick<Asked, 'caller' | 'authority'>,
): Promise<boolean> {
  const { values, add } = parameters();
  const text = `SELECT ${liveSql(policy.version, caller.credential.id, add)} AS live`;
  const { rows } = await run<{ live: boolean }>(client, { text, values: [...values] });
  return rows[0]?.live === true;
}

/**
 * Takes its place among those who write records of the type. Were a field masked anew between the question whether the
 * authority is live and the writing, a value would be stored with the masked form of before. Ask for this first.
 */
export async function beginWriting(client: pg.PoolClient, { type }: Pick<Asked, 'type'>): Promise<void> {
  await client.query(`LOCK TABLE ${tableOf(type)} IN ROW EXCLUSIVE MODE`);
}

/** Runs a query; a database that is not there becomes a {@link Problem}. */
export async function run<R extends pg.QueryResultRow>(
  client: Pick<pg.ClientBase, 'query'>,
  query: pg.QueryConfig,
): Promise<pg.QueryResult<R>> {
  try {
    return await client.query<R>(query);
  } catch (error) {
    throw asProblem(error);
  }
}

const statementNames = new Map<string, string>();
const NAMED_AT_MOST = 1_000;

/** Rows as arrays, by a prepared statement: the same text gets the same name on every connection. */
export async function readRows(
  client: Pick<pg.ClientBase, 'query'>,
  statement: Readonly<{ text: string; values: readonly unknown[] }>,
): Promise<readonly (readonly unknown[])[]> {
  let name = statementNames.get(statement.text);
  if (name === undefined && statementNames.size < NAMED_AT_MOST) {
    name = `fencun_${statementNames.size}`;
    statementNames.set(statement.text, name);
  }
  const query = {
    text: statement.text,
    values: [...statement.values],
    rowMode: 'array' as const,
    ...(name === undefined ? {} : { name }),
  };
  try {
    const result = await client.query<unknown[]>(query);
    return result.rows;
  } catch (error) {
    if (codeOf(error) !== OTHER_RESULT || name === undefined) throw asProblem(error);
    // A connection prepared it when a column held something else. Within a transaction there is no second try.
    const { name: _, ...unnamed } = query;
    const again = await client.query<unknown[]>(unnamed).catch(() => {
      throw asProblem(error);
    });
    return again.rows;
  }
}

const REFUSALS: Readonly<Record<Refusal, ProblemCode>> = {
  'no-principal': 'forbidden',
  'no-purpose': 'purpose-required',
  'purpose-not-permitted': 'purpose-not-permitted',
  narrowed: 'forbidden',
};

/** @throws the Problem for a plan that permits nothing at all */
export function mustPermit(plan: Plan): void {
  if (plan.refusal !== null) throw new Problem(REFUSALS[plan.refusal]);
  if (plan.branches.length === 0) throw new Problem('forbidden');
}

export type Recorded = Readonly<
  Partial<
    Pick<
      AccessRecord,
      | 'kind'
      | 'releases'
      | 'customers'
      | 'searched'
      | 'changes'
      | 'sealedReason'
      | 'rules'
      | 'obligations'
      | 'note'
    >
  > & { action: string }
>;

export function accessRecord(gateway: Gateway, asked: Asked, facts: Recorded): AccessRecord {
  const { request, caller, authority, context, type } = asked;
  return {
    id: gateway.newId(),
    at: context.at,
    kind: 'access',
    outcome: 'released',
    person: caller.person.id,
    credential: caller.credential.id,
    client: caller.credential.kind === 'token' ? caller.credential.name : null,
    assignments: caller.assignments.map(({ id }) => id),
    office: caller.office,
    door: request.door,
    network: request.network,
    request: request.request,
    purpose: context.purpose,
    recordType: type.name,
    releases: [],
    rules: [],
    policyVersion: authority.policy.version,
    ...facts,
  };
}

/**
 * Records a refused attempt, then lets the refusal go on: what a reader tried is worth knowing too. A refusal by an
 * authority that has changed meanwhile counts for nothing; the work is done again.
 */
export async function recordingRefusals<T>(
  gateway: Gateway,
  asked: Asked,
  action: string,
  attempted: readonly string[],
  work: () => Promise<T>,
): Promise<T | typeof STALE> {
  try {
    return await work();
  } catch (thrown) {
    // Two writers that wait for each other: the database has undone one of them, who begins again.
    if (codeOf(thrown) === DEADLOCK) return STALE;
    const error = asRefusal(thrown);
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    if (!(await isLive(gateway.pool, asked))) return STALE;
    const releases: readonly Release[] =
      attempted.length === 0 ? [] : [{ records: attempted, shown: [], masked: [], summary: [] }];
    await gateway.audit.append({
      ...accessRecord(gateway, asked, { action, releases }),
      outcome: 'refused',
      problem: error.code,
    });
    throw error;
  }
}

const DEADLOCK = '40P01';
/** SQLSTATE class 22: a value that its column cannot hold, such as a number out of range. */
const DATA_EXCEPTION = /^22...$/;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** A value that the database cannot hold is the sender's to correct; anything else stays what it is. */
export function asRefusal(error: unknown): unknown {
  if (error instanceof Problem || !DATA_EXCEPTION.test(codeOf(error))) return error;
  return new Problem('invalid-input', {
    'detail.zh': '有一个值超出其字段的范围。',
    'detail.en': 'A value is out of the range of its field.',
    detail: 'A value is out of the range of its field.',
  });
}
