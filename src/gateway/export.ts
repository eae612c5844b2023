import type pg from 'pg';
import { Problem } from '../contract/problem.ts';
import type { ListQuery } from '../contract/records.ts';
import { type Disclosure, disclosureOf, type Level, levelOf } from '../kernel/disclosure/level.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import { departmentTree } from '../kernel/policy/department-tree.ts';
import { lowerOf } from '../kernel/policy/lower.ts';
import { ruleApplies, ruleSpeaksOf } from '../kernel/policy/matching.ts';
import type { Obligation } from '../kernel/policy/model.ts';
import { constantLevel } from '../kernel/policy/plan.ts';
import { reachToken } from '../kernel/policy/scope.ts';
import { type Field, fieldOf } from '../kernel/record-type.ts';
import { transaction } from '../platform/database/transaction.ts';
import { reachTableOf } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { COUNT_AT_MOST, conditions, keyRights, named, ownedBy, searchedOf, sortOf } from './list.ts';
import { countStatement, type ListShape } from './list-statement.ts';
import { disclosedFields } from './projection.ts';
import {
  type Asked,
  accessRecord,
  type Gateway,
  isLive,
  mustPermit,
  recordingRefusals,
  run,
  STALE,
  underLiveAuthority,
} from './requests.ts';
import { type KeyRight, narrows } from './search-rights.ts';
import type { Parameters } from './sql.ts';

/**
 * What may leave in a file. A field leaves at the lower of what is seen of it and what may be exported of it; nothing of
 * a record leaves that does not exist under both rights. Here it is looked at and asked for; `export-rows.ts` makes it.
 */

/** Which records, and in which order. */
export type ExportQuery = Pick<ListQuery, 'filters' | 'mine' | 'ids' | 'sort'>;

export type Outlook = Readonly<{
  fields: readonly Readonly<{ name: string; sees: Disclosure; leaves: Disclosure; varies: boolean }>[];
  records: Readonly<{ value: number; atLeast: boolean }>;
  narrowedBy: readonly string[];
  obligations: readonly Obligation[];
  accessRecord: string;
}>;

/** What whoever keeps the file has to know before it may be begun. Holds no customer value in the clear. */
export type Begun = Readonly<{
  /** The query, sealed: what is searched for may itself be personal. */
  selection: string;
  /** The stated reason, sealed: it may name somebody. */
  reason: string;
  /** Records that are to leave now, and of them those that no approved request names. Counted up to a little above `countAtMost`. */
  rows: number;
  unapproved: number;
  /** The highest sensitivity of a field that leaves whole. */
  sensitivity: number;
  obligations: readonly Obligation[];
}>;

/** @returns facts for the access record */
export type BeginWithin = (
  client: pg.PoolClient,
  begun: Begun,
) => Promise<Readonly<Record<string, string | number>>>;

/**
 * What of each field the reader sees would leave, and of how many records. Nothing leaves; that it was asked goes on
 * record like a search.
 */
export function exportOutlook(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  query: ExportQuery,
): Promise<Disclosed<Outlook>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'preview-export', query.ids ?? [], () =>
      outlookOnce(gateway, asked, query),
    ),
  );
}

async function outlookOnce(
  gateway: Gateway,
  asked: Asked,
  query: ExportQuery,
): Promise<Disclosed<Outlook> | typeof STALE> {
  const { type, authority } = asked;
  const see = asked.plan('see');
  mustPermit(see);
  const seen = disclosedFields(type, see);
  const plan = leavingPlan(asked, seen);
  const rights = keyRights(asked, listQueryOf(query));
  const value = await count(gateway, asked, plan, query, rights, COUNT_AT_MOST);
  if (value === STALE) return STALE;
  const record = accessRecord(gateway, asked, {
    action: 'preview-export',
    ...(rights.length === 0 ? {} : { searched: searchedOf(listQueryOf(query)) }),
    rules: plan.rules,
  });
  await gateway.audit.append(record);
  return disclosed({
    fields: seen.map(({ name }) => ({
      name,
      sees: bestOf(see, name),
      leaves: bestOf(plan, name),
      varies: constantLevel(plan.fields.get(name)) === null,
    })),
    records: { value, atLeast: value >= COUNT_AT_MOST },
    narrowedBy: rights
      .filter((right) => narrows(right, plan, authority.policy))
      .map(({ field }) => field.name),
    obligations: plan.obligations,
    accessRecord: record.id,
  });
}

function bestOf({ fields }: Plan, name: string): Disclosure {
  const levels = (fields.get(name) ?? []).map(({ level }) => level);
  return disclosureOf(Math.max(0, ...levels) as Level);
}

export type ExportWish = Readonly<{
  id: string;
  fields: readonly string[];
  query: ExportQuery;
  reason: string;
  /** Nobody needs to know how far above this it is. */
  countAtMost: number;
}>;

/**
 * Asks for a file. What `within` notes of it and the access record are one transaction; the rows are read later.
 *
 * @throws Problem `unknown-field`, `field-not-exportable`, `forbidden`, and what `within` throws
 */
export function beginExport(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  wish: ExportWish,
  within: BeginWithin,
): Promise<void> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'ask-export', wish.query.ids ?? [], () =>
      beginOnce(gateway, asked, wish, within),
    ),
  );
}

