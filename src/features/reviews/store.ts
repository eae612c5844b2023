import type pg from 'pg';
import type { CAMPAIGN_KINDS, REVIEW_EFFECTS } from '../../contract/reviews.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { Advice, ReviewFacts, ReviewVerdict } from '../../kernel/review/recommend.ts';
import type { ReviewKind, ReviewMode } from '../../kernel/review/reviewers.ts';
import type { WrappedKey } from '../../platform/crypto/key-provider.ts';
import type { NewItem } from './items.ts';

/** Campaigns and items as they are stored. */

export type CampaignKind = (typeof CAMPAIGN_KINDS)[number];
export type Effect = (typeof REVIEW_EFFECTS)[number];

export type StoredCampaign = Readonly<{
  id: number;
  kind: CampaignKind;
  mode: ReviewMode;
  startedAt: number;
  startedBy: number | null;
  deadline: number;
  haltedAt: number | null;
  confirmedAt: number | null;
  closedAt: number | null;
  sealedReason: string | null;
  key: WrappedKey;
}>;

export type StoredItem = Readonly<{
  id: number;
  campaign: number;
  person: number;
  assignment: number | null;
  kind: ReviewKind;
  subject: string;
  label: Label;
  owners: readonly string[];
  used: boolean;
  facts: ReviewFacts;
  advice: Advice;
  verdict: ReviewVerdict | null;
  effect: Effect | null;
  decidedBy: number | null;
  decidedAt: number | null;
  sealed: string | null;
  /** Of the assignment; null where there is none. */
  department: number | null;
}>;

type Client = Pick<pg.ClientBase, 'query'>;

type CampaignRow = Readonly<{
  id: number;
  kind: CampaignKind;
  mode: ReviewMode;
  started_at: Date;
  started_by: number | null;
  deadline: Date;
  halted_at: Date | null;
  confirmed_at: Date | null;
  closed_at: Date | null;
  sealed_reason: string | null;
  key_id: string;
  wrapped_key: string;
}>;

const LISTED_MAX = 200;

/** @param where a condition on `c`, with `values` as its parameters; the newest first */
export async function loadCampaigns(
  client: Client,
  where: string,
  values: readonly unknown[],
): Promise<readonly StoredCampaign[]> {
  const { rows } = await client.query<CampaignRow>(
    `SELECT c.* FROM fencun.review_campaign c WHERE ${where} ORDER BY c.id DESC LIMIT ${LISTED_MAX}`,
    [...values],
  );
  return rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, mode: row.mode, startedBy: row.started_by },
    startedAt: row.started_at.getTime(),
    deadline: row.deadline.getTime(),
    haltedAt: row.halted_at?.getTime() ?? null,
    confirmedAt: row.confirmed_at?.getTime() ?? null,
    closedAt: row.closed_at?.getTime() ?? null,
    sealedReason: row.sealed_reason,
    key: { keyId: row.key_id, wrapped: row.wrapped_key },
  }));
}

type ItemRow = Omit<StoredItem, 'decidedBy' | 'decidedAt'> &
  Readonly<{ decided_by: number | null; decided_at: Date | null }>;

/** @param where a condition on `i`, with `values` as its parameters */
export async function loadItems(
  client: Client,
  where: string,
  values: readonly unknown[],
): Promise<readonly StoredItem[]> {
  const { rows } = await client.query<ItemRow>(
    `SELECT i.*, a.department FROM fencun.review_item i LEFT JOIN fencun.assignment a ON a.id = i.assignment
      WHERE ${where} ORDER BY i.id`,
    [...values],
  );
  return rows.map(({ decided_by: decidedBy, decided_at: at, ...row }) => ({
    ...row,
    decidedBy,
    decidedAt: at?.getTime() ?? null,
  }));
}

export async function insertCampaign(
  client: Client,
  campaign: Omit<StoredCampaign, 'id' | 'haltedAt' | 'confirmedAt' | 'closedAt'>,
  items: readonly NewItem[],
): Promise<number> {
  const { kind, mode, startedAt, startedBy, deadline, sealedReason, key } = campaign;
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO fencun.review_campaign (kind, mode, started_at, started_by, deadline, sealed_reason, key_id, wrapped_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [
      ...[kind, mode, new Date(startedAt), startedBy, new Date(deadline), sealedReason],
      ...[key.keyId, key.wrapped],
    ],
  );
  const id = rows[0]?.id ?? 0;
  await client.query(
    `INSERT INTO fencun.review_item (campaign, person, assignment, kind, subject, label, owners, used, facts, advice)
     SELECT $1, person, assignment, kind, subject, label, owners, used, facts, advice
       FROM jsonb_to_recordset($2) AS i (person integer, assignment integer, kind text, subject text, label jsonb,
                                         owners text[], used boolean, facts jsonb, advice jsonb)`,
    [id, JSON.stringify(items)],
  );
  return id;
}

export async function saveDecision(
  client: Client,
  item: number,
  decision: Readonly<{
    verdict: ReviewVerdict;
    effect: Effect;
    by: number | null;
    at: number;
    sealed: string | null;
  }>,
): Promise<void> {
  const { verdict, effect, by, at, sealed } = decision;
  await client.query(
    `UPDATE fencun.review_item SET verdict = $2, effect = $3, decided_by = $4, decided_at = $5, sealed = $6
      WHERE id = $1`,
    [item, verdict, effect, by, new Date(at), sealed],
  );
}

/** Closes a campaign of which nothing is open. @returns whether it did */
export async function closeIfDone(client: Client, campaign: number, at: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE fencun.review_campaign SET closed_at = $2
      WHERE id = $1 AND closed_at IS NULL
        AND NOT EXISTS (SELECT FROM fencun.review_item WHERE campaign = $1 AND verdict IS NULL)`,
    [campaign, new Date(at)],
  );
  return rowCount === 1;
}
