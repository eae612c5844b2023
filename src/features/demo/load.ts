import type pg from 'pg';
import type { AccessRequest, GatewayDoor } from '../../gateway/door.ts';
import { departmentTree } from '../../kernel/policy/department-tree.ts';
import type { Database } from '../../platform/database/database.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Identity, type PasswordHasher, writeSecurityPolicy } from '../identity/identity.ts';
import type { Sharing } from '../sharing/sharing.ts';
import { type DemoCompany, demoCompany, isInForce } from './company.ts';
import type { DemoRecord } from './demo-record.ts';
import { DEMO_POLICY } from './policy.ts';
import { DEMO_RECORD_TYPES } from './record-types.ts';
import { DEMO_CUSTOMERS, demoRecords } from './records.ts';
import { demoRequests } from './requests.ts';
import { DEMO_PASSWORD } from './stories.ts';

/**
 * Puts the demo company into an empty store. Organisation and policy are written at once, as a founder's file would
 * be; customer data then goes through the gateway like anybody's, created by the company's own data stewards, with
 * an access record for every batch. A load that was interrupted goes on where it stopped.
 */
export type DemoParts = Readonly<{
  database: Database;
  gateway: GatewayDoor;
  identity: Identity;
  hasher: PasswordHasher;
  clock: () => number;
  newId: () => string;
  /** Without it nobody has asked for anything. */
  sharing?: Pick<Sharing, 'ask' | 'decide'>;
}>;

export type DemoProgress = Readonly<{ done: number; chunk: number }>;

type DemoState = Readonly<{ at: number; customers: number; chunks: number; complete: boolean }>;

const PURPOSE = 'customer-onboarding';
const CHUNK_RECORDS = 5_000;
const BATCH_RECORDS = 500;
const BATCHES_AT_ONCE = 3;
const UNIQUE_VIOLATION = '23505';

/** Whether the store holds no people yet, or a demo company that is not complete. */
export async function wantsDemo(database: Database): Promise<boolean> {
  const pool = database.pool('application');
  const state = await readState(pool);
  if (state !== null) return !state.complete;
  const { rows } = await pool.query<{ empty: boolean }>(
    'SELECT NOT EXISTS (SELECT FROM fencun.person) AS empty',
  );
  return rows[0]?.empty === true;
}

export async function isDemo(database: Database): Promise<boolean> {
  return (await readState(database.pool('application'))) !== null;
}

export async function loadDemo(
  parts: DemoParts,
  report: (progress: DemoProgress) => void = () => {},
  customers: number = DEMO_CUSTOMERS,
): Promise<void> {
  const pool = parts.database.pool('application');
  let state = await readState(pool);
  if (state === null) {
    state = { at: parts.clock(), customers, chunks: 0, complete: false };
    await found(parts, demoCompany(state.at), state);
  }
  // Computed fields look at types that stand behind their own, so they come in a second round.
  for (const type of DEMO_RECORD_TYPES) {
    await parts.gateway.define({
      ...type,
      fields: type.fields.filter(({ derived }) => derived === undefined),
    });
  }
  for (const type of DEMO_RECORD_TYPES) await parts.gateway.define(type);
  const company = demoCompany(state.at);
  const stewards = await signInStewards(parts, company);
  const records = demoRecords({ company, at: state.at, customers: state.customers });
  let chunk = 0;
  let done = 0;
  for (const some of chunksOf(records)) {
    if (chunk >= state.chunks) {
      await loadChunk(parts, stewards, company, some);
      await writeState(pool, { ...state, chunks: chunk + 1, complete: false });
    }
    chunk += 1;
    done += some.length;
    report({ done, chunk });
  }
  for (const { request } of stewards.values()) await parts.identity.signOut(request);
  if (parts.sharing !== undefined) await demoRequests({ ...parts, sharing: parts.sharing });
  await writeState(pool, { ...state, chunks: chunk, complete: true });
}

