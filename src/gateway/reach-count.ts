import type pg from 'pg';
import { Problem } from '../contract/problem.ts';
import { compile } from '../kernel/policy/compile.ts';
import { any, type Expression, expressionKey } from '../kernel/policy/expression.ts';
import type { Context, Policy, PurposeCode } from '../kernel/policy/model.ts';
import { raisedWhere } from '../kernel/policy/raised.ts';
import { customerColumn, tableOf } from '../vault/naming.ts';
import { SMALLEST_GROUP } from './aggregate.ts';
import { loadRecordTypes } from './authorities.ts';
import { COUNT_AT_MOST } from './list.ts';
import type { Gateway } from './requests.ts';
import { type Applicant, atBest } from './selection.ts';
import { expressionSql, parameters } from './sql.ts';

/**
 * Of how many customers some people would see more under one policy than under another. It is asked for those who try
 * out a policy: the question names people, fields and purposes, and no condition on a record; the answer is a count.
 */
export type ReachQuestion = Readonly<{
  recordType: string;
  fields: readonly string[];
  purposes: readonly PurposeCode[];
  people: readonly Omit<Applicant, 'purpose'>[];
  /** Under which they see less, and under which more. */
  lower: Policy;
  higher: Policy;
}>;

/** Never a count so small that it speaks of single customers. */
export type ReachCount =
  | Readonly<{ kind: 'counted' | 'at-least'; customers: number }>
  | Readonly<{ kind: 'few' }>
  /** It would take too long. */
  | Readonly<{ kind: 'uncounted' }>;

/** Enough for the posts of a company; of more people in one it is told of how many customers these see more at least. */
const PEOPLE_MAX = 100;
const SECONDS_MAX = 5;
/** SQLSTATE: the statement took longer than it may. */
const TOO_LONG = '57014';

/** @throws Problem `not-found` for an unknown record type */
export async function reachCount(gateway: Gateway, question: ReachQuestion): Promise<ReachCount> {
  const type = (await loadRecordTypes(gateway.pool)).get(question.recordType);
  if (type === undefined) throw new Problem('not-found');
  const { people, fields } = question;
  const asked = people.slice(0, PEOPLE_MAX);
  const at = gateway.clock();
  // What is possible counts, as in the lists of who gains: which hour or network it is now means nothing.
  const [lower, higher] = [atBest(question.lower), atBest(question.higher)];
  const parts = new Map<string, Expression>();
  for (const person of asked) {
    for (const purpose of question.purposes) {
      const context = contextOf(person, purpose, at);
      const plans = [lower, higher].map((policy) => compile(policy, context, type, 'see'));
      const [before, after] = plans;
      if (before === undefined || after === undefined) continue;
      const part = raisedWhere(before, after, fields);
      parts.set(expressionKey(part), part);
    }
  }
  const where = any([...parts.values()]);
  if (where.kind === 'false') return asked.length < people.length ? { kind: 'uncounted' } : { kind: 'few' };
  const { values, add } = parameters();
  const text = `SELECT count(*)::int AS customers FROM (
      SELECT DISTINCT ${type.customerField === null ? 'r.id' : `r.${customerColumn(type)}`}
        FROM ${tableOf(type)} r WHERE ${expressionSql(where, type, 'r', add)} LIMIT ${COUNT_AT_MOST}) reached`;
  const customers = await countInTime(gateway.pool, text, values);
  if (customers === null) return { kind: 'uncounted' };
  const isAll = asked.length === people.length && customers < COUNT_AT_MOST;
  if (customers < SMALLEST_GROUP) return { kind: isAll ? 'few' : 'uncounted' };
  return { kind: isAll ? 'counted' : 'at-least', customers };
}

function contextOf(person: Omit<Applicant, 'purpose'>, purpose: PurposeCode, at: number): Context {
  return {
    ...person,
    purpose,
    at,
    network: null,
    secondFactorAt: at,
    reasonGiven: false,
    narrowing: {},
  };
}

/** @returns null where it takes longer than somebody would wait */
async function countInTime(pool: pg.Pool, text: string, values: readonly unknown[]): Promise<number | null> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN READ ONLY');
    await client.query(`SET LOCAL statement_timeout = ${SECONDS_MAX * 1000}`);
    const { rows } = await client.query<{ customers: number }>({ text, values: [...values] });
    return rows[0]?.customers ?? 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === TOO_LONG) return null;
    throw error;
  } finally {
    const failure = await client.query('ROLLBACK').then(
      () => undefined,
      (error: Error) => error,
    );
    client.release(failure);
  }
}
