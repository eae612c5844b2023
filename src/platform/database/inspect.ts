import type pg from 'pg';

/** What an operator wants to know of a database server, and of the walls between roles in it. */
export type ServerFacts = Readonly<{
  /** As the server counts it, such as 180001. */
  version: number;
  versionText: string;
  encoding: string;
  /** Whether committed data survives a power cut; see the manual on each setting. */
  fsync: boolean;
  fullPageWrites: boolean;
  synchronousCommit: string;
  /** By how many milliseconds the server's clock is ahead of ours. */
  clockAheadMilliseconds: number;
  /** Whether the role that we connect with is bound by no right at all. */
  isSuperuser: boolean;
  isEncrypted: boolean;
  /** Connections that are open, and how many there may be. */
  connections: number;
  connectionsMax: number;
  databaseBytes: number;
}>;

export async function inspectServer(pool: pg.Pool, clock: () => number): Promise<ServerFacts> {
  const before = clock();
  const { rows } = await pool.query<{
    now: Date;
    version: number;
    text: string;
    encoding: string;
    fsync: string;
    pages: string;
    commit: string;
    superuser: boolean;
    ssl: boolean;
    connections: number;
    max: number;
    bytes: number;
  }>(
    `SELECT clock_timestamp() AS now, current_setting('server_version_num')::int AS version,
            current_setting('server_version') AS text, current_setting('server_encoding') AS encoding,
            current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
            current_setting('synchronous_commit') AS commit,
            (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) AS superuser,
            coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS ssl,
            (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
            current_setting('max_connections')::int AS max,
            pg_database_size(current_database()) AS bytes`,
  );
  const after = clock();
  const row = rows[0];
  if (row === undefined) throw new Error('a select without a table returned no row');
  return {
    version: row.version,
    versionText: row.text,
    encoding: row.encoding,
    fsync: row.fsync === 'on',
    fullPageWrites: row.pages === 'on',
    synchronousCommit: row.commit,
    // Half of the way there and back, as NTP takes it.
    clockAheadMilliseconds: Math.round(row.now.getTime() - (before + after) / 2),
    isSuperuser: row.superuser,
    isEncrypted: row.ssl,
    connections: row.connections,
    connectionsMax: row.max,
    databaseBytes: row.bytes,
  };
}

/** Whether any of our migrations ever ran here. */
export async function isSetUp(pool: pg.Pool): Promise<boolean> {
  const table = await pool.query<{ known: boolean }>(
    `SELECT to_regclass('public.fencun_migration') IS NOT NULL AS known`,
  );
  if (table.rows[0]?.known !== true) return false;
  const { rows } = await pool.query('SELECT FROM public.fencun_migration LIMIT 1');
  return rows.length > 0;
}

export type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE';

/** A right that a role has on a table or on some of its columns, whoever gave it and in whatever way. */
export type Right = Readonly<{ table: string; privilege: Privilege }>;

/** All that a role may do with the tables of a schema, as the server itself answers it; memberships included. */
export async function rightsWithin(pool: pg.Pool, role: string, schema: string): Promise<readonly Right[]> {
  const { rows } = await pool.query<Right>(
    `SELECT c.relname AS table, p.privilege
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p (privilege)
      WHERE n.nspname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND (has_table_privilege($1, c.oid, p.privilege)
             OR p.privilege IN ('SELECT', 'INSERT', 'UPDATE') AND has_any_column_privilege($1, c.oid, p.privilege))
      ORDER BY 1, 2`,
    [role, schema],
  );
  return rows;
}

export type RoleFacts = Readonly<{
  name: string;
  canLogin: boolean;
  isSuperuser: boolean;
  bypasses: boolean;
}>;

/** Those of the roles that exist. */
export async function inspectRoles(pool: pg.Pool, names: readonly string[]): Promise<readonly RoleFacts[]> {
  const { rows } = await pool.query<RoleFacts>(
    `SELECT rolname AS name, rolcanlogin AS "canLogin", rolsuper AS "isSuperuser", rolbypassrls AS bypasses
       FROM pg_roles WHERE rolname = ANY ($1) ORDER BY 1`,
    [names],
  );
  return rows;
}
