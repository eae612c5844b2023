import { z } from 'zod';
import { TEMPLATE_CODES, templatesViewSchema } from '../../../contract/templates.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

const config = { access: 'session' } as const;
const params = z.object({ code: z.enum(TEMPLATE_CODES) });
const done = (what: string) => ({ 204: z.undefined().describe(what) });

/** Industry templates: looked at by the offices, put in force by two of them, each its own part. */
export function templateRoutes(app: App, { templates }: HttpServices): void {
  app.get(
    '/templates',
    {
      config,
      schema: operation(
        { id: 'readTemplates', tag: 'policy', zh: '行业模板', en: 'Industry templates' },
        { response: { 200: templatesViewSchema } },
      ),
    },
    async (request) => templates.view(actOf(request)),
  );

  app.post(
    '/templates/:code/positions',
    {
      config,
      schema: operation(
        {
          id: 'takeTemplatePositions',
          tag: 'policy',
          zh: '采用模板的岗位（系统管理员）',
          en: 'Take over the positions of a template, as the system administrator',
        },
        { params, response: done('The company has all positions of the template.') },
      ),
    },
    async (request, reply) => {
      await templates.takePositions(actOf(request), request.params.code);
      return reply.code(204).send();
    },
  );

  app.post(
    '/templates/:code/apply',
    {
      config,
      schema: operation(
        {
          id: 'applyTemplate',
          tag: 'policy',
          zh: '启用模板（安全管理员）',
          en: 'Put a template in force, as the security administrator',
          more: {
            zh: '记录类型、处理目的与授权规则在同一事务中生效；只用于尚无记录类型与规则的企业，且模板的岗位须已存在。',
            en: 'Record types, purposes and rules come into force in one transaction, in a company that has none of them and has the positions already.',
          },
        },
        { params, response: done('It is in force.') },
      ),
    },
    async (request, reply) => {
      await templates.apply(actOf(request), request.params.code);
      return reply.code(204).send();
    },
  );
}
