import { Problem } from '../contract/problem.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import type { Field, RecordType } from '../kernel/record-type.ts';
import { plainColumn, reachTableOf, tableOf } from '../vault/naming.ts';
import { sqlTypeOf } from '../vault/tables.ts';
import type { Projection } from './projection.ts';
import {
  allOf,
  atomSql,
  CREDENTIAL,
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
  credential: string | typeof CREDENTIAL;
  /** Without a sort field: newest first, by id. */
  sort: Readonly<{ field: Field; descending: boolean }> | null;
  /** Where the page begins: after this record, which had this value of the sort field. */
  after: Readonly<{ id: string | typeof AFTER_ID; sortValue: string | null }> | null;
  limit: number;
  /** Further conditions on the alias `r`. */
  conditions: (add: Parameters['add']) => readonly string[];
}>;

type ListStatement = Readonly<{
  statement: Statement;
  projection: Projection;
  sortValueAt: number | null;
}>;

/** Stands where the last record of the page before will. */
const AFTER_ID: unique symbol = Symbol('after');
const AFTER: NonNullable<ListShape['after']> = { id: AFTER_ID, sortValue: null };

/** Of each plan, by fields and length: most lists are the same statement for other people and later pages. */
const plainStatements = new WeakMap<Plan, Map<string, ListStatement>>();

/** The statement of a list without conditions in its usual order, which is put together once for each plan. */
export function plainListStatement(
  shape: ListShape,
  fields: readonly Field[],
  projection: (add: Parameters['add']) => Projection,
): ListStatement {
  const { see, after, limit, credential } = shape;
  const known = plainStatements.get(see) ?? new Map<string, ListStatement>();
  plainStatements.set(see, known);
  const key = [limit, after === null, ...fields.map(({ name }) => name)].join();
  let template = known.get(key);
  if (template === undefined) {
    template = listStatement({ ...shape, credential: CREDENTIAL, after: after && AFTER }, projection);
    if (known.size < PLAIN_AT_MOST) known.set(key, template);
  }
  const { text, values } = template.statement;
  const filled = values.map((value) =>
    value === CREDENTIAL ? credential : value === AFTER_ID ? after?.id : value,
  );
  return { ...template, statement: { text, values: filled } };
}

/** Of one plan: readers choose columns and page lengths, but few of them. */
const PLAIN_AT_MOST = 50;

export function listStatement(
  shape: ListShape,
  projection: (add: Parameters['add']) => Projection,
): ListStatement {
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
  const { joined } = selected;
  if (branches.length === 1 && only !== undefined && !only.isByToken && joined === '') {
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
  const ids =
    parts.length === 1
      ? parts.join('')
      : `(SELECT m.id FROM (${parts.join(' UNION ')}) m ORDER BY ${merged} ${page})`;
  const text = `SELECT ${columns.join(', ')} FROM ${ids} p JOIN ${tableOf(type)} r ON r.id = p.id${joined} WHERE ${live} ORDER BY ${orderSql(sort, 'r.id')}`;
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

type BranchSql = Readonly<{ from: string; where: readonly string[]; idColumn: string; isByToken: boolean }>;

function branchSql(
  shape: ListShape,
  { atom, where }: Plan['branches'][number],
  add: Parameters['add'],
): BranchSql {
  const { type, sort, after } = shape;
  const isByToken = atom.kind === 'token';
  // A token's own index is already in the order of ids; sorted by another field, the record type's is the better.
  const idColumn = isByToken && sort === null ? 'h.record' : 'r.id';
  const scope = isByToken ? `h.token = ${add(atom.token)}` : atomSql(atom, type, 'r', add);
  const further = [expressionSql(where, type, 'r', add), ...shape.conditions(add)].filter(isReal);
  // A record that has reach exists, so where nothing else is asked of it the index of tokens is enough.
  const isTokenEnough = isByToken && sort === null && further.length === 0;
  const record = `${tableOf(type)} r`;
  const reach = `${reachTableOf(type)} h`;
  const from = isTokenEnough ? reach : isByToken ? `${reach} JOIN ${record} ON r.id = h.record` : record;
  if (after !== null) further.push(afterSql(after, sort, idColumn, add));
  return { from, where: [scope, ...further], idColumn, isByToken };
}

const isReal = (condition: string) => condition !== 'true';

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
