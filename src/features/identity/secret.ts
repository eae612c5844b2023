import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a browser or a program presents to be recognised: 32 random bytes, of which only a hash is stored. */

export type RandomBytes = (count: number) => Uint8Array;

export const TOKEN_PREFIX = 'fct_';
const SECRET_BYTES = 32;
const SECRET_SHAPE = /^(?:fct_)?[A-Za-z0-9_-]{43}$/;

export function newSessionSecret(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url');
}

/** The prefix lets scanners find a token that somebody has published by mistake. */
export function newTokenSecret(randomBytes: RandomBytes): string {
  return `${TOKEN_PREFIX}${newSessionSecret(randomBytes)}`;
}

/** SHA-256 of a secret; null for what can't be one, so that nobody makes us hash a book. */
export function hashOfSecret(secret: string): Buffer | null {
  return SECRET_SHAPE.test(secret) ? createHash('sha256').update(secret).digest() : null;
}

/** Belongs to one session, and reveals nothing of its secret. */
export function csrfTokenOf(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('fencun csrf token').digest('base64url');
}

export function csrfMatches(sessionSecret: string, presented: string): boolean {
  const expected = Buffer.from(csrfTokenOf(sessionSecret));
  const actual = Buffer.from(presented);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Letters and digits that nobody confuses when reading them aloud (Crockford's base 32). */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Sixteen letters in four groups, 80 random bits. */
export function newTemporaryPassword(randomBytes: RandomBytes): string {
  const letters = [...randomBytes(16)].map((byte) => LETTERS.charAt(byte % LETTERS.length)).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

/** As long as a temporary password: a leaked hash of it can't be guessed, though it costs little to check. */
export function newRecoveryCode(randomBytes: RandomBytes): string {
  return newTemporaryPassword(randomBytes);
}

/** SHA-256 of a recovery code however it was typed (Crockford's base 32 reads o as 0, and i and l as 1). */
export function hashOfRecoveryCode(typed: string): Buffer | null {
  const letters = typed.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
  return /^[0-9a-hjkmnp-tv-z]{16}$/.test(letters) ? createHash('sha256').update(letters).digest() : null;
}
