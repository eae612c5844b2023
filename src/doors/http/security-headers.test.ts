import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, SIGNED_IN, type TestDoor } from '../../../test/support/http-services.ts';

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor();
});
afterAll(() => door.close());

function policyOf(header: unknown): Record<string, string> {
  return Object.fromEntries(
    String(header)
      .split(';')
      .map((part) => {
        const [name = '', ...sources] = part.trim().split(' ');
        return [name, sources.join(' ')];
      }),
  );
}

describe('the headers of every answer', () => {
  const common = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
  };

  it.each([['/api/v1/session'], ['/api/v1/nothing'], ['/api/v1/%zz'], ['/healthz'], ['/metrics']])(
    'HTTP-6 %s is data: nothing of it may be run, loaded, submitted or framed',
    async (url) => {
      const { headers } = await door.app.inject({ url });
      expect(policyOf(headers['content-security-policy'])).toEqual({
        'default-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
      });
      expect(headers).toMatchObject(common);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it.each([['/'], ['/api/docs'], ['/nothing'], ['/api/v10/session']])(
    'HTTP-6 %s runs no foreign or inline script, takes no style without the nonce, and cannot be framed',
    async (url) => {
      const { headers } = await door.app.inject({ url });
      expect(policyOf(headers['content-security-policy'])).toEqual({
        'default-src': "'self'",
        'script-src': "'self'",
        'style-src': expect.stringMatching(/^'self' 'nonce-[\w-]{22}'$/),
        'img-src': "'self' data:",
        'font-src': "'self'",
        'connect-src': "'self'",
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
      });
      expect(headers).toMatchObject(common);
      expect(headers['strict-transport-security']).toBeUndefined();
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers.server ?? headers['x-powered-by']).toBeUndefined();
    },
  );

  it('HTTP-6 no two answers share a nonce', async () => {
    const nonces = new Set<string | undefined>();
    for (let i = 0; i < 5; i += 1) {
      const { headers } = await door.app.inject({ url: '/' });
      nonces.add(policyOf(headers['content-security-policy'])['style-src']);
    }
    expect(nonces.size).toBe(5);
  });

  it.each([
    ['/api/v1/session', 200],
    ['/api/v1/session/none', 404],
    ['/api/v1/openapi.json', 200],
    ['/healthz', 200],
    ['/readyz', 200],
    ['/metrics', 200],
  ])('HTTP-15 %s is never cached', async (url, status) => {
    const answer = await door.app.inject({ url, headers: SIGNED_IN });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('HTTP-15 every answer carries a request id, and no client chooses it', async () => {
    const ids = new Set<unknown>();
    for (const url of ['/', '/api/v1/session', '/api/v1/nothing', '/%zz', '/healthz']) {
      const headers = { 'x-request-id': 'mine', 'request-id': 'mine' };
      ids.add((await door.app.inject({ url, headers })).headers['x-request-id']);
    }
    expect(ids.size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
