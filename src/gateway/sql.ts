import type { CustomerFact } from '../kernel/policy/customer-facts.ts';
import { type Expression, expressionKey, isAboutCustomer } from '../kernel/policy/expression.ts';
import type { Atom, ReachToken } from '../kernel/policy/scope.ts';
import type { RecordType } from '../kernel/record-type.ts';
import { customerColumn, reachTableOf, tableOf } from '../vault/naming.ts';

/** The pieces that every statement of the gateway is put together from. Text holds names; values are parameters. */

export type Statement = Readonly<{ text: string; values: readonly unknown[] }>;

/** Collects values and hands out their places, so that text and values cannot drift apart. */
export type Parameters = Readonly<{ values: unknown[]; add(value: unknown): string }>;

export function parameters(): Parameters {
  const values: unknown[] = [];
  return {
    values,
    add(value) {
      values.push(value);
      return `$${values.length}`;
    },
  };
}

/** Stands where the credential of whoever asks will, in a statement that is kept for several. */
export const CREDENTIAL: unique symbol = Symbol('credential');

/**
 * True while the plan's authority is the database's and the credential lives, judged in the snapshot of the very
 * statement that reads the data. PostgreSQL evaluates it once, before it touches a row.
 */
export function liveSql(
  epoch: number,
  credential: string | typeof CREDENTIAL,
  add: Parameters['add'],
): string {
  return `(SELECT e.version = ${add(epoch)} AND EXISTS (SELECT FROM fencun.credential c
    WHERE c.id = ${add(credential)} AND c.ended_at IS NULL AND c.expires_at > now()) FROM fencun.epoch e)`;
}

/** `row` is the alias of the record type's table. */
export function atomSql(atom: Atom, type: RecordType, row: string, add: Parameters['add']): string {
  switch (atom.kind) {
    case 'all':
      return 'true';
    case 'owner':
      return `${row}._owner = ${add(atom.id)}`;
    case 'department':
      return `${row}._department = ${add(atom.id)}`;
    case 'legal-entity':
      return `${row}._legal_entity = ${add(atom.id)}`;
    case 'token':
      return tokensSql([atom.token], type, row, add);
    case 'fact':
      return `${add(atom.fact)} = ANY (${row}._facts)`;
  }
}

/**
 * Where a question about a record is asked. A statement that asks the same more than once can have it answered in one
 * place, and refer to that.
 */
export type Ask = (question: string, sql: () => string) => string;

const askHere: Ask = (_question, sql) => sql();

/** The alias of the customer whom a record is about. */
const CUSTOMER = 'about';

export function expressionSql(
  expression: Expression,
  type: RecordType,
  row: string,
  add: Parameters['add'],
  ask: Ask = askHere,
): string {
  // What its customer decided stands with the customer alone, and is looked up once however much is asked of it.
  if (type.customerField !== null && isAboutCustomer(expression)) {
    return ask(expressionKey(expression), () => {
      const asked = expressionSql(expression, { ...type, customerField: null }, CUSTOMER, add);
      return `EXISTS (SELECT FROM ${tableOf('customer')} ${CUSTOMER} WHERE ${CUSTOMER}.id = ${row}.${customerColumn(type)} AND ${asked})`;
    });
  }
  const sql = (part: Expression) => expressionSql(part, type, row, add, ask);
  switch (expression.kind) {
    case 'true':
    case 'false':
      return expression.kind;
    case 'reached': {
      const { atom } = expression;
      const isLookedUp = atom.kind === 'token' || atom.kind === 'fact';
      const asked = () => atomSql(atom, type, row, add);
      return isLookedUp ? ask(expressionKey(expression), asked) : asked();
    }
    case 'any': {
      const { tokens, facts, others } = alternatives(expression.of);
      const parts = others.map(sql);
      if (tokens.length > 0) parts.push(ask(`tokens:${tokens}`, () => tokensSql(tokens, type, row, add)));
      if (facts.length > 0) parts.push(factsSql(facts, type, row, add, ask));
      return parts.length === 1 ? parts.join('') : `(${parts.join(' OR ')})`;
    }
    case 'every':
      return `(${expression.of.map(sql).join(' AND ')})`;
    // A record without an owner is not reached through any owner: unknown counts as "not reached".
    case 'not':
      return `((${sql(expression.of)}) IS NOT TRUE)`;
  }
}

type Alternatives = Readonly<{
  tokens: readonly ReachToken[];
  facts: readonly CustomerFact[];
  others: readonly Expression[];
}>;

/** Alternatives with tokens and facts apart: of either, many are one question. */
function alternatives(parts: readonly Expression[]): Alternatives {
  const flat = parts.flatMap(flattened);
  const atoms = flat.flatMap((part) => (part.kind === 'reached' ? [part.atom] : []));
  return {
    tokens: [...new Set(atoms.flatMap((atom) => (atom.kind === 'token' ? [atom.token] : [])))],
    facts: [...new Set(atoms.flatMap((atom) => (atom.kind === 'fact' ? [atom.fact] : [])))],
    others: flat.filter(
      (part) => part.kind !== 'reached' || (part.atom.kind !== 'token' && part.atom.kind !== 'fact'),
    ),
  };
}

function flattened(part: Expression): readonly Expression[] {
  return part.kind === 'any' ? part.of.flatMap(flattened) : [part];
}

/** Whether a record carries one of the tokens. */
function tokensSql(
  tokens: readonly ReachToken[],
  type: RecordType,
  row: string,
  add: Parameters['add'],
): string {
  // A list and no array: of an array's length the planner knows nothing, and would plan anew each time.
  return `EXISTS (SELECT FROM ${reachTableOf(type)} x WHERE x.token IN (${tokens.map(add).join(', ')}) AND x.record = ${row}.id)`;
}

/** Whether the record's customer decided one of these. */
function factsSql(
  facts: readonly CustomerFact[],
  type: RecordType,
  row: string,
  add: Parameters['add'],
  ask: Ask,
): string {
  if (type.customerField !== null || facts.length === 1) {
    const of = facts.map((fact): Expression => ({ kind: 'reached', atom: { kind: 'fact', fact } }));
    return expressionSql(of.length === 1 && of[0] ? of[0] : { kind: 'any', of }, type, row, add, ask);
  }
  return ask(`facts:${facts}`, () => `${row}._facts && ${add(facts)}::text[]`);
}

export function allOf(conditions: readonly string[]): string {
  const real = conditions.filter((condition) => condition !== 'true');
  return real.length === 0 ? 'true' : real.join(' AND ');
}
