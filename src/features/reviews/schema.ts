import type { Migration } from '../../platform/database/database.ts';

/**
 * Campaigns of reviews, what each looks at, and what was decided. Facts are as they were when the campaign began; who may
 * decide is asked anew each time. What reviewers write may name a customer: it is sealed under a key of the campaign's.
 */
const TABLES = `
CREATE TABLE fencun.review_campaign (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('quarterly', 'transfer', 'incident')),
  mode text NOT NULL CHECK (mode IN ('responsible', 'self')),
  started_at timestamptz NOT NULL,
  started_by integer REFERENCES fencun.person, -- null: time did it
  deadline timestamptz NOT NULL CHECK (deadline > started_at),
  -- The deadline would take so much that somebody has to say that it is meant.
  halted_at timestamptz,
  confirmed_at timestamptz,
  closed_at timestamptz,
  sealed_reason text,
  key_id text NOT NULL,
  wrapped_key text NOT NULL
);
CREATE INDEX review_campaign_open ON fencun.review_campaign (deadline) WHERE closed_at IS NULL;

CREATE TABLE fencun.review_item (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign integer NOT NULL REFERENCES fencun.review_campaign,
  person integer NOT NULL REFERENCES fencun.person,
  assignment integer REFERENCES fencun.assignment,
  kind text NOT NULL CHECK (kind IN ('assignment', 'rule', 'grant', 'client')),
  subject text NOT NULL,
  label jsonb NOT NULL,
  owners text[] NOT NULL,
  used boolean NOT NULL,
  facts jsonb NOT NULL,
  advice jsonb NOT NULL,
  verdict text CHECK (verdict IN ('keep', 'narrow', 'remove')),
  effect text CHECK (effect IN ('kept', 'ended', 'narrowed', 'proposed', 'gone')),
  decided_by integer REFERENCES fencun.person, -- null where decided: the deadline did it
  decided_at timestamptz,
  sealed text,
  CHECK ((verdict IS NULL) = (decided_at IS NULL) AND (verdict IS NULL) = (effect IS NULL)),
  UNIQUE (campaign, kind, subject, person)
);
CREATE INDEX review_item_open ON fencun.review_item (campaign) WHERE verdict IS NULL;

-- What a review wants of the policy, where rules serve others too: the security administrator sees to it.
CREATE TABLE fencun.review_proposal (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item integer NOT NULL UNIQUE REFERENCES fencun.review_item,
  rights jsonb NOT NULL,
  rules text[] NOT NULL,
  proposed_at timestamptz NOT NULL,
  outcome text CHECK (outcome IN ('done', 'declined')),
  closed_at timestamptz,
  closed_by integer REFERENCES fencun.person,
  CHECK ((outcome IS NULL) = (closed_at IS NULL))
);

-- Transfers that a campaign looked at.
CREATE TABLE fencun.review_transfer (
  assignment integer PRIMARY KEY REFERENCES fencun.assignment,
  campaign integer REFERENCES fencun.review_campaign
);

-- One row, or none before the first look: the first round begins a quarter after that.
CREATE TABLE fencun.review_schedule (
  version integer NOT NULL CHECK (version > 0),
  every_days integer NOT NULL CHECK (every_days BETWEEN 0 AND 366),
  deadline_days integer NOT NULL CHECK (deadline_days BETWEEN 1 AND 90),
  on_transfer boolean NOT NULL,
  next_at timestamptz,
  transfers_since timestamptz NOT NULL
);
CREATE UNIQUE INDEX review_schedule_is_one_row ON fencun.review_schedule ((true));

GRANT SELECT, INSERT, UPDATE ON fencun.review_campaign, fencun.review_item, fencun.review_proposal,
  fencun.review_schedule TO fencun_application;
GRANT SELECT, INSERT ON fencun.review_transfer TO fencun_application;`;

/** Run after the organisation's, on whose people it stands. */
export const REVIEWS_MIGRATIONS: readonly Migration[] = [{ id: 'reviews-001-campaigns', sql: TABLES }];
