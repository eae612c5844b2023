import type { Evidence } from '../../audit/evidence.ts';
import type { CampaignView } from '../../contract/reviews.ts';
import type { Act } from '../administration.ts';
import { perform, type Watcher, type Workshop } from './parts.ts';
import { campaignView } from './view.ts';

/** A campaign as one file: what was looked at, what was decided and why, and the log's own word for it. */

const READERS: readonly Watcher[] = ['dpo', 'audit-administrator'];
const ACTIONS = [
  'review.begin',
  'review.decide',
  'review.lapse',
  'review.halt',
  'review.deadline',
  'review.close',
];
const PAGE = 200;
const ENTRIES_MAX = 5_000;

/** `log` is null where the log has nothing to prove it by yet. */
export type CampaignFile = Readonly<{ campaign: CampaignView; log: Evidence | null; complete: boolean }>;

/** @throws Problem `forbidden`, `not-found`; the export leaves an entry */
export async function campaignFile(workshop: Workshop, act: Act, id: number): Promise<CampaignFile> {
  const { logReader, logEvidence } = workshop;
  await perform(workshop, act, 'review.export', READERS, async () => ({
    answer: undefined,
    facts: { campaign: id },
  }));
  const campaign = await campaignView(workshop, act, id);
  const indexes: number[] = [];
  for (const action of ACTIONS) {
    let cursor: string | null | undefined;
    do {
      const page = await logReader.search(
        { kind: 'administration', outcome: 'released', action, from: Date.parse(campaign.startedAt) },
        { limit: PAGE, ...(cursor ? { cursor } : {}) },
      );
      const own = page.entries.filter(({ record }) => record?.note?.campaign === id);
      indexes.push(...own.map(({ index }) => index));
      cursor = page.cursor;
    } while (cursor !== null && indexes.length < ENTRIES_MAX);
  }
  const entries = indexes.sort((one, other) => one - other).slice(0, ENTRIES_MAX);
  return { campaign, log: await logEvidence(entries), complete: indexes.length < ENTRIES_MAX };
}
