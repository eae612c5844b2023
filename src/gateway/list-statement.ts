import { Problem } from '../contract/problem.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import type { Field, RecordType } from '../kernel/record-type.ts';
import { plainColumn, reachTableOf, tableOf } from '../vault/naming.ts';
import { sqlTypeOf } from '../vault/tables.ts';
import type { Projection } from './projection.ts';
import {
  allOf,
  atomSql,
  expressionSql,
  liveSql,
  type Parameters,
  parameters,
  type Statement,
} from './sql.ts';

/**
 * A governed list as one statement. Each branch of the plan is answered by its own index, already in order and cut
 * at the page's length; the branches are merged, and only then are the page's rows read. Row scopes never become
 * OR or ANY before an ORDER BY.
 */
export type ListShape = Readonly<{
  type: RecordType;
  see: Plan;
  epoch: number;
  credential: string;
  /** Without a sort field: newest first, by id. */
  sort: Readonly<{ field: Field; descending: boolean }> | null;
  /** Where the page begins: after this record, which had this value of the sort field. */
  after: Readonly<{ id: string; sortValue: string | null }> | null;
  limit: number;
  /** Further conditions on the alias `r`. */
  conditions: (add: Parameters['add']) => readonly string[];
}>;

export function listStatement(
  shape: ListShape,
  projection: (add: Parameters['add']) => Projection,
): Readonly<{ statement: Statement; projection: Projection; sortValueAt: number | null }> {
  const { type, see, sort, limit } = shape;
  const { values, add } = parameters();
  const live = liveSql(shape.epoch, shape.credential, add);
  const selected = projection(add);
  const columns = [...selected.columns];
  const sortValueAt = sort === null ? null : columns.push(`(${sortColumn(sort.field)})::text`) - 1;
  const branches = see.branches.map((branch) => branchSql(shape, branch, add));
  // A literal, not a parameter: without its size the planner takes a tenth of the table for the page. It is ours.
  const page = `LIMIT ${Math.trunc(limit)}`;
  const [only] = branches;
  if (branches.length === 1 && only !== undefined) {
    const text = `SELECT ${columns.join(', ')} FROM ${only.from} WHERE ${allOf([live, ...only.where])}
      ORDER BY ${orderSql(sort, only.idColumn)} ${page}`;
    return { statement: { text, values }, projection: selected, sortValueAt };
  }
  const keys = sort === null ? '' : `, ${sortColumn(sort.field)} AS k`;
  const parts = branches.map(
    ({ from, where, idColumn }) =>
      `(SELECT ${idColumn} AS id${keys} FROM ${from} WHERE ${allOf(where)} ORDER BY ${orderSql(sort, idColumn)} ${page})`,
  );
  const merged = sort === null ? 'm.id DESC' : `${mergedOrder(sort.descending)}`;
  const text = `SELECT ${columns.join(', ')} FROM (
      SELECT m.id FROM (${parts.join(' UNION ')}) m ORDER BY ${merged} ${page}
    ) p JOIN ${tableOf(type)} r ON r.id = p.id WHERE ${live} ORDER BY ${orderSql(sort, 'r.id')}`;
  return { statement: { text, values }, projection: selected, sortValueAt };
}

/** Counts what the same list would return without paging, and stops counting at `atMost`. */
export function countStatement(shape: ListShape, atMost: number): Statement {
  const { values, add } = parameters();
  const live = liveSql(shape.epoch, shape.credential, add);
  const parts = shape.see.branches.map((branch) => {
    const { from, where, idColumn } = branchSql({ ...shape, after: null }, branch, add);
    return `(SELECT ${idColumn} AS id FROM ${from} WHERE ${allOf(where)} LIMIT ${add(atMost)})`;
  });
  const text = `SELECT ${live} AS live, count(*) AS value FROM (
    SELECT FROM (${parts.join(' UNION ')}) m LIMIT ${add(atMost)}) c`;
  return { text, values };
}

type BranchSql = Readonly<{ from: string; where: readonly string[]; idColumn: string }>;

function branchSql(
  shape: ListShape,
  { atom, where }: Plan['branches'][number],
  add: Parameters['add'],
): BranchSql {
  const { type, sort, after } = shape;
  const byToken = atom.kind === 'token';
  // A token's own index is already in the order of ids; sorted by another field, the record type's is the better.
  const idColumn = byToken && sort === null ? 'h.record' : 'r.id';
  const from = byToken
    ? `${reachTableOf(type)} h JOIN ${tableOf(type)} r ON r.id = h.record`
    : `${tableOf(type)} r`;
  const scope = byToken ? `h.token = ${add(atom.token)}` : atomSql(atom, type, 'r', add);
  const conditions = [scope, expressionSql(where, type, 'r', add), ...shape.conditions(add)];
  if (after !== null) conditions.push(afterSql(after, sort, idColumn, add));
  return { from, where: conditions, idColumn };
}

type Sort = NonNullable<ListShape['sort']>;

function sortColumn(field: Field): string {
  if (field.encrypted) throw new Problem('field-not-findable', { field: field.name });
  return `r.${plainColumn(field)}`;
}

/** Empty values come last in either direction; ids break ties in the same direction as the values. */
function orderSql(sort: Sort | null, idColumn: string): string {
  if (sort === null) return `${idColumn} DESC`;
  const direction = sort.descending ? 'DESC' : 'ASC';
  return `${sortColumn(sort.field)} ${direction} NULLS LAST, ${idColumn} ${direction}`;
}

function mergedOrder(descending: boolean): string {
  const direction = descending ? 'DESC' : 'ASC';
  return `m.k ${direction} NULLS LAST, m.id ${direction}`;
}

function afterSql(
  after: NonNullable<ListShape['after']>,
  sort: Sort | null,
  idColumn: string,
  add: Parameters['add'],
): string {
  const id = `${add(after.id)}::uuid`;
  if (sort === null) return `${idColumn} < ${id}`;
  const column = sortColumn(sort.field);
  const beyond = sort.descending ? '<' : '>';
  if (after.sortValue === null) return `(${column} IS NULL AND ${idColumn} ${beyond} ${id})`;
  const value = `${add(after.sortValue)}::${sqlTypeOf(sort.field)}`;
  return `(${column} ${beyond} ${value} OR (${column} = ${value} AND ${idColumn} ${beyond} ${id}) OR ${column} IS NULL)`;
}
