import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { uuidSchema } from '../../../contract/common.ts';
import { savedLogQueryBodySchema, savedLogQuerySchema } from '../../../contract/log-queries.ts';
import { Problem } from '../../../contract/problem.ts';
import type { App } from '../app.ts';
import { mayReadLog } from '../log-rights.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { signedIn } from '../sign-in.ts';

const config = { access: 'session', fresh: true } as const;

/** Questions to the access log that come back, for those who may read it. They tell nothing of what is in it. */
export function logQueryRoutes(app: App, { logQueries, clock }: HttpServices): void {
  const reader = (request: FastifyRequest): number => {
    const { caller } = signedIn(request);
    if (!mayReadLog(caller, clock())) throw new Problem('forbidden');
    return caller.person.id;
  };

  app.get(
    '/log/queries',
    {
      config,
      schema: operation(
        { id: 'listLogQueries', tag: 'log', zh: '已保存的日志查询', en: 'Saved queries of the access log' },
        { response: { 200: z.object({ queries: z.array(savedLogQuerySchema) }) } },
      ),
    },
    async (request) => ({ queries: [...(await logQueries.list(reader(request)))] }),
  );

  app.post(
    '/log/queries',
    {
      config,
      schema: operation(
        {
          id: 'saveLogQuery',
          tag: 'log',
          zh: '保存日志查询',
          en: 'Save a query of the access log',
          more: {
            zh: '同名的自己的查询被替换。使用时的每次查询照常留下记录。',
            en: 'It takes the place of an own one of the same name. Using it is recorded as any look at the log.',
          },
        },
        { body: savedLogQueryBodySchema, response: { 200: savedLogQuerySchema } },
      ),
    },
    async (request) => logQueries.save(reader(request), request.body),
  );

  app.delete(
    '/log/queries/:id',
    {
      config,
      schema: operation(
        { id: 'removeLogQuery', tag: 'log', zh: '删除日志查询', en: 'Remove a saved query of the log' },
        { params: z.object({ id: uuidSchema }), response: { 204: z.undefined().describe('It is gone.') } },
      ),
    },
    async (request, reply) => {
      await logQueries.remove(reader(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
