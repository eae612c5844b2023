import type { Migration } from '../../platform/database/database.ts';

/**
 * What the source of people said, beside what became of it in the organisation. Triggers of the organisation's own
 * tables raise the epoch; nothing here gives authority by itself.
 */
const TABLES = `
CREATE TABLE fencun.provisioning_client (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
  created_at timestamptz NOT NULL,
  created_by integer NOT NULL REFERENCES fencun.person,
  expires_at timestamptz NOT NULL,
  last_seen_at timestamptz,
  ended_at timestamptz
);

-- Attributes are those of SCIM that Fencun keeps, as the source wrote them. deactivated_at is when the source said that
-- the person is not active: only who left by its word comes back by its word.
CREATE TABLE fencun.provisioned_person (
  person integer PRIMARY KEY REFERENCES fencun.person,
  external_id text,
  attributes jsonb NOT NULL,
  deactivated_at timestamptz,
  removed_at timestamptz,
  modified_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX provisioned_person_external ON fencun.provisioned_person (external_id) WHERE removed_at IS NULL;

CREATE TABLE fencun.provisioned_group (
  id uuid PRIMARY KEY,
  external_id text,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  modified_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX provisioned_group_name ON fencun.provisioned_group (lower(name));
CREATE TABLE fencun.provisioned_member (
  provisioned_group uuid NOT NULL REFERENCES fencun.provisioned_group ON DELETE CASCADE,
  person integer NOT NULL REFERENCES fencun.person,
  PRIMARY KEY (provisioned_group, person)
);
CREATE INDEX provisioned_member_person ON fencun.provisioned_member (person);

-- Assignments that the source answers for: those it made, and those it confirmed.
CREATE TABLE fencun.provisioned_assignment (
  assignment integer PRIMARY KEY REFERENCES fencun.assignment
);

CREATE TABLE fencun.provisioning_loss (
  person integer NOT NULL REFERENCES fencun.person,
  at timestamptz NOT NULL
);
CREATE INDEX provisioning_loss_at ON fencun.provisioning_loss (at);

-- One row, or none: then there is no mapping and nothing is halted.
CREATE TABLE fencun.provisioning_state (
  version integer NOT NULL CHECK (version > 0),
  mapping jsonb NOT NULL,
  halted_at timestamptz,
  halted_lost integer,
  halted_of integer,
  denied boolean NOT NULL DEFAULT false,
  lifted_until timestamptz,
  CHECK ((halted_at IS NULL) = (halted_lost IS NULL) AND (halted_at IS NULL) = (halted_of IS NULL)),
  CHECK (halted_at IS NOT NULL OR NOT denied)
);
CREATE UNIQUE INDEX provisioning_state_is_one_row ON fencun.provisioning_state ((true));

GRANT SELECT, INSERT, UPDATE ON fencun.provisioning_client, fencun.provisioned_person, fencun.provisioned_group,
  fencun.provisioned_assignment, fencun.provisioning_state TO fencun_application;
GRANT SELECT, INSERT, DELETE ON fencun.provisioned_member, fencun.provisioning_loss TO fencun_application;
GRANT DELETE ON fencun.provisioned_group TO fencun_application;`;

/** Run after the organisation's and identity's, on whose people they stand. */
export const PROVISIONING_MIGRATIONS: readonly Migration[] = [{ id: 'provisioning-001-tables', sql: TABLES }];
