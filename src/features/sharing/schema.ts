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

/** Run after the organisation's, on whose assignments it stands. */
export const SHARING_MIGRATIONS: readonly Migration[] = [{ id: 'sharing-001-grants', sql: GRANTS }];
