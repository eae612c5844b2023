import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  HaltDecision,
  NewProvisioningClient,
  ProvisioningMapping,
  ProvisioningToken,
  ProvisioningView,
} from '../../../src/contract/provisioning.ts';
import { request } from '../../app/api/client.ts';

const SYNC_KEY = ['provisioning'] as const;

export function useSync(enabled: boolean) {
  return useQuery({
    queryKey: SYNC_KEY,
    queryFn: () => request<ProvisioningView>('GET', '/provisioning'),
    enabled,
    // The source acts by itself.
    staleTime: 0,
  });
}

function useChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: SYNC_KEY });
      await client.invalidateQueries({ queryKey: ['organisation'] });
    },
  });
}

export const useNewToken = () =>
  useChange((body: NewProvisioningClient) =>
    request<ProvisioningToken>('POST', '/provisioning/clients', { body }),
  );

export const useEndToken = () =>
  useChange((id: string) => request<void>('DELETE', `/provisioning/clients/${id}`));

export const useMapping = () =>
  useChange(({ mapping, version }: { mapping: ProvisioningMapping; version: number }) =>
    request<{ version: number }>('PUT', '/provisioning/mapping', { version, body: mapping }),
  );

export const useHaltDecision = () =>
  useChange((decision: HaltDecision) => request<void>('POST', '/provisioning/halt', { body: { decision } }));
