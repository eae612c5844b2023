import { z } from 'zod';
import type { App } from '../app.ts';
import { type Metrics, mustBeOperator } from '../metrics.ts';
import { contentAnswer, operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';

const config = { access: 'anyone' } as const;
const status = z.object({ status: z.string() });

/** For the machines that keep this one running. */
export function healthRoutes(
  app: App,
  services: Pick<HttpServices, 'ready'>,
  metrics: Metrics,
  metricsToken: string | null,
): void {
  app.get(
    '/healthz',
    {
      config,
      schema: operation(
        { id: 'healthz', tag: 'operation', zh: '进程是否存活', en: 'Whether the process is alive' },
        { response: { 200: status } },
      ),
    },
    async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'alive' }),
  );

  app.get(
    '/readyz',
    {
      config,
      schema: operation(
        {
          id: 'readyz',
          tag: 'operation',
          zh: '是否可以提供服务',
          en: 'Whether requests can be served: database, access log, keys',
        },
        { response: { 200: status } },
      ),
    },
    async (_request, reply) => {
      await services.ready();
      return reply.header('cache-control', 'no-store').send({ status: 'ready' });
    },
  );

  app.get(
    '/metrics',
    {
      config,
      schema: operation(
        {
          id: 'metrics',
          tag: 'operation',
          zh: '运行指标（Prometheus）',
          en: 'Figures for Prometheus',
          more: {
            zh: '仅限本机，或出示所配置的令牌。',
            en: 'Only from the machine itself, or with the token that was configured.',
          },
        },
        { response: { 200: contentAnswer('text/plain', z.string(), 'Prometheus text format.') } },
      ),
    },
    async (request, reply) => {
      mustBeOperator(request, metricsToken);
      const text = await metrics.registry.metrics();
      return reply.header('cache-control', 'no-store').type(metrics.registry.contentType).send(text);
    },
  );
}
