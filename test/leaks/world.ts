import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createHttpDoor, type HttpDoor } from '../../src/doors/http/door.ts';
import type { HttpServices, ImportsService } from '../../src/doors/http/services.ts';
import { createPasswordHasher } from '../../src/features/identity/identity.ts';
import { type Fencun, openFencun } from '../../src/fencun.ts';
import type { AccessRequest } from '../../src/gateway/door.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/log.ts';
import { createTestDatabase, testServerUrl } from '../support/database.ts';
import type { Variant } from './canaries.ts';
import { type Client, clientOf, type SignedIn, type Who } from './client.ts';
import {
  DEFINITIONS,
  DEPARTMENTS,
  OFFICERS,
  PURPOSES,
  READERS,
  RECORD_TYPES,
  type Reader,
  RULES,
  TOKEN_NARROWING,
} from './company.ts';
import { canaryFields, ROWS, type Row, valueIn } from './records.ts';

/**
 * The whole of Fencun, composed as the program composes it, on a database of its own. A base holds the company with
 * everybody signed in; worlds are copies of it with records, so that two of them differ in nothing but values.
 */

const PASSWORD = 'correct horse battery staple';
/** Enough to be argon2id, too little to be anything else. */
const CHEAP = { memoryKib: 64, passes: 1 };
const NO_LIMIT = 1_000_000;

export type Base = Readonly<{
  url: string;
  folder: string;
  signedIn: ReadonlyMap<Who, SignedIn>;
  drop(): Promise<void>;
}>;

export type Instance = Readonly<{
  fencun: Fencun;
  door: HttpDoor;
  /** What reached the operating log, as JSON lines. */
  lines: readonly string[];
  as(who: Who): Client;
  close(): Promise<void>;
}>;

export type World = Instance &
  Readonly<{
    url: string;
    /** Another process on the same database, with caches of its own. */
    another(): Promise<Instance>;
    drop(): Promise<void>;
  }>;

export async function openInstance(
  url: string,
  folder: string,
  signedIn: Base['signedIn'],
): Promise<Instance> {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => lines.push(line) });
  const config = loadConfig({ DATABASE_URL: url, FENCUN_DATA: folder }, folder);
  const fencun = await openFencun(config, log);
  fencun.sealer.start();
  const {
    gateway,
    identity,
    organisation,
    policies,
    catalogue,
    reorganisation,
    roster,
    logReader,
    logOverview,
    audit,
    clock,
    newId,
    ready,
  } = fencun;
  const services: HttpServices = {
    ...{
      gateway,
      identity,
      organisation,
      policies,
      catalogue,
      reorganisation,
      roster,
      logReader,
      logOverview,
      audit,
      clock,
      newId,
      ready,
    },
    imports: importsOf(fencun),
    views: fencun.views,
    exports: fencun.exports,
    sharing: fencun.sharing,
    reviews: fencun.reviews,
    recent: fencun.recent,
    logQueries: fencun.logQueries,
    tasks: fencun.tasks,
    setup: fencun.setup,
    companyProgress: fencun.companyProgress,
    provisioning: fencun.provisioning,
    templates: fencun.templates,
    verifyLog: () => fencun.verifyLog(),
    logTiles: fencun.logSource,
    logKey: fencun.logKey,
    logEvidence: fencun.logEvidence,
  };
  const limits = {
    requestsPerMinuteOfAddress: NO_LIMIT,
    requestsPerMinuteOfPerson: NO_LIMIT,
    signInsPerMinuteOfAddress: NO_LIMIT,
  };
  const parts = { services, config: { ...config, limits }, log, webFolder: '/nonexistent', version: '0.0.0' };
  const door = await createHttpDoor(parts);
  return {
    fencun,
    door,
    lines,
    as: (who) => clientOf(door.app, who, signedIn),
    async close() {
      await door.close();
      await fencun.close();
    },
  };
}

function importsOf({ imports }: Fencun): ImportsService {
  return {
    ...imports,
    upload: (access, { recordType, fileName, content }) =>
      imports.propose(access, { fileName, stream: content }, recordType),
    rejected: (access, id) => imports.rejectedFile(access, id),
  };
}

