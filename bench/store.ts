import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { connect } from '../src/platform/database/connect.ts';
import { startEmbeddedPostgres } from '../src/platform/database/embedded.ts';
import { transaction } from '../src/platform/database/transaction.ts';
import { SILENT } from '../src/platform/log.ts';
import { createTableSql } from '../src/vault/tables.ts';
import { built } from './built.ts';
import {
  departmentsOf,
  everyReader,
  purposesOf,
  type Reader,
  readersOf,
  rulesOf,
  type StoreShape,
} from './company.ts';
import { BENCH_TYPE } from './customer-type.ts';
import { chunkCount, chunkOf } from './customers.ts';
import { createRawTable } from './raw-table.ts';
import { storeConfig } from './store-config.ts';

/**
 * A filled store on an embedded PostgreSQL of its own: customers loaded through the gateway, and beside them the
 * same values in the clear as a plain table, which the raw server reads. It is made once and kept.
 */
export type Store = Readonly<{
  shape: StoreShape;
  folder: string;
  url: string;
  /** Process id of the database server, whose children serve the connections. */
  postgresPid: number;
  /** The bearer token of a reader. */
  tokenOf(reader: Reader): string;
  stop(): Promise<void>;
}>;

export type StoreOptions = Readonly<{
  /** Where stores are kept. */
  home: string;
  build?: string | undefined;
  say(text: string): void;
}>;

type StoreFile = Readonly<{ complete: boolean; tokens: Readonly<Record<string, string>> }>;

const LOADERS = 2;
const TOKEN_DAYS = 365;

/** Named by what its rows are made of. Later migrations don't matter: whoever opens a store brings it up to date. */
export function storeFolder(shape: StoreShape, home: string): string {
  const made = [
    createTableSql(BENCH_TYPE),
    BENCH_TYPE,
    rulesOf(shape),
    departmentsOf(shape),
    chunkOf(shape, 0),
  ];
  const hash = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 8);
  const { rows, departments, rules, shares } = shape;
  return join(home, `bench-${rows}-${departments}-${rules}-${shares}-${hash}`);
}

/** Starts the store's database, and fills it first if that has not been done. */
export async function openStore(shape: StoreShape, options: StoreOptions): Promise<Store> {
  const folder = storeFolder(shape, options.home);
  const server = await startEmbeddedPostgres({ dataFolder: folder, log: SILENT });
  try {
    const path = join(folder, 'bench.json');
    let file = readStoreFile(path);
    if (file === null) {
      file = { complete: false, tokens: await found(shape, folder, server.url, options) };
      writeStoreFile(path, file);
    }
    if (!file.complete) {
      await fill(shape, folder, server.url, file.tokens.loader ?? '', options);
      writeStoreFile(path, { ...file, complete: true });
    }
    const { tokens } = file;
    return {
      shape,
      folder,
      url: server.url,
      postgresPid: server.pid,
      tokenOf: ({ login }) => tokens[login] ?? '',
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function readStoreFile(path: string): StoreFile | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StoreFile) : null;
}

function writeStoreFile(path: string, file: StoreFile): void {
  writeFileSync(path, JSON.stringify(file), { mode: 0o600 });
}

/** Schema, organisation, policy, record type and a token for everybody. */
async function found(
  shape: StoreShape,
  folder: string,
  url: string,
  { build }: StoreOptions,
): Promise<Record<string, string>> {
  const { openFencun } = await built<typeof import('../src/fencun.ts')>('fencun.js', build);
  const fencun = await openFencun(storeConfig(folder, url), SILENT);
  try {
    const tokens: Record<string, string> = {};
    await transaction(fencun.database.pool('owner'), async (client) => {
      await insertOrganisation(client, shape);
      await insertPolicy(client, shape);
      for (const { id, login } of everyReader(readersOf(shape))) {
        tokens[login] = await insertToken(client, id, login);
      }
      await createRawTable(client);
    });
    await fencun.gateway.define(BENCH_TYPE);
    return tokens;
  } finally {
    await fencun.close();
  }
}

async function insertOrganisation(client: pg.PoolClient, shape: StoreShape): Promise<void> {
  const departments = departmentsOf(shape);
  await client.query(
    `INSERT INTO fencun.department (id, parent, code, name_zh, name_en, created_at)
     OVERRIDING SYSTEM VALUE SELECT id, parent, 'D' || id, 'D' || id, 'D' || id, now()
     FROM unnest($1::int[], $2::int[]) AS d (id, parent)`,
    [departments.map(({ id }) => id), departments.map(({ parent }) => parent)],
  );
  const readers = everyReader(readersOf(shape));
  await client.query(
    `INSERT INTO fencun.position (code, name_zh, name_en) SELECT p, p, p FROM unnest($1::text[]) AS p`,
    [[...new Set(readers.map(({ position }) => position))]],
  );
  for (const { id, login, department, position } of readers) {
    await client.query(
      `INSERT INTO fencun.person (id, login, name, created_at) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $2, now())`,
      [id, login],
    );
    await client.query(
      `INSERT INTO fencun.assignment (id, person, department, position, valid_from)
       OVERRIDING SYSTEM VALUE VALUES ($1, $1, $2, $3, now() - interval '1 day')`,
      [id, department, position],
    );
  }
}

async function insertPolicy(client: pg.PoolClient, shape: StoreShape): Promise<void> {
  for (const { id, version, ...body } of rulesOf(shape)) {
    await client.query('INSERT INTO fencun.rule (id, version, body, changed_at) VALUES ($1, $2, $3, now())', [
      id,
      version,
      JSON.stringify(body),
    ]);
  }
  for (const { code, ...body } of purposesOf()) {
    await client.query(
      'INSERT INTO fencun.purpose (code, version, body, changed_at) VALUES ($1, 1, $2, now())',
      [code, JSON.stringify(body)],
    );
  }
}

async function insertToken(client: pg.PoolClient, person: number, login: string): Promise<string> {
  const secret = `fct_${randomBytes(32).toString('base64url')}`;
  await client.query(
    `INSERT INTO fencun.credential (id, kind, person, secret_hash, name, narrowing, created_at, expires_at)
     VALUES ($1, 'token', $2, $3, $4, '{}', now(), now() + make_interval(days => $5))`,
    [randomUUID(), person, createHash('sha256').update(secret).digest(), `bench ${login}`, TOKEN_DAYS],
  );
  return secret;
}

async function fill(
  shape: StoreShape,
  folder: string,
  url: string,
  token: string,
  { build, say }: StoreOptions,
): Promise<void> {
  const startedAt = Date.now();
  const total = chunkCount(shape);
  let done = 0;
  let saidAt = startedAt;
  const loaders = Array.from({ length: LOADERS }, (_, part) => {
    const work = JSON.stringify({ shape, folder, url, token, part, parts: LOADERS, build });
    const child = fork(fileURLToPath(new URL('loader.ts', import.meta.url)), [work]);
    child.on('message', () => {
      done += 1;
      if (Date.now() - saidAt < 5_000) return;
      saidAt = Date.now();
      const seconds = (saidAt - startedAt) / 1000;
      say(
        `  loading ${shape.rows} customers: ${Math.round((done / total) * 100)} % after ${Math.round(seconds)} s`,
      );
    });
    return finished(child);
  });
  await Promise.all(loaders);
  const database = connect(url);
  try {
    await database.pool('owner').query('VACUUM (ANALYZE)');
  } finally {
    await database.close();
  }
  say(`  loaded ${shape.rows} customers in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('a loader failed'))));
  });
}
