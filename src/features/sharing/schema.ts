import type { Migration } from '../../platform/database/database.ts';

/**
 * What was granted on request, as the kernel's grants: `terms` are all of one but what the columns say. Every grant
 * hangs on an assignment and ends. The marks that its records carry in the vault are taken away some time after
 * (`swept_at`); they are worth nothing without the grant, so that changes nobody's authority.
 */
const GRANTS = `
CREATE TABLE fencun.access_grant (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  assignment integer NOT NULL REFERENCES fencun.assignment,
  terms jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL CHECK (valid_until > valid_from),
  ended_at timestamptz,
  swept_at timestamptz
);
CREATE INDEX access_grant_in_force ON fencun.access_grant (assignment)
  WHERE ended_at IS NULL AND swept_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON fencun.access_grant TO fencun_application;

CREATE TRIGGER bump_epoch
  AFTER INSERT OR DELETE OR UPDATE OF assignment, terms, valid_from, valid_until, ended_at ON fencun.access_grant
  FOR EACH STATEMENT EXECUTE FUNCTION fencun.bump_epoch();

-- Read with the person, in the same snapshot as their assignments and the epoch. Instants are in ms.
CREATE VIEW fencun.person_grants AS
SELECT a.person,
       jsonb_agg(jsonb_build_object(
         'grant', g.id,
         'assignment', g.assignment,
         'terms', g.terms,
         'from', ceil(extract(epoch FROM g.valid_from) * 1000)::bigint,
         'until', floor(extract(epoch FROM g.valid_until) * 1000)::bigint
       ) ORDER BY g.id) AS grants
  FROM fencun.access_grant g
  JOIN fencun.assignment a ON a.id = g.assignment
 WHERE g.ended_at IS NULL AND g.swept_at IS NULL
 GROUP BY a.person;
GRANT SELECT ON fencun.person_grants TO fencun_application;`;

/**
 * Requests on their way. `flow` and `subject` are kept with each, so that a flow that changes changes no request that
 * began before. What people write (reasons, questions, answers) may name a customer: it is sealed under a key of the
 * request's own, which the key provider wraps. Flows only grow in number: a version is one text for ever.
 */
const REQUESTS = `
CREATE TABLE fencun.approval_flow (
  version integer PRIMARY KEY CHECK (version > 0),
  body jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by integer REFERENCES fencun.person
);
GRANT SELECT, INSERT ON fencun.approval_flow TO fencun_application;

CREATE TABLE fencun.access_request (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  requester integer NOT NULL REFERENCES fencun.person,
  assignment integer NOT NULL REFERENCES fencun.assignment,
  record_type text NOT NULL,
  purpose text NOT NULL,
  emergency boolean NOT NULL,
  binding text,
  terms jsonb NOT NULL,
  subject jsonb NOT NULL,
  flow jsonb NOT NULL,
  approval jsonb NOT NULL,
  status text NOT NULL,
  created_at timestamptz NOT NULL,
  closed_at timestamptz,
  access_grant integer UNIQUE REFERENCES fencun.access_grant,
  key_id text NOT NULL,
  wrapped_key text NOT NULL
);
CREATE INDEX access_request_open ON fencun.access_request (id) WHERE closed_at IS NULL;
CREATE INDEX access_request_requester ON fencun.access_request (requester, id);

-- The records that were chosen, as they were when the request was made.
CREATE TABLE fencun.access_request_record (
  request integer NOT NULL REFERENCES fencun.access_request,
  record uuid NOT NULL,
  PRIMARY KEY (request, record)
);

CREATE TABLE fencun.access_request_event (
  request integer NOT NULL REFERENCES fencun.access_request,
  number integer NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  person integer REFERENCES fencun.person, -- null: time did it
  in_place_of integer[] NOT NULL DEFAULT '{}',
  terms jsonb,
  sealed text,
  PRIMARY KEY (request, number)
);
CREATE INDEX access_request_event_person ON fencun.access_request_event (person, request);

CREATE TABLE fencun.approval_deputy (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person integer NOT NULL REFERENCES fencun.person,
  deputy integer NOT NULL REFERENCES fencun.person CHECK (deputy <> person),
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL CHECK (valid_until > valid_from),
  ended_at timestamptz
);
CREATE INDEX approval_deputy_person ON fencun.approval_deputy (person) WHERE ended_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON fencun.access_request, fencun.approval_deputy TO fencun_application;
GRANT SELECT, INSERT, DELETE ON fencun.access_request_record TO fencun_application;
GRANT SELECT, INSERT ON fencun.access_request_event TO fencun_application;`;

/**
 * The marks of grants on records. Both run with the owner's rights, because those who decide on requests have none on
 * the vault: they mark what a request names and take away what has ended, and can neither be told what to write nor
 * answer anything. Tokens of the kind `grant` are 6 * 2^40 + grant: see kernel/policy/scope.ts.
 */
const MARKS = `
CREATE FUNCTION vault._mark_granted(granted integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  type_name text;
BEGIN
  SELECT t.name INTO STRICT type_name
    FROM fencun.access_request q JOIN vault._record_type t ON t.name = q.record_type
   WHERE q.access_grant = granted;
  EXECUTE format('INSERT INTO vault.%1$I (token, record)
    SELECT 6597069766656 + $1, r.id
      FROM fencun.access_request q
      JOIN fencun.access_request_record c ON c.request = q.id
      JOIN vault.%2$I r ON r.id = c.record
     WHERE q.access_grant = $1
    ON CONFLICT DO NOTHING', type_name || '__reach', type_name) USING granted;
END $$;
REVOKE ALL ON FUNCTION vault._mark_granted(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault._mark_granted(integer) TO fencun_application;

CREATE FUNCTION vault._sweep_grants(moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  type_name text;
  swept integer[];
BEGIN
  SELECT array_agg(g.id) INTO swept
    FROM (SELECT id FROM fencun.access_grant
           WHERE swept_at IS NULL AND least(ended_at, valid_until) < moment - interval '1 hour'
           ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED) g;
  IF swept IS NULL THEN
    RETURN 0;
  END IF;
  FOR type_name IN SELECT name FROM vault._record_type LOOP
    EXECUTE format('DELETE FROM vault.%1$I WHERE token IN (SELECT 6597069766656 + id FROM unnest($1) AS id)',
      type_name || '__reach') USING swept;
  END LOOP;
  UPDATE fencun.access_grant SET swept_at = moment WHERE id = ANY (swept);
  RETURN cardinality(swept);
END $$;
REVOKE ALL ON FUNCTION vault._sweep_grants(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault._sweep_grants(timestamptz) TO fencun_application;
GRANT USAGE ON SCHEMA vault TO fencun_application;`;

/** Who stands in for whom decides who may decide: a deputy whose time was ended decides nothing more. */
const DEPUTIES = `
CREATE TRIGGER bump_epoch
  AFTER INSERT OR DELETE OR UPDATE OF person, deputy, valid_from, valid_until, ended_at ON fencun.approval_deputy
  FOR EACH STATEMENT EXECUTE FUNCTION fencun.bump_epoch();`;

/** Run after the organisation's, on whose assignments it stands. */
export const SHARING_MIGRATIONS: readonly Migration[] = [
  { id: 'sharing-001-grants', sql: GRANTS },
  { id: 'sharing-002-requests', sql: REQUESTS },
  { id: 'sharing-004-deputies', sql: DEPUTIES },
];

/** Run after the vault's, on whose record types they work. */
export const SHARING_MARKS_MIGRATIONS: readonly Migration[] = [{ id: 'sharing-003-marks', sql: MARKS }];
