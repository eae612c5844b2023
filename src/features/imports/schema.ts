import type { Migration } from '../../platform/database/database.ts';

/**
 * An import in its own row. What the file says (headers, proposed fields and their choices, sheet names, where the file lies) is
 * sealed in `details` under the key of the import, because headers and choices can be customers' values; `columns`
 * holds numbers of columns and names of fields only. `runner` names the one run that may add rows: whoever takes an
 * import over writes a new one, and the transaction of an earlier run finds itself replaced and is rolled back.
 *
 * The gateway's role moves the counters in the transaction that stores the rows, and may do nothing else here.
 */
const TABLES = `
CREATE TABLE fencun.import (
  id uuid PRIMARY KEY,
  owner integer NOT NULL REFERENCES fencun.person,
  purpose text NOT NULL,
  file_name text NOT NULL,
  file_sha256 text NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
  record_type text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'running', 'paused', 'finished', 'failed')),
  columns jsonb,
  key_field text,
  customer_key jsonb,
  rows_total integer,
  rows_done integer NOT NULL DEFAULT 0,
  created integer NOT NULL DEFAULT 0,
  updated integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  rejected integer NOT NULL DEFAULT 0,
  problem jsonb,
  runner uuid,
  key_id text,
  wrapped_key text,
  details text,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz,
  CHECK ((state = 'running') = (runner IS NOT NULL))
);
CREATE INDEX import_owner ON fencun.import (owner, created_at);
CREATE INDEX import_running ON fencun.import (id) WHERE state = 'running';

CREATE TABLE fencun.import_rejection (
  import uuid NOT NULL REFERENCES fencun.import ON DELETE CASCADE,
  row_number integer NOT NULL,
  reason_zh text NOT NULL,
  reason_en text NOT NULL,
  PRIMARY KEY (import, row_number)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.import, fencun.import_rejection TO fencun_application;
GRANT SELECT (id, runner, rows_done, created, updated, unchanged, rejected),
      UPDATE (rows_done, created, updated, unchanged, rejected) ON fencun.import TO fencun_gateway;
GRANT INSERT ON fencun.import_rejection TO fencun_gateway;`;

/** Run after the organisation's, on whose people it stands. */
export const IMPORTS_MIGRATIONS: readonly Migration[] = [{ id: 'imports-001-tables', sql: TABLES }];
