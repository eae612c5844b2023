import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { Problem } from '../../contract/problem.ts';
import { SILENT } from '../log.ts';
import { canEnter, canRead } from './embedded/account.ts';
import { bundledEngine, fitEngine } from './embedded/engine.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';

const isRoot = process.getuid?.() === 0;
const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(mode = 0o711): string {
  const folder = mkdtempSync(join(tmpdir(), 'fencun-embedded-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

async function start(dataFolder: string, more: { spareFolder?: string } = {}): Promise<EmbeddedPostgres> {
  const settings = { shared_buffers: '32MB' };
  const server = await startEmbeddedPostgres({ dataFolder, log: SILENT, settings, ...more });
  servers.push(server);
  return server;
}

/** Runs a Fencun process of its own on the folder and kills it without warning. */
async function startAndCrash(dataFolder: string, work: (url: string) => Promise<void>): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/hold-embedded.ts', dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString('utf8')));
    child.once('exit', (code) => reject(new Error(`exited with ${code}`)));
  });
  const { url, pid } = JSON.parse(line) as { url: string; pid: number };
  await work(url);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  return pid;
}

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const problem = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(problem instanceof Problem)) throw new Error('expected a problem', { cause: problem });
  return problem;
}

describe('the embedded database', () => {
  it('DB-1 a new data folder becomes a durable UTF-8 database whose owner is no superuser, and keeps its data', async () => {
    const folder = makeFolder();
    const first = await start(folder);
    await query(first.url, `CREATE TABLE note (text text); INSERT INTO note VALUES ('分寸')`);
    await first.stop();

    const second = await start(folder);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'SELECT text FROM note')).toEqual([{ text: '分寸' }]);
    expect(
      await query(
        second.url,
        `SELECT current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
                current_setting('synchronous_commit') AS commit, current_setting('password_encryption') AS password,
                (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super`,
      ),
    ).toEqual([{ encoding: 'UTF8', fsync: 'on', commit: 'on', password: 'scram-sha-256', super: false }]);
  });

  it('DB-2 nobody opens it without the generated password, which only its owner can read', async () => {
    const folder = makeFolder();
    const server = await start(folder);
    expect(statSync(join(folder, 'postgres-passwords.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'postgres')).mode & 0o777).toBe(0o700);
    const without = new URL(server.url);
    without.password = 'guessed';
    await expect(query(without.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const addresses = await query<{ listen: string }>(
      server.url,
      `SELECT current_setting('listen_addresses') AS listen`,
    );
    expect(['', '127.0.0.1']).toContain(addresses[0]?.listen);
  });

  it('DB-3 a server left running by a killed process is adopted with everything it acknowledged', async () => {
    const folder = makeFolder();
    const pid = await startAndCrash(folder, async (url) => {
      await query(url, 'CREATE TABLE note AS SELECT 7 AS n');
    });
    const server = await start(folder);
    expect(server).toMatchObject({ adopted: true, pid });
    expect(await query(server.url, 'SELECT n FROM note')).toEqual([{ n: 7 }]);
  });

  it('DB-4 a killed server is recovered at the next start with everything it acknowledged', async () => {
    const folder = makeFolder();
    const pid = await startAndCrash(folder, async (url) => {
      await query(url, 'CREATE TABLE note AS SELECT 8 AS n');
    });
    await kill(pid);
    const server = await start(folder);
    expect(server.adopted).toBe(false);
    expect(await query(server.url, 'SELECT n FROM note')).toEqual([{ n: 8 }]);
  });

  it('DB-5 a half-made cluster is made anew, and what stood in its place is kept aside', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'postgres.new', 'base'), { recursive: true });
    mkdirSync(join(folder, 'postgres', 'base'), { recursive: true });
    const server = await start(folder);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(folder, 'postgres.new'))).toBe(false);
    expect(existsSync(join(folder, 'postgres.incomplete-1', 'base'))).toBe(true);
  });

  it('DB-6 a data folder in use is refused, naming the process that holds it', async () => {
    const folder = makeFolder();
    await start(folder);
    const problem = await problemOf(start(folder));
    expect(problem.code).toBe('misconfigured');
    expect(problem.detail('en')).toContain(String(process.pid));
    expect(problem.detail('zh')).toContain('FENCUN_DATA');
  });

  it('DB-7 a lost or foreign password file is refused, naming the file', async () => {
    const folder = makeFolder();
    const file = join(folder, 'postgres-passwords.json');
    await (await start(folder)).stop();
    const kept = readFileSync(file, 'utf8');

    rmSync(file);
    expect((await problemOf(start(folder))).detail('en')).toContain(file);
    writeFileSync(file, JSON.stringify({ administrator: 'other', fencun: 'other' }));
    expect((await problemOf(start(folder))).detail('en')).toContain(file);
    writeFileSync(file, kept);
    await start(folder);
  });

  it('DB-8 the process number of a dead server, given to somebody else, does not hinder a start', async () => {
    const folder = makeFolder();
    await startAndCrash(folder, async () => {}).then((pid) => process.kill(pid, 'SIGKILL'));
    const path = join(folder, 'postgres', 'postmaster.pid');
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [String(process.pid), ...lines.slice(1)].join('\n'));
    expect((await start(folder)).adopted).toBe(false);
  });

  it('DB-9 where the unprivileged account cannot enter the data folder, the cluster is kept where it can', async () => {
    const folder = makeFolder(0o700);
    const spareFolder = makeFolder();
    const server = await start(folder, { spareFolder });
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    // Only root needs another account; anybody else runs the server as themselves.
    expect(existsSync(join(folder, 'postgres.location'))).toBe(isRoot);
    expect(existsSync(join(folder, 'postgres'))).toBe(!isRoot);
    await server.stop();
    await start(folder, { spareFolder });
  });

  it('DB-9 an account is kept out by any folder on the way', () => {
    const outer = makeFolder(0o700);
    const inner = join(outer, 'inner');
    mkdirSync(inner, { mode: 0o755 });
    const stranger = { uid: 54_321, gid: 54_321, name: 'stranger' };
    expect(canEnter(stranger, inner)).toBe(false);
    chmodSync(outer, 0o711);
    expect(canEnter(stranger, inner)).toBe(true);
  });

  it('DB-10 programs that the account cannot reach, or whose links npm left out, are made fit to run', async () => {
    const installed = await bundledEngine(makeFolder(), null);
    const native = join(makeFolder(0o700), 'native');
    cpSync(dirname(dirname(installed.postgres)), native, { recursive: true, verbatimSymlinks: true });
    const library = join(native, 'lib', 'libpq.so.5');
    rmSync(library);
    const home = makeFolder();
    const stranger = { uid: 54_321, gid: 54_321, name: 'stranger' };

    const own = await fitEngine(home, null, { native, version: '18.4.0' });
    expect(own.postgres).toBe(join(native, 'bin', 'postgres'));
    expect(existsSync(library)).toBe(true);

    const copied = await fitEngine(home, stranger, { native, version: '18.4.0' });
    expect(copied).toMatchObject({ major: 18, postgres: join(home, 'engine/18.4.0/native/bin/postgres') });
    expect(canRead(stranger, copied.postgres)).toBe(true);
    expect(canRead(stranger, join(home, 'engine/18.4.0/native/lib/libpq.so.5'))).toBe(true);
    expect(statSync(copied.postgres).mode & 0o222).toBe(0o200);
  });

  it('DB-11 a folder whose name a socket cannot carry is served on loopback', async () => {
    const folder = join(makeFolder(), '数据 folder');
    const server = await start(folder);
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

/** SIGKILL, and a wait for the end: on a busy machine a killed process still answers for a moment. */
async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  for (let i = 0; i < 1000 && isThere(pid); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
