import { Problem } from '../contract/problem.ts';
import type { MatchAnswer } from '../contract/records.ts';
import { matches } from '../kernel/disclosure/normalise.ts';
import { holds } from '../kernel/policy/expression.ts';
import { isAdmitted } from '../kernel/policy/plan.ts';
import { customerColumn, tableOf, valueColumn } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { reachAt, reachColumns } from './read.ts';
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
import { keyRight } from './search-rights.ts';
import { allOf, expressionSql, liveSql, parameters } from './sql.ts';

/** "Is this the number?" Needs the right to find by the field, not to see it; answers yes or no, on record. */
export function match(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  id: string,
  question: Readonly<{ field: string; value: string }>,
): Promise<Disclosed<MatchAnswer>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'match', [id], () => matchOnce(gateway, asked, id, question)),
  );
}

async function matchOnce(
  gateway: Gateway,
  asked: Asked,
  id: string,
  question: Readonly<{ field: string; value: string }>,
): Promise<Disclosed<MatchAnswer> | typeof STALE> {
  const { type, authority, caller } = asked;
  const see = asked.plan('see');
  mustPermit(see);
  const find = asked.plan('find');
  const right = keyRight(type, question.field, see, find);
  const { values, add } = parameters();
  const live = liveSql(authority.policy.version, caller.credential.id, add);
  const columns = [`r.${valueColumn(right.field)}::text`, `r.${customerColumn(type)}`, ...reachColumns(type)];
  const where = [live, `r.id = ${add(id)}`, expressionSql(see.rowFilter, type, 'r', add)];
  const [row] = await readRows(gateway.pool, {
    text: `SELECT ${columns.join(', ')} FROM ${tableOf(type)} r WHERE ${allOf(where)}`,
    values,
  });
  if (row === undefined) {
    if (!(await isLive(gateway.pool, asked))) return STALE;
    throw new Problem('not-found');
  }
  const reach = reachAt(row, 2);
  if (!isAdmitted(see, reach)) throw new Problem('not-found');
  if (!holds(right.where, reach)) throw new Problem('field-not-findable', { field: right.field.name });

  const customer = row[1] as string;
  const stored = await plainText(gateway, asked, id, customer, row[0] as string | null, right.field.name);
  const entry = accessRecord(gateway, asked, {
    action: 'match',
    releases: [{ records: [id], shown: [], masked: [], summary: [right.field.name] }],
    ...(type.customerField === null ? {} : { customers: [customer] }),
    searched: [`${right.field.name} match`],
    rules: find.rules,
  });
  await gateway.audit.append(entry);
  const matched = stored !== null && matches(right.field.type, stored, question.value);
  return disclosed({ matches: matched, accessRecord: entry.id });
}

async function plainText(
  gateway: Gateway,
  { type }: Asked,
  id: string,
  customer: string,
  raw: string | null,
  name: string,
): Promise<string | null> {
  const field = type.fields.find((candidate) => candidate.name === name);
  if (raw === null || field === undefined || !field.encrypted) return raw;
  const key = (await gateway.keys.find(gateway.pool, [customer])).get(customer);
  return key === undefined ? null : gateway.codec.decrypt(type, field, id, key, raw);
}
