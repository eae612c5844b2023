import type { Migration } from './database.ts';

/**
 * Roles belong to the server, not to a database, so two databases that are set up at the same time meet here:
 * whoever comes second finds the role made, or the catalogue row busy, and looks again.
 */
const ROLES = `
DO $$
DECLARE
  wanted text;
  -- From PostgreSQL 16 on, whoever creates a role is its member but may not become it without a grant.
  membership text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['fencun_application', 'fencun_gateway', 'fencun_auditor'] LOOP
    FOR attempt IN 1..50 LOOP
      BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
          EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
        IF NOT pg_has_role(session_user, wanted, membership) THEN
          EXECUTE format('GRANT %I TO %I', wanted, session_user);
        END IF;
        EXIT;
      EXCEPTION WHEN duplicate_object OR unique_violation OR internal_error THEN
        -- internal_error is "tuple concurrently updated"
        IF attempt = 50 THEN RAISE; END IF;
        PERFORM pg_sleep(0.02);
      END;
    END LOOP;
  END LOOP;
END $$;`;

const SCHEMAS = `
CREATE SCHEMA fencun;
CREATE SCHEMA vault;
CREATE SCHEMA audit;
GRANT USAGE ON SCHEMA fencun TO fencun_application, fencun_gateway, fencun_auditor;
GRANT USAGE ON SCHEMA vault TO fencun_gateway;
GRANT USAGE ON SCHEMA audit TO fencun_application, fencun_gateway, fencun_auditor;`;

/**
 * The epoch counts every change of authority. Whoever keeps a compiled plan compares it with the epoch inside the
 * statement that uses the plan, so that no plan outlives the commit that changed it. The row's lock makes changes
 * of authority queue, which is what gives them an order.
 */
const EPOCH = `
CREATE TABLE fencun.epoch (version bigint NOT NULL);
CREATE UNIQUE INDEX epoch_is_one_row ON fencun.epoch ((true));
INSERT INTO fencun.epoch (version) VALUES (1);
GRANT SELECT ON fencun.epoch TO fencun_application, fencun_gateway, fencun_auditor;

CREATE FUNCTION fencun.bump_epoch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE fencun.epoch SET version = version + 1;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION fencun.bump_epoch() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fencun.bump_epoch() TO fencun_application, fencun_gateway;`;

const SETTING = `
CREATE TABLE fencun.setting (key text PRIMARY KEY, value jsonb NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.setting TO fencun_application;
GRANT SELECT ON fencun.setting TO fencun_gateway, fencun_auditor;`;

/** Run before every other migration: roles, schemas, epoch, settings. */
export const PLATFORM_MIGRATIONS: readonly Migration[] = [
  { id: 'platform-001-roles', sql: ROLES },
  { id: 'platform-002-schemas', sql: SCHEMAS },
  { id: 'platform-003-epoch', sql: EPOCH },
  { id: 'platform-004-setting', sql: SETTING },
];
