import { Problem } from '../contract/problem.ts';
import type { AggregateAnswer, AggregateQuery } from '../contract/records.ts';
import type { Field, RecordType } from '../kernel/record-type.ts';
import { customerColumn, plainColumn, tableOf, valueColumn } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { filterSql } from './filters.ts';
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
import { type KeyRight, keyRight, narrows } from './search-rights.ts';
import { allOf, expressionSql, liveSql, parameters } from './sql.ts';

/** Figures about fewer customers than this would speak of single ones, and are left out. */
export const SMALLEST_GROUP = 5;
const GROUPS_AT_MOST = 1_000;

const SQL_FUNCTIONS = { sum: 'sum', average: 'avg', minimum: 'min', maximum: 'max' } as const;

/** Counts and totals over the records of which every field involved may be aggregated. */
export function aggregate(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  query: AggregateQuery,
): Promise<Disclosed<AggregateAnswer>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'aggregate', [], () => aggregateOnce(gateway, asked, query)),
  );
}

async function aggregateOnce(
  gateway: Gateway,
  asked: Asked,
  query: AggregateQuery,
): Promise<Disclosed<AggregateAnswer> | typeof STALE> {
  const { type, authority, caller } = asked;
  const plan = asked.plan('aggregate');
  mustPermit(plan);
  const see = asked.plan('see');
  const groups = query.groupBy.map((name) => groupable(keyRight(type, name, see, plan)));
  const measured = query.measure.field === undefined ? null : keyRight(type, query.measure.field, see, plan);
  const find = asked.plan('find');
  const filters = query.filters.map((filter) => ({ filter, right: keyRight(type, filter.field, see, find) }));

  const { values, add } = parameters();
  const live = liveSql(authority.policy.version, caller.credential.id, add);
  const rights = [...groups, ...(measured === null ? [] : [measured]), ...filters.map(({ right }) => right)];
  const where = [
    live,
    expressionSql(plan.rowFilter, type, 'r', add),
    ...rights.map((right) => expressionSql(right.where, type, 'r', add)),
    ...filters.map(({ filter, right }) => filterSql(type, right.field, filter, 'r', gateway.indexes, add)),
  ];
  const keys = groups.map(({ field }) => `r.${plainColumn(field)}::text`);
  const text = `SELECT ${[...keys, measureSql(query, measured)].join(', ')} FROM ${tableOf(type)} r
    WHERE ${allOf(where)} ${keys.length === 0 ? '' : `GROUP BY ${keys.map((_, i) => i + 1).join(', ')}`}
    HAVING ${customersSql(type, measured)} >= ${add(SMALLEST_GROUP)} ORDER BY ${orderSql(keys.length)} LIMIT ${add(GROUPS_AT_MOST)}`;
  const rows = await readRows(gateway.pool, { text, values });
  if (rows.length === 0 && !(await isLive(gateway.pool, asked))) return STALE;

  const entry = accessRecord(gateway, asked, {
    action: 'aggregate',
    searched: [
      ...query.groupBy.map((name) => `${name} group`),
      `${query.measure.field ?? '*'} ${query.measure.function}`,
      ...query.filters.map(({ field, operator }) => `${field} ${operator}`),
    ],
    rules: plan.rules,
    obligations: plan.obligations,
  });
  await gateway.audit.append(entry);
  const narrowed = rights.filter((right) => narrows(right, plan, authority.policy));
  const narrowedBy = [...new Set(narrowed.map(({ field }) => field.name))];
  return disclosed({
    groups: rows.map((row) => ({
      key: row.slice(0, keys.length) as (string | null)[],
      value: row[keys.length] === null ? null : String(row[keys.length]),
    })),
    smallestGroup: SMALLEST_GROUP,
    ...(narrowedBy.length === 0 ? {} : { narrowedBy }),
    accessRecord: entry.id,
  });
}

function groupable(right: KeyRight): KeyRight {
  if (right.field.encrypted) throw unsupported(right.field, 'group');
  return right;
}

/** A minimum or maximum is some customer's value, so it is computed only of what is not personal information. */
function measureSql({ measure }: AggregateQuery, measured: KeyRight | null): string {
  if (measure.function === 'count') return 'count(*)::text';
  if (measured === null) throw new Problem('field-not-aggregatable', { field: '' });
  const { field } = measured;
  const numeric = (field.type === 'number' || field.type === 'money') && !field.encrypted;
  const isExtreme = measure.function === 'minimum' || measure.function === 'maximum';
  if (!numeric || (isExtreme && field.sensitivity >= 3)) throw unsupported(field, measure.function);
  const value = `${SQL_FUNCTIONS[measure.function]}(r.${plainColumn(field)})`;
  return `round(${value}, 2)::text`;
}

/** Only customers who have the measured value count: five rows of one customer, or one value in five, tell theirs. */
function customersSql(type: RecordType, measured: KeyRight | null): string {
  const value = measured === null ? '' : ` FILTER (WHERE r.${valueColumn(measured.field)} IS NOT NULL)`;
  const counted = type.customerField === null ? '*' : `DISTINCT r.${customerColumn(type)}`;
  return `count(${counted})${value}`;
}

function orderSql(keyCount: number): string {
  return keyCount === 0 ? '1' : `${keyCount + 1} DESC NULLS LAST, 1`;
}

function unsupported(field: Field, operator: string): Problem {
  return new Problem('unsupported-operator', { field: field.name, operator });
}
