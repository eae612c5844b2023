import { z } from 'zod';
import { uuidSchema } from '../../../contract/common.ts';
import {
  exportLimitsSchema,
  exportOutlookSchema,
  exportSelectionSchema,
  exportSettingsSchema,
  exportViewSchema,
  newExportSchema,
} from '../../../contract/exports.ts';
import type { App } from '../app.ts';
import { etagOf, purposeHeader, requiredVersion, versionHeaders } from '../headers.ts';
import { languageOfRequest } from '../language.ts';
import { lookAtLog, mayReadLog } from '../log-rights.ts';
import { contentAnswer, operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf, actOf, signedIn } from '../sign-in.ts';

const params = z.object({ id: uuidSchema.toLowerCase() });
/** Limits look at the proof of the second factor, and files at the credential, as they are now. */
const config = { fresh: true } as const;
const headers = purposeHeader;
const response = { 200: exportViewSchema };

/** Files that leave the house. */
export function exportRoutes(app: App, services: HttpServices): void {
  const { exports } = services;

  app.post(
    '/exports/outlook',
    {
      config,
      schema: operation(
        {
          id: 'previewExport',
          tag: 'exports',
          zh: '导出之前：哪些字段会以什么程度离开',
          en: 'Before an export: what of which fields would leave',
          more: {
            zh: '不含任何值。字段以“查看”与“导出”两者中较低的披露程度离开。',
            en: 'Holds no value. A field leaves at the lower of what is seen and what may be exported.',
          },
        },
        { headers, body: exportSelectionSchema, response: { 200: exportOutlookSchema } },
      ),
    },
    async (request) => exports.outlook(accessOf(request, services), request.body),
  );

  app.post(
    '/exports',
    {
      config,
      schema: operation(
        {
          id: 'askExport',
          tag: 'exports',
          zh: '发起导出',
          en: 'Ask for a file',
          more: {
            zh: '文件在后台生成，按发起人当时的权限；下载时再核对一次。',
            en: 'It is made in the background under the authority of whoever asks, which is checked again when it is fetched.',
          },
        },
        { headers, body: newExportSchema, response: { 201: exportViewSchema } },
      ),
    },
    async (request, reply) =>
      reply.code(201).send(await exports.ask(accessOf(request, services), request.body)),
  );

  exportViews(app, services);
  exportOversight(app, services);
  exportSettings(app, services);
}

function exportViews(app: App, services: HttpServices): void {
  const { exports } = services;

  app.get(
    '/exports',
    {
      config,
      schema: operation(
        { id: 'listExports', tag: 'exports', zh: '我的导出', en: 'The caller’s exports' },
        { headers, response: { 200: z.object({ exports: z.array(exportViewSchema) }) } },
      ),
    },
    async (request) => ({ exports: [...(await exports.list(accessOf(request, services)))] }),
  );

  app.get(
    '/exports/:id',
    {
      config,
      schema: operation(
        { id: 'readExport', tag: 'exports', zh: '查看导出', en: 'One export, and how far it is' },
        { headers, params, response },
      ),
    },
    async (request) => exports.view(accessOf(request, services), request.params.id),
  );

  app.post(
    '/exports/:id/cancel',
    {
      config,
      schema: operation(
        { id: 'cancelExport', tag: 'exports', zh: '取消导出', en: 'Cancel an export' },
        { headers, params, response },
      ),
    },
    async (request) => exports.cancel(accessOf(request, services), request.params.id),
  );

  app.get(
    '/exports/:id/file',
    {
      config,
      schema: operation(
        {
          id: 'fetchExport',
          tag: 'exports',
          zh: '下载文件',
          en: 'Fetch the file',
          more: {
            zh: '每行按此刻的权限核对：已不在范围内、已撤回同意或已删除的客户不在其中。每次下载均有记录。',
            en: 'Each row is checked under the authority of this moment: customers out of scope, withdrawn or erased are left out. Every download is on record.',
          },
        },
        {
          headers,
          params,
          response: {
            200: contentAnswer('application/octet-stream', z.string(), 'The file in its format.'),
          },
        },
      ),
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      const file = await exports.fetch(access, request.params.id, languageOfRequest(request));
      reply
        .header('content-disposition', `attachment; filename="${file.fileName}"`)
        .header('cache-control', 'no-store')
        .type(file.contentType);
      // Fastify streams it; the declared type is of what arrives.
      return reply.send(file.content as unknown as string);
    },
  );

  app.post(
    '/exports/:id/recall/confirm',
    {
      config,
      schema: operation(
        {
          id: 'confirmRecall',
          tag: 'exports',
          zh: '确认已删除被召回的文件',
          en: 'Confirm that a file that was called back is gone',
        },
        { headers, params, response },
      ),
    },
    async (request) => exports.confirmRecall(accessOf(request, services), request.params.id),
  );
}

function exportOversight(app: App, services: HttpServices): void {
  const { exports, clock } = services;

  app.get(
    '/exports/all',
    {
      config,
      schema: operation(
        {
          id: 'listAllExports',
          tag: 'exports',
          zh: '全部导出，或含有某客户的导出',
          en: 'Everybody’s exports, or those that hold a customer',
          more: {
            zh: '供审计管理员与个人信息保护负责人；查看本身留有记录。',
            en: 'For the audit administrator and the data protection officer. Looking is on record.',
          },
        },
        {
          querystring: z.object({
            customer: uuidSchema.toLowerCase().optional(),
            recalled: z.enum(['open']).optional().describe('Only those with a recall that is not confirmed.'),
          }),
          response: { 200: z.object({ exports: z.array(exportViewSchema) }) },
        },
      ),
    },
    async (request) => {
      const { customer, recalled } = request.query;
      const mayLook = mayReadLog(signedIn(request).caller, clock());
      const look = { facts: { view: 'exports' }, ...(customer === undefined ? {} : { customer }) };
      await lookAtLog(services, request, mayLook, look);
      const found = await exports.all({
        ...(customer === undefined ? {} : { customer }),
        onlyRecalled: recalled === 'open',
      });
      return { exports: [...found] };
    },
  );
}

function exportSettings(app: App, { exports }: HttpServices): void {
  const session = { access: 'session' } as const;

  app.get(
    '/export-limits',
    {
      config: session,
      schema: operation(
        { id: 'readExportLimits', tag: 'exports', zh: '导出上限', en: 'How much may leave', more: OFFICERS },
        { response: { 200: exportSettingsSchema } },
      ),
    },
    async (request, reply) => {
      const settings = await exports.settings(actOf(request));
      return reply.header('etag', etagOf(settings.version)).send(settings);
    },
  );

  app.put(
    '/export-limits',
    {
      config: session,
      schema: operation(
        {
          id: 'changeExportLimits',
          tag: 'exports',
          zh: '修改导出上限',
          en: 'Change how much may leave',
          more: {
            zh: '由安全管理员修改，立即生效。',
            en: 'For the security administrator. It holds at once.',
          },
        },
        {
          headers: versionHeaders,
          body: z.object({ limits: z.array(exportLimitsSchema).min(1).max(200) }),
          response: { 200: z.object({ version: z.int() }) },
        },
      ),
    },
    async (request, reply) => {
      const { limits } = request.body;
      const version = await exports.changeSettings(actOf(request), limits, requiredVersion(request));
      return reply.header('etag', etagOf(version)).send({ version });
    },
  );
}

const OFFICERS = { zh: '供三员查看。', en: 'For holders of an office.' };
