import { generateURI, ScureBase32Plugin, verifySync } from 'otplib';
import type { Cipher, RandomBytes } from '../../platform/crypto/cipher.ts';
import type { KeyProvider, WrappedKey } from '../../platform/crypto/key-provider.ts';

/**
 * Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 seconds, the one variant that
 * every app understands. The secret has 160 bits, as RFC 4226 section 4 recommends.
 */
const SECRET_BYTES = 20;
const STEP_SECONDS = 30;
/** A code of the step before or after is accepted as well: clocks differ, and typing takes time (section 5.2). */
const TOLERANCE_SECONDS = STEP_SECONDS;
const KEY_BYTES = 32;
const ISSUER = 'Fencun';

/** A secret at rest. */
export type SealedSecret = Readonly<{ sealed: string; key: WrappedKey }>;

export type TotpParts = Readonly<{ cipher: Cipher; keyProvider: KeyProvider; randomBytes: RandomBytes }>;

/** A new secret in base 32, and the same sealed for one factor of one person: it opens as no other. */
export async function newTotpSecret(
  { cipher, keyProvider, randomBytes }: TotpParts,
  factor: string,
  person: number,
): Promise<Readonly<{ secret: string; atRest: SealedSecret }>> {
  const base32 = new ScureBase32Plugin();
  const secret = base32.encode(Uint8Array.from(randomBytes(SECRET_BYTES)), { padding: false });
  const bytes = randomBytes(KEY_BYTES);
  const key = await keyProvider.wrap(bytes);
  return {
    secret,
    atRest: { sealed: cipher.seal({ version: 1, bytes }, bound(factor, person), secret), key },
  };
}

export async function openTotpSecret(
  { cipher, keyProvider }: TotpParts,
  factor: string,
  person: number,
  { sealed, key }: SealedSecret,
): Promise<string> {
  const bytes = await keyProvider.unwrap(key.keyId, key.wrapped);
  return cipher.open({ version: 1, bytes }, bound(factor, person), sealed);
}

function bound(factor: string, person: number): string {
  return `totp secret|${factor}|${person}`;
}

/** What a QR code for authenticator apps holds. */
export function totpUri(secret: string, login: string): string {
  return generateURI({ issuer: ISSUER, label: login, secret, period: STEP_SECONDS });
}

export function looksLikeTotp(code: string): boolean {
  return /^\d{6}$/.test(plainCode(code));
}

/**
 * The time step of which `code` is the code, or null where it is none.
 *
 * @param afterStep of the last accepted code; none of this step or an earlier one is accepted
 */
export function stepOfCode(
  secret: string,
  code: string,
  at: number,
  afterStep: number | null,
): number | null {
  // The library throws at what has not six digits.
  if (!looksLikeTotp(code)) return null;
  const result = verifySync({
    secret,
    token: plainCode(code),
    epoch: Math.floor(at / 1000),
    epochTolerance: TOLERANCE_SECONDS,
    period: STEP_SECONDS,
    ...(afterStep === null ? {} : { afterTimeStep: afterStep }),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

/** Apps show “123 456”, and input methods type full-width digits. */
function plainCode(code: string): string {
  return code.normalize('NFKC').replace(/\s/g, '');
}
