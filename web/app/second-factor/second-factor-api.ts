import type { RecoveryCodes, TotpSetup } from '../../../src/contract/second-factor.ts';
import type { Me } from '../../../src/contract/session.ts';
import { request } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { sessionQuery } from '../api/session.ts';

export const SECOND_FACTORS_KEY = ['second-factors'] as const;

/** Proves the second factor in this session; who is signed in may be more afterwards. */
export async function proveByCode(code: string): Promise<Me> {
  const me = await request<Me>('POST', '/session/second-factor', { body: { code } });
  queryClient.setQueryData(sessionQuery.queryKey, me);
  return me;
}

export function beginTotp(name: string): Promise<TotpSetup> {
  return request<TotpSetup>('POST', '/session/second-factors/totp', { body: { name } });
}

export function confirmTotp(code: string): Promise<RecoveryCodes> {
  return request<RecoveryCodes>('POST', '/session/second-factors/totp/confirm', { body: { code } });
}

/** After a factor came or went: what is known of factors, sessions and the caller is read anew. */
export async function rereadSession(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: SECOND_FACTORS_KEY }),
    queryClient.invalidateQueries({ queryKey: ['credentials'] }),
    queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  ]);
}
