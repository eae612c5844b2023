import { z } from 'zod';
import { type OpenedRecord, openedRecordSchema } from '../../../contract/recent.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { signedIn } from '../sign-in.ts';

/** What the caller opened lately: ids of theirs alone. Titles are read like any other value, by `ids` of a query. */
export function recentRoutes(app: App, { recent, gateway }: HttpServices): void {
  /** Of a record that was erased nothing stays, not even that somebody opened it. */
  async function standing(opened: readonly OpenedRecord[]): Promise<OpenedRecord[]> {
    const types = [...new Set(opened.map(({ recordType }) => recordType))];
    const gone = await Promise.all(
      types.map((type) =>
        gateway.erasedAmong(
          type,
          opened.flatMap(({ recordType, id }) => (recordType === type ? [id] : [])),
        ),
      ),
    );
    const erased = new Set(gone.flat());
    await recent.drop([...erased]);
    return opened.filter(({ id }) => !erased.has(id));
  }

  app.get(
    '/recent',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'listRecent',
          tag: 'records',
          zh: '我最近打开的记录',
          en: 'Records that the caller opened lately',
        },
        { response: { 200: z.object({ records: z.array(openedRecordSchema) }) } },
      ),
    },
    async (request) => ({ records: await standing(await recent.list(signedIn(request).caller.person.id)) }),
  );

  app.delete(
    '/recent',
    {
      config: { access: 'session' },
      schema: operation(
        { id: 'forgetRecent', tag: 'records', zh: '清除最近打开的记录', en: 'Forget what the caller opened' },
        { response: { 204: z.undefined().describe('Forgotten.') } },
      ),
    },
    async (request, reply) => {
      await recent.forget(signedIn(request).caller.person.id);
      return reply.code(204).send();
    },
  );
}
