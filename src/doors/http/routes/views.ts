import { z } from 'zod';
import { uuidSchema } from '../../../contract/common.ts';
import { savedViewBodySchema, savedViewSchema } from '../../../contract/views.ts';
import type { App } from '../app.ts';
import { purposeHeader } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf, signedIn } from '../sign-in.ts';

/** Lists that the caller wants to find again: theirs alone. */
export function viewRoutes(app: App, services: HttpServices): void {
  const { views } = services;

  app.get(
    '/views',
    {
      config: { access: 'session' },
      schema: operation(
        { id: 'listViews', tag: 'records', zh: '我保存的视图', en: 'The caller’s saved views' },
        { response: { 200: z.object({ views: z.array(savedViewSchema) }) } },
      ),
    },
    async (request) => ({ views: [...(await views.list(signedIn(request).caller.person.id))] }),
  );

  app.post(
    '/views',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'saveView',
          tag: 'records',
          zh: '保存视图',
          en: 'Save a view',
          more: {
            zh: '同名视图被替换。可能含个人信息的条件不予保存。',
            en: 'It takes the place of one of the same name. Conditions that may be personal are refused.',
          },
        },
        { headers: purposeHeader, body: savedViewBodySchema, response: { 200: savedViewSchema } },
      ),
    },
    async (request) => views.save(accessOf(request, services), request.body),
  );

  app.delete(
    '/views/:id',
    {
      config: { access: 'session' },
      schema: operation(
        { id: 'removeView', tag: 'records', zh: '删除视图', en: 'Remove a view' },
        { params: z.object({ id: uuidSchema }), response: { 204: z.undefined().describe('Removed.') } },
      ),
    },
    async (request, reply) => {
      await views.remove(signedIn(request).caller.person.id, request.params.id);
      return reply.code(204).send();
    },
  );
}
