import type pg from 'pg';
import type {
  SecondFactorsView,
  SecurityPolicy,
  SecurityPolicyView,
  TotpSetup,
} from '../../contract/second-factor.ts';
import type {
  CredentialView,
  Me,
  PasswordLink,
  PasswordLinkView,
  PurposeView,
} from '../../contract/session.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { type Act, type Administration, createAdministration } from '../administration.ts';
import { type CallerBook, type CallerOptions, createCallerBook } from './caller.ts';
import {
  endCredential,
  endOtherSessions,
  type IssuedToken,
  issueToken,
  listCredentials,
  type NewToken,
  signOut,
} from './credentials.ts';
import { me, purposesOf } from './me.ts';
import {
  IDENTITY_OPTIONS,
  type IdentityParts,
  type NewSession,
  type SignedInCaller,
  type Visit,
  type Workshop,
} from './parts.ts';
import { askForPasskey, beginPasskey, confirmPasskey, proveByPasskey, type Site } from './passkeys.ts';
import {
  createPasswordLink,
  createPasswordLinkOnServer,
  issueLink,
  readPasswordLink,
  redeemPasswordLink,
} from './password-links.ts';
import {
  changePassword,
  choosePasswordWithin,
  givePassword,
  resetOnServer,
  setTemporaryPassword,
} from './passwords.ts';
import { proveByCode } from './prove.ts';
import {
  beginTotp,
  confirmTotp,
  listSecondFactors,
  removeSecondFactor,
  renewRecoveryCodes,
  resetSecondFactors,
  resetSecondFactorsOnServer,
  rewrapTotpKeys,
} from './second-factors.ts';
import { changeSecurityPolicy, readSecurityPolicy } from './security-policy.ts';
import { signIn } from './sign-in.ts';
import { createSignInDelay } from './sign-in-delay.ts';
import { createSingleSignOn, type SingleSignOn } from './sso.ts';
import { rewrapProviderKey } from './sso-provider.ts';

export {
  endAllCredentials,
  endCredentialsOf,
  endToken,
  type IssuedToken,
  type NewToken,
} from './credentials.ts';
export { familyOf } from './device.ts';
export type { IdentityOptions, IdentityParts, NewSession, SignedInCaller, Visit } from './parts.ts';
export type { Site } from './passkeys.ts';
export { createPasswordHasher, type PasswordHasher } from './password-hash.ts';
export { removePassword } from './passwords.ts';
export {
  csrfMatches,
  csrfTokenOf,
  hashOfSecret,
  newSessionSecret as newLinkSecret,
  TOKEN_PREFIX,
} from './secret.ts';
export { writeSecurityPolicy } from './security-policy.ts';
export { networkGroup } from './sign-in-delay.ts';
export { type SingleSignOn, SsoRefusal } from './sso.ts';

type PasskeyProof = Parameters<typeof proveByPasskey>[3];
type NewPasskey = Parameters<typeof confirmPasskey>[3];

