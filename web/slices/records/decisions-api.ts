import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DecisionsAnswer, NewDecision } from '../../../src/contract/decisions.ts';
import { request } from '../../app/api/client.ts';
import { CUSTOMER_DATA } from '../../app/api/query-client.ts';
import { usePurpose } from '../../app/api/session.ts';

function useDecisionsKey(customer: string) {
  const purpose = usePurpose()?.code ?? '';
  return { purpose, key: [CUSTOMER_DATA, purpose, 'decisions', customer] as const };
}

export function useDecisions(customer: string) {
  const { purpose, key } = useDecisionsKey(customer);
  return useQuery({
    queryKey: key,
    queryFn: () => request<DecisionsAnswer>('GET', `/customers/${customer}/decisions`, { purpose }),
  });
}

/** A decision changes what may be seen of the customer: everything that was read under the purpose is read anew. */
export function useNoteDecision(customer: string) {
  const { purpose, key } = useDecisionsKey(customer);
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: NewDecision) =>
      request<DecisionsAnswer>('POST', `/customers/${customer}/decisions`, {
        body: { decisions: [decision] },
        purpose,
      }),
    onSuccess: async (answer) => {
      client.setQueryData(key, answer);
      await client.invalidateQueries({
        queryKey: [CUSTOMER_DATA, purpose],
        predicate: ({ queryKey }) => queryKey[2] !== 'decisions',
      });
    },
  });
}
