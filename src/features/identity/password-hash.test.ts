import { describe, expect, it } from 'vitest';
import { createPasswordHasher } from './password-hash.ts';

const CHEAP = { memoryKib: 64, passes: 1 };

describe('password hashes', () => {
  it('ID-3 are argon2id at the cost that OWASP recommends, salted', async () => {
    const hasher = createPasswordHasher();
    const stored = await hasher.hash('correct horse battery staple');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.hash('correct horse battery staple')).not.toBe(stored);
    expect(await hasher.verify(stored, 'correct horse battery staple')).toBe(true);
    expect(await hasher.verify(stored, 'correct horse battery stable')).toBe(false);
  });

  it('hold for the same characters, however they were typed', async () => {
    const hasher = createPasswordHasher(CHEAP);
    const stored = await hasher.hash('ｃａｆé in Ｘｉ’ａｎ');
    expect(await hasher.verify(stored, 'cafe\u0301 in Xi’an')).toBe(true);
  });

  it('never match where there is none', async () => {
    const hasher = createPasswordHasher(CHEAP);
    expect(await hasher.verify(null, 'whoever has no password')).toBe(false);
  });

  it('are outdated when they were made at another cost', async () => {
    const stored = await createPasswordHasher(CHEAP).hash('correct horse battery staple');
    expect(createPasswordHasher(CHEAP).isOutdated(stored)).toBe(false);
    expect(createPasswordHasher({ memoryKib: 128, passes: 1 }).isOutdated(stored)).toBe(true);
  });
});
