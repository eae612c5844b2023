import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { CredentialView, tokenAnswerSchema, tokenRequestSchema } from '../../../src/contract/session.ts';
import { request } from '../../app/api/client.ts';

export type TokenRequest = z.input<typeof tokenRequestSchema>;
export type TokenAnswer = z.infer<typeof tokenAnswerSchema>;

export const CREDENTIALS_KEY = ['credentials'] as const;

export function useCredentials() {
  return useQuery({
    queryKey: CREDENTIALS_KEY,
    queryFn: () => request<{ credentials: CredentialView[] }>('GET', '/credentials'),
    select: (answer) => answer.credentials,
  });
}

export function revokeCredential(id: string): Promise<void> {
  return request<void>('DELETE', `/credentials/${id}`);
}

export function signOutElsewhere(): Promise<{ sessions: number }> {
  return request<{ sessions: number }>('POST', '/credentials/end-others');
}

export function issueToken(body: TokenRequest): Promise<TokenAnswer> {
  return request<TokenAnswer>('POST', '/credentials', { body });
}