async function beginOnce(
  gateway: Gateway,
  asked: Asked,
  wish: ExportWish,
  within: BeginWithin,
): Promise<undefined | typeof STALE> {
  const fields = leavingFields(asked, wish.fields);
  const plan = leavingPlan(asked, fields);
  mustPermit(plan);
  const rights = keyRights(asked, listQueryOf(wish.query));
  const most = wish.countAtMost + 1;
  const rows = await count(gateway, asked, plan, wish.query, rights, most);
  if (rows === STALE) return STALE;
  const tokens = approvedTokens(asked, fields, plan);
  const unapproved =
    tokens.length === 0 ? rows : await count(gateway, asked, plan, wish.query, rights, most, tokens);
  if (unapproved === STALE) return STALE;
  return transaction(gateway.pool, async (client) => {
    const facts = await within(client, {
      selection: gateway.codec.seal(gateway.cursorKey, selectionPlace(wish.id), JSON.stringify(wish.query)),
      reason: gateway.codec.seal(gateway.cursorKey, reasonPlace(wish.id), wish.reason),
      rows,
      unapproved,
      sensitivity: Math.max(
        1,
        ...fields.filter(({ name }) => bestOf(plan, name) === 'shown').map(({ sensitivity }) => sensitivity),
      ),
      obligations: plan.obligations,
    });
    const record = accessRecord(gateway, asked, {
      action: 'ask-export',
      ...(rights.length === 0 ? {} : { searched: searchedOf(listQueryOf(wish.query)) }),
      rules: plan.rules,
      obligations: plan.obligations,
      note: facts,
    });
    await gateway.audit.appendWithin(client, [record]);
    return undefined;
  });
}

/**
 * The columns of a file, in the order that was asked for.
 *
 * @throws Problem `unknown-field` for what the reader may not know, `field-not-exportable` for what only may not leave
 */
export function leavingFields(asked: Asked, names: readonly string[]): readonly Field[] {
  const { type } = asked;
  const see = asked.plan('see');
  mustPermit(see);
  const all = leavingPlan(asked, type.fields);
  return [...new Set(names)].map((name) => {
    const field = fieldOf(type, name);
    if (field === undefined || !see.fields.get(name)?.length)
      throw new Problem('unknown-field', { field: name });
    if (!all.fields.get(name)?.length) throw new Problem('field-not-exportable', { field: name });
    return field;
  });
}

export function leavingPlan(asked: Asked, fields: readonly Field[]): Plan {
  return lowerOf(
    asked.plan('see'),
    asked.plan('export'),
    fields.map(({ name }) => name),
  );
}

export function leavingShape(
  gateway: Gateway,
  asked: Asked,
  plan: Plan,
  query: ExportQuery,
  rights: readonly KeyRight[],
): ListShape {
  const { authority, caller, type } = asked;
  const asList = listQueryOf(query);
  return {
    type,
    see: plan,
    epoch: authority.policy.version,
    credential: caller.credential.id,
    sort: sortOf(type, asList),
    after: null,
    limit: 1,
    conditions: (add) => [
      ...conditions(gateway, type, rights, asList, add),
      ...ownedBy(asked, asList, add),
      ...named(asList, add),
    ],
  };
}

/** How many records would leave; those that carry one of the tokens are left out. */
async function count(
  gateway: Gateway,
  asked: Asked,
  plan: Plan,
  query: ExportQuery,
  rights: readonly KeyRight[],
  atMost: number,
  without: readonly number[] = [],
): Promise<number | typeof STALE> {
  if (plan.branches.length === 0) return (await isLive(gateway.pool, asked)) ? 0 : STALE;
  const shape = leavingShape(gateway, asked, plan, query, rights);
  const unmarked = (add: Parameters['add']) =>
    without.length === 0
      ? []
      : [
          `NOT EXISTS (SELECT FROM ${reachTableOf(asked.type)} g WHERE g.record = r.id AND g.token = ANY (${add(without)}::bigint[]))`,
        ];
  const { text, values } = countStatement(
    { ...shape, conditions: (add) => [...shape.conditions(add), ...unmarked(add)] },
    atMost,
  );
  const { rows } = await run<{ live: boolean; value: number }>(gateway.pool, { text, values: [...values] });
  return rows[0]?.live === true ? rows[0].value : STALE;
}

/**
 * The marks of records that an approved request lets this reader export under this purpose, all of these fields and as
 * openly as they leave: of any other field whoever approved knew nothing.
 */
export function approvedTokens(
  { caller, context, type, authority }: Asked,
  fields: readonly Field[],
  plan: Plan,
): readonly number[] {
  if (fields.length === 0 || caller.grants.length === 0) return [];
  const tree = departmentTree(authority.policy.departments);
  return caller.grants
    .filter(
      (grant) =>
        context.assignments.some((assignment) =>
          ruleApplies(grant, assignment, context, type.name, 'export', tree),
        ) &&
        fields.every(
          (field) =>
            ruleSpeaksOf(grant, field, 'export') &&
            levelOf(grant.disclosure) >= levelOf(bestOf(plan, field.name)),
        ),
    )
    .map(({ grant }) => reachToken('grant', grant));
}

export function listQueryOf({ filters, mine, ids, sort }: ExportQuery): ListQuery {
  return {
    filters,
    limit: 1,
    count: false,
    ...(mine === undefined ? {} : { mine }),
    ...(ids === undefined ? {} : { ids }),
    ...(sort === undefined ? {} : { sort }),
  };
}

export function selectionPlace(id: string): string {
  return `export selection|${id}`;
}

export function reasonPlace(id: string): string {
  return `export reason|${id}`;
}
