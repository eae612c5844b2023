import { describe, expect, it } from 'vitest';
import { isOwnPath } from './own-path.ts';

describe('isOwnPath', () => {
  it('WEB-6 signing in goes on to a page of this site only', () => {
    expect(isOwnPath('/')).toBe(true);
    expect(isOwnPath('/records/customer/01a20ca2-642f-779e-a5f8-a51ff3e6e873')).toBe(true);
    for (const elsewhere of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/%2f%2fevil.example',
      '/a?b=//c',
      '',
    ]) {
      expect(isOwnPath(elsewhere), elsewhere).toBe(false);
    }
  });
});
