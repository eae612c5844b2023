import type pg from 'pg';
import type { CredentialView, Me, PurposeView } from '../../contract/session.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { type Act, createAdministration } from '../administration.ts';
import { createCallerBook } from './caller.ts';
import {
  endCredential,
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
import { changePassword, givePassword, resetOnServer, setTemporaryPassword } from './passwords.ts';
import { signIn } from './sign-in.ts';
import { createSignInDelay } from './sign-in-delay.ts';

export { endAllCredentials, endCredentialsOf, type IssuedToken, type NewToken } from './credentials.ts';
export type { IdentityOptions, IdentityParts, NewSession, SignedInCaller, Visit } from './parts.ts';
export { createPasswordHasher, type PasswordHasher } from './password-hash.ts';
export { csrfMatches, csrfTokenOf, TOKEN_PREFIX } from './secret.ts';

/** Who somebody is, and how they prove it. */
export type Identity = Readonly<{
  signIn(given: Readonly<{ login: string; password: string }>, visit: Visit): Promise<NewSession>;
  signOut(act: Act): Promise<void>;
  /** See {@link createCallerBook}: `fresh` whenever the answer alone decides. */
  callerOf(secret: string, how?: Readonly<{ fresh?: boolean }>): Promise<SignedInCaller | null>;
  me(caller: SignedInCaller, secret: string): Promise<Me>;
  purposesOf(caller: SignedInCaller): Promise<PurposeView[]>;
  changePassword(act: Act, change: Readonly<{ current: string; next: string }>): Promise<NewSession>;
  setTemporaryPassword(act: Act, person: PersonId): Promise<string>;
  resetOnServer(login: string): Promise<string>;
  /** A temporary password within somebody else's transaction, for the founding officers. */
  givePassword(client: pg.PoolClient, person: PersonId, at: number): Promise<string>;
  issueToken(act: Act, token: NewToken): Promise<IssuedToken>;
  listCredentials(act: Act): Promise<readonly CredentialView[]>;
  endCredential(act: Act, id: string): Promise<void>;
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
    givePassword: (client, person, at) => givePassword(client, workshop, person, at),
    issueToken: (act, token) => issueToken(workshop, act, token),
    listCredentials: (act) => listCredentials(workshop, act),
    async endCredential(act, id) {
      await endCredential(workshop, act, id);
      book.forget(({ credential }) => credential.id === id);
    },
    tidy: () => delay.tidy(parts.clock()),
  };
}
