import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  CampaignView,
  campaignListSchema,
  DeadlineChange,
  proposalListSchema,
  ReviewDecisions,
} from '../../../src/contract/reviews.ts';
import { AUTHORITY } from '../../app/api/authority.ts';
import { request } from '../../app/api/client.ts';

const REVIEWS = 'reviews';

export function useReviews() {
  return useQuery({
    queryKey: [REVIEWS, 'list'],
    queryFn: () => request<z.infer<typeof campaignListSchema>>('GET', '/reviews'),
    retry: false,
  });
}

export function useReview(id: string) {
  return useQuery({
    queryKey: [REVIEWS, 'one', id],
    queryFn: () => request<CampaignView>('GET', `/reviews/${id}`),
    retry: false,
  });
}

export function useProposals() {
  return useQuery({
    queryKey: [REVIEWS, 'proposals'],
    queryFn: () => request<z.infer<typeof proposalListSchema>>('GET', '/reviews/proposals'),
    retry: false,
  });
}

type Act =
  | Readonly<{
      kind: 'begin';
      people: string[] | null;
      mode: 'responsible' | 'self';
      days: number;
      reason: string;
    }>
  | Readonly<{ kind: 'decide'; id: number; body: ReviewDecisions }>
  | Readonly<{ kind: 'deadline'; id: number; body: DeadlineChange }>
  | Readonly<{ kind: 'proposal'; id: number; outcome: 'done' | 'declined' }>;

export function useReviewActs() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (act: Act): Promise<number | null> => {
      switch (act.kind) {
        case 'begin': {
          const { kind: _, ...body } = act;
          return (await request<{ id: number }>('POST', '/reviews', { body })).id;
        }
        case 'decide':
          await request<void>('POST', `/reviews/${act.id}/decisions`, { body: act.body });
          return null;
        case 'deadline':
          await request<void>('POST', `/reviews/${act.id}/deadline`, { body: act.body });
          return null;
        case 'proposal':
          await request<void>('POST', `/reviews/proposals/${act.id}`, { body: { outcome: act.outcome } });
          return null;
      }
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: [REVIEWS] });
      await client.invalidateQueries({ queryKey: [AUTHORITY] });
    },
  });
}

/** A review with its evidence, handed to the browser as a file to be saved. */
export async function saveReview(id: number): Promise<void> {
  const file = await request<unknown>('POST', `/reviews/${id}/evidence`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: 'application/json' }));
  link.download = `fencun-review-${id}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
