import { z } from 'zod';
import { type RecordTypeView, recordTypeViewSchema } from '../../../contract/catalogue.ts';
import type { CatalogueView } from '../../../contract/catalogue-editing.ts';
import type { RecordType } from '../../../kernel/record-type.ts';
import type { App } from '../app.ts';
import { purposeHeader } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf, actOf } from '../sign-in.ts';

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
            zh: '不说明目的时只列出名称；在任何记录中都不可见的字段不会列出。三员看到全部字段的描述，因为目录不含客户信息。',
            en: 'Without a purpose only names are listed, and a field that is withheld everywhere is not named. Holders of an office are told all fields: a description holds no customer data.',
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
      const { office, credential } = access.caller;
      if (office !== null && credential.kind === 'session') {
        const { recordTypes } = await services.catalogue.view(actOf(request));
        return { recordTypes: recordTypes.map(describedOnly) };
      }
      const types = await services.gateway.recordTypes();
      return { recordTypes: [...types.values()].map(nameOnly) };
    },
  );
}

function nameOnly({ name, label }: RecordType): RecordTypeView {
  return { name, label, customerField: null, titleField: '', creatable: false, groups: [], fields: [] };
}

/** For those who write rules and read the log: what there is, and that none of it is open to them. */
function describedOnly(type: CatalogueView['recordTypes'][number]): RecordTypeView {
  const { name, label, customerField, titleField } = type;
  const fields = type.fields.map((field) => ({
    name: field.name,
    label: field.label,
    type: field.type,
    category: field.category,
    sensitivity: field.sensitivity,
    required: field.required,
    summary: field.summary,
    ...(field.options === undefined ? {} : { options: field.options }),
    ...(field.target === undefined ? {} : { target: field.target }),
    derived: field.derived !== undefined,
    findable: false,
    operators: [],
    aggregatable: false,
    creatable: false,
    editable: false,
    matchable: false,
    disclosureAtMost: 'withheld' as const,
  }));
  return { name, label, customerField, titleField, creatable: false, groups: [], fields };
}