async function readState(pool: pg.Pool): Promise<DemoState | null> {
  const { rows } = await pool.query<{ value: DemoState }>(
    `SELECT value FROM fencun.setting WHERE key = 'demo'`,
  );
  return rows[0]?.value ?? null;
}

async function writeState(pool: Pick<pg.Pool, 'query'>, state: DemoState): Promise<void> {
  await pool.query(
    `INSERT INTO fencun.setting (key, value) VALUES ('demo', $1) ON CONFLICT (key) DO UPDATE SET value = $1`,
    [state],
  );
}

/** Organisation, accounts and policy in one transaction: there is never half a company. */
async function found(parts: DemoParts, company: DemoCompany, state: DemoState): Promise<void> {
  // One hash for all: the password is printed, so a salt of its own for each would protect nothing.
  const password = await parts.hasher.hash(DEMO_PASSWORD);
  const at = new Date(state.at);
  await transaction(parts.database.pool('owner'), async (client) => {
    for (const { id, parent, label } of company.departments) {
      await client.query(
        `INSERT INTO fencun.department (id, parent, code, name_zh, name_en, created_at)
         OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, parent, `D${id}`, label.zh, label.en, at],
      );
    }
    for (const { code, label } of company.positions) {
      await client.query('INSERT INTO fencun.position (code, name_zh, name_en) VALUES ($1, $2, $3)', [
        code,
        label.zh,
        label.en,
      ]);
    }
    await insertPeople(client, company, password, at);
    await insertPolicy(client, at);
    // Everybody who tries the demo would otherwise begin by setting up an authenticator app.
    const noSecondFactor = { officersNeedSecondFactor: false, positionsNeedingSecondFactor: [] };
    await writeSecurityPolicy(client, noSecondFactor, 1, { at: state.at, by: null });
    for (const table of ['department', 'person', 'assignment']) {
      await client.query(
        `SELECT setval(pg_get_serial_sequence('fencun.${table}', 'id'), (SELECT max(id) FROM fencun.${table}))`,
      );
    }
    await client.query(`INSERT INTO fencun.setting (key, value) VALUES ('demo', $1)`, [state]);
  });
}

async function insertPeople(
  client: pg.PoolClient,
  company: DemoCompany,
  password: string,
  at: Date,
): Promise<void> {
  for (const { id, login, name, status, office, trainedUntil } of company.people) {
    await client.query(
      `INSERT INTO fencun.person (id, login, name, status, trained_until, created_at, left_at)
       OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        login,
        name,
        status,
        trainedUntil === null ? null : new Date(trainedUntil),
        at,
        status === 'left' ? at : null,
      ],
    );
    await client.query(
      'INSERT INTO fencun.password (person, hash, temporary, changed_at) VALUES ($1, $2, false, $3)',
      [id, password, at],
    );
    if (office !== null) {
      await client.query('INSERT INTO fencun.office (person, office, since) VALUES ($1, $2, $3)', [
        id,
        `${office}-administrator`,
        at,
      ]);
    }
  }
  for (const { id, person, department, position, validity } of company.assignments) {
    await client.query(
      `INSERT INTO fencun.assignment (id, person, department, position, valid_from, valid_until, end_decided_at)
       OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        person,
        department,
        position,
        new Date(validity.from ?? at),
        validity.until === undefined ? null : new Date(validity.until),
        validity.until === undefined ? null : new Date(Math.min(validity.until, at.getTime())),
      ],
    );
  }
}

async function insertPolicy(client: pg.PoolClient, at: Date): Promise<void> {
  const entries = [
    ...DEMO_POLICY.rules.map(({ id, version: _version, ...body }) => ({ kind: 'rule', key: 'id', id, body })),
    ...DEMO_POLICY.purposes.map(({ code, ...body }) => ({ kind: 'purpose', key: 'code', id: code, body })),
  ];
  for (const { kind, key, id, body } of entries) {
    await client.query(
      `INSERT INTO fencun.${kind} (${key}, version, body, changed_at) VALUES ($1, 1, $2, $3)`,
      [id, JSON.stringify(body), at],
    );
    await client.query(
      'INSERT INTO fencun.rule_history (kind, id, version, body, changed_at) VALUES ($1, $2, 1, $3, $4)',
      [kind, id, JSON.stringify(body), at],
    );
  }
}

type Steward = Readonly<{ request: AccessRequest }>;

/** One data steward for each legal entity, by the entity's id. */
async function signInStewards(parts: DemoParts, company: DemoCompany): Promise<ReadonlyMap<number, Steward>> {
  const tree = departmentTree(company.departments);
  const stewards = new Map<number, Steward>();
  for (const assignment of company.assignments) {
    const entity = tree.legalEntity(assignment.department);
    const fits = assignment.position === 'data-steward' && isInForce(assignment, parts.clock());
    if (entity === null || !fits || stewards.has(entity)) continue;
    const login = company.people.find(({ id }) => id === assignment.person)?.login ?? '';
    const visit = { door: 'job' as const, network: null, request: null, userAgent: null };
    const { secret } = await parts.identity.signIn({ login, password: DEMO_PASSWORD }, visit);
    const renew = () => parts.identity.callerOf(secret, { fresh: true });
    const caller = await renew();
    if (caller === null) throw new Error(`the steward ${login} cannot sign in`);
    stewards.set(entity, {
      request: { caller, purpose: PURPOSE, door: 'job', network: null, request: null, renew },
    });
  }
  return stewards;
}

async function loadChunk(
  { gateway }: DemoParts,
  stewards: ReadonlyMap<number, Steward>,
  company: DemoCompany,
  records: readonly DemoRecord[],
): Promise<void> {
  const tree = departmentTree(company.departments);
  // Customers first, then what is about them; within a type the batches do not wait for each other.
  for (const { name } of DEMO_RECORD_TYPES) {
    const batches = [...stewards].flatMap(([entity, { request }]) => {
      const mine = records.filter(
        ({ recordType, placement }) =>
          recordType === name && tree.legalEntity(placement.department ?? 0) === entity,
      );
      return batchesOf(mine).map((batch) => () => createBatch(gateway, request, name, batch));
    });
    await atMost(BATCHES_AT_ONCE, batches);
  }
}

function batchesOf(records: readonly DemoRecord[]): readonly (readonly DemoRecord[])[] {
  const count = Math.ceil(records.length / BATCH_RECORDS);
  return Array.from({ length: count }, (_, i) => records.slice(i * BATCH_RECORDS, (i + 1) * BATCH_RECORDS));
}

/** Runs the tasks, so many at a time: encrypting here and storing in the database keep each other busy. */
async function atMost(count: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...tasks];
  const workers = Array.from({ length: count }, async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  });
  await Promise.all(workers);
}

/** A batch is one transaction: after an interruption it is there whole, and then it is passed over, or not at all. */
async function createBatch(
  gateway: GatewayDoor,
  request: AccessRequest,
  type: string,
  batch: readonly DemoRecord[],
): Promise<void> {
  try {
    const records = batch.map(({ id, placement, values, decisions = [] }) => ({
      ...{ id, placement, values, decisions },
    }));
    await gateway.create(request, type, records, { echo: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)) throw error;
  }
}

function* chunksOf(records: Iterable<DemoRecord>): Generator<readonly DemoRecord[]> {
  let chunk: DemoRecord[] = [];
  for (const record of records) {
    // A customer begins a chunk, so that nothing is created before the customer whom it is about.
    if (chunk.length >= CHUNK_RECORDS && record.recordType === 'customer') {
      yield chunk;
      chunk = [];
    }
    chunk.push(record);
  }
  if (chunk.length > 0) yield chunk;
}
