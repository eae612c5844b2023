import { generateSync } from 'otplib';
import { describe, expect, it } from 'vitest';
import { repeatable } from '../../../test/support/company.ts';
import { createCipher } from '../../platform/crypto/cipher.ts';
import { environmentKeyProvider } from '../../platform/crypto/local-key-provider.ts';
import { looksLikeTotp, newTotpSecret, openTotpSecret, stepOfCode, totpUri } from './totp.ts';

/** The test secret of RFC 6238 appendix B, "12345678901234567890" in base 32. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const keys = { suite: 'aes-256-gcm', randomBytes: repeatable('totp') } as const;
const parts = {
  cipher: createCipher(keys),
  keyProvider: environmentKeyProvider(`1:${Buffer.alloc(32, 3).toString('base64')}`, keys),
  randomBytes: keys.randomBytes,
};

describe('codes of authenticator apps', () => {
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('ID-16 are those of RFC 6238 appendix B at %i s', (seconds, eight) => {
    const step = stepOfCode(RFC_SECRET, eight.slice(2), seconds * 1000, null);
    expect(step).toBe(Math.floor(seconds / 30));
  });

  it('ID-16 count one step early or late, and no further', () => {
    const at = 1_800_000_000_000;
    const codeAt = (steps: number) =>
      generateSync({ secret: RFC_SECRET, epoch: Math.floor(at / 1000) + steps * 30 });
    const accepted = [-3, -2, -1, 0, 1, 2, 3].filter(
      (steps) => stepOfCode(RFC_SECRET, codeAt(steps), at, null) !== null,
    );
    expect(accepted).toEqual([-1, 0, 1]);
  });

  it('ID-16 count no longer once a code of their step or a later one was accepted', () => {
    const at = 59_000;
    expect(stepOfCode(RFC_SECRET, '287082', at, 0)).toBe(1);
    expect(stepOfCode(RFC_SECRET, '287082', at, 1)).toBeNull();
    expect(stepOfCode(RFC_SECRET, '287082', at, 2)).toBeNull();
  });

  it('are read as apps show them and input methods type them', () => {
    expect(stepOfCode(RFC_SECRET, ' 287 082 ', 59_000, null)).toBe(1);
    expect(stepOfCode(RFC_SECRET, '２８７０８２', 59_000, null)).toBe(1);
    expect(['287082', '287 082'].every(looksLikeTotp)).toBe(true);
    expect(
      ['', '28708', '2870820', 'abc', '򋛎󖞅󫀑'].map((code) => stepOfCode(RFC_SECRET, code, 59_000, null)),
    ).toEqual(Array(5).fill(null));
    expect(['28708', '2870820', 'abcd-efgh'].some(looksLikeTotp)).toBe(false);
  });

  it('name their account to the app', () => {
    const uri = new URL(totpUri(RFC_SECRET, 'li.na'));
    expect(uri.protocol).toBe('otpauth:');
    expect(uri.pathname).toContain('li.na');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret: RFC_SECRET, issuer: 'Fencun' });
  });
});

describe('the secret at rest', () => {
  it('ID-17 is sealed, and opens for its own factor and person only', async () => {
    const { secret, atRest } = await newTotpSecret(parts, 'factor-1', 7);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(JSON.stringify(atRest)).not.toContain(secret);
    expect(await openTotpSecret(parts, 'factor-1', 7, atRest)).toBe(secret);
    for (const [factor, person] of [
      ['factor-1', 8],
      ['factor-2', 7],
    ] as const) {
      await expect(openTotpSecret(parts, factor, person, atRest)).rejects.toMatchObject({
        code: 'key-unavailable',
      });
    }
  });
});
