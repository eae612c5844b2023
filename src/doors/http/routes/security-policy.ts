import { z } from 'zod';
import { securityPolicySchema, securityPolicyViewSchema } from '../../../contract/second-factor.ts';
import type { App } from '../app.ts';
import { etagOf, requiredVersion, versionHeaders } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

const config = { access: 'session' } as const;

/** Of whom a second factor is required. */
export function securityPolicyRoutes(app: App, { identity }: HttpServices): void {
  app.get(
    '/security-policy',
    {
      config,
      schema: operation(
        {
          id: 'readSecurityPolicy',
          tag: 'organisation',
          zh: '登录安全设置',
          en: 'Of whom a second factor is required',
          more: { zh: '供三员查看。', en: 'For holders of an office.' },
        },
        { response: { 200: securityPolicyViewSchema } },
      ),
    },
    async (request, reply) => {
      const policy = await identity.readSecurityPolicy(actOf(request));
      return reply.header('etag', etagOf(policy.version)).send(policy);
    },
  );

  app.put(
    '/security-policy',
    {
      config,
      schema: operation(
        {
          id: 'changeSecurityPolicy',
          tag: 'organisation',
          zh: '修改登录安全设置',
          en: 'Change of whom a second factor is required',
          more: {
            zh: '由安全管理员修改，立即生效：还没有二次验证方式的人须先设置。',
            en: 'For the security administrator. It holds at once: who has no second factor yet has to set one up first.',
          },
        },
        {
          headers: versionHeaders,
          body: securityPolicySchema,
          response: { 200: z.object({ version: z.int() }) },
        },
      ),
    },
    async (request, reply) => {
      const version = await identity.changeSecurityPolicy(
        actOf(request),
        request.body,
        requiredVersion(request),
      );
      return reply.header('etag', etagOf(version)).send({ version });
    },
  );
}
