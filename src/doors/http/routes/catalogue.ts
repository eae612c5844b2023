import { z } from 'zod';
import {
  addFieldSchema,
  cataloguePreviewSchema,
  catalogueViewSchema,
  fieldChangeSchema,
  newRecordTypeSchema,
  recordTypeChangeSchema,
} from '../../../contract/catalogue-editing.ts';
import { nameSchema } from '../../../contract/common.ts';
import { policyPreviewSchema } from '../../../contract/policy.ts';
import type { App } from '../app.ts';
import { etagOf, requiredVersion, versionHeaders } from '../headers.ts';
import { mayReadLog } from '../log-rights.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf, signedIn } from '../sign-in.ts';

const typeParams = z.object({ type: nameSchema });
const fieldParams = z.object({ type: nameSchema, field: nameSchema });
const config = { access: 'session' } as const;
const headers = versionHeaders;
const written = { 200: z.object({ version: z.int() }) };
const created = { 201: z.object({ version: z.int() }) };
const basedOn = {
  zh: '须以 `If-Match` 说明所依据的记录类型版本。',
  en: 'Names the version of the record type that it is based on as `If-Match`.',
};

/** Record types and fields as they are defined: for the offices, and for who watches over the log. */
export function catalogueRoutes(app: App, services: HttpServices): void {
  const { catalogue } = services;

  app.get(
    '/catalogue',
    {
      config,
      schema: operation(
        {
          id: 'readCatalogue',
          tag: 'catalogue',
          zh: '完整的字段目录',
          en: 'The whole field catalogue',
          more: {
            zh: '供三员与个人信息保护负责人查看；目录只描述数据，不含任何客户信息。',
            en: 'For the offices and the data protection officer. It describes data and holds none.',
          },
        },
        { response: { 200: catalogueViewSchema } },
      ),
    },
    async (request) => {
      const { caller } = signedIn(request);
      // Who reads the log reads the names of all fields there.
      const readsLog = caller.office === null && mayReadLog(caller, services.clock());
      return readsLog ? catalogue.whole() : catalogue.view(actOf(request));
    },
  );

  app.post(
    '/catalogue/preview',
    {
      config,
      schema: operation(
        {
          id: 'previewCatalogue',
          tag: 'catalogue',
          zh: '预览：改动字段后谁会多看到、少看到',
          en: 'Who would see more, and who less, by a change of a field',
        },
        { body: cataloguePreviewSchema, response: { 200: policyPreviewSchema } },
      ),
    },
    async (request) => catalogue.preview(actOf(request), request.body),
  );

  addingRoutes(app, services);
  changingRoutes(app, services);
}

function addingRoutes(app: App, { catalogue }: HttpServices): void {
  app.post(
    '/catalogue/types',
    {
      config,
      schema: operation(
        { id: 'addRecordType', tag: 'catalogue', zh: '新建记录类型', en: 'Create a record type' },
        { body: newRecordTypeSchema, response: created },
      ),
    },
    async (request, reply) => {
      const version = await catalogue.addRecordType(actOf(request), request.body);
      return reply.code(201).header('etag', etagOf(version)).send({ version });
    },
  );

  app.post(
    '/catalogue/types/:type/fields',
    {
      config,
      schema: operation(
        {
          id: 'addField',
          tag: 'catalogue',
          zh: '新增字段',
          en: 'Add a field',
          more: {
            zh: '新字段的敏感级别为 4。随它一起提交的规则与字段同时生效，或都不生效。',
            en: 'A new field is of sensitivity 4. The rules sent with it come into force with it, or neither does.',
          },
        },
        { params: typeParams, body: addFieldSchema, response: created },
      ),
    },
    async (request, reply) => {
      const version = await catalogue.addField(actOf(request), request.params.type, request.body);
      return reply.code(201).header('etag', etagOf(version)).send({ version });
    },
  );
}

function changingRoutes(app: App, { catalogue }: HttpServices): void {
  app.patch(
    '/catalogue/types/:type',
    {
      config,
      schema: operation(
        {
          id: 'changeRecordType',
          tag: 'catalogue',
          zh: '修改记录类型',
          en: 'Rename a record type, or order its fields',
          more: basedOn,
        },
        { headers, params: typeParams, body: recordTypeChangeSchema, response: written },
      ),
    },
    async (request, reply) => {
      const { params, body } = request;
      const version = await catalogue.changeRecordType(
        actOf(request),
        params.type,
        body,
        requiredVersion(request),
      );
      return reply.header('etag', etagOf(version)).send({ version });
    },
  );

  app.patch(
    '/catalogue/types/:type/fields/:field',
    {
      config,
      schema: operation(
        {
          id: 'changeField',
          tag: 'catalogue',
          zh: '修改字段的定义',
          en: 'Describe or classify a field otherwise',
          more: basedOn,
        },
        { headers, params: fieldParams, body: fieldChangeSchema, response: written },
      ),
    },
    async (request, reply) => {
      const { type, field } = request.params;
      const version = await catalogue.changeField(
        actOf(request),
        type,
        field,
        request.body,
        requiredVersion(request),
      );
      return reply.header('etag', etagOf(version)).send({ version });
    },
  );
}
