import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { lockDataFolder, makeDataFolder, processExists } from '../data-folder.ts';
import type { Logger } from '../log.ts';
import { misconfigured } from '../misconfigured.ts';
import { asProblem } from './connect.ts';
import { type Account, canEnter, chooseAccount } from './embedded/account.ts';
import {
  ADMINISTRATOR,
  type Cluster,
  checkVersion,
  createCluster,
  disownProcess,
  type Endpoint,
  keeperOf,
  lastLines,
  lastWords,
  readEndpoint,
  serves,
  writeSettings,
} from './embedded/cluster.ts';
import { bundledEngine, type Engine } from './embedded/engine.ts';
import { run } from './embedded/run.ts';
import { keepPasswords, PASSWORD_FILE, type Passwords } from './embedded/secrets.ts';

/** A real PostgreSQL server that Fencun made, started and will stop. */
export type EmbeddedPostgres = Readonly<{
  /** Opens the database `fencun` as its owner, who is no superuser. */
  url: string;
  /** Process id of the server, for tests of faults. */
  pid: number;
  /** Whether the server was found running, left by a process that crashed. */
  adopted: boolean;
  /** Whether this start made the cluster: then, and only then, keys may be made beside it. */
  created: boolean;
  /** Stops the server (committed work is safe) and gives up the data folder. May be called again. */
  stop(): Promise<void>;
}>;

export type EmbeddedOptions = Readonly<{
  dataFolder: string;
  log: Logger;
  /** Another server's programs instead of the bundled ones. */
  engine?: Engine;
  /** Server settings that override ours. */
  settings?: Readonly<Record<string, string>>;
  /** Where the cluster goes when the account that must run it can't enter the data folder. */
  spareFolder?: string;
}>;

const DATABASE = 'fencun';
/** SQLSTATE invalid_password. */
const WRONG_PASSWORD = '28P01';
const START_SECONDS = 600;
/** Longest socket path: 108 bytes with the final zero on Linux, 104 on macOS (unix(7), unix(4)). */
const SOCKET_PATH_BYTES = 103;

/**
 * Starts the server of the data folder: makes its cluster if there is none or only half of one, recovers it after
 * a crash, or adopts a server still running. Listens on a Unix socket inside the cluster, which only its account
 * and root can enter, else on loopback; either way with a generated password.
 *
 * @throws Problem `misconfigured` when the folder is in use, or can't be used, with what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataFolder = makeDataFolder(options.dataFolder);
  const lock = lockDataFolder(dataFolder);
  try {
    const cluster = await prepare(dataFolder, options);
    const isNew = (await keeperOf(cluster.folder)) === null;
    const passwords = keepPasswords(dataFolder, isNew, randomBytes);
    if (isNew) await createCluster(cluster, passwords.administrator);
    await checkVersion(cluster);

    const running = await findRunning(cluster);
    await writeSettings(cluster, options.settings ?? {});
    const endpoint = running ?? (await start(cluster));
    await openDatabase(cluster, endpoint, passwords, dataFolder);
    options.log.info('embedded database ready', {
      folder: cluster.folder,
      process: endpoint.pid,
      adopted: running !== null,
      created: isNew,
    });

    let stopping: Promise<void> | null = null;
    return {
      url: urlOf(endpoint, DATABASE, passwords.fencun, DATABASE),
      pid: endpoint.pid,
      adopted: running !== null,
      created: isNew,
      stop: () => {
        stopping ??= stop(cluster).finally(() => lock.release());
        return stopping;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The address of the data folder's server while another process runs it, or null when nobody does: so that a command
 * works beside a running server. Whoever attaches neither stops the server nor keeps it.
 */
export async function attachEmbeddedPostgres(dataFolder: string): Promise<string | null> {
  const pointer = join(dataFolder, 'postgres.location');
  const pointed = (await readFile(pointer, 'utf8').catch(() => '')).trim();
  const endpoint = await readEndpoint(join(pointed || dataFolder, 'postgres')).catch(() => null);
  if (endpoint === null || !endpoint.ready || !processExists(endpoint.pid)) return null;
  const passwords = keepPasswords(dataFolder, false, randomBytes);
  const url = urlOf(endpoint, DATABASE, passwords.fencun, DATABASE);
  return (await answers(url)) ? url : null;
}

