import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type {
  PolicyHistory,
  PolicyView,
  PreviewAnswer,
  PreviewRequest,
  PurposeBody,
  PurposeVersions,
  RuleBody,
  RuleVersions,
  WhoCanSeeAnswer,
  WhoCanSeeQuery,
} from '../../../src/contract/policy.ts';
import { request } from '../../app/api/client.ts';
import { forgetCustomerData } from '../../app/api/query-client.ts';

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

export type PolicyChange =
  | Readonly<{ kind: 'rule'; id: string; body: RuleBody; version: number | null }>
  | Readonly<{ kind: 'remove-rule'; id: string; version: number }>
  | Readonly<{ kind: 'purpose'; code: string; body: PurposeBody; version: number | null }>;

function send(change: PolicyChange): Promise<unknown> {
  switch (change.kind) {
    case 'rule':
      return request('PUT', `/policy/rules/${change.id}`, {
        body: change.body,
        ...(change.version === null ? {} : { version: change.version }),
      });
    case 'remove-rule':
      return request('DELETE', `/policy/rules/${change.id}`, { version: change.version });
    case 'purpose':
      return request('PUT', `/policy/purposes/${change.code}`, {
        body: change.body,
        ...(change.version === null ? {} : { version: change.version }),
      });
  }
}

/** Changes the policy; whatever was read of it, and of customers by it, is read anew. */
export function usePolicyChange(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      forgetCustomerData();
      await Promise.all(
        [['policy'], ['policy-history'], ['policy-versions'], ['who-can-see'], ['catalogue']].map(
          (queryKey) => client.invalidateQueries({ queryKey }),
        ),
      );
      onDone();
    },
  });
}

export function usePolicyPreview() {
  return useMutation({
    mutationFn: (body: Partial<PreviewRequest>) =>
      request<PreviewAnswer>('POST', '/policy/preview', { body }),
  });
}

export function usePolicyHistory() {
  return useQuery({
    queryKey: ['policy-history'],
    queryFn: () => request<PolicyHistory>('GET', '/policy/history'),
  });
}

export function useVersions(of: 'rule' | 'purpose', id: string) {
  return useQuery({
    queryKey: ['policy-versions', of, id],
    queryFn: () => request<RuleVersions | PurposeVersions>('GET', `/policy/${of}s/${id}/versions`),
  });
}
