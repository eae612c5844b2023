import type { Migration } from '../../platform/database/database.ts';

/** Which records somebody opened lately: ids and no value. Theirs alone. */
const TABLES = `
CREATE TABLE fencun.opened_record (
  person integer NOT NULL REFERENCES fencun.person,
  record_type text NOT NULL,
  record uuid NOT NULL,
  opened_at timestamptz NOT NULL,
  PRIMARY KEY (person, record_type, record)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.opened_record TO fencun_application;`;

export const RECENT_MIGRATIONS: readonly Migration[] = [{ id: 'recent-001-opened', sql: TABLES }];