async function prepare(dataFolder: string, options: EmbeddedOptions): Promise<Cluster> {
  const pointer = join(dataFolder, 'postgres.location');
  const pointed = (await readFile(pointer, 'utf8').catch(() => '')).trim();
  const keeper = await keeperOf(join(pointed || dataFolder, 'postgres'));
  const account = chooseAccount(keeper);
  const home = pointed || (await chooseHome(dataFolder, pointer, account, options));
  const engine = options.engine ?? (await bundledEngine(home, account));
  return { home, folder: join(home, 'postgres'), engine, account };
}

/**
 * The data folder itself, unless the account can't enter it (a checkout in /root): then a folder of its own
 * elsewhere, which the data folder remembers. Nobody's permissions on existing folders are widened.
 */
async function chooseHome(
  dataFolder: string,
  pointer: string,
  account: Account | null,
  options: EmbeddedOptions,
): Promise<string> {
  if (!account || canEnter(account, dataFolder)) return dataFolder;
  const spare = options.spareFolder ?? '/var/lib/fencun';
  const home = join(spare, randomBytes(8).toString('hex'));
  try {
    await mkdir(home, { recursive: true, mode: 0o711 });
    if (!canEnter(account, home)) throw new Error(`${account.name} can't enter ${home}`);
    await writeFile(pointer, `${home}\n`, { mode: 0o600 });
  } catch (error) {
    throw misconfigured(
      {
        zh: `数据库须以账号 ${account.name} 运行，但它无法进入 ${dataFolder}。请把 FENCUN_DATA 设为它可进入的目录，例如 /srv/fencun。`,
        en: `The database must run as ${account.name}, who cannot enter ${dataFolder}. Set FENCUN_DATA to a folder that account can enter, such as /srv/fencun.`,
      },
      error,
    );
  }
  options.log.warn('the database account cannot enter the data folder; its files are kept elsewhere', {
    account: account.name,
    dataFolder,
    folder: home,
  });
  return home;
}

/** The server that a crashed process left behind, once it answers; null when there is none to adopt. */
async function findRunning(cluster: Cluster): Promise<Endpoint | null> {
  for (let waitedMilliseconds = 0; waitedMilliseconds < START_SECONDS * 1000; waitedMilliseconds += 50) {
    const found = await readEndpoint(cluster.folder);
    if (!found) return null;
    if (!processExists(found.pid) || (await serves(found.pid, cluster.folder)) === false) {
      await disownProcess(cluster);
      return null;
    }
    if (found.ready && (await accepts(found))) return found;
    await pause(50);
  }
  return null;
}

function accepts(endpoint: Endpoint): Promise<boolean> {
  const { socketFolder, port } = endpoint;
  return new Promise((resolve) => {
    const connection = createConnection(
      socketFolder === null ? { host: '127.0.0.1', port } : { path: join(socketFolder, `.s.PGSQL.${port}`) },
    );
    connection.once('connect', () => resolve(true)).once('error', () => resolve(false));
    connection.once('connect', () => connection.destroy());
  });
}

type Listening = Readonly<{ arguments: string }>;

/** A socket first; some file systems (shared folders of virtual machines) have none, so loopback second. */
async function start(cluster: Cluster): Promise<Endpoint> {
  const socketPath = join(cluster.folder, '.s.PGSQL.5432');
  const ways: (() => Promise<Listening>)[] = [
    async () => loopback(await freePort()),
    async () => loopback(await freePort()),
  ];
  const socketFits = process.platform !== 'win32' && Buffer.byteLength(socketPath) <= SOCKET_PATH_BYTES;
  // A folder with a space or a quote would have to pass two shells unharmed; loopback needs no quoting.
  if (socketFits && /^[\w./-]+$/.test(cluster.folder)) ways.unshift(async () => socket(cluster.folder));

  let output = '';
  for (const way of ways) {
    output = await startOnce(cluster, await way());
    if (output === '') {
      const endpoint = await readEndpoint(cluster.folder);
      if (endpoint) return endpoint;
    }
    if (!/could not (bind|create|listen)|in use/i.test(output)) break;
  }
  throw misconfigured({
    zh: `内置数据库无法启动：${lastLines(output)}`,
    en: `The embedded database does not start: ${lastLines(output)}`,
  });
}

