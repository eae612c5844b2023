import type { Migration } from '../../platform/database/database.ts';

/**
 * Passwords are argon2id, secrets of sessions and tokens only SHA-256: they are 32 random bytes, which no dictionary
 * holds. The gateway may see whether a credential is alive, and nothing else of it.
 */
const TABLES = `
CREATE TABLE fencun.password (
  person integer PRIMARY KEY REFERENCES fencun.person,
  hash text NOT NULL,
  temporary boolean NOT NULL,
  changed_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.password TO fencun_application;

CREATE TABLE fencun.credential (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('session', 'token')),
  person integer NOT NULL REFERENCES fencun.person,
  secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
  name text NOT NULL,
  narrowing jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  idle_until timestamptz,
  ended_at timestamptz,
  last_seen_at timestamptz,
  second_factor_at timestamptz,
  network text,
  user_agent text,
  CHECK ((kind = 'session') = (idle_until IS NOT NULL))
);
CREATE INDEX credential_person ON fencun.credential (person) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.credential TO fencun_application;
GRANT SELECT (id, ended_at, expires_at) ON fencun.credential TO fencun_gateway;

-- Keys are hashes: what somebody typed as a login may have been a password.
CREATE TABLE fencun.sign_in_delay (
  key bytea PRIMARY KEY,
  failures integer NOT NULL,
  failed_at timestamptz NOT NULL,
  blocked_until timestamptz,
  succeeded_at timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.sign_in_delay TO fencun_application;`;

/** Run after the organisation's, on whose people it stands. */
export const IDENTITY_MIGRATIONS: readonly Migration[] = [{ id: 'identity-001-tables', sql: TABLES }];
