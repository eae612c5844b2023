import { describe, expect, it } from 'vitest';
import { repeatable } from '../../../test/support/company.ts';
import {
  csrfMatches,
  csrfTokenOf,
  hashOfSecret,
  newSessionSecret,
  newTemporaryPassword,
  newTokenSecret,
} from './secret.ts';

describe('secrets', () => {
  it('are 32 random bytes, and a token says what it is', () => {
    const random = repeatable();
    const secret = newSessionSecret(random);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(newTokenSecret(random)).toMatch(/^fct_[A-Za-z0-9_-]{43}$/);
    expect(hashOfSecret(secret)).toHaveLength(32);
  });

  it.each(['', 'short', 'x'.repeat(44), 'x'.repeat(100_000), `fct_${'x'.repeat(42)}!`])(
    'what cannot be one is not even hashed (%#)',
    (text) => {
      expect(hashOfSecret(text)).toBeNull();
    },
  );

  it('ID-2 the CSRF token belongs to one session and does not contain its secret', () => {
    const random = repeatable();
    const [mine, other] = [newSessionSecret(random), newSessionSecret(random)];
    const token = csrfTokenOf(mine);
    expect(csrfMatches(mine, token)).toBe(true);
    expect(csrfMatches(other, token)).toBe(false);
    expect(csrfMatches(mine, '')).toBe(false);
    expect(csrfMatches(mine, mine)).toBe(false);
    expect(token).not.toContain(mine);
  });

  it('temporary passwords can be read aloud', () => {
    expect(newTemporaryPassword(repeatable())).toMatch(
      /^([0-9a-hj-km-np-tv-z]{4}-){3}[0-9a-hj-km-np-tv-z]{4}$/,
    );
  });
});
