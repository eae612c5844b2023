import { z } from 'zod';
import { homeTaskSchema } from '../../../contract/tasks.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

/** What waits for the caller. */
export function taskRoutes(app: App, { tasks }: HttpServices): void {
  app.get(
    '/home/tasks',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'listTasks',
          tag: 'sharing',
          zh: '我的待办',
          en: 'What waits for the caller',
          more: {
            zh: '待审批、待补充说明、即将到期的授权与培训、导入中被拒绝的行等；不含任何客户信息。',
            en: 'Requests, questions, grants and training that end, rejected rows of imports; nothing of a customer.',
          },
        },
        { response: { 200: z.object({ tasks: z.array(homeTaskSchema) }) } },
      ),
    },
    async (request) => ({ tasks: [...(await tasks(actOf(request)))] }),
  );
}
