import { randomBytes, randomUUID } from 'node:crypto';
import { createLogReader } from '../../src/audit/reader.ts';
import { AUDIT_MIGRATIONS } from '../../src/audit/schema.ts';
import { createAuditWriter } from '../../src/audit/writer.ts';
import type { NewRequest } from '../../src/contract/sharing.ts';
import type { Act } from '../../src/features/administration.ts';
import { SHARING_MARKS_MIGRATIONS } from '../../src/features/sharing/schema.ts';
import { createSharing, type Sharing } from '../../src/features/sharing/sharing.ts';
import { type AccessRequest, type GatewayDoor, openGateway } from '../../src/gateway/door.ts';
import type { RecordType } from '../../src/kernel/record-type.ts';
import { createCipher } from '../../src/platform/crypto/cipher.ts';
import type { Migration } from '../../src/platform/database/database.ts';
import { createIds } from '../../src/platform/ids.ts';
import { VAULT_MIGRATIONS } from '../../src/vault/schema.ts';
import { testSealer } from './access-log.ts';
import { type Company, createTestCompany } from './company.ts';
import { labKeys } from './gateway-lab.ts';
import { field } from './lab-company.ts';

/** A company whose clerks see their department's customers masked, with all that it takes to ask for more. */

const label = { zh: '标签', en: 'Label' };

export const SHARED_TYPE: RecordType = {
  name: 'customer',
  label,
  customerField: null,
  titleField: 'name',
  fields: [
    field('name', 'text', { mask: 'name', sensitivity: 2, lookups: ['exact'] }),
    field('phone', 'phone', { mask: 'phone', encrypted: true, lookups: ['exact'] }),
    field('identity', 'resident-id', { mask: 'resident-id', encrypted: true, sensitivity: 4 }),
    field('spent', 'money', { category: 'transaction' }),
  ],
};

export const PHONES = ['19900001001', '19900001002', '19900001003'] as const;

type RuleBody = Parameters<Company['policies']['putRule']>[2];

const rule = (more: Partial<RuleBody>): RuleBody => ({
  name: label,
  effect: 'allow',
  who: { positions: ['clerk'] },
  recordType: 'customer',
  scope: 'department',
  fields: { names: ['name', 'phone'] },
  actions: ['see'],
  disclosure: 'masked',
  purposes: '*',
  conditions: [],
  validity: {},
  obligations: [],
  ...more,
});

export type SharingCompany = Readonly<{
  company: Company;
  gateway: GatewayDoor;
  /** Another process on the same database. */
  elsewhere: GatewayDoor;
  sharing: Sharing;
  /** The clerk's department holds the first two customers; the third is another department's. */
  customers: readonly string[];
  assignment: Readonly<Record<string, number>>;
  act(login: string): Promise<Act>;
  access(login: string, purpose?: string | null): Promise<AccessRequest>;
  /** What somebody sees of the phone of a customer: its disclosure and value, or null where there is none. */
  phone(login: string, customer: number, at?: GatewayDoor, purpose?: string): Promise<unknown>;
  /** Lets the clock go on. Sessions end meanwhile, and everybody signs in again. */
  wait(milliseconds: number): void;
  close(): Promise<void>;
}>;

export const wish = (records: readonly string[], more: Partial<NewRequest> = {}): NewRequest => ({
  recordType: 'customer',
  choice: { records: [...records] },
  terms: { fields: ['phone'], disclosure: 'shown', days: 7, export: false },
  reason: 'The parcel came back, I have to call',
  binding: null,
  emergency: false,
  ...more,
});

const STAFF = [
  ['clerk', 'store', 'clerk'],
  ['colleague', 'store', 'clerk'],
  ['manager', 'store', 'store-manager'],
  ['director', 'sales', 'sales-director'],
  ['steward', 'sales', 'data-steward'],
  ['officer', 'sales', 'data-protection-officer'],
  ['loader', 'store', 'loader'],
  ['other-loader', 'other', 'loader'],
] as const;

