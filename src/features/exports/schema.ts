import type { Migration } from '../../platform/database/database.ts';

/**
 * Files that leave. A row of a file is sealed under its customer's own key by the gateway, which alone can read it;
 * the query and the stated reason are sealed as well. Rows stay, without what was sealed, when a file that somebody
 * fetched expires: by them a file is called back, and it is known whom it holds.
 *
 * The gateway's role adds rows in the transaction of their access record, and may do little else here.
 */
const TABLES = `
CREATE TABLE fencun.export (
  id uuid PRIMARY KEY,
  number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
  person integer NOT NULL REFERENCES fencun.person,
  credential uuid NOT NULL,
  network text,
  purpose text NOT NULL,
  record_type text NOT NULL,
  fields text[] NOT NULL,
  format text NOT NULL,
  selection text NOT NULL,
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'ready', 'cancelled', 'failed', 'expired')),
  rows_expected integer NOT NULL,
  rows_most integer NOT NULL,
  rows_done integer NOT NULL DEFAULT 0,
  position text,
  problem jsonb,
  hours_kept integer NOT NULL,
  asked_at timestamptz NOT NULL,
  ended_at timestamptz,
  expires_at timestamptz
);
CREATE INDEX export_person ON fencun.export (person, number);
CREATE INDEX export_waiting ON fencun.export (number) WHERE state IN ('queued', 'running');
CREATE INDEX export_expiring ON fencun.export (expires_at) WHERE state = 'ready';

CREATE TABLE fencun.export_row (
  export uuid NOT NULL REFERENCES fencun.export,
  record uuid NOT NULL,
  ordinal integer NOT NULL,
  customer uuid NOT NULL,
  day date NOT NULL,
  -- Whether its customer was counted; what an approved request names is not.
  counted boolean NOT NULL,
  levels text NOT NULL,
  sealed text,
  PRIMARY KEY (export, record)
);
CREATE UNIQUE INDEX export_row_order ON fencun.export_row (export, ordinal);
CREATE INDEX export_row_customer ON fencun.export_row (customer);

-- Distinct customers whom a person exported in a day for a purpose; the row is the lock that keeps the count true.
CREATE TABLE fencun.export_tally (
  person integer NOT NULL REFERENCES fencun.person,
  purpose text NOT NULL,
  day date NOT NULL,
  customers integer NOT NULL DEFAULT 0,
  PRIMARY KEY (person, purpose, day)
);

CREATE TABLE fencun.export_download (
  id uuid PRIMARY KEY,
  export uuid NOT NULL REFERENCES fencun.export,
  person integer NOT NULL REFERENCES fencun.person,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  complete boolean,
  bytes bigint,
  sha256 text,
  rows integer,
  rows_lost integer
);
CREATE INDEX export_download_export ON fencun.export_download (export, started_at);

CREATE TABLE fencun.export_settings (
  version integer PRIMARY KEY CHECK (version > 0),
  limits jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by integer NOT NULL REFERENCES fencun.person
);

GRANT SELECT, INSERT, UPDATE ON fencun.export, fencun.export_download, fencun.export_tally TO fencun_application;
GRANT SELECT, UPDATE, DELETE ON fencun.export_row TO fencun_application;
GRANT SELECT, INSERT ON fencun.export_settings TO fencun_application;
GRANT SELECT, INSERT ON fencun.export TO fencun_gateway;
GRANT UPDATE (state, rows_done, position, ended_at, expires_at) ON fencun.export TO fencun_gateway;
GRANT SELECT, INSERT ON fencun.export_row TO fencun_gateway;
GRANT SELECT, INSERT, UPDATE ON fencun.export_tally TO fencun_gateway;
GRANT SELECT ON fencun.export_settings TO fencun_gateway;`;

/**
 * Calling back. A customer who decides something or is erased is noted in the transaction in which that happens, where
 * some file holds them; whether files have to be called back is found out soon after.
 */
const RECALLS = `
CREATE TABLE fencun.export_concern (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer uuid NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE fencun.export_recall (
  export uuid NOT NULL REFERENCES fencun.export,
  customer uuid NOT NULL,
  cause text NOT NULL CHECK (cause IN ('erased', 'withdrawn')),
  opened_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  confirmed_by integer REFERENCES fencun.person,
  PRIMARY KEY (export, customer)
);
CREATE INDEX export_recall_open ON fencun.export_recall (export) WHERE confirmed_at IS NULL;
GRANT SELECT, UPDATE, DELETE ON fencun.export_concern TO fencun_application;
GRANT SELECT, INSERT, UPDATE ON fencun.export_recall TO fencun_application;

CREATE FUNCTION fencun.note_export_concern() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  concerned uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.customer ELSE NEW.customer END;
BEGIN
  INSERT INTO fencun.export_concern (customer)
  SELECT concerned WHERE EXISTS (SELECT FROM fencun.export_row r WHERE r.customer = concerned);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION fencun.note_export_concern() FROM PUBLIC;
CREATE TRIGGER note_export_concern AFTER INSERT ON vault._decision
  FOR EACH ROW EXECUTE FUNCTION fencun.note_export_concern();
CREATE TRIGGER note_export_concern AFTER DELETE ON vault._customer_key
  FOR EACH ROW EXECUTE FUNCTION fencun.note_export_concern();`;

/** Run after the organisation's and the vault's. */
export const EXPORTS_MIGRATIONS: readonly Migration[] = [
  { id: 'exports-001-tables', sql: TABLES },
  { id: 'exports-002-recalls', sql: RECALLS },
];
