import { type Expression, isAboutCustomer } from '../kernel/policy/expression.ts';
import type { Atom } from '../kernel/policy/scope.ts';
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
      return `EXISTS (SELECT FROM ${reachTableOf(type)} x WHERE x.token = ${add(atom.token)} AND x.record = ${row}.id)`;
    case 'fact':
      return `${add(atom.fact)} = ANY (${row}._facts)`;
  }
}

/** The alias of the customer whom a record is about. */
const CUSTOMER = 'about';

export function expressionSql(
  expression: Expression,
  type: RecordType,
  row: string,
  add: Parameters['add'],
): string {
  // What its customer decided stands with the customer alone, and is looked up once however much is asked of it.
  if (type.customerField !== null && isAboutCustomer(expression)) {
    const asked = expressionSql(expression, { ...type, customerField: null }, CUSTOMER, add);
    return `EXISTS (SELECT FROM ${tableOf('customer')} ${CUSTOMER} WHERE ${CUSTOMER}.id = ${row}.${customerColumn(type)} AND ${asked})`;
  }
  const sql = (part: Expression) => expressionSql(part, type, row, add);
  switch (expression.kind) {
    case 'true':
    case 'false':
      return expression.kind;
    case 'reached':
      return atomSql(expression.atom, type, row, add);
    case 'any':
      return `(${expression.of.map(sql).join(' OR ')})`;
    case 'every':
      return `(${expression.of.map(sql).join(' AND ')})`;
    // A record without an owner is not reached through any owner: unknown counts as "not reached".
    case 'not':
      return `((${sql(expression.of)}) IS NOT TRUE)`;
  }
}

export function allOf(conditions: readonly string[]): string {
  const real = conditions.filter((condition) => condition !== 'true');
  return real.length === 0 ? 'true' : real.join(' AND ');
}
