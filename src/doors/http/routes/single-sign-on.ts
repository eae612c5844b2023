import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from '../../../contract/problem.ts';
import {
  singleSignOnChangeSchema,
  singleSignOnOfferSchema,
  singleSignOnSettingsSchema,
} from '../../../contract/single-sign-on.ts';
import { SsoRefusal } from '../../../features/identity/identity.ts';
import type { App } from '../app.ts';
import { clearSsoCookie, setSessionCookie, setSsoCookie, ssoCookieOf } from '../cookies.ts';
import { etagOf, requiredVersion, versionHeaders } from '../headers.ts';
import { operation } from '../operation.ts';
import { addressOf } from '../protection.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { HttpServices } from '../services.ts';
import { actOf, networkOf } from '../sign-in.ts';

const CALLBACK = '/api/v1/sso/callback';
const BACK_CHANNEL = '/api/v1/sso/back-channel-logout';
/** Anybody may send a logout token, so it is kept small. */
const TOKEN_BYTES = 16_384;
const elsewhere = { 302: z.undefined().describe('On to another page.') };

/** Signing in by the company's own identity provider. */
export function singleSignOnRoutes(
  app: App,
  { identity }: Pick<HttpServices, 'identity'>,
  publicUrl: string | null,
  limits: RateLimits,
): void {
  const sso = identity.singleSignOn;
  const config = { access: 'anyone' } as const;
  const onRequest = (request: FastifyRequest) => limits.ofSignIn(request);
  const redirectUriOf = (request: FastifyRequest) => `${addressOf(request, publicUrl)}${CALLBACK}`;

  app.get(
    '/sso',
    {
      config,
      schema: operation(
        {
          id: 'readSingleSignOn',
          tag: 'session',
          zh: '可用的单点登录',
          en: 'Single sign-on that is offered',
        },
        { response: { 200: singleSignOnOfferSchema } },
      ),
    },
    async () => sso.offer(),
  );

  app.get(
    '/sso/start',
    {
      config,
      onRequest,
      schema: operation(
        { id: 'beginSingleSignOn', tag: 'session', zh: '前往身份提供方', en: 'On to the identity provider' },
        { querystring: z.object({ next: z.string().max(500).optional() }), response: elsewhere },
      ),
    },
    async (request, reply) => {
      try {
        const { url, secret } = await sso.begin(redirectUriOf(request));
        const next = ownPath(request.query.next);
        setSsoCookie(request, reply, `${secret}.${Buffer.from(next).toString('base64url')}`);
        return reply.redirect(url, 302);
      } catch (error) {
        return backToSignIn(reply, error);
      }
    },
  );

  app.get(
    '/sso/callback',
    {
      config,
      onRequest,
      schema: operation(
        { id: 'completeSingleSignOn', tag: 'session', zh: '从身份提供方返回', en: 'Back from the provider' },
        { response: elsewhere },
      ),
    },
    async (request, reply) => {
      const [secret = null, next = ''] = ssoCookieOf(request)?.split('.') ?? [];
      clearSsoCookie(request, reply);
      const current = new URL(redirectUriOf(request));
      current.search = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
      try {
        const session = await sso.complete(current, secret, visitOf(request));
        setSessionCookie(request, reply, session.secret, session.expiresAt);
        return reply.redirect(ownPath(Buffer.from(next, 'base64url').toString()), 302);
      } catch (error) {
        return backToSignIn(reply, error);
      }
    },
  );

  void app.register(async (form: App) => logoutRoute(form, sso, onRequest));
  settingsRoutes(app, sso, (request) => addressOf(request, publicUrl));
}

type Sso = HttpServices['identity']['singleSignOn'];

/** The one route that takes a form: the standard says so. */
function logoutRoute(app: App, sso: Sso, onRequest: (request: FastifyRequest) => Promise<void>): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: TOKEN_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.post(
    '/sso/back-channel-logout',
    {
      config: { access: 'anyone' },
      onRequest,
      bodyLimit: TOKEN_BYTES,
      schema: operation(
        {
          id: 'backChannelLogout',
          tag: 'session',
          zh: '身份提供方通知退出',
          en: 'The identity provider ends sessions',
          more: {
            zh: 'OpenID Connect Back-Channel Logout 1.0；内容为 application/x-www-form-urlencoded。',
            en: 'OpenID Connect Back-Channel Logout 1.0; the body is application/x-www-form-urlencoded.',
          },
        },
        {
          body: z.object({ logout_token: z.string().max(TOKEN_BYTES) }),
          response: { 200: z.undefined().describe('The sessions have ended.') },
        },
      ),
    },
    async (request, reply) => {
      await sso.backChannelLogout(request.body.logout_token, visitOf(request));
      return reply.code(200).send();
    },
  );
}

function settingsRoutes(app: App, sso: Sso, baseOf: (request: FastifyRequest) => string): void {
  const config = { access: 'session' } as const;
  app.get(
    '/sso/settings',
    {
      config,
      schema: operation(
        {
          id: 'readSingleSignOnSettings',
          tag: 'organisation',
          zh: '单点登录设置',
          en: 'The identity provider that is set',
          more: { zh: '供系统管理员查看。', en: 'For the system administrator.' },
        },
        { response: { 200: singleSignOnSettingsSchema } },
      ),
    },
    async (request, reply) => {
      const known = await sso.read(actOf(request));
      const base = baseOf(request);
      const version = known?.version ?? 0;
      return reply.header('etag', etagOf(version)).send({
        version,
        provider: known?.settings ?? null,
        redirectUri: `${base}${CALLBACK}`,
        backChannelLogoutUri: `${base}${BACK_CHANNEL}`,
        postLogoutRedirectUri: `${base}/sign-in`,
      });
    },
  );

  app.put(
    '/sso/settings',
    {
      config,
      schema: operation(
        {
          id: 'changeSingleSignOnSettings',
          tag: 'organisation',
          zh: '设置身份提供方',
          en: 'Set the identity provider',
          more: {
            zh: '保存前先读取其 /.well-known/openid-configuration。管理员始终在本地登录。',
            en: 'Its /.well-known/openid-configuration is read first. Officers always sign in here.',
          },
        },
        {
          headers: versionHeaders,
          body: singleSignOnChangeSchema,
          response: { 200: z.object({ version: z.int() }) },
        },
      ),
    },
    async (request, reply) => {
      const version = await sso.change(actOf(request), request.body, requiredVersion(request));
      return reply.header('etag', etagOf(version)).send({ version });
    },
  );
}

function visitOf(request: FastifyRequest) {
  const userAgent = request.headers['user-agent'] ?? null;
  return { door: 'http', network: networkOf(request), request: request.id, userAgent } as const;
}

/** Whoever followed a link is at a page, not at an API: they are told on the page where they can sign in otherwise. */
function backToSignIn(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof SsoRefusal) return reply.redirect(`/sign-in?sso=${error.fault}`, 302);
  if (error instanceof Problem && error.status < 500) return reply.redirect('/sign-in?sso=failed', 302);
  throw error;
}

/** A path of this site; anything else is the first page. */
function ownPath(wanted: string | undefined): string {
  const isOwn = wanted !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) && !wanted.includes('\\');
  return isOwn ? wanted : '/';
}
