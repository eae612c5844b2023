import type { Migration } from '../platform/database/database.ts';

/**
 * Brings the reach of all records in a moved department, and below it, into line with its new place. Runs with the
 * owner's rights because those who administer the organisation have none on the vault: it moves tokens, which it
 * takes from the department tree itself, and can neither be told what to write nor answer anything.
 * Tokens of the kind `tree` are 2^40 + department: see kernel/policy/scope.ts.
 */
const RELOCATION = `
CREATE FUNCTION vault._relocate(moved integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  type_name text;
BEGIN
  -- Whoever is placing records by the departments as they were ends first, and whoever comes later begins anew.
  PERFORM pg_advisory_xact_lock(hashtextextended('fencun.placing', 0));
  CREATE TEMPORARY TABLE relocated ON COMMIT DROP AS
    WITH RECURSIVE below AS (
      SELECT id FROM fencun.department WHERE id = moved
      UNION ALL
      SELECT d.id FROM fencun.department d JOIN below b ON d.parent = b.id
    ), above AS (
      SELECT id AS department, id AS ancestor FROM below
      UNION ALL
      SELECT a.department, d.parent FROM above a JOIN fencun.department d ON d.id = a.ancestor
       WHERE d.parent IS NOT NULL
    )
    SELECT department, ancestor,
           (SELECT r.ancestor FROM above r JOIN fencun.department e ON e.id = r.ancestor
             WHERE r.department = above.department AND e.parent IS NULL) AS legal_entity
      FROM above;
  FOR type_name IN SELECT name FROM vault._record_type LOOP
    EXECUTE format('UPDATE vault.%1$I t SET _legal_entity = r.legal_entity
      FROM (SELECT DISTINCT department, legal_entity FROM relocated) r WHERE r.department = t._department', type_name);
    EXECUTE format('DELETE FROM vault.%2$I h USING vault.%1$I t
      WHERE h.record = t.id AND h.token >= 1099511627776 AND h.token < 2199023255552
        AND t._department IN (SELECT department FROM relocated)', type_name, type_name || '__reach');
    EXECUTE format('INSERT INTO vault.%2$I (token, record)
      SELECT 1099511627776 + r.ancestor, t.id FROM vault.%1$I t JOIN relocated r ON r.department = t._department',
      type_name, type_name || '__reach');
  END LOOP;
  DROP TABLE relocated;
END $$;
REVOKE ALL ON FUNCTION vault._relocate(integer) FROM PUBLIC;
GRANT USAGE ON SCHEMA vault TO fencun_application;
GRANT EXECUTE ON FUNCTION vault._relocate(integer) TO fencun_application;`;

/**
 * What customers have decided, as it was noted, one row for each; rows are added and never changed. Of each subject
 * the decision that the customer made last is in force, whenever it was noted. `_facts` of the customer's own row holds
 * what is in force, so that a statement that reads records sees both as of one moment.
 */
const CUSTOMER_DECISIONS = `
CREATE TABLE vault._decision (
  id uuid PRIMARY KEY,
  customer uuid NOT NULL,
  -- As kernel/policy/customer-facts.ts writes facts.
  subject text NOT NULL,
  -- To whom it is provided, where the decision is about one recipient only; such a one is kept, and opens nothing.
  recipient text NOT NULL DEFAULT '',
  holds boolean NOT NULL,
  by_guardian boolean NOT NULL,
  decided_at timestamptz NOT NULL,
  noted_at timestamptz NOT NULL,
  noted_by integer NOT NULL,
  form text NOT NULL,
  -- The version of the purpose whose notice the customer was shown.
  notice integer,
  evidence__ct text
);
CREATE INDEX ON vault._decision (customer, subject, recipient, decided_at DESC, id DESC);
GRANT SELECT, INSERT, DELETE ON vault._decision TO fencun_gateway;
CREATE FUNCTION vault._facts_of(wanted uuid) RETURNS text[] LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN (WITH latest AS (
    SELECT DISTINCT ON (d.subject, d.recipient) d.subject, d.recipient, d.holds, d.by_guardian
      FROM vault._decision d WHERE d.customer = wanted
     ORDER BY d.subject, d.recipient, d.decided_at DESC, d.id DESC
  ), minor AS (SELECT FROM latest WHERE subject = 'state:minor' AND holds)
  SELECT coalesce(array_agg(l.subject ORDER BY l.subject), '{}') FROM latest l
   WHERE l.holds AND l.recipient = ''
     -- A child's own consent is none: PIPL art. 31.
     AND (l.by_guardian OR l.subject LIKE 'state:%' OR NOT EXISTS (SELECT FROM minor)));
GRANT EXECUTE ON FUNCTION vault._facts_of(uuid) TO fencun_gateway;
DO $$
DECLARE
  type_name text;
BEGIN
  FOR type_name IN SELECT name FROM vault._record_type WHERE body ->> 'customerField' IS NULL LOOP
    EXECUTE format('ALTER TABLE vault.%I ADD COLUMN _facts text[] NOT NULL DEFAULT ''{}''', type_name);
  END LOOP;
END $$;`;

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
        -- How many records an erasure took away.
        erased integer,
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
  {
    id: 'vault-2-relocation',
    sql: RELOCATION,
  },
  {
    id: 'vault-3-customer-decisions',
    sql: CUSTOMER_DECISIONS,
  },
  {
    id: 'vault-4-conversions',
    sql: `
      CREATE TABLE vault._conversion (
        id uuid PRIMARY KEY,
        record_type text NOT NULL REFERENCES vault._record_type (name),
        field text NOT NULL,
        form jsonb NOT NULL,
        state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'finished', 'refused', 'stopped')),
        total bigint NOT NULL,
        done bigint NOT NULL DEFAULT 0,
        unfit bigint NOT NULL DEFAULT 0,
        -- The last record that was gone through; it begins before every id.
        position uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
        -- Code of the problem that keeps it from getting on.
        problem text,
        person integer NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      CREATE UNIQUE INDEX ON vault._conversion (record_type) WHERE state = 'running';
    `,
  },
];
