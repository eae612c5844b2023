import type { Migration } from '../platform/database/database.ts';

/**
 * The vault's own tables. The tables of record types are made from metadata (tables.ts) when a type is defined.
 *
 * `_wrapping_key` holds keys that the key provider wraps; each wraps the data keys of many customers, so that a
 * remote provider is asked once at start and not once a customer. Deleting a row of `_customer_key` makes every
 * ciphertext of that customer unreadable: in tables, history and the access log.
 */
export const VAULT_MIGRATIONS: readonly Migration[] = [
  {
    id: 'vault-1-foundation',
    sql: `
      CREATE TABLE vault._record_type (
        name text PRIMARY KEY,
        position integer GENERATED ALWAYS AS IDENTITY,
        version integer NOT NULL DEFAULT 1,
        body jsonb NOT NULL
      );
      CREATE TABLE vault._wrapping_key (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        purpose text NOT NULL CHECK (purpose IN ('customer-keys', 'blind-index', 'cursor')),
        provider_key text NOT NULL,
        wrapped text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        retired_at timestamptz
      );
      CREATE UNIQUE INDEX ON vault._wrapping_key (purpose) WHERE retired_at IS NULL;
      CREATE TABLE vault._customer_key (
        customer uuid PRIMARY KEY,
        wrapping_key integer NOT NULL REFERENCES vault._wrapping_key (id),
        wrapped text NOT NULL
      );
      CREATE INDEX ON vault._customer_key (wrapping_key);
      -- What a repeated write must answer: which records, never which values.
      CREATE TABLE vault._idempotency (
        person integer NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        records uuid[] NOT NULL,
        written_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (person, key)
      );
      GRANT SELECT, INSERT, DELETE ON vault._idempotency TO fencun_gateway;
      GRANT SELECT ON vault._record_type TO fencun_gateway;
      GRANT SELECT, INSERT, UPDATE, DELETE ON vault._customer_key TO fencun_gateway;
      GRANT SELECT, INSERT, UPDATE ON vault._wrapping_key TO fencun_gateway;
      CREATE TRIGGER record_type_changes_epoch
        AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON vault._record_type
        FOR EACH STATEMENT EXECUTE FUNCTION fencun.bump_epoch();
    `,
  },
];
