import type { Migration } from '../../platform/database/database.ts';

/** Narrowings of the access log, of one person each. They hold ids and codes only. */
const TABLES = `
CREATE TABLE fencun.saved_log_query (
  id uuid PRIMARY KEY,
  person integer NOT NULL REFERENCES fencun.person,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  shared boolean NOT NULL,
  filter jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  UNIQUE (person, name)
);
CREATE INDEX saved_log_query_shared ON fencun.saved_log_query (name) WHERE shared;
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.saved_log_query TO fencun_application;`;

/** Run after the organisation's, on whose people it stands. */
export const LOG_QUERIES_MIGRATIONS: readonly Migration[] = [{ id: 'log-queries-001-saved', sql: TABLES }];
