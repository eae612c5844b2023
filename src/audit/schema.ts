import type { Migration } from '../platform/database/database.ts';

/**
 * Entries wait in `pending`, one row a flush, until the sealer moves them into the log. Whoever may append can do
 * nothing else: not read, not change, not choose the time or the order.
 */
const PENDING = `
CREATE TABLE audit.pending (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  writer uuid NOT NULL,
  appended_at timestamptz NOT NULL DEFAULT now(),
  -- entry bundle as in C2SP tlog-tiles: uint16 big-endian length and JSON bytes, repeated
  entries bytea NOT NULL CHECK (octet_length(entries) > 0)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
-- Rows live for a second; compressing them would only cost the request that waits for them.
ALTER TABLE audit.pending ALTER COLUMN entries SET STORAGE EXTERNAL;
GRANT INSERT (writer, entries) ON audit.pending TO fencun_application, fencun_gateway;
GRANT SELECT, DELETE ON audit.pending TO fencun_auditor;`;

/**
 * The log itself. \`bundle\` and \`tile\` hold only what is full and will never change; the entries after the last
 * full bundle lie in \`tail\`, one row a seal, so that no seal writes an entry twice over. Partial tiles need no table:
 * that of level 0 is the leaf hashes of the tail, each higher one the roots of the full tiles below.
 */
const LOG = `
CREATE TABLE audit.bundle (
  index bigint PRIMARY KEY,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  entries bytea NOT NULL,
  -- Whom the 256 entries concern: low 64 bits of customers' UUIDs, persons, and other facts that are searched for.
  customers bigint[] NOT NULL,
  persons int[] NOT NULL,
  terms text[] NOT NULL
);
CREATE INDEX bundle_mentions ON audit.bundle USING gin (customers, persons, terms);
CREATE INDEX bundle_first_at ON audit.bundle (first_at);
DO $$ BEGIN
  IF 'lz4' = ANY (SELECT unnest(enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
    ALTER TABLE audit.bundle ALTER COLUMN entries SET COMPRESSION lz4;
  END IF;
END $$;

CREATE TABLE audit.tail (
  -- leaf index of the first entry
  first bigint PRIMARY KEY,
  entries bytea NOT NULL,
  leaves bytea NOT NULL CHECK (octet_length(leaves) > 0 AND octet_length(leaves) % 32 = 0)
);

CREATE TABLE audit.tile (
  level int NOT NULL CHECK (level BETWEEN 0 AND 63),
  index bigint NOT NULL CHECK (index >= 0),
  hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  PRIMARY KEY (level, index)
);

CREATE TABLE audit.checkpoint (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  note text NOT NULL,
  signed_at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON audit.bundle, audit.tail, audit.tile, audit.checkpoint TO fencun_auditor;
GRANT DELETE ON audit.tail TO fencun_auditor;`;

/**
 * Rights don't bind the owner, triggers do: they are against mistakes. Against intent stands the signed tree, which
 * an owner can break but not mend.
 */
const APPEND_ONLY = `
CREATE FUNCTION audit.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the access log is append-only: % on audit.% is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.bundle
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.tile
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit.tail
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit.pending
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- Pending entries go when the sealer, in the same transaction, has put them into the log.
CREATE TRIGGER sealed_only BEFORE DELETE ON audit.pending
  FOR EACH STATEMENT WHEN (current_setting('fencun.sealing', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION audit.refuse_change();

-- Entries of the tail go when they stand in a full bundle.
CREATE FUNCTION audit.refuse_unbundled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM audit.bundle WHERE index = OLD.first / 256) THEN
    RAISE EXCEPTION 'the access log is append-only: DELETE on audit.tail is refused'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER bundled_only BEFORE DELETE ON audit.tail
  FOR EACH ROW EXECUTE FUNCTION audit.refuse_unbundled();`;

/**
 * Ids do not compress, and without lz4 (the embedded server is built without it) compressing costs as much as all
 * else that a seal does. The tail lives for seconds.
 */
const STORAGE = `
ALTER TABLE audit.tail ALTER COLUMN entries SET STORAGE EXTERNAL;
DO $$ BEGIN
  IF NOT 'lz4' = ANY (SELECT unnest(enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
    ALTER TABLE audit.bundle ALTER COLUMN entries SET STORAGE EXTERNAL;
  END IF;
END $$;`;

export const AUDIT_MIGRATIONS: readonly Migration[] = [
  { id: 'audit-001-pending', sql: PENDING },
  { id: 'audit-002-log', sql: LOG },
  { id: 'audit-003-append-only', sql: APPEND_ONLY },
  { id: 'audit-004-storage', sql: STORAGE },
];
