import type { Migration } from '../../platform/database/database.ts';

/**
 * Rules and purposes as documents of the kernel's types. History only grows; its versions go on counting after a
 * deletion, so that `rule@version` in an access record means one text for ever.
 */
const TABLES = `
CREATE TABLE fencun.rule (
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{0,63}$'),
  version integer NOT NULL CHECK (version > 0),
  body jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by integer REFERENCES fencun.person
);
CREATE TABLE fencun.purpose (
  code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9-]{0,63}$'),
  version integer NOT NULL CHECK (version > 0),
  body jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by integer REFERENCES fencun.person
);
CREATE TABLE fencun.rule_history (
  sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  kind text NOT NULL CHECK (kind IN ('rule', 'purpose')),
  id text NOT NULL,
  version integer NOT NULL,
  body jsonb, -- null where it was deleted
  changed_at timestamptz NOT NULL,
  changed_by integer REFERENCES fencun.person,
  PRIMARY KEY (kind, id, version)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.rule, fencun.purpose TO fencun_application;
GRANT SELECT, INSERT ON fencun.rule_history TO fencun_application;
GRANT SELECT ON fencun.rule, fencun.purpose, fencun.rule_history TO fencun_auditor;

CREATE TRIGGER bump_epoch AFTER INSERT OR UPDATE OR DELETE ON fencun.rule
  FOR EACH STATEMENT EXECUTE FUNCTION fencun.bump_epoch();
CREATE TRIGGER bump_epoch AFTER INSERT OR UPDATE OR DELETE ON fencun.purpose
  FOR EACH STATEMENT EXECUTE FUNCTION fencun.bump_epoch();`;

export const POLICIES_MIGRATIONS: readonly Migration[] = [{ id: 'policies-001-tables', sql: TABLES }];
