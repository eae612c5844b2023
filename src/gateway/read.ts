import { Problem } from '../contract/problem.ts';
import type { ReadAnswer } from '../contract/records.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import { levelsOf, permitsWhole } from '../kernel/policy/level-table.ts';
import { isAdmitted } from '../kernel/policy/plan.ts';
import type { Reach } from '../kernel/policy/scope.ts';
import type { RecordType } from '../kernel/record-type.ts';
import { customerColumn, reachTableOf, tableOf } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { disclosedFields, type Projection, project } from './projection.ts';
import { customersToOpen, type Row, release } from './release.ts';
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
import { revealableFields } from './reveal-plans.ts';
import { allOf, expressionSql, liveSql, parameters } from './sql.ts';

/** One record, each field at its disclosure, and what the reader may do with it. */
export function read(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  id: string,
): Promise<Disclosed<ReadAnswer>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'see', [id], () => readOnce(gateway, asked, id)),
  );
}

async function readOnce(
  gateway: Gateway,
  asked: Asked,
  id: string,
): Promise<Disclosed<ReadAnswer> | typeof STALE> {
  const { context, type } = asked;
  const see = asked.plan('see');
  mustPermit(see);
  const found = await findVisible(gateway, asked, id);
  if (found === null) {
    if (!(await isLive(gateway.pool, asked))) return STALE;
    throw new Problem('not-found');
  }
  const keys = await gateway.keys.find(gateway.pool, customersToOpen([found.row], found.projection));
  const released = release(type, [found.row], found.projection, keys, gateway.codec, context.at);
  const [record] = released.records;
  if (record === undefined) throw new Problem('not-found');
  const entry = accessRecord(gateway, asked, {
    action: 'see',
    releases: released.releases,
    ...(type.customerField === null ? {} : { customers: released.customers }),
    rules: see.rules,
    obligations: see.obligations,
  });
  await gateway.audit.append(entry);
  return disclosed({
    record,
    disclosures: { ...released.disclosures },
    editable: editableFields(type, asked.plan('edit'), found.reach),
    revealable: revealableFields(gateway, asked, found.reach),
    printable: isAdmitted(asked.plan('print'), found.reach),
    decisions: type.customerField === null && isAdmitted(asked.plan('consent'), found.reach),
    erasable: permitsWhole(type, asked.plan('erase'), found.reach),
    obligations: [...see.obligations],
    accessRecord: entry.id,
  });
}

export type Found = Readonly<{ row: Row; projection: Projection; reach: Reach }>;

/**
 * The record if it exists for this reader, with where it stands. The caller of this function must check liveness
 * when nothing is found, and must record before it releases.
 */
export async function findVisible(
  gateway: Gateway,
  asked: Asked,
  id: string,
  type: RecordType = asked.type,
): Promise<Found | null> {
  const { authority, caller } = asked;
  const see = asked.plan('see', type);
  const { values, add } = parameters();
  const live = liveSql(authority.policy.version, caller.credential.id, add);
  const projection = project(type, see, disclosedFields(type, see), 'r', authority.recordTypes, add);
  const where = [live, `r.id = ${add(id)}`, expressionSql(see.rowFilter, type, 'r', add)];
  const text = `SELECT ${[...projection.columns, ...reachColumns(type)].join(', ')}
    FROM ${tableOf(type)} r${projection.joined} WHERE ${allOf(where)}`;
  const [row] = await readRows(gateway.pool, { text, values });
  if (row === undefined) return null;
  return { row, projection, reach: reachAt(row, projection.columns.length) };
}

/** Columns that say where a record stands, in the order that {@link reachAt} expects. */
export function reachColumns(type: RecordType): readonly string[] {
  const tokens = `ARRAY(SELECT h.token FROM ${reachTableOf(type)} h WHERE h.record = r.id)`;
  const facts =
    type.customerField === null
      ? 'r._facts'
      : `(SELECT c._facts FROM ${tableOf('customer')} c WHERE c.id = r.${customerColumn(type)})`;
  return ['r._owner', 'r._department', 'r._legal_entity', tokens, facts];
}

export function reachAt(row: Row, first: number): Reach {
  return {
    owner: row[first] as number | null,
    department: row[first + 1] as number | null,
    legalEntity: row[first + 2] as number | null,
    tokens: row[first + 3] as number[],
    facts: row[first + 4] as string[],
  };
}

export function editableFields(type: RecordType, edit: Plan, reach: Reach): string[] {
  if (!isAdmitted(edit, reach)) return [];
  const levels = levelsOf(type, edit)(reach);
  return type.fields
    .filter(({ name, derived }, i) => levels[i] === 3 && derived === undefined && name !== type.customerField)
    .map(({ name }) => name);
}
