import {
  ROSTER_BYTES_MAX,
  rosterAnswerSchema,
  rosterApplicationSchema,
  rosterOptionsSchema,
  rosterProposalSchema,
} from '../../../contract/roster.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';
import { uploadedFile } from '../uploaded-file.ts';

const config = { access: 'session' } as const;

/** The organisation out of a spreadsheet: looked at first, then applied. The file comes both times and is not kept. */
export function rosterRoutes(app: App, { roster }: HttpServices): void {
  app.post(
    '/organisation/roster/preview',
    {
      config,
      schema: {
        ...operation(
          {
            id: 'previewRoster',
            tag: 'organisation',
            zh: '预览：花名册将带来的变动',
            en: 'What a spreadsheet of departments, people and assignments would change',
            more: {
              zh: '以 multipart/form-data 上传一个文件，不保存。complete 表示文件包含全体员工，不在其中的员工将结束任职。',
              en: 'One file as multipart/form-data, which is not kept. With complete, whoever is not in it loses all assignments.',
            },
          },
          { querystring: rosterOptionsSchema, response: { 200: rosterProposalSchema } },
        ),
        consumes: ['multipart/form-data'],
      },
    },
    async (request) => {
      const { content } = await uploadedFile(request, ROSTER_BYTES_MAX);
      const complete = request.query.complete === 'true';
      return roster.propose(actOf(request), content, { complete });
    },
  );

  app.post(
    '/organisation/roster',
    {
      config,
      schema: {
        ...operation(
          {
            id: 'applyRoster',
            tag: 'organisation',
            zh: '按花名册变更组织',
            en: 'Apply a spreadsheet of departments, people and assignments',
            more: {
              zh: '再次上传预览过的文件，并附上预览的 digest；变动在同一事务中完成并逐项记录。结束过多时须 confirmed。',
              en: 'The file that was looked at, once more, with the digest of its preview; all in one transaction with a record of each change. Many ends must be confirmed.',
            },
          },
          { querystring: rosterApplicationSchema, response: { 200: rosterAnswerSchema } },
        ),
        consumes: ['multipart/form-data'],
      },
    },
    async (request) => {
      const { digest, complete, confirmed, invite } = request.query;
      const { content } = await uploadedFile(request, ROSTER_BYTES_MAX);
      return roster.apply(actOf(request), content, {
        digest,
        complete: complete === 'true',
        confirmed: confirmed === 'true',
        invite: invite === 'true',
      });
    },
  );
}