function socket(folder: string): Listening {
  return { arguments: `-p 5432 -c listen_addresses= -k ${folder}` };
}

function loopback(port: number): Listening {
  return { arguments: `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=` };
}

/** Empty when the server is ready, else what it said. */
async function startOnce(cluster: Cluster, listening: Listening): Promise<string> {
  const log = join(cluster.folder, 'startup.log');
  // Backends of a killed server need a moment to notice and let go of its shared memory.
  for (let attempt = 0; ; attempt += 1) {
    await rm(log, { force: true });
    const { code, output } = await run(
      cluster.engine.pgCtl,
      [
        'start',
        '-w',
        '-s',
        '-t',
        String(START_SECONDS),
        '-D',
        cluster.folder,
        '-l',
        log,
        '-o',
        listening.arguments,
      ],
      { account: cluster.account, folder: cluster.home },
    );
    if (code === 0) return '';
    const said = `${output}\n${await lastWords(cluster, log)}`;
    if (attempt >= 100 || !/pre-existing shared memory block/.test(said)) return said;
    await pause(100);
  }
}

async function stop(cluster: Cluster): Promise<void> {
  const found = await readEndpoint(cluster.folder);
  if (!found || !processExists(found.pid)) return;
  const { code, output } = await run(
    cluster.engine.pgCtl,
    ['stop', '-w', '-s', '-m', 'fast', '-t', '60', '-D', cluster.folder],
    { account: cluster.account, folder: cluster.home },
  );
  // It may have stopped by itself between our look and our word.
  if (code !== 0 && processExists(found.pid)) {
    throw new Error(`the embedded database did not stop: ${lastLines(output)}`);
  }
}

/** Makes sure that the owner and the database exist and that it is this cluster that answered. */
async function openDatabase(
  cluster: Cluster,
  endpoint: Endpoint,
  passwords: Passwords,
  dataFolder: string,
): Promise<void> {
  const url = urlOf(endpoint, DATABASE, passwords.fencun, DATABASE);
  if (await answers(url)) return;
  const administrator = new pg.Client(urlOf(endpoint, ADMINISTRATOR, passwords.administrator, 'postgres'));
  try {
    await administrator.connect();
  } catch (error) {
    if ((error as pg.DatabaseError).code !== WRONG_PASSWORD) throw asProblem(error);
    throw misconfigured(
      {
        zh: `${join(dataFolder, PASSWORD_FILE)} 中的密码打不开 ${cluster.folder} 中的数据库。请恢复与之配套的密码文件。`,
        en: `The passwords in ${join(dataFolder, PASSWORD_FILE)} do not open the database in ${cluster.folder}. Restore the file that belongs to it.`,
      },
      error,
    );
  }
  try {
    await createOwner(administrator, passwords.fencun);
  } finally {
    await administrator.end();
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function createOwner(administrator: pg.Client, password: string): Promise<void> {
  const owner = administrator.escapeIdentifier(DATABASE);
  const login = `LOGIN CREATEROLE CREATEDB PASSWORD ${administrator.escapeLiteral(password)}`;
  const role = await administrator.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [DATABASE]);
  await administrator.query(`${role.rowCount ? 'ALTER' : 'CREATE'} ROLE ${owner} ${login}`);
  const database = await administrator.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
  if (!database.rowCount) await administrator.query(`CREATE DATABASE ${owner} OWNER ${owner}`);
}

function urlOf(endpoint: Endpoint, user: string, password: string, database: string): string {
  const host = endpoint.socketFolder === null ? '127.0.0.1' : encodeURIComponent(endpoint.socketFolder);
  return `postgres://${user}:${encodeURIComponent(password)}@${host}:${endpoint.port}/${database}`;
}

/** A port that was free a moment ago; the caller tries another when somebody was quicker. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
