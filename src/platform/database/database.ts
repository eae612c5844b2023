import type pg from 'pg';

/**
 * The database as the floors above see it: one pool per role. Each role is a wall of its own, kept by PostgreSQL:
 * `application` has no right at all on the `vault` schema, `gateway` none on accounts' secrets, and nobody but
 * `auditor` may move entries of the access log (`application` and `gateway` may only append them). `appender` is the
 * gateway's role on a connection of its own, so that what everybody waits for never queues behind reads.
 */
export type DatabaseRole = 'owner' | 'application' | 'gateway' | 'appender' | 'auditor';

export type Database = Readonly<{
  pool(role: DatabaseRole): pg.Pool;
  /** Ends every pool; an embedded server keeps running until its own `stop`. */
  close(): Promise<void>;
}>;

/** A step of the schema. Ids are unique and never change; `sql` may hold several statements and runs once. */
export type Migration = Readonly<{ id: string; sql: string }>;
