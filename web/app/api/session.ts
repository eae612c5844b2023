import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Me, PurposeView } from '../../../src/contract/session.ts';
import { forgetEverything } from '../memory.ts';
import { readPreference, usePreference, writePreference } from '../preferences.ts';
import { rememberCsrfToken, request } from './client.ts';
import { forgetCustomerData, queryClient } from './query-client.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    const me = await request<Me>('GET', '/session');
    rememberCsrfToken(me.csrfToken);
    return me;
  },
  staleTime: 60_000,
  gcTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Who is signed in. Only rendered inside the shell, whose route has loaded it. */
export function useMe(): Me {
  const { data } = useQuery(sessionQuery);
  if (data === undefined) throw new Error('The shell rendered without a session.');
  return data;
}

export async function signIn(login: string, password: string): Promise<Me> {
  const me = await request<Me>('POST', '/session', { body: { login, password } });
  rememberCsrfToken(me.csrfToken);
  queryClient.clear();
  forgetEverything();
  queryClient.setQueryData(sessionQuery.queryKey, me);
  return me;
}

/** Ends the session, here and, where an identity provider opened it, there as well. */
export async function signOut(showSignIn: () => Promise<void>): Promise<void> {
  const { continueAt } = await request<Readonly<{ continueAt: string | null }>>('DELETE', '/session');
  await showSignIn();
  dropSession();
  if (continueAt !== null) window.location.assign(continueAt);
}

/** Forgets who was signed in and everything that they saw. */
export function dropSession(): void {
  rememberCsrfToken(null);
  queryClient.clear();
  forgetEverything();
}

/** The purpose in force: the one chosen last if the caller still has it, or their only one. */
export function usePurpose(): PurposeView | null {
  const me = useMe();
  const chosen = usePreference('purpose');
  const found = me.purposes.find((purpose) => purpose.code === chosen);
  if (found) return found;
  return (me.purposes.length === 1 ? me.purposes[0] : undefined) ?? null;
}

export function choosePurpose(code: string): void {
  if (readPreference('purpose') === code) return;
  forgetCustomerData();
  forgetEverything();
  writePreference('purpose', code);
}