/** Who somebody is, and how they prove it. */
export type Identity = Readonly<{
  signIn(given: Readonly<{ login: string; password: string }>, visit: Visit): Promise<NewSession>;
  signOut(act: Act): Promise<void>;
  /** See {@link createCallerBook}: `fresh` whenever the answer alone decides. */
  callerOf(secret: string, how?: CallerOptions): Promise<SignedInCaller | null>;
  /** Who stands behind a credential, whether or not they are there; null when it has ended. */
  callerBehind(credential: string): Promise<SignedInCaller | null>;
  me(caller: SignedInCaller, secret: string): Promise<Me>;
  purposesOf(caller: SignedInCaller): Promise<PurposeView[]>;
  changePassword(act: Act, change: Readonly<{ current: string; next: string }>): Promise<NewSession>;
  setTemporaryPassword(act: Act, person: PersonId): Promise<string>;
  resetOnServer(login: string): Promise<string>;
  /** A link by which the person chooses a password. */
  createPasswordLink(act: Act, person: PersonId): Promise<PasswordLink>;
  createPasswordLinkOnServer(login: string): Promise<PasswordLink>;
  readPasswordLink(secret: string): Promise<PasswordLinkView>;
  redeemPasswordLink(given: Readonly<{ secret: string; password: string }>, visit: Visit): Promise<void>;
  /** A temporary password within somebody else's transaction, for the founding officers. */
  givePassword(client: pg.PoolClient, person: PersonId, at: number): Promise<string>;
  /** A password of the person's own choice, and an invitation, for officers who come into being in a browser. */
  choosePasswordWithin(
    client: pg.PoolClient,
    account: Readonly<{ person: PersonId; login: string; password: string }>,
    at: number,
  ): Promise<void>;
  /** @param by who hands the link over; null where nobody is signed in yet */
  inviteWithin(
    client: pg.PoolClient,
    person: PersonId,
    by: PersonId | null,
    at: number,
  ): Promise<PasswordLink>;
  issueToken(act: Act, token: NewToken): Promise<IssuedToken>;
  listCredentials(act: Act): Promise<readonly CredentialView[]>;
  endCredential(act: Act, id: string): Promise<void>;
  /** Ends every session of the caller's but this one. Resolves to how many there were. */
  endOtherSessions(act: Act): Promise<number>;
  /** Proves the second factor by a code of an authenticator app or a recovery code. */
  proveByCode(act: Act, code: string): Promise<void>;
  askForPasskey(act: Act, site: Site): ReturnType<typeof askForPasskey>;
  proveByPasskey(act: Act, site: Site, response: PasskeyProof): Promise<void>;
  beginPasskey(act: Act, site: Site): ReturnType<typeof beginPasskey>;
  /** Like {@link Identity.confirmTotp}. */
  confirmPasskey(act: Act, site: Site, passkey: NewPasskey): Promise<readonly string[] | null>;
  listSecondFactors(act: Act): Promise<SecondFactorsView>;
  beginTotp(act: Act, name: string): Promise<TotpSetup>;
  /** Resolves to recovery codes with the first factor, to null with any other. */
  confirmTotp(act: Act, code: string): Promise<readonly string[] | null>;
  removeSecondFactor(act: Act, id: string): Promise<void>;
  renewRecoveryCodes(act: Act): Promise<readonly string[]>;
  resetSecondFactors(act: Act, person: PersonId): Promise<void>;
  resetSecondFactorsOnServer(login: string): Promise<void>;
  readSecurityPolicy(act: Act): Promise<SecurityPolicyView>;
  /** Resolves to the new version. */
  changeSecurityPolicy(act: Act, wish: SecurityPolicy, basis: number): Promise<number>;
  /** After a rotation of the key provider's keys. Resolves to how many keys were wrapped anew. */
  rewrapKeys(): Promise<number>;
  singleSignOn: SingleSignOn;
  /** Deletes delays that no longer matter; to be called now and then. */
  tidy(): Promise<void>;
}>;

