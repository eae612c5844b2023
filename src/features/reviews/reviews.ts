import type {
  AuthorityOverview,
  CampaignSummary,
  CampaignView,
  DeadlineChange,
  NewCampaign,
  ReviewDecisions,
  ReviewProposal,
  ReviewSchedule,
} from '../../contract/reviews.ts';
import { asProblem } from '../../platform/database/connect.ts';
import type { Act } from '../administration.ts';
import { createSeals } from '../sharing/sharing.ts';
import { beginByHand, changeDeadline, decideItems } from './campaigns.ts';
import { type CampaignFile, campaignFile } from './evidence.ts';
import { authorityOverview } from './overview.ts';
import type { ReviewsParts, Workshop } from './parts.ts';
import { changeSchedule, readSchedule, tickReviews } from './schedule.ts';
import { campaignsFor, campaignView, closeProposal, openProposals } from './view.ts';

/** Looking after authority: whether it is used, whether anybody answers for it, and reviewing it. */
export type Reviews = Readonly<{
  overview(act: Act): Promise<AuthorityOverview>;
  campaigns(act: Act): Promise<Readonly<{ campaigns: CampaignSummary[]; mayBegin: boolean }>>;
  campaign(act: Act, id: number): Promise<CampaignView>;
  begin(act: Act, campaign: NewCampaign): Promise<number>;
  decide(act: Act, id: number, decisions: ReviewDecisions): Promise<void>;
  changeDeadline(act: Act, id: number, change: DeadlineChange): Promise<void>;
  exported(act: Act, id: number): Promise<CampaignFile>;
  proposals(act: Act): Promise<ReviewProposal[]>;
  closeProposal(act: Act, id: number, outcome: 'done' | 'declined'): Promise<void>;
  schedule(act: Act): Promise<ReviewSchedule>;
  /** Resolves to the new version. */
  changeSchedule(
    act: Act,
    basis: number,
    schedule: Omit<ReviewSchedule, 'version' | 'nextAt'>,
  ): Promise<number>;
  /** Counts what was used since the last time, carries out what is due, and begins what is. */
  tick(): Promise<void>;
}>;

export function createReviews(parts: ReviewsParts): Reviews {
  const workshop: Workshop = {
    ...parts,
    pool: parts.database.pool('application'),
    seals: createSeals(parts, 'review'),
  };
  return {
    overview: (act) => attempt(authorityOverview(workshop, act)),
    campaigns: (act) => attempt(campaignsFor(workshop, act)),
    campaign: (act, id) => attempt(campaignView(workshop, act, id)),
    begin: (act, campaign) => attempt(beginByHand(workshop, act, campaign)),
    decide: (act, id, decisions) => attempt(decideItems(workshop, act, id, decisions)),
    changeDeadline: (act, id, change) => attempt(changeDeadline(workshop, act, id, change)),
    exported: (act, id) => attempt(campaignFile(workshop, act, id)),
    proposals: (act) => attempt(openProposals(workshop, act)),
    closeProposal: (act, id, outcome) => attempt(closeProposal(workshop, act, id, outcome)),
    schedule: (act) => attempt(readSchedule(workshop, act)),
    changeSchedule: (act, basis, schedule) => attempt(changeSchedule(workshop, act, basis, schedule)),
    tick: () => attempt(tickReviews(workshop)),
  };
}

function attempt<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asProblem(error);
  });
}
