import { chown, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { misconfigured } from '../../misconfigured.ts';
import type { Account } from './account.ts';
import type { Engine } from './engine.ts';
import { run } from './run.ts';

/** A cluster on disk, the programs that serve it and the account that does so. */
export type Cluster = Readonly<{ home: string; folder: string; engine: Engine; account: Account | null }>;

export const ADMINISTRATOR = 'postgres';
/** Ours, rewritten at every start; `ALTER SYSTEM` (postgresql.auto.conf) still has the last word. */
const SETTINGS_FILE = 'fencun.conf';

/** uid of the account that owns the cluster in the folder, or null when there is none yet. */
export async function keeperOf(folder: string): Promise<number | null> {
  return (await stat(join(folder, 'PG_VERSION')).catch(() => null))?.uid ?? null;
}

/**
 * Makes the cluster in a temporary folder and moves it into place when it is whole and synced, so that a machine
 * which stops half-way leaves rubbish that the next start throws away, never a cluster that looks like one.
 */
export async function createCluster(cluster: Cluster, administratorPassword: string): Promise<void> {
  const { home, folder, engine, account } = cluster;
  const temporary = `${folder}.new`;
  const passwordFile = `${folder}.initial-password`;
  await rm(temporary, { recursive: true, force: true });
  await setAside(folder);
  await mkdir(temporary, { mode: 0o700 });
  await writeFile(passwordFile, `${administratorPassword}\n`, { mode: 0o600 });
  try {
    if (account) {
      await chown(temporary, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    await initialise(engine, temporary, passwordFile, { account, folder: home });
  } finally {
    await rm(passwordFile, { force: true });
  }
  const configuration = join(temporary, 'postgresql.conf');
  const text = await readFile(configuration, 'utf8');
  await writeFile(configuration, `${text}\ninclude_if_exists '${SETTINGS_FILE}'\n`);
  await rename(temporary, folder);
}

/** A folder in the cluster's place that is no cluster: perhaps a damaged one, so it is kept under another name. */
async function setAside(folder: string): Promise<void> {
  for (let number = 1; await stat(folder).catch(() => null); number += 1) {
    const aside = `${folder}.incomplete-${number}`;
    if (await stat(aside).catch(() => null)) continue;
    await rename(folder, aside);
  }
}

async function initialise(
  engine: Engine,
  folder: string,
  passwordFile: string,
  as: Readonly<{ account: Account | null; folder: string }>,
): Promise<void> {
  let output = '';
  for (const locale of localesFor(engine)) {
    const outcome = await run(
      engine.initdb,
      [
        `--pgdata=${folder}`,
        `--username=${ADMINISTRATOR}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--data-checksums',
        '--no-instructions',
        ...locale,
      ],
      as,
    );
    if (outcome.code === 0) return;
    output += outcome.output;
  }
  throw misconfigured({
    zh: `内置数据库初始化失败：${lastLines(output)}`,
    en: `The embedded database could not be created: ${lastLines(output)}`,
  });
}

/**
 * Order by code point, the same on every machine (PostgreSQL 17 has it built in), and character classes of
 * Unicode, without which pg_trgm finds no letters in Chinese text. Systems without C.UTF-8 get the nearest.
 */
function localesFor(engine: Engine): readonly (readonly string[])[] {
  const builtin = engine.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  return ['C.UTF-8', 'en_US.UTF-8', 'C'].map((locale) => [
    ...builtin,
    `--lc-ctype=${locale}`,
    `--lc-collate=${builtin.length ? locale : 'C'}`,
    '--lc-messages=C',
    '--lc-monetary=C',
    '--lc-numeric=C',
    '--lc-time=C',
  ]);
}

/**
 * Durability first: an acknowledged access record must survive a power cut. The server's own log names neither
 * statements nor values, because a failed INSERT would put a customer into it; seven files at most are kept.
 */
function settings(extra: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const memoryMegabytes = totalmem() / 2 ** 20;
  return {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    password_encryption: 'scram-sha-256',
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: `${Math.round(Math.min(Math.max(memoryMegabytes / 8, 128), 2048))}MB`,
    effective_cache_size: `${Math.round(memoryMegabytes / 2)}MB`,
    random_page_cost: '1.1',
    jit: 'off',
    wal_compression: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    logging_collector: 'on',
    log_directory: 'log',
    log_filename: 'postgres-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    ...extra,
  };
}

export async function writeSettings(
  cluster: Cluster,
  extra: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = Object.entries(settings(extra)).map(([name, value]) => `${name} = '${value}'`);
  const path = join(cluster.folder, SETTINGS_FILE);
  await writeFile(path, `# Written by Fencun at every start.\n${lines.join('\n')}\n`, { mode: 0o600 });
  if (cluster.account) await chown(path, cluster.account.uid, cluster.account.gid);
}

/** Refuses a cluster made by another major version: its files can't be read by this one. */
export async function checkVersion(cluster: Cluster): Promise<void> {
  const found = (await readFile(join(cluster.folder, 'PG_VERSION'), 'utf8')).trim();
  if (found === String(cluster.engine.major)) return;
  throw misconfigured({
    zh: `数据目录由 PostgreSQL ${found} 创建，而随附的是 ${cluster.engine.major}。请用原版本导出后再升级：${cluster.folder}`,
    en: `The data folder was made by PostgreSQL ${found}, and this Fencun brings ${cluster.engine.major}. Dump it with the old version, then restore: ${cluster.folder}`,
  });
}

/** Where a running server listens: a socket's folder or null for loopback, and the port. */
export type Endpoint = Readonly<{ socketFolder: string | null; port: number; pid: number }>;

/**
 * What the server itself wrote about where it listens: the lines of postmaster.pid are process, folder, start,
 * port, socket folder, address, shared memory, status.
 */
export async function readEndpoint(folder: string): Promise<Readonly<Endpoint & { ready: boolean }> | null> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => null);
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return {
    pid,
    port: Number(lines[3]),
    socketFolder: lines[4]?.trim() || null,
    ready: lines[7]?.trim() === 'ready',
  };
}

/** Whether the process serves this very cluster: a server's working directory is its data. Null if unknowable. */
export async function serves(pid: number, folder: string): Promise<boolean | null> {
  if (process.platform !== 'linux') return null;
  try {
    return (await realpath(`/proc/${pid}/cwd`)) === (await realpath(folder));
  } catch {
    return null;
  }
}

/** Above every number that a system gives to a process (Linux: 2^22). */
const NOBODYS_PROCESS = 99_999_999;

/**
 * Says in postmaster.pid that its process is gone, when the number is a finished process that nobody has reaped,
 * or somebody else's by now: either would keep the server from starting. The rest of the file has to stay, for by
 * it the server finds orphaned backends that still use its shared memory, and refuses to start beside them.
 */
export async function disownProcess(cluster: Cluster): Promise<void> {
  const path = join(cluster.folder, 'postmaster.pid');
  const [, ...rest] = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, [String(NOBODYS_PROCESS), ...rest].join('\n'));
  // The socket's own lock names the same process, and guards nothing but the socket.
  for (const name of await readdir(cluster.folder)) {
    if (/^\.s\.PGSQL\.\d+\.lock$/.test(name)) await rm(join(cluster.folder, name), { force: true });
  }
}

/** The end of what the server said, wherever it said it: before its log was open, or in its log. */
export async function lastWords(cluster: Cluster, startupLog: string): Promise<string> {
  const early = await readFile(startupLog, 'utf8').catch(() => '');
  const current = await readFile(join(cluster.folder, 'current_logfiles'), 'utf8').catch(() => '');
  const name = current.trim().split(' ')[1];
  const late = name ? await readFile(join(cluster.folder, name), 'utf8').catch(() => '') : '';
  return `${early}\n${late.trim().split('\n').slice(-4).join('\n')}`;
}

export function lastLines(output: string): string {
  return output.trim().split('\n').slice(-4).join(' | ');
}
