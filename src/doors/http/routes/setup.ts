import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  setupAnswerSchema,
  setupProgressSchema,
  setupQuerySchema,
  setupSchema,
} from '../../../contract/setup.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { HttpServices } from '../services.ts';
import { actOf, networkOf } from '../sign-in.ts';

/** Anybody may send these, so they are kept small. */
const SETUP_BYTES = 8192;

/** Setting up an empty store, by the link that the server prints when it starts. */
export function setupRoutes(app: App, { setup, companyProgress }: HttpServices, limits: RateLimits): void {
  app.get(
    '/setup/progress',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'readSetupProgress',
          tag: 'organisation',
          zh: '新企业的进度',
          en: 'How far a new company has come',
        },
        { response: { 200: setupProgressSchema } },
      ),
    },
    async (request) => companyProgress(actOf(request)),
  );

  const open = {
    config: { access: 'anyone' },
    bodyLimit: SETUP_BYTES,
    onRequest: (request: FastifyRequest) => limits.ofSignIn(request),
  } as const;

  app.post(
    '/setup/read',
    {
      ...open,
      schema: operation(
        { id: 'readSetupLink', tag: 'session', zh: '设立链接是否有效', en: 'Whether a set-up link is valid' },
        { body: setupQuerySchema, response: { 204: z.undefined().describe('It is.') } },
      ),
    },
    async (request, reply) => {
      await setup.readLink(request.body.secret);
      return reply.code(204).send();
    },
  );

  app.post(
    '/setup',
    {
      ...open,
      schema: operation(
        {
          id: 'setUp',
          tag: 'session',
          zh: '设立三员',
          en: 'Set up the three officers',
          more: {
            zh: '仅用于空库，凭服务启动时显示的链接，只能成功一次。操作者设置自己的密码，另外两人各得一个邀请链接。',
            en: 'For an empty store, by the link that the server prints when it starts; it succeeds once. Whoever does it chooses a password, and the other two get an invitation each.',
          },
        },
        { body: setupSchema, response: { 201: setupAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const visit = { door: 'http', network: networkOf(request), request: request.id } as const;
      return reply.code(201).send(await setup.setUp(request.body, visit));
    },
  );
}
