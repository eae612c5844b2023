import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

/** A real OpenID provider in this process, which signs in whomever the test names, and a browser that follows it. */

export type Account = Readonly<{
  sub: string;
  amr?: readonly string[];
  acr?: string;
  claims: Readonly<Record<string, unknown>>;
}>;

export const CLIENT = { clientId: 'fencun', clientSecret: 'a-secret-of-some-length' } as const;

export type TestProvider = Readonly<{
  issuer: string;
  /** Who signs in next; nobody where null: they decline. */
  account: { current: Account | null };
  /** A browser without any cookie of the provider's. */
  browse(): Browser;
  /** A logout token, signed as the provider signs. */
  logoutToken(claims: Readonly<Record<string, unknown>>): Promise<string>;
  close(): Promise<void>;
}>;

export type Browser = Readonly<{
  /** Follows an address through the provider until it leads to somewhere else. Resolves to where. */
  follow(url: string): Promise<string>;
}>;

export async function startProvider(home: string): Promise<TestProvider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'test' };
  const account: TestProvider['account'] = { current: null };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const known = new Map<string, Account>();
  const provider = new Provider(issuer, configurationOf(home, key, known));
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next();
    const { current } = account;
    if (current !== null) known.set(current.sub, current);
    const result =
      current === null
        ? { error: 'access_denied' }
        : { login: { accountId: current.sub, acr: current.acr, amr: [...(current.amr ?? [])] } };
    const to = await provider.interactionResult(context.req, context.res, result);
    context.redirect(to);
  });
  server.on('request', provider.callback());
  return {
    issuer,
    account,
    browse: () => browserOf(issuer),
    logoutToken: (claims) =>
      new SignJWT({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} }, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'test', typ: 'logout+jwt' })
        .setIssuer(issuer)
        .setAudience(CLIENT.clientId)
        .setIssuedAt()
        .setExpirationTime('2m')
        .sign(privateKey),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function configurationOf(home: string, key: object, known: ReadonlyMap<string, Account>): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [`${home}/api/v1/sso/callback`],
        post_logout_redirect_uris: [`${home}/sign-in`],
        backchannel_logout_uri: `${home}/api/v1/sso/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['not a secret'] },
    claims: { openid: ['sub', 'amr', 'acr', 'preferred_username', 'email', 'email_verified', 'employee'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    pkce: { required: () => true },
    ttl: {
      Interaction: 600,
      Grant: 600,
      Session: 600,
      AccessToken: 600,
      IdToken: 600,
      AuthorizationCode: 60,
    },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...known.get(id)?.claims }),
    }),
    // The company's own application: nobody is asked whether they agree.
    async loadExistingGrant(context) {
      const { client, session, provider } = context.oidc;
      const grant = new provider.Grant({
        ...(client === undefined ? {} : { clientId: client.clientId }),
        ...(session?.accountId === undefined ? {} : { accountId: session.accountId }),
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  };
}

function browserOf(issuer: string): Browser {
  const jar = new Map<string, string>();
  return {
    async follow(url) {
      let next = url;
      for (let hops = 0; next.startsWith(issuer) && hops < 10; hops += 1) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
        for (const header of answer.headers.getSetCookie()) {
          const [name = '', value = ''] = (header.split(';', 1)[0] ?? '').split(/=(.*)/s);
          jar.set(name, value);
        }
        const location = answer.headers.get('location');
        if (location === null)
          throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
        next = new URL(location, next).href;
      }
      return next;
    },
  };
}
