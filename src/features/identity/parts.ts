import type pg from 'pg';
import type { Caller, PolicySource } from '../../gateway/access-request.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import type { Cipher } from '../../platform/crypto/cipher.ts';
import type { KeyProvider } from '../../platform/crypto/key-provider.ts';
import type { Act, AdministrationParts } from '../administration.ts';
import type { PasswordHasher } from './password-hash.ts';
import type { RandomBytes } from './secret.ts';
import type { DelayOptions, SignInDelay } from './sign-in-delay.ts';

export type IdentityOptions = Readonly<{
  sessionHours: number;
  idleMinutes: number;
  /** How long a caller is remembered before their credential is read again, for uses that check it themselves. */
  rememberSeconds: number;
  /** A temporary password that nobody has used by then is void. */
  temporaryPasswordDays: number;
  delays?: DelayOptions;
}>;

export const IDENTITY_OPTIONS: IdentityOptions = {
  sessionHours: 12,
  idleMinutes: 30,
  rememberSeconds: 60,
  temporaryPasswordDays: 7,
};

export type IdentityParts = AdministrationParts &
  Readonly<{
    hasher: PasswordHasher;
    randomBytes: RandomBytes;
    policies: PolicySource;
    /** Seal what has to be read again: the secrets of authenticator apps. */
    cipher: Cipher;
    keyProvider: KeyProvider;
    /** Whom an identity system knows by an id of its own; null for nobody. */
    personByExternalId: (client: pg.PoolClient, externalId: string) => Promise<PersonId | null>;
    options?: IdentityOptions;
  }>;

/** What the files of this slice share. */
export type Workshop = Readonly<Required<IdentityParts> & { pool: pg.Pool; delay: SignInDelay }>;

/** A caller as this slice knows them. Doors and the gateway need no more than a `Caller`. */
export type SignedInCaller = Caller &
  Readonly<{
    /**
     * What the caller has to do first; until then they have neither assignments nor office. At most one is true:
     * prove a second factor, change a temporary password, set up a second factor that is required of them.
     */
    mustProveSecondFactor: boolean;
    mustChangePassword: boolean;
    mustSetUpSecondFactor: boolean;
    hasSecondFactor: boolean;
    /** Milliseconds since the Unix epoch. */
    expiresAt: number;
  }>;

/** Where an attempt to sign in comes from. */
export type Visit = Omit<Act, 'caller'> & Readonly<{ userAgent: string | null }>;

/** A new session: the secret goes into the cookie, and is known to nobody else. */
export type NewSession = Readonly<{ secret: string; expiresAt: number }>;
