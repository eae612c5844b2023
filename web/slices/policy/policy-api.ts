import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type {
  PolicyHistory,
  PolicyPreview,
  PolicyView,
  PreviewRequest,
  PurposeBody,
  PurposeVersions,
  ReachAnswer,
  RuleBody,
  RuleVersions,
  WhoCanSeeAnswer,
  WhoCanSeeQuery,
} from '../../../src/contract/policy.ts';
import type {
  newProposalSchema,
  ProposalDecision,
  ProposalView,
} from '../../../src/contract/policy-proposals.ts';
import { request } from '../../app/api/client.ts';
import { PROPOSALS } from '../../app/api/proposals.ts';
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

/** The same for another person to approve. */
function wishOf(change: PolicyChange): Omit<Wish, 'reason'> {
  switch (change.kind) {
    case 'rule':
      return { rules: [{ ...change.body, id: change.id, ifVersion: change.version }] };
    case 'remove-rule':
      return { removedRules: [{ id: change.id, ifVersion: change.version }] };
    case 'purpose':
      return { purposes: [{ ...change.body, code: change.code, ifVersion: change.version }] };
  }
}

type Wish = z.input<typeof newProposalSchema>;
type Submitted = Readonly<{ proposal: number | null }>;

function propose(wish: Wish): Promise<Submitted> {
  return request<Submitted>('POST', '/policy/proposals', { body: wish });
}

/** Whatever was read of the policy, and of customers by it, is read anew. */
function useForgetting(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    forgetCustomerData();
    await Promise.all(
      [['policy'], ['policy-history'], ['policy-versions'], ['who-can-see'], ['catalogue'], [PROPOSALS]].map(
        (queryKey) => client.invalidateQueries({ queryKey }),
      ),
    );
  };
}

/**
 * Changes the policy, or proposes that where a reason is given.
 *
 * @param onDone called when the change is in force
 */
export function usePolicyChange(onDone: () => void) {
  const forget = useForgetting();
  return useMutation({
    mutationFn: async ({ reason, ...change }: PolicyChange & Readonly<{ reason: string | null }>) => {
      if (reason !== null) return propose({ ...wishOf(change), reason: reason.trim() });
      await send(change);
      return { proposal: null };
    },
    onSuccess: async ({ proposal }) => {
      await forget();
      if (proposal === null) onDone();
    },
  });
}

export function useProposal(id: number) {
  return useQuery({
    queryKey: [PROPOSALS, id],
    queryFn: () => request<ProposalView>('GET', `/policy/proposals/${id}`),
    retry: false,
  });
}

type ProposalAct =
  | Readonly<{ kind: 'propose'; wish: Wish }>
  | Readonly<{ kind: 'decide'; id: number; decision: ProposalDecision }>
  | Readonly<{ kind: 'withdraw'; id: number }>
  | Readonly<{ kind: 'renew'; id: number }>;

export function useProposalAct() {
  const forget = useForgetting();
  return useMutation({
    mutationFn: async (act: ProposalAct): Promise<Submitted> => {
      if (act.kind === 'propose') return propose(act.wish);
      const one = `/policy/proposals/${act.id}`;
      if (act.kind === 'renew') return request<Submitted>('POST', `${one}/renew`);
      if (act.kind === 'withdraw') await request<void>('POST', `${one}/withdraw`);
      else await request<void>('POST', `${one}/decision`, { body: act.decision });
      return { proposal: null };
    },
    onSettled: forget,
  });
}

export function usePolicyPreview() {
  return useMutation({
    mutationFn: (body: Partial<PreviewRequest>) =>
      request<PolicyPreview>('POST', '/policy/preview', { body }),
  });
}

export function usePolicyReach() {
  return useMutation({
    mutationFn: (body: Partial<PreviewRequest>) => request<ReachAnswer>('POST', '/policy/reach', { body }),
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
