import { z } from 'zod';
import { uuidSchema } from '../../../contract/common.ts';
import { decisionsAnswerSchema, recordDecisionsSchema } from '../../../contract/decisions.ts';
import type { App } from '../app.ts';
import { sendDisclosed } from '../disclosed-answer.ts';
import { purposeHeader } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf } from '../sign-in.ts';

const params = z.object({ id: uuidSchema.toLowerCase() });

/** What customers decided about the use of their data. */
export function decisionRoutes(app: App, services: HttpServices): void {
  const { gateway } = services;

  app.get(
    '/customers/:id/decisions',
    {
      schema: operation(
        {
          id: 'readDecisions',
          tag: 'consent',
          zh: '客户的同意、撤回与反对',
          en: 'What a customer decided',
          more: {
            zh: '每个事项以客户最后一次的决定为准。',
            en: 'Of each subject the decision that the customer made last is in force.',
          },
        },
        { headers: purposeHeader, params, response: { 200: decisionsAnswerSchema } },
      ),
    },
    async (request, reply) =>
      sendDisclosed(reply, await gateway.readDecisions(accessOf(request, services), request.params.id)),
  );

  app.post(
    '/customers/:id/decisions',
    {
      schema: operation(
        {
          id: 'recordDecisions',
          tag: 'consent',
          zh: '记录客户的决定',
          en: 'Note what a customer decided',
          more: {
            zh: '提交后立即对所有读取生效，包括列表、计数与导出。',
            en: 'In force for every read that begins after it, lists, counts and exports included.',
          },
        },
        {
          headers: purposeHeader,
          params,
          body: recordDecisionsSchema,
          response: { 200: decisionsAnswerSchema },
        },
      ),
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      const { decisions } = request.body;
      return sendDisclosed(reply, await gateway.recordDecisions(access, request.params.id, decisions));
    },
  );
}
