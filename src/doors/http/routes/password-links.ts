import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  passwordLinkQuerySchema,
  passwordLinkRedemptionSchema,
  passwordLinkSchema,
  passwordLinkViewSchema,
} from '../../../contract/session.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { HttpServices } from '../services.ts';
import { actOf, networkOf } from '../sign-in.ts';

/** Anybody may send these, so they are kept small. */
const LINK_BYTES = 8192;

/** Links by which a person chooses a password. */
export function passwordLinkRoutes(app: App, { identity }: HttpServices, limits: RateLimits): void {
  app.post(
    '/people/:id/password-link',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'createPasswordLink',
          tag: 'organisation',
          zh: '生成设置密码的链接',
          en: 'Make a link to choose a password by',
          more: {
            zh: '供系统管理员邀请员工，或在其忘记密码时使用。72 小时内有效，只能用一次，只显示这一次；新链接使旧链接作废。',
            en: 'For the system administrator, to invite a person or when one forgot the password. It works once within 72 hours and is shown this once; a new one voids the earlier.',
          },
        },
        {
          params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
          response: { 201: passwordLinkSchema },
        },
      ),
    },
    async (request, reply) => {
      const link = await identity.createPasswordLink(actOf(request), request.params.id);
      return reply.code(201).send(link);
    },
  );

  const open = {
    config: { access: 'anyone' },
    bodyLimit: LINK_BYTES,
    onRequest: (request: FastifyRequest) => limits.ofSignIn(request),
  } as const;

  app.post(
    '/password-links/read',
    {
      ...open,
      schema: operation(
        { id: 'readPasswordLink', tag: 'session', zh: '链接属于谁', en: 'Whom a password link is for' },
        { body: passwordLinkQuerySchema, response: { 200: passwordLinkViewSchema } },
      ),
    },
    async (request) => identity.readPasswordLink(request.body.secret),
  );

  app.post(
    '/password-links/redeem',
    {
      ...open,
      schema: operation(
        {
          id: 'redeemPasswordLink',
          tag: 'session',
          zh: '用链接设置密码',
          en: 'Choose a password by a link',
          more: {
            zh: '二次验证保持不变；此人的全部会话与令牌同时结束。',
            en: 'The second factor stays in force; all sessions and tokens of the person end.',
          },
        },
        {
          body: passwordLinkRedemptionSchema,
          response: { 204: z.undefined().describe('The password is in force.') },
        },
      ),
    },
    async (request, reply) => {
      const { id, headers, body } = request;
      const userAgent = headers['user-agent'] ?? null;
      const visit = { door: 'http', network: networkOf(request), request: id, userAgent } as const;
      await identity.redeemPasswordLink(body, visit);
      return reply.code(204).send();
    },
  );
}
