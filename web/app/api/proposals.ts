import { useQuery } from '@tanstack/react-query';
import type { ProposalList } from '../../../src/contract/policy-proposals.ts';
import { request } from './client.ts';

/** Changes of the policy that wait for another person. */
export const PROPOSALS = 'policy-proposals';
const POLL_MS = 60_000;

export function useProposals() {
  return useQuery({
    queryKey: [PROPOSALS],
    queryFn: () => request<ProposalList>('GET', '/policy/proposals'),
    refetchInterval: POLL_MS,
    retry: false,
  });
}
