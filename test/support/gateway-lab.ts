import { randomBytes, randomUUID } from 'node:crypto';
import type { AccessRecord } from '../../src/audit/access-record.ts';
import { createLogReader, type LogReader } from '../../src/audit/reader.ts';
import { AUDIT_MIGRATIONS } from '../../src/audit/schema.ts';
import type { AuditWriter } from '../../src/audit/writer.ts';
import { createAuditWriter } from '../../src/audit/writer.ts';
import { IDENTITY_MIGRATIONS } from '../../src/features/identity/schema.ts';
import { ORGANISATION_MIGRATIONS } from '../../src/features/organisation/schema.ts';
import { POLICIES_MIGRATIONS } from '../../src/features/policies/schema.ts';
import { type AccessRequest, type Caller, type GatewayDoor, openGateway } from '../../src/gateway/door.ts';
import type { Context, Placement, Policy, Rule } from '../../src/kernel/policy/model.ts';
import type { RecordType } from '../../src/kernel/record-type.ts';
import { createCipher } from '../../src/platform/crypto/cipher.ts';
import type { KeyProvider } from '../../src/platform/crypto/key-provider.ts';
import { environmentKeyProvider } from '../../src/platform/crypto/local-key-provider.ts';
import type { SuiteName } from '../../src/platform/crypto/suites.ts';
import { connect } from '../../src/platform/database/connect.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { PLATFORM_MIGRATIONS } from '../../src/platform/database/schema.ts';
import { createIds } from '../../src/platform/ids.ts';
import { tableOf } from '../../src/vault/naming.ts';
import { VAULT_MIGRATIONS } from '../../src/vault/schema.ts';
import { testSealer } from './access-log.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** A gateway on a database of its own, with a policy that the test sets, and a log that it can look into. */
export type GatewayLab = Readonly<{
  door: GatewayDoor;
  database: TestDatabase['database'];
  url: string;
  /** Puts a policy in force, as a committed change of authority would. */
  enact(policy: Policy): Promise<void>;
  /** A request by the person of the context, with a live credential. */
  requestOf(context: Context): AccessRequest;
  /** The credential that every request presents. */
  credential: string;
  endCredential(): Promise<void>;
  /** Stores records through the gateway under a policy that lets a loader create them where they are placed. */
  load(
    type: RecordType,
    records: readonly Readonly<{ id?: string; placement: Placement; values: Record<string, string> }>[],
    departments: Policy['departments'],
  ): Promise<readonly string[]>;
  /** What was appended to the log since the last call, in order. */
  takeRecords(): AccessRecord[];
  /** The log as the door reads it: from the database, whoever appended. */
  logReader: LogReader;
  /** Another process on the same database: with connections, caches and keys of its own. Closed with the lab. */
  neighbour(options?: InstanceOptions): Promise<GatewayDoor>;
  close(): Promise<void>;
}>;

export type InstanceOptions = Readonly<{
  suite?: SuiteName;
  keyProvider?: KeyProvider;
  /** Puts something between the gateway and its log. */
  audit?: (writer: AuditWriter) => AuditWriter;
}>;

export type LabOptions = InstanceOptions &
  Readonly<{
    clock?: () => number;
    /** A database of the test's own, migrated, instead of one on the shared server. */
    on?: TestDatabase;
  }>;

const SIXTY_DAYS_MS = 60 * 86_400_000;

