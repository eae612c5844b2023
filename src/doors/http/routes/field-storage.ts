import { z } from 'zod';
import {
  conversionSchema,
  fieldFiguresSchema,
  storedFormSchema,
} from '../../../contract/catalogue-editing.ts';
import { nameSchema, uuidSchema } from '../../../contract/common.ts';
import type { App } from '../app.ts';
import { etagOf, requiredVersion, versionHeaders } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

const params = z.object({ type: nameSchema, field: nameSchema });
const config = { access: 'session' } as const;
const headers = versionHeaders;

/** How fields are stored, and figures about them: counts, and never a value. */
export function fieldStorageRoutes(app: App, { catalogue }: HttpServices): void {
  app.post(
    '/catalogue/types/:type/fields/:field/figures',
    {
      config,
      schema: operation(
        {
          id: 'countField',
          tag: 'catalogue',
          zh: '字段的数据质量，或与另一种存储方式是否相符',
          en: 'How well a field is filled, or whether its values fit another form',
          more: {
            zh: '只有计数，过小的计数不显示（null）。查询记入访问日志。',
            en: 'Counts only, and null for those too small to be told. Asking is recorded.',
          },
        },
        {
          params,
          body: z.object({ form: z.exactOptional(storedFormSchema) }),
          response: { 200: fieldFiguresSchema },
        },
      ),
    },
    async (request) => {
      const { type, field } = request.params;
      return catalogue.figures(actOf(request), type, field, request.body.form);
    },
  );

  app.post(
    '/catalogue/types/:type/fields/:field/conversions',
    {
      config,
      schema: operation(
        {
          id: 'convertField',
          tag: 'catalogue',
          zh: '更改字段的类型、加密、检索或脱敏方式',
          en: 'Store the values of a field in another form',
          more: {
            zh: '在后台逐批转换，可随时离开；完成之前字段保持原样。须以 `If-Match` 说明所依据的记录类型版本。',
            en: 'Converts in the background; until it is done the field stays what it was. Names the version of the record type that it is based on as `If-Match`.',
          },
        },
        { headers, params, body: storedFormSchema, response: { 200: z.object({ version: z.int() }) } },
      ),
    },
    async (request, reply) => {
      const { type, field } = request.params;
      const based = requiredVersion(request);
      const version = await catalogue.convertField(actOf(request), type, field, request.body, based);
      return reply.header('etag', etagOf(version)).send({ version });
    },
  );

  conversionRoutes(app, { catalogue });
}

function conversionRoutes(app: App, { catalogue }: Pick<HttpServices, 'catalogue'>): void {
  app.get(
    '/catalogue/conversions',
    {
      config,
      schema: operation(
        {
          id: 'listConversions',
          tag: 'catalogue',
          zh: '进行中和最近结束的字段转换',
          en: 'Conversions of fields, under way and lately ended',
        },
        { response: { 200: z.object({ conversions: z.array(conversionSchema) }) } },
      ),
    },
    async (request) => ({ conversions: [...(await catalogue.conversions(actOf(request)))] }),
  );

  app.delete(
    '/catalogue/conversions/:id',
    {
      config,
      schema: operation(
        {
          id: 'stopConversion',
          tag: 'catalogue',
          zh: '放弃一次字段转换',
          en: 'Give a conversion up',
          more: { zh: '字段保持原样。', en: 'The field stays what it was.' },
        },
        { params: z.object({ id: uuidSchema }), response: { 204: z.undefined().describe('Given up.') } },
      ),
    },
    async (request, reply) => {
      await catalogue.stopConversion(actOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
