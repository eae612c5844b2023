import type { Migration } from '../platform/database/database.ts';

/**
 * Who used which rule when, counted from the sealed entries, so that nobody has to read the log for it. What is lost
 * here can be counted anew, and no authority depends on it. The rule `` (empty) stands for all of a person's accesses of a
 * day together. Days are those of UTC.
 */
const USE = `
CREATE TABLE audit.day_use (
  person integer NOT NULL,
  rule text NOT NULL,
  day date NOT NULL,
  reads integer NOT NULL,
  -- \`type.field\`, those that were disclosed, searched by or changed
  fields text[] NOT NULL,
  PRIMARY KEY (person, rule, day)
);
CREATE INDEX day_use_day ON audit.day_use (day);

CREATE TABLE audit.last_use (
  person integer NOT NULL,
  rule text NOT NULL,
  field text NOT NULL,
  day date NOT NULL,
  PRIMARY KEY (person, rule, field)
);

-- One row, or none before anything was counted. next is the leaf index of the first entry that is not counted yet.
CREATE TABLE audit.use_progress (
  next bigint NOT NULL,
  began_at timestamptz
);
CREATE UNIQUE INDEX use_progress_is_one_row ON audit.use_progress ((true));
GRANT SELECT, INSERT, UPDATE, DELETE ON audit.day_use, audit.last_use, audit.use_progress TO fencun_auditor;`;

/** Run after the log's, from which it is counted. */
export const USE_MIGRATIONS: readonly Migration[] = [{ id: 'audit-use-001-tables', sql: USE }];
