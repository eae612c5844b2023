import { createHash } from 'node:crypto';
import type { AccessRecord } from '../../src/audit/access-record.ts';
import type { Office } from '../../src/contract/session.ts';
import type { Act, AdministrationParts } from '../../src/features/administration.ts';
import {
  createIdentity,
  createPasswordHasher,
  endCredentialsOf,
  type Identity,
  type IdentityOptions,
  type IdentityParts,
  type PasswordHasher,
  writeSecurityPolicy,
} from '../../src/features/identity/identity.ts';
import { IDENTITY_MIGRATIONS } from '../../src/features/identity/schema.ts';
import {
  createOrganisation,
  type DepartmentMoved,
  type Organisation,
} from '../../src/features/organisation/organisation.ts';
import { ORGANISATION_MIGRATIONS } from '../../src/features/organisation/schema.ts';
import { createPolicies, type Policies } from '../../src/features/policies/policies.ts';
import { POLICIES_MIGRATIONS } from '../../src/features/policies/schema.ts';
import { SHARING_MIGRATIONS } from '../../src/features/sharing/schema.ts';
import type { RecordType } from '../../src/kernel/record-type.ts';
import { createCipher } from '../../src/platform/crypto/cipher.ts';
import { environmentKeyProvider } from '../../src/platform/crypto/local-key-provider.ts';
import type { Migration } from '../../src/platform/database/database.ts';
import { PLATFORM_MIGRATIONS } from '../../src/platform/database/schema.ts';
import { createIds } from '../../src/platform/ids.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** A company with its three officers signed in, a clock that stands still, and chance that repeats itself. */

/** Wednesday 6 May 2026, 12:00 in Shanghai. */
export const NOON = Date.UTC(2026, 4, 6, 4, 0);
export const HOUR = 3_600_000;
export const PASSWORD = 'correct horse battery staple';
/** Enough to be argon2id, too little to be anything else. */
export const CHEAP = { memoryKib: 64, passes: 1 };

export type Company = TestDatabase &
  Readonly<{
    time: { now: number };
    /** What has been appended to the access log by committed transactions and others alike, in order. */
    log: AccessRecord[];
    /** While set, appending to the log fails with it. */
    fault: { log: Error | null };
    /** The stored hash, or null for none, of every password that was checked. */
    verified: (string | null)[];
    /** What other slices on the same database are made of. */
    parts: AdministrationParts;
    identity: Identity;
    organisation: Organisation;
    policies: Policies;
    /** Another process on the same database, with its own memory. */
    elsewhere(clock?: () => number): Identity;
    officer: Readonly<Record<Office, Act>>;
    /** Makes a person with the usual password. */
    hire(login: string): Promise<number>;
    signedIn(login: string, password?: string): Promise<Act & Readonly<{ secret: string }>>;
    /** The same act by whoever they are now; what they were may have changed since. */
    again(act: Act & Readonly<{ secret: string }>): Promise<Act>;
  }>;

export type CompanyOptions = Readonly<{
  options?: IdentityOptions;
  departmentMoved?: DepartmentMoved;
  countReach?: Parameters<typeof createPolicies>[0]['countReach'];
  personByExternalId?: IdentityParts['personByExternalId'];
  recordTypes?: readonly RecordType[] | (() => Promise<readonly RecordType[]>);
  /** Of further stores on the same database. */
  migrations?: readonly Migration[];
  /** Whether officers need a second factor, as they do in a company that decided nothing; otherwise not. */
  secondFactor?: 'required';
}>;

export const NO_SECOND_FACTOR = {
  officersNeedSecondFactor: false,
  positionsNeedingSecondFactor: [],
} as const;

const VISIT = { door: 'http', network: '10.0.0.1', request: null, userAgent: 'Test browser' } as const;

type Services = Omit<Company, keyof TestDatabase | 'officer' | 'hire' | 'signedIn' | 'again'>;

