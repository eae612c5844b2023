import {
  bulkEditRequestSchema,
  createRequestSchema,
  editPreviewAnswerSchema,
  editRequestSchema,
  eraseAnswerSchema,
  type WriteAnswer,
  writeAnswerSchema,
} from '../../../contract/records.ts';
import type { Disclosed } from '../../../gateway/door.ts';
import type { App } from '../app.ts';
import { sendDisclosed } from '../disclosed-answer.ts';
import {
  changeHeaders,
  etagOf,
  purposeHeader,
  requiredVersion,
  writeHeaders,
  writeOptionsOf,
} from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf } from '../sign-in.ts';
import { recordParams, typeParams } from './record-params.ts';

/** Changing customer data. What is answered is the record as the writer may see it, never what was sent. */
export function recordWriteRoutes(app: App, services: HttpServices): void {
  const { gateway } = services;

  app.post(
    '/records/:type',
    {
      schema: operation(
        { id: 'createRecord', tag: 'records', zh: '新建记录', en: 'Create a record' },
        {
          headers: writeHeaders,
          params: typeParams,
          body: createRequestSchema,
          response: { 201: writeAnswerSchema },
        },
      ),
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      const { type } = request.params;
      const answer = await gateway.create(access, type, [request.body], writeOptionsOf(request));
      return sendDisclosed(reply.code(201).headers(versionHeader(answer)), answer);
    },
  );

  editRoutes(app, services);
}

function editRoutes(app: App, services: HttpServices): void {
  const { gateway } = services;

  app.patch(
    '/records/:type/:id',
    {
      schema: operation(
        {
          id: 'editRecord',
          tag: 'records',
          zh: '修改记录',
          en: 'Change fields of a record',
          more: {
            zh: '须以 `If-Match` 说明所依据的版本；`null` 清空字段。',
            en: '`If-Match` must name the version that the change is based on; `null` empties a field.',
          },
        },
        {
          headers: changeHeaders,
          params: recordParams,
          body: editRequestSchema,
          response: { 200: writeAnswerSchema },
        },
      ),
    },
    async (request, reply) => {
      const version = requiredVersion(request);
      const access = accessOf(request, services);
      const { type, id } = request.params;
      const edits = [{ id, version, values: request.body.values }];
      const answer = await gateway.edit(access, type, edits, writeOptionsOf(request));
      return sendDisclosed(reply.headers(versionHeader(answer)), answer);
    },
  );

  app.post(
    '/records/:type/bulk-edit',
    {
      schema: operation(
        {
          id: 'editRecords',
          tag: 'records',
          zh: '批量修改',
          en: 'Change several records',
          more: { zh: '全部成功，或一条也不改。', en: 'All of them or none.' },
        },
        {
          headers: writeHeaders,
          params: typeParams,
          body: bulkEditRequestSchema,
          response: { 200: writeAnswerSchema },
        },
      ),
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      const records = request.body.records.map((each) => ({ ...each, id: each.id.toLowerCase() }));
      const answer = await gateway.edit(access, request.params.type, records, writeOptionsOf(request));
      return sendDisclosed(reply, answer);
    },
  );

  app.post(
    '/records/:type/bulk-edit/preview',
    {
      schema: operation(
        {
          id: 'previewEdits',
          tag: 'records',
          zh: '预览批量修改',
          en: 'See what changing several records would do',
          more: {
            zh: '逐条说明会不会改、为什么不能改；什么也不写入，但会留下记录。',
            en: 'Says of each record what would become of it, and why not. Writes nothing; leaves an access record.',
          },
        },
        {
          headers: purposeHeader,
          params: typeParams,
          body: bulkEditRequestSchema,
          response: { 200: editPreviewAnswerSchema },
        },
      ),
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      const records = request.body.records.map((each) => ({ ...each, id: each.id.toLowerCase() }));
      return sendDisclosed(reply, await gateway.previewEdits(access, request.params.type, records));
    },
  );

  eraseRoutes(app, services);
}

function eraseRoutes(app: App, services: HttpServices): void {
  const { gateway } = services;

  app.delete(
    '/records/:type/:id',
    {
      schema: operation(
        {
          id: 'eraseRecord',
          tag: 'records',
          zh: '删除记录',
          en: 'Erase a record',
          more: {
            zh: '删除客户即销毁其密钥，无法恢复。',
            en: 'Erasing a customer destroys their key; nothing brings the data back.',
          },
        },
        { headers: changeHeaders, params: recordParams, response: { 200: eraseAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const version = requiredVersion(request);
      const { type, id } = request.params;
      const access = accessOf(request, services);
      return sendDisclosed(reply, await gateway.erase(access, type, id, version, writeOptionsOf(request)));
    },
  );
}

/** Nothing where the writer may not see what was written. */
function versionHeader({ records }: Disclosed<WriteAnswer>): Record<string, string> {
  const [record] = records;
  return record === undefined ? {} : { etag: etagOf(record.version) };
}