export async function createBase(): Promise<Base> {
  const { url, drop } = await createTestDatabase([]);
  const folder = mkdtempSync(join(tmpdir(), 'fencun-leaks-'));
  const signedIn = new Map<Who, SignedIn>();
  const instance = await openInstance(url, folder, signedIn);
  try {
    await found(instance.fencun);
    for (const type of DEFINITIONS) await instance.fencun.gateway.define(type);
    for (const who of [...Object.keys(READERS), ...Object.keys(OFFICERS)] as Who[]) {
      signedIn.set(who, await signIn(instance, who));
    }
    signedIn.set('token', await issueToken(instance));
  } finally {
    await instance.close();
  }
  return {
    url,
    folder,
    signedIn,
    async drop() {
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function found({ database }: Fencun): Promise<void> {
  const owner = database.pool('owner');
  const at = new Date(Date.now() - 86_400_000);
  const hash = await createPasswordHasher(CHEAP).hash(PASSWORD);
  for (const { id, parent } of DEPARTMENTS) {
    await owner.query(
      `INSERT INTO fencun.department (id, parent, code, name_zh, name_en, created_at)
       OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $3, $3, $4)`,
      [id, parent, `D${id}`, at],
    );
  }
  const readers = Object.entries(READERS);
  for (const [login, { id }] of [
    ...readers,
    ...Object.entries(OFFICERS).map(([login, id]) => [login, { id }] as const),
  ]) {
    await owner.query(
      `INSERT INTO fencun.person (id, login, name, created_at) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $2, $3)`,
      [id, login, at],
    );
    await owner.query(
      'INSERT INTO fencun.password (person, hash, temporary, changed_at) VALUES ($1, $2, false, $3)',
      [id, hash, at],
    );
  }
  for (const [login, { id, department }] of readers) {
    await owner.query('INSERT INTO fencun.position (code, name_zh, name_en) VALUES ($1, $1, $1)', [login]);
    await owner.query(
      `INSERT INTO fencun.assignment (id, person, department, position, valid_from)
       OVERRIDING SYSTEM VALUE VALUES ($1, $1, $2, $3, $4)`,
      [id, department, login, at],
    );
  }
  for (const [office, id] of Object.entries(OFFICERS)) {
    await owner.query('INSERT INTO fencun.office (person, office, since) VALUES ($1, $2, $3)', [
      id,
      office,
      at,
    ]);
  }
  await owner.query('INSERT INTO fencun.security_policy VALUES (1, false, $1, $2, NULL)', [[], at]);
  for (const table of ['department', 'person', 'assignment']) {
    await owner.query(`SELECT setval(pg_get_serial_sequence('fencun.${table}', 'id'), 1000)`);
  }
  for (const { id, version, ...body } of RULES) {
    await owner.query('INSERT INTO fencun.rule (id, version, body, changed_at) VALUES ($1, $2, $3, $4)', [
      ...[id, version, JSON.stringify(body), at],
    ]);
  }
  for (const { code, ...body } of PURPOSES) {
    await owner.query('INSERT INTO fencun.purpose (code, version, body, changed_at) VALUES ($1, 1, $2, $3)', [
      ...[code, JSON.stringify(body), at],
    ]);
  }
}

export async function signIn(
  { door }: Pick<Instance, 'door'>,
  login: string,
  password = PASSWORD,
): Promise<SignedIn> {
  const answer = await door.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { login, password },
  });
  if (answer.statusCode !== 200) throw new Error(`${login} cannot sign in: ${answer.body}`);
  const secret = answer.cookies[0]?.value ?? '';
  const { csrfToken } = answer.json<{ csrfToken: string }>();
  return { headers: { cookie: `fencun=${secret}`, 'x-csrf-token': csrfToken }, secret };
}

async function issueToken(instance: Instance): Promise<SignedIn> {
  const payload = { name: 'robot', expiresInDays: 30, narrowing: TOKEN_NARROWING };
  const answer = await instance.as('seer').send({ method: 'POST', url: '/credentials', body: payload });
  const { secret } = JSON.parse(answer.body) as { secret: string };
  return { headers: { authorization: `Bearer ${secret}` }, secret };
}

/** Which variant stands in a cell at the end; null for a record that is not there at all. */
export type Contents = (row: Row, field: string) => Variant | null;
export const EVERYTHING: Contents = () => 'match';

export async function createWorld(base: Base, contents: Contents = EVERYTHING): Promise<World> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const source = new URL(base.url).pathname.slice(1);
  await maintain(`CREATE DATABASE ${name} TEMPLATE ${source}`);
  const target = new URL(base.url);
  target.pathname = `/${name}`;
  const url = target.href;
  const instance = await openInstance(url, base.folder, base.signedIn);
  await load(instance.fencun, base, contents);
  const others: Instance[] = [];
  return {
    ...instance,
    url,
    async another() {
      const other = await openInstance(url, base.folder, base.signedIn);
      others.push(other);
      return other;
    },
    async drop() {
      for (const other of others) await other.close();
      await instance.close();
      // Nobody is connected any more but perhaps an autovacuum worker, which only a plain DROP may send away.
      await maintain(`DROP DATABASE IF EXISTS ${name}`);
    },
  };
}

async function maintain(statement: string): Promise<void> {
  const url = new URL(testServerUrl());
  url.pathname = '/postgres';
  const client = new pg.Client(url.href);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Stores the records as the steward would: first what stood in them before, then an edit of every canary. */
async function load(fencun: Fencun, base: Base, contents: Contents): Promise<void> {
  const request = await stewardOf(fencun, base);
  for (const type of RECORD_TYPES) {
    const rows = ROWS.filter((row) => row.type === type.name && contents(row, type.titleField) !== null);
    const values = (row: Row, variantOf: (field: string) => Variant) =>
      Object.fromEntries(
        type.fields.flatMap((field) => {
          const value = valueIn(row, field, variantOf(field.name));
          return value === null ? [] : [[field.name, value]];
        }),
      );
    const records = rows.map((row) => ({
      id: row.id,
      placement: row.placement,
      values: values(row, () => 'before'),
    }));
    await fencun.gateway.create(request, type.name, records, { echo: false });
    const edits = rows.map((row) => {
      const now = values(row, (field) => contents(row, field) ?? 'match');
      const edited = canaryFields(row).map(({ name: field }) => [field, now[field] ?? null]);
      return { id: row.id, version: 1, values: Object.fromEntries(edited) };
    });
    await fencun.gateway.edit(request, type.name, edits, { echo: false });
  }
}

export async function stewardOf(fencun: Fencun, base: Base, who: Reader = 'steward'): Promise<AccessRequest> {
  const secret = base.signedIn.get(who)?.secret ?? '';
  const renew = () => fencun.identity.callerOf(secret, { fresh: true });
  const caller = await renew();
  if (caller === null) throw new Error('the steward is not signed in');
  return { caller, purpose: 'stewardship', door: 'job', network: null, request: null, renew };
}
