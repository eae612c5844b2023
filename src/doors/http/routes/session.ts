import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { uuidSchema } from '../../../contract/common.ts';
import { Problem } from '../../../contract/problem.ts';
import {
  credentialViewSchema,
  type Me,
  meSchema,
  passwordChangeSchema,
  purposeViewSchema,
  signInRequestSchema,
  tokenAnswerSchema,
  tokenRequestSchema,
} from '../../../contract/session.ts';
import type { App } from '../app.ts';
import { clearSessionCookie, setSessionCookie } from '../cookies.ts';
import { operation } from '../operation.ts';
import { addressOf } from '../protection.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { HttpServices } from '../services.ts';
import { actOf, networkOf, signedIn } from '../sign-in.ts';

/** Anybody may send this one, so it is kept small. */
const SIGN_IN_BYTES = 8192;

/** Signing in and out, the caller's own password, sessions and tokens. */
export function sessionRoutes(
  app: App,
  services: HttpServices,
  limits: RateLimits,
  publicUrl: string | null,
): void {
  const { identity } = services;

  app.post(
    '/session',
    {
      config: { access: 'anyone' },
      bodyLimit: SIGN_IN_BYTES,
      onRequest: (request: FastifyRequest) => limits.ofSignIn(request),
      schema: operation(
        { id: 'signIn', tag: 'session', zh: '登录', en: 'Sign in' },
        { body: signInRequestSchema, response: { 200: meSchema } },
      ),
    },
    async (request, reply) => {
      const { id, headers, body } = request;
      const userAgent = headers['user-agent'] ?? null;
      const visit = { door: 'http', network: networkOf(request), request: id, userAgent } as const;
      const { secret, expiresAt } = await identity.signIn(body, visit);
      const me = await meOf(identity, secret);
      setSessionCookie(request, reply, secret, expiresAt);
      return me;
    },
  );

  ownSession(app, services, publicUrl);
}

function ownSession(app: App, services: HttpServices, publicUrl: string | null): void {
  const { identity } = services;

  app.get(
    '/session',
    {
      config: { fresh: true, while: ['proof', 'password', 'set-up'] },
      schema: operation(
        { id: 'getSession', tag: 'session', zh: '我是谁', en: 'Who am I' },
        { response: { 200: meSchema } },
      ),
    },
    async (request) => {
      const { caller, secret } = signedIn(request);
      return identity.me(caller, secret);
    },
  );

  app.delete(
    '/session',
    {
      config: { while: ['proof', 'password', 'set-up'] },
      schema: operation(
        {
          id: 'signOut',
          tag: 'session',
          zh: '退出登录',
          en: 'Sign out',
          more: {
            zh: '由身份提供方登录的会话，答复中有在那里一并退出的地址。',
            en: 'Of a session that an identity provider opened, the answer says where to sign out there as well.',
          },
        },
        {
          response: { 200: z.object({ continueAt: z.url().nullable() }) },
        },
      ),
    },
    async (request, reply) => {
      const act = actOf(request);
      const returnTo = `${addressOf(request, publicUrl)}/sign-in`;
      // First out here: what the provider says, or fails to say, keeps nobody signed in.
      await identity.signOut(act);
      clearSessionCookie(request, reply);
      return { continueAt: await identity.singleSignOn.endSessionUrl(act, returnTo) };
    },
  );

  ownPassword(app, services);
}

function ownPassword(app: App, services: HttpServices): void {
  const { identity } = services;

  app.post(
    '/session/password',
    {
      config: { access: 'session', while: ['password'] },
      schema: operation(
        {
          id: 'changePassword',
          tag: 'session',
          zh: '修改自己的密码',
          en: 'Change one’s own password',
          more: {
            zh: '其他会话全部结束；此会话换发新的 Cookie 与 CSRF 令牌。',
            en: 'Ends all other sessions; this one gets a new cookie and CSRF token.',
          },
        },
        { body: passwordChangeSchema, response: { 200: meSchema } },
      ),
    },
    async (request, reply) => {
      const { secret, expiresAt } = await identity.changePassword(actOf(request), request.body);
      setSessionCookie(request, reply, secret, expiresAt);
      return meOf(identity, secret);
    },
  );

  app.get(
    '/purposes',
    {
      config: { fresh: true },
      schema: operation(
        { id: 'listPurposes', tag: 'session', zh: '可用的处理目的', en: 'Purposes open to the caller' },
        { response: { 200: z.object({ purposes: z.array(purposeViewSchema) }) } },
      ),
    },
    async (request) => ({ purposes: await identity.purposesOf(signedIn(request).caller) }),
  );

  credentialRoutes(app, identity);
}

function credentialRoutes(app: App, identity: HttpServices['identity']): void {
  app.get(
    '/credentials',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'listCredentials',
          tag: 'session',
          zh: '我的会话与令牌',
          en: 'The caller’s sessions and tokens',
        },
        { response: { 200: z.object({ credentials: z.array(credentialViewSchema) }) } },
      ),
    },
    async (request) => ({ credentials: [...(await identity.listCredentials(actOf(request)))] }),
  );

  app.post(
    '/credentials',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'issueToken',
          tag: 'session',
          zh: '签发 API 令牌',
          en: 'Issue an API token',
          more: {
            zh: '令牌只显示这一次，权限不超过签发人，并可进一步收窄。',
            en: 'The token is shown this once. It never has more authority than its owner, and may have less.',
          },
        },
        { body: tokenRequestSchema, response: { 201: tokenAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const { name, expiresInDays, narrowing } = request.body;
      const limits = Object.fromEntries(Object.entries(narrowing).filter(([, limit]) => limit !== undefined));
      const token = await identity.issueToken(actOf(request), { name, expiresInDays, narrowing: limits });
      return reply.code(201).send({ ...token, expiresAt: new Date(token.expiresAt).toISOString() });
    },
  );

  app.post(
    '/credentials/end-others',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'endOtherSessions',
          tag: 'session',
          zh: '退出其他设备',
          en: 'Sign out everywhere else',
          more: {
            zh: '结束本人除当前会话外的全部会话；API 令牌不受影响。',
            en: 'Ends all sessions of the caller but this one. API tokens stay.',
          },
        },
        { response: { 200: z.object({ sessions: z.int() }) } },
      ),
    },
    async (request) => ({ sessions: await identity.endOtherSessions(actOf(request)) }),
  );

  app.delete(
    '/credentials/:id',
    {
      config: { access: 'session' },
      schema: operation(
        { id: 'endCredential', tag: 'session', zh: '结束会话或令牌', en: 'End a session or token' },
        {
          params: z.object({ id: uuidSchema.toLowerCase() }),
          response: { 204: z.undefined().describe('Ended; it is refused from now on.') },
        },
      ),
    },
    async (request, reply) => {
      await identity.endCredential(actOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}

export async function meOf(identity: HttpServices['identity'], secret: string): Promise<Me> {
  const caller = await identity.callerOf(secret, { fresh: true });
  if (caller === null) throw new Problem('not-signed-in');
  return identity.me(caller, secret);
}
