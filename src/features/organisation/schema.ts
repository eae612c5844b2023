import type { Migration } from '../../platform/database/database.ts';

const TABLES = `
CREATE TABLE fencun.department (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  parent integer REFERENCES fencun.department,
  code text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,47}$'),
  name_zh text NOT NULL,
  name_en text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX department_parent ON fencun.department (parent);

CREATE TABLE fencun.position (
  code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9-]{0,47}$'),
  name_zh text NOT NULL,
  name_en text NOT NULL
);

CREATE TABLE fencun.person (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login text NOT NULL UNIQUE CHECK (login ~ '^[a-z0-9][a-z0-9._@-]{0,99}$'),
  name text NOT NULL,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'left')),
  trained_until timestamptz,
  created_at timestamptz NOT NULL,
  left_at timestamptz,
  CHECK ((status = 'left') = (left_at IS NOT NULL))
);

-- end_decided_at is when somebody decided on valid_until. An end that was due when it was decided is void for
-- everybody at once, whatever their clocks say.
CREATE TABLE fencun.assignment (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person integer NOT NULL REFERENCES fencun.person,
  department integer NOT NULL REFERENCES fencun.department,
  position text NOT NULL REFERENCES fencun.position,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz CHECK (valid_until >= valid_from),
  end_decided_at timestamptz
);
CREATE INDEX assignment_person ON fencun.assignment (person);
CREATE INDEX assignment_department ON fencun.assignment (department);

CREATE TABLE fencun.office (
  person integer PRIMARY KEY REFERENCES fencun.person,
  office text NOT NULL
    CHECK (office IN ('system-administrator', 'security-administrator', 'audit-administrator')),
  since timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON fencun.department, fencun.position, fencun.person, fencun.assignment
  TO fencun_application;
GRANT SELECT, INSERT, DELETE ON fencun.office TO fencun_application;
GRANT SELECT ON fencun.department, fencun.position, fencun.person, fencun.assignment, fencun.office
  TO fencun_gateway, fencun_auditor;`;

/**
 * Three laws that the database keeps itself, whoever writes: departments form a forest; who holds an office has no
 * assignment in force from then on, and the other way round; who has left gets neither. The row lock makes two
 * transactions that would break a law only together take turns.
 */
const LAWS = `
CREATE FUNCTION fencun.keep_forest() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('fencun.department', 0));
  IF EXISTS (
    WITH RECURSIVE above (id, parent) AS (
      SELECT d.id, d.parent FROM fencun.department d WHERE d.id = NEW.parent
      UNION
      SELECT d.id, d.parent FROM fencun.department d JOIN above ON d.id = above.parent
    )
    SELECT FROM above WHERE above.id = NEW.id
  ) THEN
    RAISE EXCEPTION 'a department cannot stand below itself'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'departments_are_a_forest';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_forest BEFORE INSERT OR UPDATE OF parent ON fencun.department
  FOR EACH ROW EXECUTE FUNCTION fencun.keep_forest();

CREATE FUNCTION fencun.keep_offices_apart() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM fencun.person WHERE id = NEW.person FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT FROM fencun.office o JOIN fencun.assignment a ON a.person = o.person
     WHERE o.person = NEW.person
       AND (a.valid_until IS NULL OR a.valid_until > greatest(o.since, a.valid_from))
  ) THEN
    RAISE EXCEPTION 'a person holds an office or assignments, never both'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'offices_apart_from_assignments';
  END IF;
  IF EXISTS (
    SELECT FROM fencun.person p
     WHERE p.id = NEW.person AND p.status = 'left'
       AND (EXISTS (SELECT FROM fencun.office o WHERE o.person = p.id)
         OR EXISTS (SELECT FROM fencun.assignment a WHERE a.person = p.id
                     AND (a.valid_until IS NULL OR a.valid_until > greatest(p.left_at, a.valid_from))))
  ) THEN
    RAISE EXCEPTION 'who has left holds nothing'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_after_leaving';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_offices_apart AFTER INSERT OR UPDATE ON fencun.assignment
  FOR EACH ROW EXECUTE FUNCTION fencun.keep_offices_apart();
CREATE TRIGGER keep_offices_apart AFTER INSERT OR UPDATE ON fencun.office
  FOR EACH ROW EXECUTE FUNCTION fencun.keep_offices_apart();`;

const EPOCH_TRIGGERS = ['department', 'person', 'assignment', 'office']
  .map(
    (table) => `
CREATE TRIGGER bump_epoch AFTER INSERT OR UPDATE OR DELETE ON fencun.${table}
  FOR EACH STATEMENT EXECUTE FUNCTION fencun.bump_epoch();`,
  )
  .join('');

/** What a person may act through, as the slices that do not own the organisation read it. Instants are in ms. */
const AUTHORITY_VIEW = `
CREATE VIEW fencun.person_authority AS
SELECT p.id, p.login, p.name, p.status, p.trained_until, o.office,
  coalesce((
    SELECT jsonb_agg(jsonb_build_object(
        'id', a.id,
        'department', a.department,
        'departmentName', jsonb_build_object('zh', d.name_zh, 'en', d.name_en),
        'position', a.position,
        'positionName', jsonb_build_object('zh', q.name_zh, 'en', q.name_en),
        'from', ceil(extract(epoch FROM a.valid_from) * 1000)::bigint,
        'until', floor(extract(epoch FROM a.valid_until) * 1000)::bigint
      ) ORDER BY a.id)
      FROM fencun.assignment a
      JOIN fencun.department d ON d.id = a.department
      JOIN fencun.position q ON q.code = a.position
     WHERE a.person = p.id AND (a.end_decided_at IS NULL OR a.valid_until > a.end_decided_at)
  ), '[]'::jsonb) AS assignments
FROM fencun.person p LEFT JOIN fencun.office o ON o.person = p.id;
GRANT SELECT ON fencun.person_authority TO fencun_application;`;

/**
 * A closed department keeps its records and its past, and takes nobody in. An acting assignment (代理) stands in for
 * somebody and always ends.
 */
const CLOSING_AND_ACTING = `
ALTER TABLE fencun.department ADD COLUMN closed_at timestamptz;
ALTER TABLE fencun.assignment
  ADD COLUMN capacity text NOT NULL DEFAULT 'regular' CHECK (capacity IN ('regular', 'acting')),
  ADD CONSTRAINT acting_ends CHECK (capacity = 'regular' OR valid_until IS NOT NULL);

CREATE FUNCTION fencun.keep_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM fencun.department WHERE id = NEW.department FOR SHARE;
  IF EXISTS (SELECT FROM fencun.department WHERE id = NEW.department AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a closed department takes nobody in'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_department_is_empty';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_closed BEFORE INSERT ON fencun.assignment
  FOR EACH ROW EXECUTE FUNCTION fencun.keep_closed();`;

export const ORGANISATION_MIGRATIONS: readonly Migration[] = [
  { id: 'organisation-001-tables', sql: TABLES },
  { id: 'organisation-002-laws', sql: LAWS },
  { id: 'organisation-003-epoch', sql: EPOCH_TRIGGERS },
  { id: 'organisation-004-authority', sql: AUTHORITY_VIEW },
  { id: 'organisation-005-closing-and-acting', sql: CLOSING_AND_ACTING },
];
