import type pg from 'pg';
import type { Change } from '../audit/access-record.ts';
import type { NewDecision } from '../contract/decisions.ts';
import { Problem } from '../contract/problem.ts';
import type { Values, WriteAnswer } from '../contract/records.ts';
import { departmentTree } from '../kernel/policy/department-tree.ts';
import { any } from '../kernel/policy/expression.ts';
import { isValidAt } from '../kernel/policy/matching.ts';
import type { Placement } from '../kernel/policy/model.ts';
import { fieldLevel, isAdmitted } from '../kernel/policy/plan.ts';
import { REACH_KINDS, type Reach, reachOf, reachToken } from '../kernel/policy/scope.ts';
import { type Field, fieldOf, type RecordType } from '../kernel/record-type.ts';
import type { DataKey } from '../platform/crypto/cipher.ts';
import { reachTableOf, tableOf } from '../vault/naming.ts';
import { columnsOf, storedFields } from '../vault/tables.ts';
import type { AccessRequest } from './access-request.ts';
import { noteDecisions } from './decisions.ts';
import type { Disclosed } from './disclosed.ts';
import { type Asked, type Gateway, mustPermit, readRows } from './requests.ts';
import { expressionSql, parameters } from './sql.ts';
import { mustHaveRequired, storedValues } from './values.ts';
import { type WriteOptions, type Written, write } from './write.ts';

/** A record to be made. Without a placement it becomes the creator's own, in the creator's department. */
export type NewRecord = Readonly<{
  id?: string;
  values: Values;
  placement?: Placement;
  /** What the customer is said to have decided; noting it needs the right `consent` where they stand. */
  decisions?: readonly NewDecision[];
}>;

export async function create(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  records: readonly NewRecord[],
  options: WriteOptions = {},
): Promise<Disclosed<WriteAnswer>> {
  const placing = { ...options, begin: beginPlacing };
  const { answer } = await write(gateway, request, typeName, 'create', [], placing, (asked, client) =>
    createWithin(gateway, asked, client, records),
  );
  return answer;
}

/** Shared by all who place records, exclusive to those who move a department: see vault/schema.ts. */
const PLACING_LOCK = `SELECT pg_advisory_xact_lock_shared(hashtextextended('fencun.placing', 0))`;

/**
 * Begins a transaction that will place records. Where they stand is worked out from departments in memory; were one
 * moved between that and the commit, records would be left within reach of those whom it has left. Ask for this
 * before asking whether the authority is live.
 */
export async function beginPlacing(client: pg.PoolClient): Promise<void> {
  await client.query(PLACING_LOCK);
}

export async function createWithin(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  records: readonly NewRecord[],
): Promise<Written> {
  mustPermit(asked.plan('create'));
  const { type } = asked;
  const made = records.map((record) => prepare(gateway, asked, record));
  const keys =
    type.customerField === null
      ? await gateway.keys.create(
          client,
          made.map(({ id }) => id),
        )
      : await keysOfCustomers(gateway, asked, client, made);
  const rows = made.map((record) => {
    const key = keys.get(record.customer);
    if (key === undefined) throw new Problem('key-unavailable');
    return { record, columns: encodeAll(gateway, type, record, key) };
  });
  await insert(type, rows, client);
  const changes = await noteFirstDecisions(gateway, asked, client, made, keys);
  return {
    action: 'create',
    records: made.map(({ id }) => id),
    changes,
    customers: [...new Set(made.map(({ customer }) => customer))],
    rules: asked.plan('create').rules,
  };
}

async function noteFirstDecisions(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  made: readonly Prepared[],
  keys: ReadonlyMap<string, DataKey>,
): Promise<readonly Change[]> {
  const deciding = made.filter(({ decisions }) => decisions.length > 0);
  if (deciding.length === 0) return [];
  const plan = asked.plan('consent');
  if (asked.type.customerField !== null || deciding.some(({ reach }) => !isAdmitted(plan, reach))) {
    throw new Problem('forbidden');
  }
  const noted = deciding.flatMap(({ id, decisions }) => {
    const key = keys.get(id);
    return key === undefined ? [] : [{ customer: id, key, decisions }];
  });
  return noteDecisions(gateway, asked, client, noted);
}

