import type { Migration } from '../../platform/database/database.ts';
import { SINGLE_SIGN_ON } from './sso-schema.ts';

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

/**
 * What proves a person besides the password. The secret of an authenticator app has to be read again, so it is sealed
 * under a key of its own that the key provider wraps; recovery codes are compared only, so hashes of them do.
 *
 * A new or confirmed factor raises no epoch: setting up the first one ends every other session, and more factors
 * change nobody's authority. The security policy does: it can take everything from who has no factor yet.
 */
const SECOND_FACTORS = `
CREATE TABLE fencun.second_factor (
  id uuid PRIMARY KEY,
  person integer NOT NULL REFERENCES fencun.person,
  kind text NOT NULL CHECK (kind IN ('totp', 'passkey')),
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  last_used_at timestamptz
);
CREATE INDEX second_factor_person ON fencun.second_factor (person);

CREATE TABLE fencun.totp_secret (
  factor uuid PRIMARY KEY REFERENCES fencun.second_factor ON DELETE CASCADE,
  sealed text NOT NULL,
  key_id text NOT NULL,
  wrapped_key text NOT NULL,
  -- The time step of the code that was accepted last: no code of this step or an earlier one is accepted again.
  last_step bigint
);

CREATE TABLE fencun.recovery_code (
  person integer NOT NULL REFERENCES fencun.person,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  created_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (person, hash)
);
GRANT SELECT, INSERT, UPDATE, DELETE
  ON fencun.second_factor, fencun.totp_secret, fencun.recovery_code TO fencun_application;

-- One row, or none: then officers need a second factor, which is the safe side for a store that nobody has set up.
CREATE TABLE fencun.security_policy (
  version integer NOT NULL CHECK (version > 0),
  officers_need_factor boolean NOT NULL,
  positions_needing_factor text[] NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by integer REFERENCES fencun.person
);
CREATE UNIQUE INDEX security_policy_is_one_row ON fencun.security_policy ((true));
GRANT SELECT, INSERT, UPDATE ON fencun.security_policy TO fencun_application;
CREATE TRIGGER bump_epoch AFTER INSERT OR UPDATE OR DELETE ON fencun.security_policy
  FOR EACH STATEMENT EXECUTE FUNCTION fencun.bump_epoch();

-- Whether a person has a second factor, and whether one is required of them: for an office, or for a position that
-- they hold or will hold.
CREATE FUNCTION fencun.second_factor_of(whose integer, moment timestamptz, OUT has boolean, OUT required boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT
    EXISTS (SELECT FROM fencun.second_factor f WHERE f.person = whose AND f.confirmed_at IS NOT NULL),
    (EXISTS (SELECT FROM fencun.office o WHERE o.person = whose)
      AND coalesce((SELECT s.officers_need_factor FROM fencun.security_policy s), true))
    OR EXISTS (
      SELECT FROM fencun.assignment a, fencun.security_policy s
       WHERE a.person = whose AND a.position = ANY (s.positions_needing_factor)
         AND (a.valid_until IS NULL OR a.valid_until > moment))
$$;`;

const PASSKEYS = `
CREATE TABLE fencun.passkey (
  factor uuid PRIMARY KEY REFERENCES fencun.second_factor ON DELETE CASCADE,
  credential_id text NOT NULL UNIQUE,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  -- A passkey belongs to the host name under which it was made, and is asked for there only.
  host text NOT NULL
);
CREATE TABLE fencun.passkey_challenge (
  session uuid NOT NULL REFERENCES fencun.credential ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose IN ('add', 'prove')),
  challenge text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (session, purpose)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON fencun.passkey, fencun.passkey_challenge TO fencun_application;`;

const PASSWORD_LINKS = `
CREATE TABLE fencun.password_link (
  id uuid PRIMARY KEY,
  person integer NOT NULL REFERENCES fencun.person,
  kind text NOT NULL CHECK (kind IN ('invitation', 'reset')),
  secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
  created_at timestamptz NOT NULL,
  created_by integer REFERENCES fencun.person, -- null: on the server itself
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX password_link_person ON fencun.password_link (person) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON fencun.password_link TO fencun_application;`;

const SESSION_NETWORKS = `
CREATE TABLE fencun.session_network (
  session uuid NOT NULL REFERENCES fencun.credential ON DELETE CASCADE,
  network text NOT NULL,
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (session, network)
);
GRANT SELECT, INSERT, DELETE ON fencun.session_network TO fencun_application;
INSERT INTO fencun.session_network (session, network, first_seen_at)
SELECT id, network, created_at FROM fencun.credential WHERE kind = 'session' AND network IS NOT NULL;`;

/** Run after the organisation's, on whose people it stands. */
export const IDENTITY_MIGRATIONS: readonly Migration[] = [
  { id: 'identity-001-tables', sql: TABLES },
  { id: 'identity-002-second-factors', sql: SECOND_FACTORS },
  { id: 'identity-003-passkeys', sql: PASSKEYS },
  { id: 'identity-004-password-links', sql: PASSWORD_LINKS },
  { id: 'identity-005-session-networks', sql: SESSION_NETWORKS },
  { id: 'identity-006-single-sign-on', sql: SINGLE_SIGN_ON },
];
