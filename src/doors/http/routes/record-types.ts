import { z } from 'zod';
import { type RecordTypeView, recordTypeViewSchema } from '../../../contract/catalogue.ts';
import type { RecordType } from '../../../kernel/record-type.ts';
import type { App } from '../app.ts';
import { purposeHeader } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf } from '../sign-in.ts';

/** What there is, as far as the caller may know it under the purpose. */
export function recordTypeRoutes(app: App, services: HttpServices): void {
  app.get(
    '/record-types',
    {
      config: { fresh: true },
      schema: operation(
        {
          id: 'listRecordTypes',
          tag: 'records',
          zh: '记录类型与字段目录',
          en: 'Record types and their fields',
          more: {
            zh: '不说明目的时只列出名称。在任何记录中都不可见的字段不会列出。',
            en: 'Without a purpose only names are listed. A field that is withheld everywhere is not named.',
          },
        },
        {
          headers: purposeHeader,
          response: { 200: z.object({ recordTypes: z.array(recordTypeViewSchema) }) },
        },
      ),
    },
    async (request) => {
      const access = accessOf(request, services);
      if (access.purpose !== null) return { recordTypes: [...(await services.gateway.typesFor(access))] };
      const types = await services.gateway.recordTypes();
      return { recordTypes: [...types.values()].map(nameOnly) };
    },
  );
}

function nameOnly({ name, label }: RecordType): RecordTypeView {
  return { name, label, customerField: null, titleField: '', creatable: false, fields: [] };
}
