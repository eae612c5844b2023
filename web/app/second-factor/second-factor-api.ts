import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
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

/** Whether a passkey could be made or used here: browsers know them on HTTPS or localhost, under a name. */
export function canUsePasskeys(): boolean {
  const isAddress = /^\[|^\d+(\.\d+){3}$/.test(window.location.hostname);
  return window.isSecureContext && 'PublicKeyCredential' in window && !isAddress;
}

/** Proves the second factor by a passkey, which the browser asks for. */
export async function proveByPasskey(): Promise<Me> {
  const { options } = await request<{ options: PublicKeyCredentialRequestOptionsJSON }>(
    'POST',
    '/session/second-factor/passkey/options',
  );
  const response = await fromBrowser(() => startAuthentication({ optionsJSON: options }));
  const me = await request<Me>('POST', '/session/second-factor/passkey', { body: { response } });
  queryClient.setQueryData(sessionQuery.queryKey, me);
  return me;
}

export async function addPasskey(name: string): Promise<RecoveryCodes> {
  const { options } = await request<{ options: PublicKeyCredentialCreationOptionsJSON }>(
    'POST',
    '/session/second-factors/passkey',
  );
  const response = await fromBrowser(() => startRegistration({ optionsJSON: options }));
  return request<RecoveryCodes>('POST', '/session/second-factors/passkey/confirm', {
    body: { name, response },
  });
}

/** The reader closed the browser's dialog, or let it time out. */
export class PasskeyGivenUp extends Error {}

async function fromBrowser<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new PasskeyGivenUp('the browser has no passkey to give', { cause: error });
  }
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
