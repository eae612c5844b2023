import { authorityOverviewSchema } from '../../../contract/reviews.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

/** Whether authority is used, and whether anybody answers for it. */
export function reviewRoutes(app: App, { reviews }: HttpServices): void {
  app.get(
    '/authority',
    {
      config: { access: 'session', fresh: true },
      schema: operation(
        {
          id: 'readAuthorityOverview',
          tag: 'reviews',
          zh: '无人使用或无人负责的权限',
          en: 'Authority that nobody uses or answers for',
          more: {
            zh: '个人信息保护负责人、安全管理员、审计管理员可见；系统管理员看不到使用情况。查看会留下记录。',
            en: 'For the DPO, the security and the audit administrator, and without what is used for the system administrator. Looking leaves an entry.',
          },
        },
        { response: { 200: authorityOverviewSchema } },
      ),
    },
    async (request) => reviews.overview(actOf(request)),
  );
}
