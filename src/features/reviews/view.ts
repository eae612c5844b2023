import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { CampaignSummary, CampaignView, ReviewItem, ReviewProposal } from '../../contract/reviews.ts';
import { withoutFindings } from '../../kernel/classify/scan-text.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Act, recordOf } from '../administration.ts';
import type { Names } from '../organisation/organisation.ts';
import { MANAGERS } from './campaigns.ts';
import { perform, type Watcher, type Workshop, watcherOf } from './parts.ts';
import { companyNow, type Now, reviewersNow } from './present.ts';
import { loadCampaigns, loadItems, type StoredCampaign, type StoredItem } from './store.ts';

/** Reviews as people see them: watchers the whole, everybody else what is theirs to decide. */

const WATCHERS: readonly Watcher[] = ['dpo', 'security-administrator', 'audit-administrator'];

type Reader = Readonly<{ person: number; watches: boolean; manages: boolean }>;

async function readerOf({ pool, clock }: Workshop, act: Act): Promise<Reader> {
  const watcher = await transaction(pool, (client) => watcherOf(client, act, clock()));
  return {
    person: act.caller.person.id,
    watches: watcher !== null && WATCHERS.includes(watcher),
    manages: watcher !== null && MANAGERS.includes(watcher),
  };
}

function isTheirs(item: StoredItem, campaign: StoredCampaign, now: Now, person: number): boolean {
  return item.decidedBy === person || reviewersNow(item, campaign, now).deciders.has(person);
}

/** The newest first: for watchers all of them, for others those in which something is or was theirs. */
export async function campaignsFor(
  workshop: Workshop,
  act: Act,
): Promise<Readonly<{ campaigns: CampaignSummary[]; mayBegin: boolean }>> {
  const { pool, clock, organisation } = workshop;
  const reader = await readerOf(workshop, act);
  const campaigns = await loadCampaigns(pool, 'true', []);
  const now = await companyNow(workshop, clock());
  const items = await loadItems(pool, 'i.campaign = ANY ($1)', [campaigns.map(({ id }) => id)]);
  const seen = campaigns.flatMap((campaign) => {
    const own = items.filter((item) => item.campaign === campaign.id);
    const isSeen = reader.watches || own.some((item) => isTheirs(item, campaign, now, reader.person));
    return isSeen ? [{ campaign, own }] : [];
  });
  const names = await organisation.names(
    seen.flatMap(({ campaign }) => campaign.startedBy ?? []),
    [],
  );
  return {
    campaigns: seen.map(({ campaign, own }) => summaryOf(campaign, own, reader, now, names)),
    mayBegin: reader.manages,
  };
}

function summaryOf(
  campaign: StoredCampaign,
  items: readonly StoredItem[],
  { person }: Reader,
  now: Now,
  names: Names,
): CampaignSummary {
  const { id, kind, mode, startedAt, startedBy, deadline, haltedAt, confirmedAt, closedAt } = campaign;
  const open = items.filter(({ verdict }) => verdict === null);
  return {
    ...{ id, kind, mode, startedAt: iso(startedAt), deadline: iso(deadline) },
    startedBy: startedBy === null ? null : named(startedBy, names),
    haltedAt: haltedAt === null || confirmedAt !== null ? null : iso(haltedAt),
    closedAt: closedAt === null ? null : iso(closedAt),
    items: items.length,
    decided: items.length - open.length,
    toDecide:
      closedAt !== null
        ? 0
        : open.filter((item) => reviewersNow(item, campaign, now).deciders.has(person)).length,
  };
}

/** @throws Problem `not-found` for whoever has nothing to do with it */
export async function campaignView(workshop: Workshop, act: Act, id: number): Promise<CampaignView> {
  const { pool, clock, organisation, seals } = workshop;
  const reader = await readerOf(workshop, act);
  const [campaign] = await loadCampaigns(pool, 'c.id = $1', [id]);
  if (campaign === undefined) throw new Problem('not-found');
  const now = await companyNow(workshop, clock());
  const items = await loadItems(pool, 'i.campaign = $1', [id]);
  const shown = reader.watches ? items : items.filter((item) => isTheirs(item, campaign, now, reader.person));
  if (shown.length === 0) throw new Problem('not-found');
  if (reader.watches) await recordLook(workshop, act, id);
  const key = await seals.open(campaign.key);
  const names = await organisation.names(
    [
      ...(campaign.startedBy === null ? [] : [campaign.startedBy]),
      ...shown.flatMap(({ person, decidedBy }) => (decidedBy === null ? [person] : [person, decidedBy])),
      ...shown.flatMap((item) => [...reviewersNow(item, campaign, now).deciders.keys()]),
    ],
    shown.flatMap(({ assignment }) => assignment ?? []),
  );
  // What people write may name a customer, which offices see nothing of.
  const read = (sealed: string | null) => {
    if (sealed === null) return null;
    const text = seals.unseal(key, sealed);
    return act.caller.office === null ? text : withoutFindings(text);
  };
  return {
    ...summaryOf(campaign, items, reader, now, names),
    reason: read(campaign.sealedReason),
    listed: shown.map((item) => itemView(item, campaign, reader, now, names, read)),
    mayManage: reader.manages,
  };
}