export function createIdentity(parts: IdentityParts): Identity {
  const pool = parts.database.pool('application');
  const options = parts.options ?? IDENTITY_OPTIONS;
  const delay = createSignInDelay(pool, options.delays);
  const workshop: Workshop = { ...parts, options, pool, delay };
  const administration = createAdministration(parts);
  const book = createCallerBook(workshop);

  return {
    signIn: (given, visit) => signIn(workshop, given, visit),
    async signOut(act) {
      await signOut(workshop, act);
      book.forget(({ credential }) => credential.id === act.caller.credential.id);
    },
    callerOf: book.callerOf,
    callerBehind: book.callerBehind,
    me: (caller, secret) => me(workshop, caller, secret),
    purposesOf: async (caller) => purposesOf(await parts.policies.load(), caller, parts.clock()),
    async changePassword(act, change) {
      const session = await changePassword(workshop, act, change);
      book.forget(({ person }) => person.id === act.caller.person.id);
      return session;
    },
    async setTemporaryPassword(act, person) {
      const password = await setTemporaryPassword(workshop, administration, act, person);
      book.forget((caller) => caller.person.id === person);
      return password;
    },
    resetOnServer: (login) => resetOnServer(workshop, login),
    createPasswordLink: (act, person) => createPasswordLink(workshop, administration, act, person),
    createPasswordLinkOnServer: (login) => createPasswordLinkOnServer(workshop, login),
    readPasswordLink: (secret) => readPasswordLink(workshop, secret),
    redeemPasswordLink: (given, visit) => redeemPasswordLink(workshop, given, visit),
    givePassword: (client, person, at) => givePassword(client, workshop, person, at),
    choosePasswordWithin: (client, account, at) => choosePasswordWithin(client, workshop, account, at),
    inviteWithin: (client, person, by, at) => issueLink(client, workshop, person, by, at),
    issueToken: (act, token) => issueToken(workshop, act, token),
    listCredentials: (act) => listCredentials(workshop, act),
    async endCredential(act, id) {
      await endCredential(workshop, act, id);
      book.forget(({ credential }) => credential.id === id);
    },
    async endOtherSessions(act) {
      const count = await endOtherSessions(workshop, act);
      const { person, credential } = act.caller;
      book.forget((other) => other.person.id === person.id && other.credential.id !== credential.id);
      return count;
    },
    ...secondFactors(workshop, administration, book),
    singleSignOn: createSingleSignOn(workshop, administration, book),
    tidy: () => delay.tidy(parts.clock()),
  };
}

type SecondFactorCalls =
  | 'proveByCode'
  | 'askForPasskey'
  | 'proveByPasskey'
  | 'beginPasskey'
  | 'confirmPasskey'
  | 'listSecondFactors'
  | 'beginTotp'
  | 'confirmTotp'
  | 'removeSecondFactor'
  | 'renewRecoveryCodes'
  | 'resetSecondFactors'
  | 'resetSecondFactorsOnServer'
  | 'readSecurityPolicy'
  | 'changeSecurityPolicy'
  | 'rewrapKeys';

/** What changes how strong a session is makes this process read it anew. */
function secondFactors(
  workshop: Workshop,
  administration: Administration,
  book: CallerBook,
): Pick<Identity, SecondFactorCalls> {
  const forget = (id: PersonId) => book.forget(({ person }) => person.id === id);
  return {
    async proveByCode(act, code) {
      await proveByCode(workshop, act, code);
      forget(act.caller.person.id);
    },
    askForPasskey: (act, site) => askForPasskey(workshop, act, site),
    async proveByPasskey(act, site, response) {
      await proveByPasskey(workshop, act, site, response);
      forget(act.caller.person.id);
    },
    beginPasskey: (act, site) => beginPasskey(workshop, act, site),
    async confirmPasskey(act, site, passkey) {
      const codes = await confirmPasskey(workshop, act, site, passkey);
      forget(act.caller.person.id);
      return codes;
    },
    listSecondFactors: (act) => listSecondFactors(workshop, act),
    beginTotp: (act, name) => beginTotp(workshop, act, name),
    async confirmTotp(act, code) {
      const codes = await confirmTotp(workshop, act, code);
      forget(act.caller.person.id);
      return codes;
    },
    async removeSecondFactor(act, id) {
      await removeSecondFactor(workshop, act, id);
      forget(act.caller.person.id);
    },
    renewRecoveryCodes: (act) => renewRecoveryCodes(workshop, act),
    async resetSecondFactors(act, person) {
      await resetSecondFactors(administration, act, person);
      forget(person);
    },
    resetSecondFactorsOnServer: (login) => resetSecondFactorsOnServer(workshop, login),
    readSecurityPolicy: (act) => readSecurityPolicy(workshop, administration, act),
    async changeSecurityPolicy(act, wish, basis) {
      const version = await changeSecurityPolicy(administration, act, wish, basis);
      book.forget(() => true);
      return version;
    },
    rewrapKeys: async () => (await rewrapTotpKeys(workshop)) + (await rewrapProviderKey(workshop)),
  };
}
