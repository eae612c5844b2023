import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Askable, NewRequest, RequestSummary } from '../../../src/contract/sharing.ts';
import { request } from '../api/client.ts';
import { CUSTOMER_DATA } from '../api/query-client.ts';
import { useMe, usePurpose } from '../api/session.ts';

/** Requests of one's own and those to decide. Nothing in them is a customer's. */
export const REQUESTS = 'requests';

export type RequestList = Readonly<{ requests: readonly RequestSummary[]; toDecide: number }>;

/**
 * Officers have no business of their own with customer data. Asked again when somebody comes back to the window and
 * after their own acts, never by a clock: every request puts off the idle end of the session, and a page that asks by
 * itself would keep the session of somebody who has left.
 */
export function useRequests(view: 'mine' | 'inbox') {
  const me = useMe();
  return useQuery({
    queryKey: [REQUESTS, view],
    queryFn: () => request<RequestList>('GET', `/requests?view=${view}`),
    enabled: me.office === null && me.assignments.length > 0,
    refetchOnWindowFocus: true,
  });
}

export function useAskable(recordType: string) {
  const purpose = usePurpose()?.code ?? '';
  return useQuery({
    queryKey: [CUSTOMER_DATA, purpose, 'askable', recordType],
    queryFn: () =>
      request<Askable>('GET', `/requests/askable?${new URLSearchParams({ recordType })}`, { purpose }),
    enabled: purpose !== '',
  });
}

export function useAsk() {
  const purpose = usePurpose()?.code ?? '';
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: NewRequest) =>
      request<{ id: number }>('POST', '/requests', { body: wanted, purpose }),
    onSuccess: async (_, { emergency }) => {
      await client.invalidateQueries({ queryKey: [REQUESTS] });
      if (emergency) await client.invalidateQueries({ queryKey: [CUSTOMER_DATA] });
    },
  });
}