/** Who used what, and what people wrote of it, is seen by nobody who watches without a record of it. */
async function recordLook({ pool, clock, newId, appendWithin }: Workshop, act: Act, campaign: number) {
  const parts = { kind: 'administration', outcome: 'released', action: 'review.read' } as const;
  const record = recordOf(act, { id: newId(), at: clock(), ...parts, facts: { campaign } });
  await transaction(pool, (client) => appendWithin(client, [record]));
}

function itemView(
  item: StoredItem,
  campaign: StoredCampaign,
  { person }: Reader,
  now: Now,
  names: Names,
  read: (sealed: string | null) => string | null,
): ReviewItem {
  const { id, kind, label, facts, advice, assignment, verdict, effect, decidedAt, decidedBy, sealed } = item;
  const { role, deciders } = reviewersNow(item, campaign, now);
  const post = assignment === null ? null : (names.assignments.get(assignment) ?? null);
  return {
    ...{ id, kind, advice, post, reviewer: role },
    person: named(item.person, names),
    label: kind === 'assignment' ? (post ?? label) : label,
    facts: {
      ...facts,
      fields: [...facts.fields],
      fieldsUsed: [...facts.fieldsUsed],
      rights: facts.rights.map((right) => ({ ...right, rules: [...right.rules] })),
    },
    reviewers: [...deciders.keys()].map((one) => named(one, names)),
    canDecide: verdict === null && campaign.closedAt === null && deciders.has(person),
    decision:
      verdict === null || effect === null || decidedAt === null
        ? null
        : {
            ...{ verdict, effect, at: iso(decidedAt), reason: read(sealed) },
            by: decidedBy === null ? null : named(decidedBy, names),
          },
  };
}

const PROPOSAL_READERS: readonly Watcher[] = ['security-administrator'];

type ProposalRow = Readonly<{
  id: number;
  person: number;
  name: string;
  assignment: number;
  rights: ReviewProposal['rights'];
  rules: string[];
  proposed_at: Date;
  by: number | null;
  by_name: string | null;
}>;

/** What reviews want of the policy and nobody has seen to, for the security administrator. */
export async function openProposals(workshop: Workshop, act: Act): Promise<ReviewProposal[]> {
  const { policies, organisation } = workshop;
  const rows = await perform(workshop, act, 'review.proposals', PROPOSAL_READERS, async (client) => {
    const found = await client.query<ProposalRow>(
      `SELECT o.id, i.person, p.name, i.assignment, o.rights, o.rules, o.proposed_at, i.decided_by AS by, d.name AS by_name
         FROM fencun.review_proposal o JOIN fencun.review_item i ON i.id = o.item
         JOIN fencun.person p ON p.id = i.person LEFT JOIN fencun.person d ON d.id = i.decided_by
        WHERE o.outcome IS NULL ORDER BY o.id`,
    );
    return { answer: found.rows, facts: {} };
  });
  const names = await organisation.names(
    [],
    rows.map(({ assignment }) => assignment),
  );
  const rules = new Map((await policies.load()).rules.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    ...{ id: row.id, person: { id: row.person, name: row.name }, rights: row.rights },
    post: names.assignments.get(row.assignment) ?? { zh: '', en: '' },
    rules: row.rules.map((id) => ({ id, name: rules.get(id) ?? { zh: id, en: id } })),
    proposedAt: iso(row.proposed_at.getTime()),
    proposedBy: row.by === null ? null : { id: row.by, name: row.by_name ?? '' },
  }));
}

/** @throws Problem `forbidden`, `not-found` where it is not open */
export async function closeProposal(
  workshop: Workshop,
  act: Act,
  id: number,
  outcome: 'done' | 'declined',
): Promise<void> {
  await perform(workshop, act, 'review.proposal.close', PROPOSAL_READERS, async (client, at) => {
    await close(client, act, id, outcome, at);
    return { answer: undefined, facts: { proposal: id, outcome } };
  });
}

async function close(client: pg.PoolClient, act: Act, id: number, outcome: string, at: number) {
  const { rowCount } = await client.query(
    `UPDATE fencun.review_proposal SET outcome = $2, closed_at = $3, closed_by = $4
      WHERE id = $1 AND outcome IS NULL`,
    [id, outcome, new Date(at), act.caller.person.id],
  );
  if (rowCount !== 1) throw new Problem('not-found');
}

const iso = (at: number): string => new Date(at).toISOString();

function named(id: number, { people }: Names): Readonly<{ id: number; name: string }> {
  return { id, name: people.get(id) ?? String(id) };
}
