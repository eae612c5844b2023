import { useQuery } from '@tanstack/react-query';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { PolicyView, WhoCanSeeAnswer, WhoCanSeeQuery } from '../../../src/contract/policy.ts';
import { request } from '../../app/api/client.ts';

export function usePolicy() {
  return useQuery({ queryKey: ['policy'], queryFn: () => request<PolicyView>('GET', '/policy') });
}

/** Names for the departments and positions that rules speak of by id and code. */
export function useOrganisation() {
  return useQuery({
    queryKey: ['organisation'],
    queryFn: () => request<OrganisationView>('GET', '/organisation'),
    retry: false,
  });
}

export function useWhoCanSee(query: WhoCanSeeQuery | null) {
  return useQuery({
    queryKey: ['who-can-see', query],
    queryFn: () =>
      request<WhoCanSeeAnswer>(
        'GET',
        `/policy/who-can-see?${new URLSearchParams(
          Object.entries(query ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
        )}`,
      ),
    enabled: query !== null,
  });
}
