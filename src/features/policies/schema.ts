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

/**
 * Changes that wait for another person. What is proposed never changes, only what became of it; who decides is never who
 * proposed. A company that had a policy before there was approval goes on without, until it decides otherwise.
 */
const PROPOSALS = `
CREATE TABLE fencun.policy_document (
  kind text NOT NULL CHECK (kind IN ('approval', 'expectations')),
  version integer NOT NULL CHECK (version > 0),
  body jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by integer REFERENCES fencun.person,
  PRIMARY KEY (kind, version)
);
GRANT SELECT, INSERT ON fencun.policy_document TO fencun_application;
INSERT INTO fencun.policy_document (kind, version, body, changed_at)
SELECT 'approval', 1, '"off"', now() WHERE EXISTS (SELECT FROM fencun.rule);

CREATE TABLE fencun.policy_proposal (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  proposed_by integer NOT NULL REFERENCES fencun.person,
  proposed_at timestamptz NOT NULL,
  origin text NOT NULL,
  reason text NOT NULL,
  plan jsonb NOT NULL,
  status text NOT NULL DEFAULT 'proposed' CHECK (status IN ('proposed', 'approved', 'refused', 'withdrawn')),
  decided_by integer REFERENCES fencun.person,
  decided_at timestamptz,
  answer text,
  CHECK ((status = 'proposed') = (decided_at IS NULL)),
  CHECK (status NOT IN ('approved', 'refused') OR decided_by <> proposed_by)
);
CREATE INDEX policy_proposal_open ON fencun.policy_proposal (id) WHERE status = 'proposed';
GRANT SELECT, INSERT, UPDATE (status, decided_by, decided_at, answer) ON fencun.policy_proposal
  TO fencun_application;
GRANT SELECT ON fencun.policy_document, fencun.policy_proposal TO fencun_auditor;`;

export const POLICIES_MIGRATIONS: readonly Migration[] = [
  { id: 'policies-001-tables', sql: TABLES },
  { id: 'policies-002-proposals', sql: PROPOSALS },
];
