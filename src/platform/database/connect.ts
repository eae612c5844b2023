import pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { Logger } from '../log.ts';
import { misconfigured } from '../misconfigured.ts';
import type { Database, DatabaseRole } from './database.ts';

export type ConnectOptions = Readonly<{
  log?: Logger;
  /** Most connections of each pool; pools open them when they are needed. */
  poolSizes?: Partial<Record<DatabaseRole, number>>;
}>;

/** 31 together: three server processes fit into the 100 connections that PostgreSQL has by default. */
const POOL_SIZES: Readonly<Record<DatabaseRole, number>> = {
  owner: 2,
  application: 6,
  gateway: 20,
  appender: 1,
  auditor: 2,
};

/** The group roles that the first migration creates; the owner is the login role of the URL itself. */
export const ROLE_NAMES: Readonly<Record<Exclude<DatabaseRole, 'owner'>, string>> = {
  application: 'fencun_application',
  gateway: 'fencun_gateway',
  appender: 'fencun_gateway',
  auditor: 'fencun_auditor',
};

const CONNECT_SECONDS = 10;

/**
 * One pool per role on the database of the URL; connections are made when first used. Values arrive as: int8 a
 * number when it is a safe integer, else a string; numeric a string; date `YYYY-MM-DD`; timestamptz a Date.
 * TLS follows `sslmode` in the URL.
 *
 * @throws Problem `misconfigured` when the URL is none
 */
export function connect(url: string, options: ConnectOptions = {}): Database {
  const pools = new Map<DatabaseRole, pg.Pool>();
  checkUrl(url);
  return {
    pool(role) {
      const known = pools.get(role);
      if (known) return known;
      const pool = createPool(url, role, options);
      pools.set(role, pool);
      return pool;
    },
    async close() {
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((pool) => pool.end()));
    },
  };
}

function checkUrl(url: string): void {
  if (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol)) return;
  throw misconfigured({
    zh: 'DATABASE_URL 应形如 postgres://用户:密码@主机:5432/库名。',
    en: 'DATABASE_URL must look like postgres://user:password@host:5432/database.',
  });
}

function createPool(url: string, role: DatabaseRole, options: ConnectOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withRole(url, role),
    max: options.poolSizes?.[role] ?? POOL_SIZES[role],
    connectionTimeoutMillis: CONNECT_SECONDS * 1000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: `fencun ${role}`,
    types: { getTypeParser },
  });
  // A connection lost while nobody is asking it anything has no call to fail; without a listener Node would exit.
  const lost = (error: Error) =>
    options.log?.warn('database connection lost', { role, code: codeOf(error) ?? 'none' });
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The URL wins over options in `pg`, so the role goes into the URL, last, where nothing can override it. */
function withRole(url: string, role: DatabaseRole): string {
  if (role === 'owner') return url;
  const parsed = new URL(url);
  const given = parsed.searchParams.get('options');
  parsed.searchParams.set(
    'options',
    `${given ? `${given} ` : ''}-c role=${ROLE_NAMES[role]} -c synchronous_commit=on`,
  );
  return parsed.href;
}

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const DATE_ARRAY = 1182;

const asIs = (text: string): string => text;
const safeInteger = (text: string): number | string => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
};

/** `pg` has no name of its own for the parser of arrays; that of text[] leaves the items as they are. */
const TEXT_ARRAY = 1009;
const textArray = pg.types.getTypeParser(TEXT_ARRAY as number) as unknown as (
  text: string,
) => readonly (string | null)[];

const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [INT8]: safeInteger,
  [DATE]: asIs,
  [INT8_ARRAY]: (text) => textArray(text).map((item) => (item === null ? null : safeInteger(item))),
  [DATE_ARRAY]: (text) => textArray(text),
};

/** Local to our pools: changing `pg.types` itself would change it for every library in the process. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  const own = format === 'binary' ? undefined : PARSERS[oid];
  return own ?? (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown);
}

/** SQLSTATE classes and codes that say that the server is not there for us; PostgreSQL manual, appendix A. */
const UNAVAILABLE_STATES = /^(08...|53...|57P0[1-5]|58...|28...|3D000|25006)$/;
const UNAVAILABLE_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const UNAVAILABLE_WORDS =
  /^(Connection terminated|timeout (exceeded|expired)|Client has encountered a connection error|Cannot use a pool after)/;

/**
 * A failure of the connection as Problem `database-unavailable`, with the original as its cause; anything else as
 * it came. Whether a statement that was under way had its effect is not known; a transaction either had all of it
 * or none.
 */
export function asProblem(error: unknown): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const code = codeOf(error) ?? '';
  const isUnavailable =
    UNAVAILABLE_STATES.test(code) || UNAVAILABLE_SYSTEM.has(code) || UNAVAILABLE_WORDS.test(error.message);
  return isUnavailable ? new Problem('database-unavailable', {}, { cause: error }) : error;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
