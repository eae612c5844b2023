import type pg from 'pg';
import { Problem } from '../contract/problem.ts';
import type { EraseAnswer } from '../contract/records.ts';
import { permitsWhole } from '../kernel/policy/level-table.ts';
import { isAdmitted } from '../kernel/policy/plan.ts';
import type { RecordType } from '../kernel/record-type.ts';
import { customerColumn, tableOf, versionSql } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { forgetDecisions } from './decisions.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { reachAt, reachColumns } from './read.ts';
import { type Asked, type Gateway, mustPermit, readRows } from './requests.ts';
import { expressionSql, parameters } from './sql.ts';
import { type Erased, type WriteOptions, type Written, write } from './write.ts';

/**
 * Deletes a record. With a customer go all records about the customer and the customer's key, so that every
 * ciphertext that is left anywhere, the access log included, stays closed for good (PIPL art. 47, GDPR art. 17).
 */
export async function erase(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  id: string,
  version: number,
  options: WriteOptions = {},
): Promise<Disclosed<EraseAnswer>> {
  const { answer, erased } = await write(
    gateway,
    request,
    typeName,
    'erase',
    [id],
    options,
    (asked, client) => eraseWithin(gateway, asked, client, id, version),
  );
  return disclosed({ erased, accessRecord: answer.accessRecord });
}

async function eraseWithin(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  id: string,
  version: number,
): Promise<Written> {
  const { type } = asked;
  const plan = asked.plan('erase');
  mustPermit(plan);
  const columns = [versionSql(type, 'r'), `r.${customerColumn(type)}`, ...reachColumns(type)];
  const [row] = await readRows(client, {
    text: `SELECT ${columns.join(', ')} FROM ${tableOf(type)} r WHERE r.id = $1 FOR UPDATE OF r`,
    values: [id],
  });
  const reach = row === undefined ? null : reachAt(row, 2);
  const known = reach !== null && (isAdmitted(asked.plan('see'), reach) || isAdmitted(plan, reach));
  if (row === undefined || !known) throw new Problem('not-found');
  if (!permitsWhole(type, plan, reach)) throw new Problem('forbidden');
  if (row[0] !== version) throw new Problem('version-conflict');

  const erased =
    type.customerField === null
      ? await eraseCustomer(gateway, asked, client, id)
      : { ...(await eraseWhere(asked, type, 'id', id, client)), seen: 1 };
  return {
    action: 'erase',
    records: [id],
    changes: [],
    customers: [row[1] as string],
    rules: plan.rules,
    erased,
  };
}

async function eraseCustomer(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  customer: string,
): Promise<Erased> {
  let [all, seen] = [0, 0];
  for (const about of asked.authority.recordTypes.values()) {
    if (about.customerField === null) continue;
    const erased = await eraseWhere(asked, about, customerColumn(about), customer, client);
    all += erased.all;
    seen += erased.seen;
  }
  const { all: own } = await eraseWhere(asked, asked.type, 'id', customer, client);
  await forgetDecisions(client, customer);
  await gateway.keys.destroy(client, [customer]);
  return { all: all + own, seen: seen + own };
}

async function eraseWhere(
  asked: Asked,
  type: RecordType,
  column: string,
  id: string,
  client: pg.PoolClient,
): Promise<Erased> {
  const { values, add } = parameters();
  const seen = expressionSql(asked.plan('see', type).rowFilter, type, 'r', add);
  // What is asked of the rows is asked before they go: the reach of a record goes with it.
  const rows = await readRows(client, {
    text: `WITH gone AS MATERIALIZED (SELECT r.id, ${seen} AS seen FROM ${tableOf(type)} r WHERE r.${column} = ${add(id)}),
      done AS (DELETE FROM ${tableOf(type)} WHERE id IN (SELECT g.id FROM gone g))
      SELECT count(*), count(*) FILTER (WHERE g.seen IS TRUE) FROM gone g`,
    values,
  });
  const [all, some] = rows[0] ?? [];
  return { all: Number(all), seen: Number(some) };
}