export async function createGatewayLab(options: LabOptions = {}): Promise<GatewayLab> {
  const { clock = Date.now } = options;
  const { database, url, drop } = options.on ?? (await createTestDatabase(LAB_MIGRATIONS));
  const owner = database.pool('owner');
  const credential = randomUUID();
  await owner.query(
    `INSERT INTO fencun.person (login, name, created_at) VALUES ('lab.reader', 'Lab', now())`,
  );
  await owner.query(
    `INSERT INTO fencun.credential (id, kind, person, secret_hash, name, narrowing, created_at, expires_at)
     VALUES ($1, 'token', 1, $2, 'lab', '{}', now(), $3)`,
    [credential, randomBytes(32), new Date(Date.now() + SIXTY_DAYS_MS)],
  );
  const records: AccessRecord[] = [];
  let policy: Policy = { version: 0, rules: [], purposes: [], departments: [] };
  const epoch = async () => {
    const { rows } = await owner.query<{ version: number }>('SELECT version FROM fencun.epoch');
    return rows[0]?.version ?? 0;
  };
  const logReader = createLogReader(database.pool('auditor'), testSealer(database).sealNow);
  const open = (own: Database, { suite = 'aes-256-gcm', keyProvider, audit }: InstanceOptions) => {
    const writer = observed(
      createAuditWriter({ pool: own.pool('gateway'), writerId: randomUUID() }),
      records,
    );
    return openGateway({
      database: own,
      policySource: { load: async () => ({ ...policy, version: await epoch() }) },
      audit: audit?.(writer) ?? writer,
      logReader,
      cipher: createCipher({ suite, randomBytes }),
      keyProvider: keyProvider ?? labKeys(suite),
      randomBytes,
      clock,
      newId: createIds({ clock: Date.now, randomBytes }),
    });
  };
  const door = await open(database, options);
  const neighbours: Database[] = [];
  let current = await epoch();

  const requestOf = (context: Context): AccessRequest => {
    const caller = (): Caller => ({
      person: { id: context.person ?? 1, login: 'lab.reader', name: 'Lab' },
      // The gateway knows no request without a person; the nearest is one whose office bars them from all data.
      office: context.person === null ? 'audit-administrator' : null,
      credential: { id: credential, kind: 'token', name: 'lab' },
      assignments: context.assignments,
      grants: context.grants,
      secondFactorAt: context.secondFactorAt,
      trainedUntil: context.trainedUntil,
      narrowing: context.narrowing,
      epoch: current,
    });
    return {
      caller: caller(),
      purpose: context.purpose,
      door: 'http',
      network: context.network,
      request: 'lab',
      renew: async () => {
        const { rows } = await owner.query(
          'SELECT FROM fencun.credential WHERE id = $1 AND ended_at IS NULL',
          [credential],
        );
        current = await epoch();
        return rows.length === 0 ? null : caller();
      },
    };
  };

  const lab: GatewayLab = {
    door,
    database,
    url,
    requestOf,
    credential,
    async enact(next) {
      policy = next;
      await owner.query('UPDATE fencun.epoch SET version = version + 1');
      current = await epoch();
    },
    async endCredential() {
      await owner.query('UPDATE fencun.credential SET ended_at = now() WHERE id = $1', [credential]);
    },
    async load(type, toLoad, departments) {
      const before = policy;
      await lab.enact(loaderPolicy(type, departments));
      const { records: stored } = await door.create(requestOf(LOADER), type.name, [...toLoad]);
      await lab.enact(before);
      // What customers decided is noted by another way than records are made; here it is simply there.
      for (const [at, { placement }] of toLoad.entries()) {
        if (placement.facts === undefined || type.customerField !== null) continue;
        const known = [placement.facts, stored[at]?.id];
        await owner.query(`UPDATE ${tableOf(type)} SET _facts = $1 WHERE id = $2`, known);
      }
      return stored.map(({ id }) => id);
    },
    takeRecords: () => records.splice(0),
    logReader,
    neighbour(own = {}) {
      const connected = connect(url);
      neighbours.push(connected);
      return open(connected, own);
    },
    async close() {
      for (const each of neighbours) await each.close();
      await drop();
    },
  };
  return lab;
}

/** The same request by somebody who signed in: a token reveals nothing. */
export function asSession(request: AccessRequest): AccessRequest {
  const signedIn = (caller: Caller): Caller => ({
    ...caller,
    credential: { ...caller.credential, kind: 'session' },
  });
  return {
    ...request,
    caller: signedIn(request.caller),
    renew: async () => {
      const caller = await request.renew();
      return caller === null ? null : signedIn(caller);
    },
  };
}

export const LAB_MIGRATIONS = [
  ...PLATFORM_MIGRATIONS,
  ...ORGANISATION_MIGRATIONS,
  ...IDENTITY_MIGRATIONS,
  ...POLICIES_MIGRATIONS,
  ...VAULT_MIGRATIONS,
  ...AUDIT_MIGRATIONS,
];

/** The same key in every instance, wrapped by whichever suite. */
export function labKeys(suite: SuiteName = 'aes-256-gcm', keys: Readonly<Record<number, number>> = { 1: 7 }) {
  const ring = Object.entries(keys).map(
    ([version, byte]) => `${version}:${Buffer.alloc(32, byte).toString('base64')}`,
  );
  return environmentKeyProvider(ring.join(','), { suite, randomBytes });
}

function observed(writer: AuditWriter, records: AccessRecord[]): AuditWriter {
  return {
    async append(record) {
      await writer.append(record);
      records.push(record);
    },
    async appendWithin(client, some) {
      await writer.appendWithin(client, some);
      records.push(...some);
    },
    drain: () => writer.drain(),
  };
}

const LOADER: Context = {
  person: 1,
  assignments: [{ id: 999_999, person: 1, department: 999_999, position: 'loader', validity: {} }],
  grants: [],
  purpose: 'loading',
  at: 0,
  network: null,
  secondFactorAt: null,
  trainedUntil: null,
  reasonGiven: false,
  narrowing: {},
};

function loaderPolicy(type: RecordType, departments: Policy['departments']): Policy {
  const label = { zh: '装载', en: 'Loading' };
  const rule: Rule = {
    id: 'loader',
    version: 1,
    name: label,
    effect: 'allow',
    who: { anyone: true },
    recordType: '*',
    scope: 'all',
    fields: { all: true },
    actions: ['see', 'create'],
    disclosure: 'shown',
    purposes: '*',
    conditions: [],
    validity: {},
    obligations: [],
  };
  return {
    version: 0,
    rules: [rule],
    purposes: [
      {
        code: 'loading',
        label,
        description: label,
        legalBasis: 'contract',
        dpv: 'https://w3id.org/dpv#ServiceProvision',
        categories: [...new Set(type.fields.map(({ category }) => category))],
        who: { anyone: true },
        validity: {},
      },
    ],
    departments: [...departments, { id: 999_999, parent: null }],
  };
}
