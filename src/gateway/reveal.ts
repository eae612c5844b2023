import { Problem } from '../contract/problem.ts';
import type { RevealAnswer, RevealRequest } from '../contract/records.ts';
import { revealOf, withReason } from '../kernel/policy/reveal.ts';
import type { Reach } from '../kernel/policy/scope.ts';
import { type Field, fieldOf, type RecordType } from '../kernel/record-type.ts';
import { tableOf } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { project } from './projection.ts';
import { reachAt, reachColumns } from './read.ts';
import { release } from './release.ts';
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
import { levelUnder, revealPlan } from './reveal-plans.ts';
import { allOf, expressionSql, liveSql, parameters } from './sql.ts';

/**
 * Named fields of one record, as far as a stated reason opens them: all of them or none. A record that does not
 * exist for the reader without a reason does not exist with one either. The reason is sealed into the access record.
 *
 * @throws Problem `unknown-field`, `field-not-revealable`, `step-up-needed` where only a fresh second factor is
 *   missing, `forbidden` for an API token: a program has no reasons of its own
 */
export function reveal(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  id: string,
  wanted: RevealRequest,
): Promise<Disclosed<RevealAnswer>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'reveal', [id], () => revealOnce(gateway, asked, id, wanted)),
  );
}

async function revealOnce(
  gateway: Gateway,
  asked: Asked,
  id: string,
  { fields: names, reason }: RevealRequest,
): Promise<Disclosed<RevealAnswer> | typeof STALE> {
  const { authority, caller, context, type } = asked;
  if (caller.credential.kind === 'token') throw new Problem('forbidden');
  const see = asked.plan('see');
  mustPermit(see);
  const fields = wantedFields(gateway, asked, names);
  const plan = gateway.plans.of(authority, withReason(context), type, 'see');
  const { values, add } = parameters();
  const live = liveSql(authority.policy.version, caller.credential.id, add);
  const projection = project(type, plan, fields, 'r', authority.recordTypes, add);
  const where = [live, `r.id = ${add(id)}`, expressionSql(see.rowFilter, type, 'r', add)];
  const text = `SELECT ${[...projection.columns, ...reachColumns(type)].join(', ')}
    FROM ${tableOf(type)} r${projection.joined} WHERE ${allOf(where)}`;
  const [row] = await readRows(gateway.pool, { text, values });
  if (row === undefined) {
    if (!(await isLive(gateway.pool, asked))) return STALE;
    throw new Problem('not-found');
  }
  mustReveal(gateway, asked, fields, reachAt(row, projection.columns.length));

  const customer = row[projection.customerAt] as string;
  const keys = await gateway.keys.find(gateway.pool, [customer], 'fresh');
  const key = keys.get(customer);
  if (key === undefined) throw new Problem('not-found');
  const released = release(type, [row], projection, keys, gateway.codec, context.at);
  const [record] = released.records;
  if (record === undefined) throw new Problem('not-found');
  const entry = accessRecord(gateway, asked, {
    action: 'reveal',
    releases: released.releases,
    ...(type.customerField === null ? {} : { customers: released.customers }),
    sealedReason: gateway.codec.seal(key, reasonPlace(type, id), reason),
    rules: plan.rules,
    obligations: plan.obligations,
  });
  await gateway.audit.append(entry);
  return disclosed({
    version: record.version,
    values: record.values,
    disclosures: { ...released.disclosures },
    obligations: [...plan.obligations],
    accessRecord: entry.id,
  });
}

/** What binds the sealed reason to the record that it was given for. */
export function reasonPlace(type: Pick<RecordType, 'name'>, record: string): string {
  return `reason|${type.name}|${record}`;
}

function wantedFields(gateway: Gateway, asked: Asked, names: readonly string[]): readonly Field[] {
  const see = asked.plan('see');
  const best = revealPlan(gateway, asked);
  return [...new Set(names)].map((name) => {
    const field = fieldOf(asked.type, name);
    const known = see.fields.get(name)?.length || best?.fields.get(name)?.length;
    if (field === undefined || !known) throw new Problem('unknown-field', { field: name });
    return field;
  });
}

/** @throws Problem for the first field of which the reason opens nothing more, unless it is shown anyway */
function mustReveal(gateway: Gateway, asked: Asked, fields: readonly Field[], reach: Reach): void {
  for (const { name } of fields) {
    const level = levelUnder(gateway, asked, name, reach);
    const needs = revealOf(level, asked.context);
    if (needs === 'reason' || level(asked.context) === 3) continue;
    throw needs === 'reason-and-step-up'
      ? new Problem('step-up-needed')
      : new Problem('field-not-revealable', { field: name });
  }
}
