import type { AccessRecord } from '../../src/audit/access-record.ts';
import type { Me } from '../../src/contract/session.ts';
import { createHttpDoor, type HttpDoor } from '../../src/doors/http/door.ts';
import type { HttpConfig, HttpServices } from '../../src/doors/http/services.ts';
import { csrfTokenOf, type SignedInCaller } from '../../src/features/identity/identity.ts';
import { createLogger } from '../../src/platform/log.ts';

/** Services that do nothing but what a test gives them: whatever else is called fails the test with its name. */

export const AT = Date.parse('2026-03-02T08:00:00.000Z');
export const RECORD_ID = '0195a4c0-0000-7000-8000-00000000000a';
export const SESSION_SECRET = 'S'.repeat(43);
export const TOKEN_SECRET = `fct_${'T'.repeat(43)}`;
export const CSRF = csrfTokenOf(SESSION_SECRET);

export const PLAIN_CONFIG: HttpConfig = {
  host: '127.0.0.1',
  port: 0,
  publicUrl: null,
  trustedProxies: null,
  tlsCertificate: null,
  tlsKey: null,
  metricsToken: null,
};

export const CALLER: SignedInCaller = {
  person: { id: 7, login: 'lin', name: '林小满' },
  office: null,
  credential: { id: '0195a4c0-0000-7000-8000-00000000000c', kind: 'session', name: 'test' },
  assignments: [],
  grants: [],
  secondFactorAt: null,
  trainedUntil: null,
  narrowing: {},
  epoch: 1,
  mustProveSecondFactor: false,
  mustChangePassword: false,
  mustSetUpSecondFactor: false,
  hasSecondFactor: false,
  expiresAt: AT + 3_600_000,
};

export const ME: Me = {
  person: CALLER.person,
  office: null,
  assignments: [],
  purposes: [],
  csrfToken: CSRF,
  mustProveSecondFactor: false,
  mustChangePassword: false,
  mustSetUpSecondFactor: false,
  secondFactors: [],
  expiresAt: new Date(CALLER.expiresAt).toISOString(),
};

/** Headers of a browser that is signed in, as our own pages send them. */
export const SIGNED_IN = { cookie: `fencun=${SESSION_SECRET}`, 'x-csrf-token': CSRF } as const;
export const BY_TOKEN = { authorization: `Bearer ${TOKEN_SECRET}` } as const;

type Stubs = Readonly<{ [K in keyof HttpServices]?: Partial<HttpServices[K]> }>;

/** The services with one person signed in, by session and by token; `appended` is what reached the access log. */
export function stubServices(
  stubs: Stubs = {},
  caller: SignedInCaller = CALLER,
): Readonly<{ services: HttpServices; appended: AccessRecord[] }> {
  const appended: AccessRecord[] = [];
  let ids = 0;
  const services = {
    gateway: only('gateway', { reasonsIn: async () => new Map(), ...stubs.gateway }),
    identity: only('identity', {
      callerOf: async (secret: string) => {
        if (secret === SESSION_SECRET) return caller;
        return secret === TOKEN_SECRET ? byToken(caller) : null;
      },
      me: async () => ME,
      purposesOf: async () => [],
      singleSignOn: {
        endSessionUrl: async () => null,
      } as unknown as HttpServices['identity']['singleSignOn'],
      ...stubs.identity,
    }),
    organisation: only('organisation', {
      names: async () => ({ people: new Map(), assignments: new Map() }),
      positionNames: async () => new Map(),
      ...stubs.organisation,
    }),
    provisioning: only('provisioning', stubs.provisioning),
    templates: only('templates', stubs.templates),
    setup: only('setup', stubs.setup),
    companyProgress: stubs.companyProgress ?? (() => Promise.reject(new Error('no progress was asked for'))),
    policies: only('policies', stubs.policies),
    catalogue: only('catalogue', stubs.catalogue),
    reorganisation: only('reorganisation', stubs.reorganisation),
    roster: only('roster', stubs.roster),
    views: only('views', stubs.views),
    sharing: only('sharing', stubs.sharing),
    recent: only('recent', { note: async () => {}, ...stubs.recent }),
    tasks: stubs.tasks ?? (() => Promise.reject(new Error('no tasks were asked for'))),
    logQueries: only('logQueries', stubs.logQueries),
    imports: only('imports', stubs.imports),
    exports: only('exports', stubs.exports),
    logReader: only('logReader', stubs.logReader),
    audit: {
      append: async (record: AccessRecord) => {
        appended.push(record);
      },
      ...stubs.audit,
    },
    verifyLog: async () => {
      throw new Error('verifyLog was called');
    },
    logTiles: only('logTiles', stubs.logTiles),
    logKey: 'fencun.example+00000000+AAAA',
    logEvidence: (stubs.logEvidence as HttpServices['logEvidence'] | undefined) ?? (async () => null),
    clock: () => AT,
    newId: () => {
      ids += 1;
      return `0195a4c0-0000-7000-8000-${String(ids).padStart(12, '0')}`;
    },
    ready: async () => {},
    ...pickFunctions(stubs),
  };
  return { services: services as unknown as HttpServices, appended };
}

function byToken(caller: SignedInCaller): SignedInCaller {
  return { ...caller, office: null, credential: { ...caller.credential, kind: 'token', name: 'robot' } };
}

function pickFunctions(stubs: Stubs): Partial<HttpServices> {
  return Object.fromEntries(Object.entries(stubs).filter(([, stub]) => typeof stub === 'function'));
}

function only<T extends object>(name: string, stub: T | undefined): T {
  return new Proxy((stub ?? {}) as T, {
    get(target, property, receiver) {
      if (property in target) return Reflect.get(target, property, receiver);
      if (typeof property === 'symbol' || property === 'then') return undefined;
      return () => {
        throw new Error(`${name}.${property} was called`);
      };
    },
  });
}

export type TestDoor = Readonly<{
  app: HttpDoor['app'];
  /** What reached the access log. */
  appended: AccessRecord[];
  /** What reached the operating log, as JSON lines. */
  lines: string[];
  close(): Promise<void>;
}>;

type TestDoorOptions = Readonly<{
  config?: Partial<HttpConfig>;
  caller?: SignedInCaller;
  webFolder?: string;
}>;

export async function openTestDoor(stubs: Stubs = {}, options: TestDoorOptions = {}): Promise<TestDoor> {
  const { services, appended } = stubServices(stubs, options.caller);
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => lines.push(line) });
  const config = { ...PLAIN_CONFIG, ...options.config };
  const webFolder = options.webFolder ?? '/nonexistent';
  const door = await createHttpDoor({ services, config, log, webFolder, version: '0.0.0' });
  return { app: door.app, appended, lines, close: () => door.close() };
}
