import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type {
  Deputy,
  FlowBody,
  flowSchema,
  RequestChain,
  RequestDecision,
  RequestView,
} from '../../../src/contract/sharing.ts';
import { request } from '../../app/api/client.ts';
import { CUSTOMER_DATA } from '../../app/api/query-client.ts';
import { REQUESTS } from '../../app/asking/asking-api.ts';

export type FlowView = z.infer<typeof flowSchema>;

export function useRequest(id: string) {
  return useQuery({
    queryKey: [REQUESTS, 'one', id],
    queryFn: () => request<RequestView>('GET', `/requests/${id}`),
    retry: false,
  });
}

export function useChain(id: string, enabled: boolean) {
  return useQuery({
    queryKey: [REQUESTS, 'chain', id],
    queryFn: () => request<RequestChain>('GET', `/requests/${id}/chain`),
    enabled,
    retry: false,
  });
}

type Act = Readonly<{ id: number }> &
  (
    | Readonly<{ kind: 'decide'; decision: RequestDecision }>
    | Readonly<{ kind: 'give-back' }>
    | Readonly<{ kind: 'revoke' }>
  );

export function useRequestActs() {
  const afterwards = useRefreshed();
  return useMutation({
    mutationFn: (act: Act) =>
      act.kind === 'decide'
        ? decide(act.id, act.decision)
        : request<void>('POST', `/requests/${act.id}/${act.kind}`),
    onSettled: afterwards,
  });
}

export type Decided = Readonly<{
  done: readonly number[];
  failed: readonly Readonly<{ id: number; error: unknown }>[];
}>;

/** The same decision on several requests, each by itself: what fails for one keeps none of the others. */
export function useDecideAll() {
  const afterwards = useRefreshed();
  return useMutation({
    mutationFn: async ({ ids, decision }: { ids: readonly number[]; decision: RequestDecision }) => {
      const done: number[] = [];
      const failed: { id: number; error: unknown }[] = [];
      for (const id of ids) {
        try {
          await decide(id, decision);
          done.push(id);
        } catch (error) {
          failed.push({ id, error });
        }
      }
      return { done, failed } satisfies Decided;
    },
    onSettled: afterwards,
  });
}

function decide(id: number, decision: RequestDecision): Promise<void> {
  return request<void>('POST', `/requests/${id}/decisions`, { body: decision });
}

function useRefreshed(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: [REQUESTS] });
    await client.invalidateQueries({ queryKey: [CUSTOMER_DATA] });
  };
}

const DEPUTIES = 'deputies';

export function useDeputies() {
  return useQuery({
    queryKey: [DEPUTIES],
    queryFn: () => request<{ deputies: Deputy[] }>('GET', '/deputies'),
    select: (answer) => answer.deputies,
  });
}

export function useDeputyActs() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (act: Readonly<{ end: number }> | Readonly<{ login: string; days: number }>) => {
      if ('end' in act) return void (await request<void>('DELETE', `/deputies/${act.end}`));
      const from = Date.now();
      const until = new Date(from + act.days * 86_400_000).toISOString();
      const body = { login: act.login, from: new Date(from).toISOString(), until };
      await request<{ id: number }>('POST', '/deputies', { body });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: [DEPUTIES] }),
  });
}

/** Positions and people by name, for whom a flow may ask. */
export function useOrganisation() {
  return useQuery({
    queryKey: ['organisation'],
    queryFn: () => request<OrganisationView>('GET', '/organisation'),
    retry: false,
  });
}

const FLOW = 'approval-flow';

export function useFlow() {
  return useQuery({
    queryKey: [FLOW],
    queryFn: () => request<FlowView>('GET', '/approval-flow'),
    retry: false,
  });
}

export function useSaveFlow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, body }: { version: number; body: FlowBody }) =>
      request<{ version: number }>('PUT', '/approval-flow', { body, version }),
    onSuccess: () => client.invalidateQueries({ queryKey: [FLOW] }),
  });
}
