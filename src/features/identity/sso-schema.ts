/**
 * The client secret has to be sent, so it is sealed under a key of its own that the key provider wraps. A person is known
 * by issuer and subject once they have come: what a claim says may pass to somebody else.
 */
export const SINGLE_SIGN_ON = `
CREATE TABLE fencun.sso_provider (
  version integer NOT NULL CHECK (version > 0),
  settings jsonb NOT NULL,
  sealed_secret text NOT NULL,
  key_id text NOT NULL,
  wrapped_key text NOT NULL
);
CREATE UNIQUE INDEX sso_provider_is_one_row ON fencun.sso_provider ((true));

CREATE TABLE fencun.sso_link (
  issuer text NOT NULL,
  subject text NOT NULL,
  person integer NOT NULL REFERENCES fencun.person,
  linked_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (issuer, person)
);

-- Sessions that a provider opened. Strong: it says that a second factor was proven there.
CREATE TABLE fencun.sso_session (
  session uuid PRIMARY KEY REFERENCES fencun.credential ON DELETE CASCADE,
  issuer text NOT NULL,
  subject text NOT NULL,
  sid text,
  strong boolean NOT NULL
);
CREATE INDEX sso_session_subject ON fencun.sso_session (issuer, subject);

-- Issuer and jti of logout tokens: none counts twice.
CREATE TABLE fencun.sso_logout (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON fencun.sso_provider TO fencun_application;
GRANT SELECT, INSERT, DELETE ON fencun.sso_link, fencun.sso_session, fencun.sso_logout TO fencun_application;`;
