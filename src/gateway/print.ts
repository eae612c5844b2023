import { Problem } from '../contract/problem.ts';
import type { CopiedAnswer, CopiedRequest, PrintAnswer } from '../contract/records.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import { isAdmitted, leastOf } from '../kernel/policy/plan.ts';
import { steppedUp, withReason } from '../kernel/policy/reveal.ts';
import { fieldOf } from '../kernel/record-type.ts';
import { tableOf } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { disclosedFields, project } from './projection.ts';
import { findVisible } from './read.ts';
import { customersToOpen, release } from './release.ts';
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

/** What leaves the screen: on paper, which is a right of its own, or through the clipboard, which is put on record. */

/**
 * One record as it may be printed: what the reader sees and may print, each field at the lesser of both disclosures.
 * What opens only for a stated reason is shown for a moment, and not printed.
 *
 * @throws Problem `forbidden` where nothing of the type may be printed, `not-found` where this record may not
 */
export function print(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  id: string,
): Promise<Disclosed<PrintAnswer>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'print', [id], () => printOnce(gateway, asked, id)),
  );
}

async function printOnce(
  gateway: Gateway,
  asked: Asked,
  id: string,
): Promise<Disclosed<PrintAnswer> | typeof STALE> {
  const { authority, caller, context, type } = asked;
  const see = asked.plan('see');
  const plan = asked.plan('print');
  mustPermit(see);
  mustPermit(plan);
  const { values, add } = parameters();
  const live = liveSql(authority.policy.version, caller.credential.id, add);
  const both = { ...plan, fields: fieldsOfBoth(see, plan) };
  const projection = project(type, both, disclosedFields(type, both), 'r', authority.recordTypes, add);
  const filters = [see, plan].map(({ rowFilter }) => expressionSql(rowFilter, type, 'r', add));
  const text = `SELECT ${projection.columns.join(', ')} FROM ${tableOf(type)} r${projection.joined}
    WHERE ${allOf([live, `r.id = ${add(id)}`, ...filters])}`;
  const [row] = await readRows(gateway.pool, { text, values });
  if (row === undefined) {
    if (!(await isLive(gateway.pool, asked))) return STALE;
    throw new Problem('not-found');
  }
  const keys = await gateway.keys.find(gateway.pool, customersToOpen([row], projection), 'fresh');
  const released = release(type, [row], projection, keys, gateway.codec, context.at);
  const [record] = released.records;
  if (record === undefined) throw new Problem('not-found');
  const entry = accessRecord(gateway, asked, {
    action: 'print',
    releases: released.releases,
    ...(type.customerField === null ? {} : { customers: released.customers }),
    rules: plan.rules,
    obligations: plan.obligations,
  });
  await gateway.audit.append(entry);
  return disclosed({
    record,
    disclosures: { ...released.disclosures },
    obligations: [...plan.obligations],
    accessRecord: entry.id,
  });
}

function fieldsOfBoth(see: Plan, plan: Plan): Plan['fields'] {
  return new Map([...plan.fields].map(([name, own]) => [name, leastOf(see.fields.get(name) ?? [], own)]));
}

/**
 * Puts on record that a reader copies a value that is shown to them, or that they revealed. Nothing is answered of it:
 * they have it already. Only what could be before them can be said to be copied.
 *
 * @throws Problem `unknown-field`, `forbidden` for a field that they do not see whole
 */
export function copied(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  id: string,
  what: CopiedRequest,
): Promise<Disclosed<CopiedAnswer>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'copy', [id], () => copiedOnce(gateway, asked, id, what)),
  );
}

async function copiedOnce(
  gateway: Gateway,
  asked: Asked,
  id: string,
  { field: name, revealed }: CopiedRequest,
): Promise<Disclosed<CopiedAnswer> | typeof STALE> {
  const { context, type } = asked;
  const see = asked.plan('see');
  mustPermit(see);
  const best = revealPlan(gateway, asked);
  const known = see.fields.get(name)?.length || best?.fields.get(name)?.length;
  if (fieldOf(type, name) === undefined || !known) throw new Problem('unknown-field', { field: name });
  const found = await findVisible(gateway, asked, id);
  if (found === null) {
    if (!(await isLive(gateway.pool, asked))) return STALE;
    throw new Problem('not-found');
  }
  if (!isAdmitted(see, found.reach)) throw new Problem('not-found');
  // A proof of a moment ago may be too old by now, and the value still be before the reader.
  const circumstances = revealed && best !== null ? withReason(steppedUp(context)) : context;
  if (levelUnder(gateway, asked, name, found.reach)(circumstances) !== 3) throw new Problem('forbidden');
  const entry = accessRecord(gateway, asked, {
    action: 'copy',
    releases: [{ records: [id], shown: [name], masked: [], summary: [] }],
    ...(type.customerField === null ? {} : { customers: [found.row[found.projection.customerAt] as string] }),
    rules: see.rules,
  });
  await gateway.audit.append(entry);
  return disclosed({ accessRecord: entry.id });
}
