import { randomBytes, randomUUID } from 'node:crypto';
import type { AccessRecord } from '../../src/audit/access-record.ts';
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
import { environmentKeyProvider } from '../../src/platform/crypto/local-key-provider.ts';
import { PLATFORM_MIGRATIONS } from '../../src/platform/database/schema.ts';
import { createIds } from '../../src/platform/ids.ts';
import { VAULT_MIGRATIONS } from '../../src/vault/schema.ts';
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
  endCredential(): Promise<void>;
  /** Stores records through the gateway under a policy that lets a loader create them where they are placed. */
  load(
    type: RecordType,
    records: readonly Readonly<{ id?: string; placement: Placement; values: Record<string, string> }>[],
    departments: Policy['departments'],
  ): Promise<readonly string[]>;
  /** What was appended to the log since the last call, in order. */
  takeRecords(): AccessRecord[];
  close(): Promise<void>;
}>;

export type LabOptions = Readonly<{ clock?: () => number }>;

const SIXTY_DAYS_MS = 60 * 86_400_000;

export async function createGatewayLab({ clock = Date.now }: LabOptions = {}): Promise<GatewayLab> {
  const { database, url, drop } = await createTestDatabase(LAB_MIGRATIONS);
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
  const audit = observed(
    createAuditWriter({ pool: database.pool('gateway'), writerId: randomUUID() }),
    records,
  );
  let policy: Policy = { version: 0, rules: [], purposes: [], departments: [] };
  const epoch = async () => {
    const { rows } = await owner.query<{ version: number }>('SELECT version FROM fencun.epoch');
    return rows[0]?.version ?? 0;
  };
  const door = await openGateway({
    database,
    policySource: { load: async () => ({ ...policy, version: await epoch() }) },
    audit,
    logReader: { search: async () => ({ entries: [], cursor: null }), entry: async () => null },
    cipher: createCipher({ suite: 'aes-256-gcm', randomBytes }),
    keyProvider: environmentKeyProvider(`1:${Buffer.alloc(32, 7).toString('base64')}`, {
      suite: 'aes-256-gcm',
      randomBytes,
    }),
    randomBytes,
    clock,
    newId: createIds({ clock: Date.now, randomBytes }),
  });
  let current = await epoch();

  const requestOf = (context: Context): AccessRequest => {
    const caller = (): Caller => ({
      person: { id: context.person ?? 1, login: 'lab.reader', name: 'Lab' },
      // The gateway knows no request without a person; the nearest is one whose office bars them from all data.
      office: context.person === null ? 'audit-administrator' : null,
      credential: { id: credential, kind: 'token', name: 'lab' },
      assignments: context.assignments,
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
      return stored.map(({ id }) => id);
    },
    takeRecords: () => records.splice(0),
    async close() {
      await drop();
    },
  };
  return lab;
}

export const LAB_MIGRATIONS = [
  ...PLATFORM_MIGRATIONS,
  ...ORGANISATION_MIGRATIONS,
  ...IDENTITY_MIGRATIONS,
  ...POLICIES_MIGRATIONS,
  ...VAULT_MIGRATIONS,
  ...AUDIT_MIGRATIONS,
];

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
  purpose: 'loading',
  at: 0,
  network: null,
  secondFactorAt: null,
  trainedUntil: null,
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
