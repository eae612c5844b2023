import { afterEach, describe, expect, it } from 'vitest';
import {
  BY_TOKEN,
  CALLER,
  CSRF,
  ME,
  openTestDoor,
  RECORD_ID,
  SESSION_SECRET,
  SIGNED_IN,
  type TestDoor,
  TOKEN_SECRET,
} from '../../../test/support/http-services.ts';

let door: TestDoor | null = null;
afterEach(async () => {
  await door?.close();
  door = null;
});
async function open(...parts: Parameters<typeof openTestDoor>): Promise<TestDoor> {
  door = await openTestDoor(...parts);
  return door;
}

type Paths = Record<string, Record<string, { security?: Record<string, string[]>[] }>>;
function operationsOf({ app }: TestDoor) {
  const { paths } = app.swagger() as { paths: Paths };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security = [] }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase() as 'GET',
      url: path
        .replace('{id}', path.includes('/people/') || path.includes('ment') ? '7' : RECORD_ID)
        .replace('{path}', '0/000')
        .replace(/\{\w+\}/g, 'customer'),
      security,
    })),
  );
}

const OPEN = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'POST /api/v1/session',
  'POST /api/v1/password-links/read',
  'POST /api/v1/password-links/redeem',
  'POST /api/v1/setup',
  'POST /api/v1/setup/read',
  'GET /api/v1/sso',
  'GET /api/v1/sso/start',
  'GET /api/v1/sso/callback',
  'POST /api/v1/sso/back-channel-logout',
];

