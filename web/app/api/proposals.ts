import { useQuery } from '@tanstack/react-query';
import type { ProposalList } from '../../../src/contract/policy-proposals.ts';
import { request } from './client.ts';

/** Changes of the policy that wait for another person. Not asked for by a clock, which would keep sessions alive. */
export const PROPOSALS = 'policy-proposals';

export function useProposals() {
  return useQuery({
    queryKey: [PROPOSALS],
    queryFn: () => request<ProposalList>('GET', '/policy/proposals'),
    refetchOnWindowFocus: true,
    retry: false,
  });
}
