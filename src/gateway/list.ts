import { Problem } from '../contract/problem.ts';
import type { ListAnswer, ListQuery } from '../contract/records.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import { any, every } from '../kernel/policy/expression.ts';
import { type Field, fieldOf, type RecordType } from '../kernel/record-type.ts';
import { customerColumn } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { openCursor, sealCursor } from './cursor.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { filterSql } from './filters.ts';
import { countStatement, type ListShape, listStatement, plainListStatement } from './list-statement.ts';
import { disclosedFields, ID_AT, project } from './projection.ts';
import { customersToOpen, release } from './release.ts';
import {
  type Asked,
  accessRecord,
  type Gateway,
  isLive,
  mustPermit,
  readRows,
  recordingRefusals,
  run,
  STALE,
  underLiveAuthority,
} from './requests.ts';
import { type KeyRight, keyRight, narrows } from './search-rights.ts';
import { expressionSql, type Parameters } from './sql.ts';

/** Counting stops here: a total beyond it is "at least". */
export const COUNT_AT_MOST = 10_000;

export type ListOptions = Readonly<{
  /** Only records about this customer. */
  aboutCustomer?: string;
}>;

/** A page of the records that the reader may see, each field at its disclosure. */
export function list(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  query: ListQuery,
  options: ListOptions = {},
): Promise<Disclosed<ListAnswer>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'see', [], () => listOnce(gateway, asked, query, options)),
  );
}

async function listOnce(
  gateway: Gateway,
  asked: Asked,
  query: ListQuery,
  options: ListOptions,
): Promise<Disclosed<ListAnswer> | typeof STALE> {
  const { authority, context, type, caller } = asked;
  const see = asked.plan('see');
  mustPermit(see);
  const rights = keyRights(asked, query);
  const about = aboutConditions(asked, options);
  const fields = requestedFields(type, see, query.fields);
  const sort = sortOf(type, query);
  const binding = cursorBinding(asked, query, options);
  const after =
    query.cursor === undefined ? null : openCursor(gateway.codec, gateway.cursorKey, binding, query.cursor);
  const shape: ListShape = {
    type,
    see,
    epoch: authority.policy.version,
    credential: caller.credential.id,
    sort,
    after,
    limit: query.limit + 1,
    conditions: (add) => [
      ...conditions(gateway, type, rights, query, add),
      ...about(add),
      ...ownedBy(asked, query, add),
      ...named(query, add),
    ],
  };
  const projected = (add: Parameters['add']) => project(type, see, fields, 'r', authority.recordTypes, add);
  const isPlain =
    rights.length === 0 &&
    options.aboutCustomer === undefined &&
    query.mine !== true &&
    query.ids === undefined;
  const { statement, projection, sortValueAt } = isPlain
    ? plainListStatement(shape, fields, projected)
    : listStatement(shape, projected);
  const rows = await readRows(gateway.pool, statement);
  const page = rows.length > query.limit ? rows.slice(0, query.limit) : rows;
  const counted = query.count ? await count(gateway, shape) : null;

  const keys = await gateway.keys.find(gateway.pool, customersToOpen(page, projection));
  const released = release(type, page, projection, keys, gateway.codec, context.at);
  const record = accessRecord(gateway, asked, {
    action: 'see',
    releases: released.releases,
    ...(type.customerField === null ? {} : { customers: released.customers }),
    ...(rights.length === 0 ? {} : { searched: searchedOf(query) }),
    rules: see.rules,
    obligations: see.obligations,
  });
  // Rows prove that the authority was live when they were read; an empty page does not.
  const unproven = rows.length === 0 || counted?.live === false;
  if (unproven && !(await isLive(gateway.pool, asked))) return STALE;
  await gateway.audit.append(record);

  const last = page.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  const narrowed = rights
    .filter((right) => narrows(right, see, authority.policy))
    .map(({ field }) => field.name);
  const answer: ListAnswer = {
    disclosures: { ...released.disclosures },
    records: [...released.records],
    nextCursor: more
      ? sealCursor(gateway.codec, gateway.cursorKey, binding, {
          id: last[ID_AT] as string,
          sortValue: sortValueAt === null ? null : (last[sortValueAt] as string | null),
        })
      : null,
    ...(counted === null ? {} : { count: { value: counted.value, atLeast: counted.value >= COUNT_AT_MOST } }),
    ...(narrowed.length === 0 ? {} : { narrowedBy: narrowed }),
    obligations: [...see.obligations],
    accessRecord: record.id,
  };
  return disclosed(answer);
}

