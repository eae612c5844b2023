import type { Migration } from '../../platform/database/database.ts';

/** The one link by which a company is set up: a row while the store is empty, and ever after a link that is used. */
const TABLES = `
CREATE TABLE fencun.setup_link (
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  created_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE UNIQUE INDEX setup_link_is_one_row ON fencun.setup_link ((true));
GRANT SELECT, INSERT, UPDATE ON fencun.setup_link TO fencun_application;`;

/** Run after the organisation's: a link counts only while there are no people. */
export const SETUP_MIGRATIONS: readonly Migration[] = [{ id: 'setup-001-link', sql: TABLES }];
