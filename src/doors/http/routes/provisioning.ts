import { z } from 'zod';
import { uuidSchema } from '../../../contract/common.ts';
import {
  haltDecisionSchema,
  newProvisioningClientSchema,
  provisioningMappingSchema,
  provisioningTokenSchema,
  provisioningViewSchema,
} from '../../../contract/provisioning.ts';
import type { App } from '../app.ts';
import { etagOf, requiredVersion, versionHeaders } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

const config = { access: 'session' } as const;
const done = { 204: z.undefined().describe('Done.') };

/** What the system administrator decides about the identity system that keeps people. */
export function provisioningRoutes(app: App, { provisioning }: Pick<HttpServices, 'provisioning'>): void {
  app.get(
    '/provisioning',
    {
      config,
      schema: operation(
        {
          id: 'readProvisioning',
          tag: 'organisation',
          zh: '人员同步（SCIM）',
          en: 'People kept by an identity system (SCIM)',
          more: { zh: '供系统管理员查看。', en: 'For the system administrator.' },
        },
        { response: { 200: provisioningViewSchema } },
      ),
    },
    async (request, reply) => {
      const view = await provisioning.view(actOf(request));
      return reply.header('etag', etagOf(view.version)).send(view);
    },
  );

  app.post(
    '/provisioning/clients',
    {
      config,
      schema: operation(
        {
          id: 'issueProvisioningClient',
          tag: 'organisation',
          zh: '签发同步令牌',
          en: 'Make a token for an identity system',
          more: {
            zh: '只显示这一次；只能用于 /scim/v2。',
            en: 'Shown this once. It opens /scim/v2 and nothing else.',
          },
        },
        { body: newProvisioningClientSchema, response: { 201: provisioningTokenSchema } },
      ),
    },
    async (request, reply) =>
      reply.code(201).send(await provisioning.issueClient(actOf(request), request.body)),
  );

  app.delete(
    '/provisioning/clients/:id',
    {
      config,
      schema: operation(
        { id: 'endProvisioningClient', tag: 'organisation', zh: '停用同步令牌', en: 'End such a token' },
        { params: z.object({ id: uuidSchema.toLowerCase() }), response: done },
      ),
    },
    async (request, reply) => {
      await provisioning.endClient(actOf(request), request.params.id);
      return reply.code(204).send();
    },
  );

  decisionRoutes(app, { provisioning });
}

function decisionRoutes(app: App, { provisioning }: Pick<HttpServices, 'provisioning'>): void {
  app.put(
    '/provisioning/mapping',
    {
      config,
      schema: operation(
        {
          id: 'changeProvisioningMapping',
          tag: 'organisation',
          zh: '设置名称对应关系',
          en: 'Say what the words of the identity system mean',
          more: { zh: '立即按新的对应关系重新安排任职。', en: 'Everybody it keeps is placed anew at once.' },
        },
        {
          headers: versionHeaders,
          body: provisioningMappingSchema,
          response: { 200: z.object({ version: z.int() }) },
        },
      ),
    },
    async (request, reply) => {
      const basis = requiredVersion(request);
      const version = await provisioning.changeMapping(actOf(request), request.body, basis);
      return reply.header('etag', etagOf(version)).send({ version });
    },
  );

  app.post(
    '/provisioning/halt',
    {
      config,
      schema: operation(
        {
          id: 'decideProvisioningHalt',
          tag: 'organisation',
          zh: '处理被暂停的同步',
          en: 'Let a halted identity system go on, or refuse it',
          more: {
            zh: '放行后 24 小时内不再暂停；拒绝后，停用人员的请求一律被拒，直到放行。',
            en: 'Going on lasts 24 hours. Refused, it deactivates nobody until it may go on.',
          },
        },
        { body: haltDecisionSchema, response: done },
      ),
    },
    async (request, reply) => {
      await provisioning.decideHalt(actOf(request), request.body.decision);
      return reply.code(204).send();
    },
  );
}