export function keyRights(asked: Asked, query: ListQuery): readonly KeyRight[] {
  const names = [...query.filters.map(({ field }) => field), ...(query.sort ? [query.sort.field] : [])];
  if (names.length === 0) return [];
  const see = asked.plan('see');
  const find = asked.plan('find');
  return [...new Set(names)].map((name) => keyRight(asked.type, name, see, find));
}

/**
 * Asking for a field that one may nowhere see is answered like asking for one that does not exist.
 *
 * @throws Problem `unknown-field`
 */
function requestedFields(
  type: RecordType,
  see: Plan,
  names: readonly string[] | undefined,
): readonly Field[] {
  const open = disclosedFields(type, see);
  if (names === undefined) return open;
  return [...new Set(names)].map((name) => {
    const field = open.find((candidate) => candidate.name === name);
    if (field === undefined) throw new Problem('unknown-field', { field: name });
    return field;
  });
}

export function sortOf(type: RecordType, { sort }: ListQuery): ListShape['sort'] {
  if (sort === undefined) return null;
  const field = fieldOf(type, sort.field);
  if (field === undefined) throw new Problem('unknown-field', { field: sort.field });
  if (field.encrypted) throw new Problem('unsupported-operator', { field: field.name, operator: 'sort' });
  return { field, descending: sort.descending };
}

export function conditions(
  gateway: Gateway,
  type: RecordType,
  rights: readonly KeyRight[],
  query: ListQuery,
  add: Parameters['add'],
): readonly string[] {
  const scopes = rights.map(({ where }) => expressionSql(where, type, 'r', add));
  const filters = query.filters.flatMap((filter) => {
    const right = rights.find(({ field }) => field.name === filter.field);
    return right === undefined ? [] : [filterSql(type, right.field, filter, 'r', gateway.indexes, add)];
  });
  return [...scopes, ...filters];
}

/**
 * Which records are about a customer is told only where the reader sees whom they are about, or may find them by it.
 *
 * @throws Problem `field-not-findable`
 */
function aboutConditions(
  asked: Asked,
  { aboutCustomer }: ListOptions,
): (add: Parameters['add']) => readonly string[] {
  const { type } = asked;
  const { customerField } = type;
  if (aboutCustomer === undefined || customerField === null) return () => [];
  const shown = (asked.plan('see').fields.get(customerField) ?? []).filter(({ level }) => level === 3);
  const find = asked.plan('find');
  const found = (find.fields.get(customerField) ?? []).map(({ when }) => every([find.rowFilter, when]));
  const linked = any([...shown.map(({ when }) => when), ...found]);
  if (linked.kind === 'false') throw new Problem('field-not-findable', { field: customerField });
  return (add) => [
    `r.${customerColumn(type)} = ${add(aboutCustomer)}`,
    expressionSql(linked, type, 'r', add),
  ];
}

/** Whose a record is stands beside it; a condition on it can only leave out what the reader may see. */
export function ownedBy({ caller }: Asked, { mine }: ListQuery, add: Parameters['add']): readonly string[] {
  if (mine !== true) return [];
  const [only, ...others] = caller.assignments.map(({ id }) => id);
  // Of one owner the index is already in the list's order; nearly everybody has one assignment.
  if (only !== undefined && others.length === 0) return [`r._owner = ${add(only)}`];
  return [`r._owner = ANY (${add(caller.assignments.map(({ id }) => id))}::int[])`];
}

/** Ids say which records are meant, and open none: the plan decides as for any other list. */
export function named({ ids }: ListQuery, add: Parameters['add']): readonly string[] {
  return ids === undefined ? [] : [`r.id = ANY (${add(ids.map((id) => id.toLowerCase()))}::uuid[])`];
}

async function count(
  gateway: Gateway,
  shape: ListShape,
): Promise<Readonly<{ value: number; live: boolean }>> {
  const { text, values } = countStatement(shape, COUNT_AT_MOST);
  const { rows } = await run<{ live: boolean; value: number }>(gateway.pool, { text, values: [...values] });
  return rows[0] ?? { value: 0, live: false };
}

export function searchedOf({ filters, sort }: ListQuery): readonly string[] {
  const searched = filters.map(({ field, operator }) => `${field} ${operator}`);
  return sort === undefined ? searched : [...searched, `${sort.field} sort`];
}

/** A cursor continues the same query by the same person for the same purpose, or nothing. */
function cursorBinding({ caller, context, type }: Asked, query: ListQuery, options: ListOptions): string {
  const { cursor: _cursor, limit: _limit, count: _count, ...same } = query;
  return JSON.stringify([caller.person.id, context.purpose, type.name, same, options.aboutCustomer ?? null]);
}
