import { z } from 'zod';
import { nameSchema, uuidSchema } from '../../../contract/common.ts';
import { importViewSchema, startImportSchema } from '../../../contract/imports.ts';
import type { App } from '../app.ts';
import { purposeHeader } from '../headers.ts';
import { contentAnswer, operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf } from '../sign-in.ts';
import { uploadedFile } from '../uploaded-file.ts';

const params = z.object({ id: uuidSchema.toLowerCase() });
/** Imports look at no credential themselves until they write. */
const config = { fresh: true } as const;
const headers = purposeHeader;
const response = { 200: importViewSchema };

/** Putting spreadsheets into the vault. */
export function importRoutes(app: App, services: HttpServices, uploadBytes: number): void {
  const { imports } = services;

  app.post(
    '/imports',
    {
      config,
      schema: {
        ...operation(
          {
            id: 'uploadImport',
            tag: 'imports',
            zh: '上传表格，得到列的建议',
            en: 'Upload a spreadsheet and get a proposal for its columns',
            more: {
              zh: '以 multipart/form-data 上传一个文件；边收边写，不整体放入内存。',
              en: 'One file as multipart/form-data; it is taken in as it comes, and never held whole in memory.',
            },
          },
          {
            headers,
            querystring: z.object({ recordType: nameSchema.optional() }),
            response: { 201: importViewSchema },
          },
        ),
        consumes: ['multipart/form-data'],
      },
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      const { content, fileName } = await uploadedFile(request, uploadBytes);
      const recordType = request.query.recordType ?? null;
      const view = await imports.upload(access, { recordType, fileName, content });
      return reply.code(201).send(view);
    },
  );

  importViews(app, services);
}

function importViews(app: App, services: HttpServices): void {
  const { imports } = services;

  app.get(
    '/imports',
    {
      config,
      schema: operation(
        { id: 'listImports', tag: 'imports', zh: '我的导入', en: 'The caller’s imports' },
        { headers, response: { 200: z.object({ imports: z.array(importViewSchema) }) } },
      ),
    },
    async (request) => ({ imports: [...(await imports.list(accessOf(request, services)))] }),
  );

  app.get(
    '/imports/:id',
    {
      config,
      schema: operation(
        { id: 'readImport', tag: 'imports', zh: '查看导入', en: 'One import, and how far it is' },
        { headers, params, response },
      ),
    },
    async (request) => imports.view(accessOf(request, services), request.params.id),
  );

  importSteps(app, services);
}

function importSteps(app: App, services: HttpServices): void {
  const { imports } = services;

  app.put(
    '/imports/:id/sheet',
    {
      config,
      schema: operation(
        { id: 'chooseSheet', tag: 'imports', zh: '选择工作表', en: 'Choose the sheet' },
        { headers, params, body: z.object({ sheet: z.string().min(1).max(200) }), response },
      ),
    },
    async (request) =>
      imports.chooseSheet(accessOf(request, services), request.params.id, request.body.sheet),
  );

  app.post(
    '/imports/:id/start',
    {
      config,
      schema: operation(
        { id: 'startImport', tag: 'imports', zh: '开始导入', en: 'Start an import' },
        { headers, params, body: startImportSchema, response },
      ),
    },
    async (request) => imports.start(accessOf(request, services), request.params.id, request.body),
  );

  importControls(app, services);
}

function importControls(app: App, services: HttpServices): void {
  const { imports } = services;

  app.post(
    '/imports/:id/pause',
    {
      config,
      schema: operation(
        { id: 'pauseImport', tag: 'imports', zh: '暂停导入', en: 'Pause an import' },
        { headers, params, response },
      ),
    },
    async (request) => imports.pause(accessOf(request, services), request.params.id),
  );

  app.post(
    '/imports/:id/resume',
    {
      config,
      schema: operation(
        { id: 'resumeImport', tag: 'imports', zh: '继续导入', en: 'Go on with an import' },
        { headers, params, response },
      ),
    },
    async (request) => imports.resume(accessOf(request, services), request.params.id),
  );

  importRemains(app, services);
}

function importRemains(app: App, services: HttpServices): void {
  const { imports } = services;

  app.get(
    '/imports/:id/rejected',
    {
      config,
      schema: operation(
        {
          id: 'readRejectedRows',
          tag: 'imports',
          zh: '未导入的行（CSV）',
          en: 'Rows that were not taken, as CSV',
        },
        {
          headers,
          params,
          response: {
            200: contentAnswer(
              'text/csv',
              z.string(),
              'The rows of the importer’s own file, with what is wrong.',
            ),
          },
        },
      ),
    },
    async (request, reply) => {
      const rows = await imports.rejected(accessOf(request, services), request.params.id);
      const disposition = `attachment; filename="rejected-${request.params.id}.csv"`;
      reply.header('content-disposition', disposition).type('text/csv; charset=utf-8');
      // Fastify streams it; the declared type is of the text that arrives.
      return reply.send(rows as unknown as string);
    },
  );

  app.delete(
    '/imports/:id',
    {
      config,
      schema: operation(
        { id: 'removeImport', tag: 'imports', zh: '移除导入', en: 'Remove an import and its file' },
        { headers, params, response: { 204: z.undefined().describe('Removed.') } },
      ),
    },
    async (request, reply) => {
      await imports.remove(accessOf(request, services), request.params.id);
      return reply.code(204).send();
    },
  );
}
