import { Problem } from '../contract/problem.ts';
import type { ListQuery } from '../contract/records.ts';
import { compile } from '../kernel/policy/compile.ts';
import type { Assignment, Context, Grant, PersonId, Policy, PurposeCode } from '../kernel/policy/model.ts';
import { customerColumn, tableOf } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { conditions, keyRights, ownedBy, searchedOf } from './list.ts';
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

/** Which records somebody means, before they ask for more of them. Nothing but ids is read. */

export type Choice =
  | Readonly<{ records: readonly string[] }>
  /** All that a list would have; they are taken as they are now. */
  | Readonly<{ query: Pick<ListQuery, 'filters' | 'mine'> }>;

export type Chosen = Readonly<{ records: readonly string[]; customers: number }>;

const CHOSEN_MAX = 1_000;

/**
 * The records of a choice, as far as they exist for the reader: nobody can ask for what they may not find. It goes on
 * record like a search.
 *
 * @throws Problem `not-found` where one of the named records does not exist for them, or none matches; `too-large`
 */
export function choose(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  choice: Choice,
): Promise<Chosen> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'ask', 'records' in choice ? choice.records : [], () =>
      chooseOnce(gateway, asked, choice),
    ),
  );
}

async function chooseOnce(gateway: Gateway, asked: Asked, choice: Choice): Promise<Chosen | typeof STALE> {
  const { authority, caller, type } = asked;
  const named = 'records' in choice ? [...new Set(choice.records.map((id) => id.toLowerCase()))] : null;
  const see = asked.plan('see');
  mustPermit(see);
  const query = 'query' in choice ? { ...NO_PAGE, ...choice.query } : NO_PAGE;
  const rights = keyRights(asked, query);
  const { values, add } = parameters();
  const live = liveSql(authority.policy.version, caller.credential.id, add);
  const where = [
    live,
    ...(named === null ? [] : [`r.id = ANY (${add(named)}::uuid[])`]),
    expressionSql(see.rowFilter, type, 'r', add),
    ...conditions(gateway, type, rights, query, add),
    ...ownedBy(asked, query, add),
  ];
  const text = `SELECT r.id, ${type.customerField === null ? 'r.id' : `r.${customerColumn(type)}`}
    FROM ${tableOf(type)} r WHERE ${allOf(where)} LIMIT ${CHOSEN_MAX + 1}`;
  const rows = await readRows(gateway.pool, { text, values });
  if (rows.length < (named?.length ?? 1)) {
    if (!(await isLive(gateway.pool, asked))) return STALE;
    throw new Problem('not-found');
  }
  if (rows.length > CHOSEN_MAX) throw new Problem('too-large', { limit: String(CHOSEN_MAX) });
  const records = rows.map(([id]) => id as string);
  const customers = [
    ...new Set(rows.flatMap(([, customer]) => (customer === null ? [] : [customer as string]))),
  ];
  await gateway.audit.append(
    accessRecord(gateway, asked, {
      action: 'ask',
      releases: [{ records, shown: [], masked: [], summary: [] }],
      ...(type.customerField === null ? {} : { customers }),
      ...(rights.length === 0 ? {} : { searched: searchedOf(query) }),
      rules: see.rules,
    }),
  );
  return { records, customers: Math.max(1, customers.length) };
}

const NO_PAGE: ListQuery = { filters: [], limit: 1, count: false };

/** Somebody who asked for records, as they stand now; they need not be signed in. */
export type Applicant = Readonly<{
  person: PersonId;
  assignments: readonly Assignment[];
  grants: readonly Grant[];
  trainedUntil: number | null;
  purpose: PurposeCode;
}>;

/** Which of the records still exist for them, and the epoch as of which that was found. */
export type StillVisible = Readonly<{ records: readonly string[]; epoch: number }>;

/**
 * Which of some records exist for a person now, whenever conditions are met: what a grant may be about at most. No
 * value is read, and nothing but ids that were chosen before is answered.
 *
 * @param epoch of which the applicant is: an authority from before that is read anew
 */
export async function stillVisible(
  gateway: Gateway,
  applicant: Applicant,
  typeName: string,
  records: readonly string[],
  epoch: number,
): Promise<StillVisible> {
  const { policy, recordTypes } = await gateway.authorities.asOf(epoch);
  const type = recordTypes.get(typeName);
  if (type === undefined) return { records: [], epoch: policy.version };
  const at = gateway.clock();
  const context: Context = {
    ...applicant,
    at,
    network: null,
    secondFactorAt: at,
    reasonGiven: false,
    narrowing: {},
  };
  const { rowFilter } = compile(atBest(policy), context, type, 'see');
  const { values, add } = parameters();
  const where = [`r.id = ANY (${add([...records])}::uuid[])`, expressionSql(rowFilter, type, 'r', add)];
  const text = `SELECT r.id FROM ${tableOf(type)} r WHERE ${allOf(where)}`;
  const rows = await readRows(gateway.pool, { text, values });
  return { records: rows.map(([id]) => id as string), epoch: policy.version };
}

/** Which of some records, named by who opened them once, there are no more: nothing else is told of any. */
export async function erasedAmong(
  { authorities, pool }: Gateway,
  typeName: string,
  records: readonly string[],
): Promise<readonly string[]> {
  const type = (await authorities.current()).recordTypes.get(typeName);
  if (type === undefined || records.length === 0) return [];
  const text = `SELECT o.id FROM unnest($1::uuid[]) AS o (id)
    WHERE NOT EXISTS (SELECT FROM ${tableOf(type)} r WHERE r.id = o.id)`;
  const rows = await readRows(pool, { text, values: [records] });
  return rows.map(([id]) => id as string);
}

/** As if every condition of a permission were met: which network or hour it is when somebody approves means nothing. */
export function atBest(policy: Policy): Policy {
  return {
    ...policy,
    rules: policy.rules.map((rule) => (rule.effect === 'allow' ? { ...rule, conditions: [] } : rule)),
  };
}