type Prepared = Readonly<{
  id: string;
  customer: string;
  reach: Reach;
  values: ReadonlyMap<Field, string | null>;
  decisions: readonly NewDecision[];
}>;

function prepare(gateway: Gateway, asked: Asked, record: NewRecord): Prepared {
  const { type } = asked;
  mustBeKnown(asked, record.values);
  const values = storedValues(type, record.values);
  mustHaveRequired(type, values);
  const id = record.id ?? gateway.newId();
  const names = [...values].filter(([, value]) => value !== null).map(([field]) => field.name);
  const reach = placeFor(asked, record.placement, names);
  const customerField = type.customerField === null ? undefined : fieldOf(type, type.customerField);
  const customer = customerField === undefined ? id : values.get(customerField)?.toLowerCase();
  if (customer === undefined || !UUID.test(customer)) throw new Problem('not-found');
  return { id, customer, reach, values, decisions: record.decisions ?? [] };
}

/**
 * A field that the creator can neither fill nor see is answered like one that does not exist. Where a record needs
 * such a field, the creator can make none, and is told no more than that.
 *
 * @throws Problem `unknown-field`, `forbidden`
 */
function mustBeKnown(asked: Asked, values: Values): void {
  const plans = [asked.plan('create'), asked.plan('see')];
  const isKnown = (name: string) => plans.some(({ fields }) => (fields.get(name)?.length ?? 0) > 0);
  const unknown = Object.keys(values).find((name) => !isKnown(name));
  if (unknown !== undefined) throw new Problem('unknown-field', { field: unknown });
  const unfillable = asked.type.fields.some(
    ({ name, required, derived }) => required && derived === undefined && !isKnown(name),
  );
  if (unfillable) throw new Problem('forbidden');
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws Problem `field-not-editable` for a field, `forbidden` for a place, that the creator may not fill */
function placeFor(asked: Asked, placement: Placement | undefined, names: readonly string[]): Reach {
  const plan = asked.plan('create');
  const tree = departmentTree(asked.authority.policy.departments);
  const places = placement === undefined ? ownPlaces(asked) : [placement];
  const reaches = places.map((place) => reachOf(place, tree));
  const admitted = reaches.filter((reach) => isAdmitted(plan, reach));
  if (admitted.length === 0) throw new Problem('forbidden');
  const fit = admitted.find((reach) => names.every((name) => fieldLevel(plan, name, reach) === 3));
  if (fit !== undefined) return fit;
  const refused = names.find((name) => admitted.every((reach) => fieldLevel(plan, name, reach) !== 3));
  throw new Problem('field-not-editable', { field: refused ?? names[0] ?? '' });
}

function ownPlaces({ caller, context }: Asked): readonly Placement[] {
  return caller.assignments
    .filter(({ validity }) => isValidAt(validity, context.at))
    .map(({ id, department }) => ({ owner: id, department, team: [], shares: [] }));
}

/**
 * A record about a customer needs one that the creator can see, or might have created: otherwise creating would
 * tell which customers exist.
 */
async function keysOfCustomers(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  made: readonly Prepared[],
): Promise<ReadonlyMap<string, DataKey>> {
  const customers = [...new Set(made.map(({ customer }) => customer))];
  const customerType = [...asked.authority.recordTypes.values()].find(
    ({ customerField }) => customerField === null,
  );
  if (customerType === undefined) throw new Problem('not-found');
  const { values, add } = parameters();
  const known = any([
    asked.plan('see', customerType).rowFilter,
    asked.plan('create', customerType).rowFilter,
  ]);
  const rows = await readRows(client, {
    // Held until the end, so that no customer is erased between this look and the record that is added.
    text: `SELECT r.id FROM ${tableOf(customerType)} r
      WHERE r.id = ANY (${add(customers)}::uuid[]) AND ${expressionSql(known, customerType, 'r', add)}
      ORDER BY r.id FOR KEY SHARE OF r`,
    values,
  });
  if (rows.length !== customers.length) throw new Problem('not-found');
  return gateway.keys.find(client, customers, 'fresh');
}

function encodeAll(
  gateway: Gateway,
  type: RecordType,
  record: Prepared,
  key: DataKey,
): ReadonlyMap<string, string | null> {
  const columns = new Map<string, string | null>();
  for (const [field, value] of record.values) {
    for (const { column, value: encoded } of gateway.codec.encode(type, field, record.id, key, value)) {
      columns.set(column, encoded);
    }
  }
  return columns;
}

type EncodedRow = Readonly<{ record: Prepared; columns: ReadonlyMap<string, string | null> }>;

/** One statement for any number of records: each column is one array. */
async function insert(type: RecordType, rows: readonly EncodedRow[], client: pg.PoolClient): Promise<void> {
  const columns = [
    { name: 'id', sqlType: 'uuid', values: rows.map(({ record }) => record.id as unknown) },
    { name: '_owner', sqlType: 'integer', values: rows.map(({ record }) => record.reach.owner) },
    { name: '_department', sqlType: 'integer', values: rows.map(({ record }) => record.reach.department) },
    { name: '_legal_entity', sqlType: 'integer', values: rows.map(({ record }) => record.reach.legalEntity) },
    ...storedFields(type)
      .flatMap(columnsOf)
      .map(({ name, sqlType }) => ({
        name,
        sqlType,
        values: rows.map(({ columns: encoded }) => encoded.get(name) ?? null),
      })),
  ];
  const names = columns.map(({ name }) => name).join(', ');
  const arrays = columns.map(({ sqlType }, i) => `$${i + 1}::${arrayType(sqlType)}`).join(', ');
  try {
    await client.query(
      `INSERT INTO ${tableOf(type)} (${names}) SELECT * FROM unnest(${arrays})`,
      columns.map(({ values }) => values),
    );
  } catch (error) {
    // The only reference is that to the customer, who was erased a moment ago.
    if (error instanceof Error && 'code' in error && error.code === FOREIGN_KEY_VIOLATION) {
      throw new Problem('not-found');
    }
    throw error;
  }
  await insertReach(type, rows, client);
}

const FOREIGN_KEY_VIOLATION = '23503';

function arrayType(sqlType: string): string {
  return `${sqlType.replace(/\(.*\)/, '')}[]`;
}

/** Grants name records one by one: what is added about a customer later was not among them. */
const INHERITED = REACH_KINDS.filter((kind) => kind !== 'tree' && kind !== 'grant');

async function insertReach(
  type: RecordType,
  rows: readonly EncodedRow[],
  client: pg.PoolClient,
): Promise<void> {
  const pairs = rows.flatMap(({ record }) => record.reach.tokens.map((token) => [token, record.id] as const));
  await client.query(
    `INSERT INTO ${reachTableOf(type)} (token, record) SELECT * FROM unnest($1::bigint[], $2::uuid[])`,
    [pairs.map(([token]) => token), pairs.map(([, id]) => id)],
  );
  if (type.customerField === null) return;
  // Whoever a customer is shared with, or works on its team, also reaches what is added about the customer.
  await client.query(
    `INSERT INTO ${reachTableOf(type)} (token, record)
     SELECT h.token, n.record FROM unnest($1::uuid[], $2::uuid[]) AS n (record, customer)
     JOIN ${reachTableOf('customer')} h ON h.record = n.customer AND h.token >= $3 AND h.token < $4
     ON CONFLICT DO NOTHING`,
    [
      rows.map(({ record }) => record.id),
      rows.map(({ record }) => record.customer),
      reachToken(INHERITED[0] ?? 'team', 0),
      reachToken(INHERITED.at(-1) ?? 'share-tree', 2 ** 40 - 1),
    ],
  );
}