/** @param further migrations of other stores */
export async function createSharingCompany(further: readonly Migration[] = []): Promise<SharingCompany> {
  const company = await createTestCompany({
    migrations: [...VAULT_MIGRATIONS, ...AUDIT_MIGRATIONS, ...SHARING_MARKS_MIGRATIONS, ...further],
    recordTypes: [SHARED_TYPE],
  });
  const { database, organisation, policies, identity, time, parts } = company;
  const system = company.officer['system-administrator'];
  const security = company.officer['security-administrator'];
  const sales = await organisation.createDepartment(system, { parent: null, code: 'SALES', name: label });
  const store = await organisation.createDepartment(system, { parent: sales, code: 'STORE', name: label });
  const other = await organisation.createDepartment(system, { parent: sales, code: 'OTHER', name: label });
  const departments = { sales, store, other };
  for (const code of new Set(STAFF.map(([, , position]) => position))) {
    await organisation.createPosition(system, { code, name: label });
  }
  const assignment: Record<string, number> = {};
  for (const [login, department, position] of STAFF) {
    const person = await company.hire(login);
    const post = { person, department: departments[department], position };
    assignment[login] = await organisation.assign(system, post);
  }
  const purpose = {
    label,
    description: label,
    legalBasis: 'contract' as const,
    dpv: 'https://w3id.org/dpv#ServiceProvision',
    categories: ['basic'],
    who: { anyone: true as const },
    validity: {},
  };
  // Tests change rules as they go; that two people do it is tried elsewhere.
  await database
    .pool('owner')
    .query(
      `INSERT INTO fencun.policy_document (kind, version, body, changed_at) VALUES ('approval', 1, '"off"', now())`,
    );
  await policies.putPurpose(security, 'service', purpose, null);
  await policies.putPurpose(security, 'marketing', purpose, null);
  const rules = {
    'clerks-see': rule({}),
    'clerks-find': rule({ actions: ['find'], fields: { names: ['name'] } }),
    loaders: rule({
      who: { positions: ['loader'] },
      actions: ['create', 'see'],
      disclosure: 'shown',
      fields: { all: true },
    }),
  };
  for (const [id, body] of Object.entries(rules)) await policies.putRule(security, id, body, null);
  time.now = Date.now();

  const cipher = createCipher({ suite: 'aes-256-gcm', randomBytes });
  const sealer = testSealer(database);
  const logReader = createLogReader(database.pool('auditor'), sealer.sealNow);
  const open = () =>
    openGateway({
      database,
      policySource: policies,
      audit: createAuditWriter({ pool: database.pool('gateway'), writerId: randomUUID() }),
      logReader,
      cipher,
      keyProvider: labKeys(),
      randomBytes,
      clock: () => time.now,
      newId: createIds({ clock: Date.now, randomBytes }),
    });
  const gateway = await open();
  const elsewhere = await open();
  await gateway.define(SHARED_TYPE);
  const sharing = createSharing({
    ...parts,
    ...{ gateway, organisation, logReader, cipher, randomBytes },
    policy: policies.load,
    keyProvider: labKeys(),
  });

  const sessions = new Map<string, Act & Readonly<{ secret: string }>>();
  const act = async (login: string): Promise<Act> => {
    const known = sessions.get(login) ?? (await company.signedIn(login));
    sessions.set(login, known);
    return company.again(known);
  };
  const access = async (login: string, purposeCode: string | null = 'service'): Promise<AccessRequest> => {
    const here = await act(login);
    const secret = sessions.get(login)?.secret ?? '';
    return { ...here, purpose: purposeCode, renew: () => identity.callerOf(secret, { fresh: true }) };
  };
  const load = async (login: string, indexes: readonly number[]) => {
    const records = indexes.map((index) => ({
      placement: { owner: null, department: login === 'loader' ? store : other, team: [], shares: [] },
      values: { name: `Customer ${index}`, phone: PHONES[index] ?? '', identity: '11010519491231002X' },
    }));
    const answer = await gateway.create(await access(login), 'customer', records);
    return answer.records.map(({ id }) => id);
  };
  const customers = [...(await load('loader', [0, 1])), ...(await load('other-loader', [2]))];

  return {
    ...{ company, gateway, elsewhere, sharing, customers, assignment, act, access },
    async phone(login, customer, at = gateway, purposeCode = 'service') {
      try {
        const answer = await at.read(await access(login, purposeCode), 'customer', customers[customer] ?? '');
        return [answer.disclosures.phone, answer.record.values.phone];
      } catch {
        return null;
      }
    },
    wait(milliseconds) {
      time.now += milliseconds;
      sessions.clear();
    },
    close: () => company.drop(),
  };
}