function createServices({ database }: TestDatabase, chosen: CompanyOptions): Services {
  const time = { now: NOON };
  const log: AccessRecord[] = [];
  const fault: Company['fault'] = { log: null };
  const clock = () => time.now;
  const randomBytes = repeatable();
  const parts = {
    database: database,
    clock,
    newId: createIds({ clock, randomBytes }),
    appendWithin: async (_: unknown, records: readonly AccessRecord[]) => {
      if (fault.log !== null) throw fault.log;
      log.push(...records);
    },
  };
  const organisation = createOrganisation({
    ...parts,
    endCredentials: endCredentialsOf,
    ...(chosen.departmentMoved === undefined ? {} : { departmentMoved: chosen.departmentMoved }),
  });
  const policies = createPolicies({
    ...parts,
    recordTypes: async () => {
      const { recordTypes = [] } = chosen;
      return typeof recordTypes === 'function' ? recordTypes() : recordTypes;
    },
    members: organisation.members,
    countReach: chosen.countReach ?? (async () => ({ kind: 'few' })),
  });
  const cheap = createPasswordHasher(CHEAP);
  const verified: (string | null)[] = [];
  const hasher: PasswordHasher = {
    ...cheap,
    verify(stored, password) {
      verified.push(stored);
      return cheap.verify(stored, password);
    },
  };
  const keys = { suite: 'aes-256-gcm', randomBytes } as const;
  const identityParts = {
    ...parts,
    hasher,
    randomBytes,
    policies,
    cipher: createCipher(keys),
    keyProvider: environmentKeyProvider(`1:${Buffer.alloc(32, 5).toString('base64')}`, keys),
    personByExternalId: chosen.personByExternalId ?? (async () => null),
    ...(chosen.options === undefined ? {} : { options: chosen.options }),
  };
  const identity = createIdentity(identityParts);
  return {
    time,
    log,
    fault,
    verified,
    parts,
    identity,
    organisation,
    policies,
    elsewhere: (otherClock = clock) => createIdentity({ ...identityParts, clock: otherClock }),
  };
}

export async function createTestCompany(chosen: CompanyOptions = {}): Promise<Company> {
  const test = await createTestDatabase([
    ...PLATFORM_MIGRATIONS,
    ...ORGANISATION_MIGRATIONS,
    ...IDENTITY_MIGRATIONS,
    ...POLICIES_MIGRATIONS,
    ...SHARING_MIGRATIONS,
    ...(chosen.migrations ?? []),
  ]);
  const services = createServices(test, chosen);
  const { identity, organisation } = services;
  const passwords = new Map<string, string>();
  const logins = {
    'system-administrator': 'sysadmin',
    'security-administrator': 'security',
    'audit-administrator': 'auditor',
  } as const;
  await organisation.found({
    founders: Object.entries(logins).map(([office, login]) => ({
      office: office as Office,
      login,
      name: login,
    })),
    door: 'cli',
    network: null,
    alsoWithin: async (client, officers, at) => {
      if (chosen.secondFactor !== 'required')
        await writeSecurityPolicy(client, NO_SECOND_FACTOR, 1, { at, by: null });
      for (const [office, person] of officers) {
        passwords.set(logins[office], await identity.givePassword(client, person, at));
      }
    },
  });

  async function signedIn(login: string, password = PASSWORD) {
    const { secret } = await identity.signIn({ login, password }, VISIT);
    return { ...(await actOf(identity, secret)), secret };
  }

  async function choosePassword(login: string, temporary: string) {
    const act = await signedIn(login, temporary);
    const { secret } = await identity.changePassword(act, { current: temporary, next: PASSWORD });
    return actOf(identity, secret);
  }

  const officer = {} as Record<Office, Act>;
  for (const [office, login] of Object.entries(logins)) {
    officer[office as Office] = await choosePassword(login, passwords.get(login) ?? '');
  }

  return {
    ...test,
    ...services,
    officer,
    async hire(login) {
      const system = officer['system-administrator'];
      const person = await organisation.createPerson(system, { login, name: `Name of ${login}` });
      await choosePassword(login, await identity.setTemporaryPassword(system, person));
      return person;
    },
    signedIn,
    again: (act) => actOf(identity, act.secret),
  };
}

export async function actOf(identity: Identity, secret: string): Promise<Act> {
  const caller = await identity.callerOf(secret, { fresh: true });
  if (caller === null) throw new Error('the credential is not live');
  return { caller, door: 'http', network: VISIT.network, request: null };
}

/** Bytes that look random and are the same in every run. */
export function repeatable(seed = 'fencun'): (count: number) => Uint8Array {
  let block = 0;
  return (count) => {
    const bytes = new Uint8Array(count);
    for (let done = 0; done < count; done += 32) {
      block += 1;
      const hash = createHash('sha256').update(`${seed} ${block}`).digest();
      bytes.set(hash.subarray(0, Math.min(32, count - done)), done);
    }
    return bytes;
  };
}
