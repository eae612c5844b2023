import { useQuery } from '@tanstack/react-query';
import type { AuthorityOverview } from '../../../src/contract/reviews.ts';
import { request } from './client.ts';

export const AUTHORITY = 'authority';

/** Authority that nobody uses or answers for. Every look leaves an entry, so an answer serves for a while. */
export function useAuthority() {
  return useQuery({
    queryKey: [AUTHORITY],
    queryFn: ({ signal }) => request<AuthorityOverview>('GET', '/authority', { signal }),
    staleTime: 300_000,
    retry: false,
  });
}
