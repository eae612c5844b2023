import type { Migration } from '../../platform/database/database.ts';

/** Saved lists of one person each. They name fields and internal values only, never a customer's. */
const TABLES = `
CREATE TABLE fencun.saved_view (
  id uuid PRIMARY KEY,
  person integer NOT NULL REFERENCES fencun.person,
  record_type text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  body jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  UNIQUE (person, record_type, name)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.saved_view TO fencun_application;`;

export const VIEWS_MIGRATIONS: readonly Migration[] = [{ id: 'views-001-saved', sql: TABLES }];