describe('who gets in', () => {
  it('HTTP-1 every route but a few answers 401 to whoever presents nothing', async () => {
    const { app } = await open();
    const operations = operationsOf({ app } as TestDoor);
    expect(operations.length).toBeGreaterThan(50);
    for (const { name, method, url } of operations) {
      const answer = await app.inject({ method, url });
      if (OPEN.includes(name)) {
        expect(answer.statusCode, name).not.toBe(401);
      } else {
        expect(answer.statusCode, name).toBe(401);
        expect(answer.json(), name).toMatchObject({ code: 'not-signed-in' });
        expect(answer.headers['www-authenticate'], name).toBe('Bearer realm="fencun"');
      }
    }
  });

  it('HTTP-1 a credential that is not known, or no longer, counts for nothing', async () => {
    const { app } = await open();
    for (const headers of [
      { cookie: `fencun=${'X'.repeat(43)}` },
      { authorization: `Bearer fct_${'X'.repeat(43)}` },
      { authorization: 'Basic bGluOnNlY3JldA==' },
      { authorization: `Bearer ${TOKEN_SECRET} ` },
      // Whoever shows a wrong token is not let in by the cookie beside it.
      { ...SIGNED_IN, authorization: 'Bearer wrong' },
    ]) {
      expect((await app.inject({ url: '/api/v1/session', headers })).statusCode).toBe(401);
    }
  });

  it('HTTP-5 a session is taken from the cookie only, and a token from the header only', async () => {
    const { app } = await open();
    const asToken = { authorization: `Bearer ${SESSION_SECRET}` };
    const asCookie = { cookie: `fencun=${TOKEN_SECRET}` };
    expect((await app.inject({ url: '/api/v1/session', headers: asToken })).statusCode).toBe(401);
    expect((await app.inject({ url: '/api/v1/session', headers: asCookie })).statusCode).toBe(401);
    expect((await app.inject({ url: '/api/v1/session', headers: SIGNED_IN })).statusCode).toBe(200);
    expect((await app.inject({ url: '/api/v1/session', headers: BY_TOKEN })).statusCode).toBe(200);
  });

  it('HTTP-27 what belongs to a person’s session or office answers 403 to an API token', async () => {
    const { app } = await open();
    const sessionOnly = operationsOf({ app } as TestDoor).filter(
      ({ security }) => security.length === 1 && security[0]?.session !== undefined,
    );
    const names = sessionOnly.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['POST /api/v1/credentials', 'POST /api/v1/log/query']));
    expect(names).toContain('PUT /api/v1/policy/rules/{id}');
    for (const { name, method, url } of sessionOnly) {
      const answer = await app.inject({ method, url, headers: BY_TOKEN });
      expect(answer.statusCode, name).toBe(403);
      expect(answer.json(), name).toMatchObject({ code: 'forbidden' });
    }
  });

  it.each([
    ['mustChangePassword', 'password-change-required', ['POST /api/v1/session/password']],
    [
      'mustProveSecondFactor',
      'second-factor-required',
      [
        'POST /api/v1/session/second-factor',
        'POST /api/v1/session/second-factor/passkey',
        'POST /api/v1/session/second-factor/passkey/options',
      ],
    ],
    [
      'mustSetUpSecondFactor',
      'second-factor-setup-required',
      [
        'GET /api/v1/session/second-factors',
        'POST /api/v1/session/second-factors/passkey',
        'POST /api/v1/session/second-factors/passkey/confirm',
        'POST /api/v1/session/second-factors/totp',
        'POST /api/v1/session/second-factors/totp/confirm',
      ],
    ],
  ] as const)(
    'HTTP-19 who %s can do that, see themselves, leave, and nothing else',
    async (pending, code, open_) => {
      const caller = { ...CALLER, [pending]: true };
      const { app } = await open(
        {
          identity: {
            signOut: async () => {},
            changePassword: async () => ({ secret: SESSION_SECRET, expiresAt: CALLER.expiresAt }),
          },
        },
        { caller },
      );
      const allowed: string[] = [];
      for (const { name, method, url } of operationsOf({ app } as TestDoor)) {
        if (OPEN.includes(name)) continue;
        const answer = await app.inject({ method, url, headers: SIGNED_IN });
        if (answer.statusCode === 403 && answer.json().code === code) continue;
        allowed.push(name);
      }
      expect(allowed.toSorted()).toEqual(
        ['DELETE /api/v1/session', 'GET /api/v1/session', ...open_].toSorted(),
      );
    },
  );

  it('HTTP-18 whoever asks too often waits, and is told how long', async () => {
    const { app } = await open({}, { config: { limits: { requestsPerMinuteOfPerson: 3 } } });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      statuses.push((await app.inject({ url: '/api/v1/session', headers: SIGNED_IN })).statusCode);
    }
    // Session and token are the same person.
    const answer = await app.inject({ url: '/api/v1/session', headers: BY_TOKEN });
    expect(statuses).toEqual([200, 200, 200]);
    expect(answer.statusCode).toBe(429);
    expect(answer.json()).toMatchObject({ code: 'too-many-requests' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('HTTP-18 one address can neither flood the door nor try passwords without end', async () => {
    const limits = { requestsPerMinuteOfAddress: 5, signInsPerMinuteOfAddress: 2 };
    const { app } = await open({}, { config: { limits } });
    const signIn = () =>
      app.inject({ method: 'POST', url: '/api/v1/session', payload: { login: '', password: '' } });
    expect([await signIn(), await signIn(), await signIn()].map(({ statusCode }) => statusCode)).toEqual([
      400, 400, 429,
    ]);
    await app.inject({ url: '/healthz' });
    await app.inject({ url: '/healthz' });
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(429);
    expect((await app.inject({ url: '/healthz', remoteAddress: '192.0.2.9' })).statusCode).toBe(200);
  });
});

describe('other sites', () => {
  const change = { method: 'DELETE', url: '/api/v1/session' } as const;
  const signOut = { identity: { signOut: async () => {} } };

  it.each([
    ['no token', { cookie: SIGNED_IN.cookie }],
    ['a wrong token', { cookie: SIGNED_IN.cookie, 'x-csrf-token': `${CSRF.slice(0, -1)}_` }],
    ['an empty token', { cookie: SIGNED_IN.cookie, 'x-csrf-token': '' }],
    ['another origin', { ...SIGNED_IN, origin: 'https://evil.example' }],
    ['our host in another scheme', { ...SIGNED_IN, origin: 'https://localhost:80' }],
    ['a hidden origin', { ...SIGNED_IN, origin: 'null' }],
    ['a sister site', { ...SIGNED_IN, 'sec-fetch-site': 'same-site' }],
    ['a hidden origin of another site', { ...SIGNED_IN, origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ])('HTTP-3 a change by cookie with %s is refused, and nothing is done', async (_title, headers) => {
    const { app } = await open();
    const answer = await app.inject({ ...change, headers });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'untrusted-request' });
  });

  it.each([
    ['our own origin', { ...SIGNED_IN, origin: 'http://localhost:80', host: 'localhost:80' }],
    ['our own page that hides its origin', { ...SIGNED_IN, origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['no browser at all', SIGNED_IN],
    ['an API token, which no browser sends by itself', BY_TOKEN],
  ])('HTTP-3 a change from %s goes through', async (_title, headers) => {
    const { app } = await open(signOut);
    expect((await app.inject({ ...change, headers })).statusCode).toBe(200);
  });

  it('HTTP-3 nobody is signed in from another site', async () => {
    const { app } = await open();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { origin: 'https://evil.example' },
      payload: { login: 'lin', password: 'secret' },
    });
    expect(answer.statusCode).toBe(403);
  });

  it('HTTP-3 the address that people use counts as our own behind a proxy', async () => {
    const { app } = await open(signOut, { config: { publicUrl: 'https://fencun.example/' } });
    const headers = { ...SIGNED_IN, origin: 'https://fencun.example', host: '10.0.0.5:7070' };
    expect((await app.inject({ ...change, headers })).statusCode).toBe(200);
  });
});

describe('the session cookie', () => {
  const stubs = {
    identity: {
      signIn: async () => ({ secret: SESSION_SECRET, expiresAt: CALLER.expiresAt }),
      signOut: async () => {},
      changePassword: async () => ({ secret: SESSION_SECRET, expiresAt: CALLER.expiresAt }),
    },
  };
  const signIn = {
    method: 'POST',
    url: '/api/v1/session',
    payload: { login: 'lin', password: 'x' },
  } as const;

  it('HTTP-4 is out of reach of scripts and of other sites', async () => {
    const { app } = await open(stubs);
    const answer = await app.inject(signIn);
    expect(answer.json()).toEqual(ME);
    expect(answer.headers['set-cookie']).toBe(
      `fencun=${SESSION_SECRET}; Path=/; Expires=${new Date(CALLER.expiresAt).toUTCString()}; HttpOnly; SameSite=Strict`,
    );
    expect(answer.body).not.toContain(SESSION_SECRET);
  });

  it('HTTP-4 is bound to host and TLS where a trusted proxy says that the client speaks TLS', async () => {
    const { app } = await open(stubs, { config: { trustedProxies: ['127.0.0.1'] } });
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' };
    const answer = await app.inject({ ...signIn, headers });
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-fencun=.*; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(answer.headers['set-cookie']).not.toContain('Domain');
    expect(answer.headers['strict-transport-security']).toBe('max-age=63072000');

    const cookie = `__Host-fencun=${SESSION_SECRET}`;
    expect((await app.inject({ url: '/api/v1/session', headers: { ...headers, cookie } })).statusCode).toBe(
      200,
    );
    // The plain name could have been put there by anybody on the way.
    const plain = { ...headers, cookie: SIGNED_IN.cookie };
    expect((await app.inject({ url: '/api/v1/session', headers: plain })).statusCode).toBe(401);
  });

  it('HTTP-4 nobody but a trusted proxy is believed about TLS and addresses', async () => {
    const seen: (string | null)[] = [];
    const { app } = await open(
      {
        identity: {
          ...stubs.identity,
          signIn: async (_given, visit) => {
            seen.push(visit.network);
            return { secret: SESSION_SECRET, expiresAt: CALLER.expiresAt };
          },
        },
      },
      { config: { trustedProxies: ['10.0.0.1'] } },
    );
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' };
    const answer = await app.inject({ ...signIn, headers, remoteAddress: '::ffff:192.0.2.1' });
    expect(answer.headers['set-cookie']).toMatch(/^fencun=/);
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    await app.inject({ ...signIn, headers, remoteAddress: '10.0.0.1' });
    expect(seen).toEqual(['192.0.2.1', '203.0.113.7']);
  });

  it('goes when the session ends, and is renewed with the password', async () => {
    const { app } = await open(stubs);
    const left = await app.inject({ method: 'DELETE', url: '/api/v1/session', headers: SIGNED_IN });
    expect(left.headers['set-cookie']).toMatch(/^fencun=; .*Expires=Thu, 01 Jan 1970/);
    const changed = await app.inject({
      method: 'POST',
      url: '/api/v1/session/password',
      headers: SIGNED_IN,
      payload: { current: 'x', next: 'y' },
    });
    expect(changed.headers['set-cookie']).toMatch(/^fencun=SSS/);
    expect(changed.json()).toEqual(ME);
  });
});
