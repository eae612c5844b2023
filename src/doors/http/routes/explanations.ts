import { z } from 'zod';
import { explanationSchema, standingSchema } from '../../../contract/records.ts';
import { explain } from '../../../kernel/policy/explain.ts';
import { fieldOf } from '../../../kernel/record-type.ts';
import type { App } from '../app.ts';
import { purposeHeader } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf } from '../sign-in.ts';
import { recordParams } from './record-params.ts';

/** Why each field is what it is for the caller, and whose the record is. Holds no value, so it leaves no access record. */
export function explanationRoutes(app: App, services: HttpServices): void {
  const { gateway } = services;
  app.get(
    '/records/:type/:id/explain',
    {
      schema: operation(
        {
          id: 'explainRecord',
          tag: 'records',
          zh: '为什么这样显示',
          en: 'Why each field is what it is',
          more: {
            zh: '在任何记录中都不可见的字段不列名称，只计入 unnamed。',
            en: 'Fields that are withheld everywhere are not named; `unnamed` counts them.',
          },
        },
        {
          headers: purposeHeader,
          params: recordParams,
          response: {
            200: z.object({ explanations: z.array(explanationSchema), unnamed: z.int() }),
          },
        },
      ),
    },
    async (request) => {
      const access = accessOf(request, services);
      const { policy, context, type, placement } = await gateway.standingOf(
        access,
        request.params.type,
        request.params.id,
        { told: true },
      );
      const known = (await gateway.typesFor(access)).find(({ name }) => name === type.name);
      const fields = known?.fields ?? [];
      const positions = await services.organisation.positionNames();
      const ownerOf = (name: string) => positions.get(fieldOf(type, name)?.dataOwner ?? '') ?? null;
      const explanations = fields.map(({ name }) => {
        const { field, disclosure, reasons, rules, remedy, requestable, reveal } = explain(
          policy,
          context,
          type,
          'see',
          placement,
          name,
          'reader',
        );
        return {
          field,
          disclosure,
          reasons: [...reasons],
          rules: [...rules],
          remedy,
          requestable,
          reveal,
          dataOwner: ownerOf(field),
        };
      });
      return { explanations, unnamed: type.fields.length - fields.length };
    },
  );

  app.get(
    '/records/:type/:id/standing',
    {
      schema: operation(
        { id: 'readStanding', tag: 'records', zh: '谁的记录', en: 'Whose record it is' },
        { headers: purposeHeader, params: recordParams, response: { 200: standingSchema } },
      ),
    },
    async (request) => {
      const access = accessOf(request, services);
      const { placement } = await gateway.standingOf(access, request.params.type, request.params.id, {
        told: true,
      });
      const found = await services.organisation.whereabouts(
        placement.owner,
        placement.department,
        services.clock(),
      );
      if (found.owner === null) return { owner: null, department: found.department };
      const { person, ...owner } = found.owner;
      return {
        owner: { ...owner, isCaller: person === access.caller.person.id },
        department: found.department,
      };
    },
  );
}
