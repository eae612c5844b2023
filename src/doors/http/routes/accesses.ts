import type { FastifyRequest } from 'fastify';
import { type LogAnswer, type LogEntry, logAnswerSchema } from '../../../contract/access-log.ts';
import type { App } from '../app.ts';
import { purposeHeader } from '../headers.ts';
import { languageOfRequest } from '../language.ts';
import { lookAtLog, mayReadLog } from '../log-rights.ts';
import { entryForStaff, reasonsOf, viewEntries } from '../log-view.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf, signedIn } from '../sign-in.ts';
import { pageQuery, recordParams } from './record-params.ts';

/** Staff see a part of the entries, so that a page takes several looks; at most so many. */
const LOOKS_MAX = 5;

type Params = Readonly<{ type: string; id: string }>;
type Page = Readonly<{ limit: number; cursor?: string | undefined }>;

/** Who saw what of a customer: for officers of the log, and for whoever may see the record themselves. */
export function accessesRoutes(app: App, services: HttpServices): void {
  app.get(
    '/records/:type/:id/accesses',
    {
      config: { fresh: true },
      schema: operation(
        {
          id: 'listAccesses',
          tag: 'log',
          zh: '谁看过这位客户',
          en: 'Who saw this customer',
          more: { zh: '查看本身也会留下记录。', en: 'Looking leaves an entry too.' },
        },
        {
          headers: purposeHeader,
          params: recordParams,
          querystring: pageQuery,
          response: { 200: logAnswerSchema },
        },
      ),
    },
    async (request) => {
      const isOfficer = mayReadLog(signedIn(request).caller, services.clock());
      return isOfficer
        ? forOfficer(services, request, request.params, request.query)
        : forStaff(services, request, request.params, request.query);
    },
  );
}

async function forOfficer(
  services: HttpServices,
  request: FastifyRequest,
  { type, id }: Params,
  page: Page,
): Promise<LogAnswer> {
  const facts = { accesses: true, limit: page.limit };
  await lookAtLog(services, request, true, { facts, customer: id, recordType: type });
  const found = await services.logReader.search({ customer: id }, page);
  const reasons = await reasonsOf(services, found.entries);
  const language = languageOfRequest(request);
  const entries = await viewEntries(found.entries, services.organisation, language, reasons);
  return { entries, nextCursor: found.cursor };
}

async function forStaff(
  services: HttpServices,
  request: FastifyRequest,
  { type, id }: Params,
  page: Page,
): Promise<LogAnswer> {
  const access = accessOf(request, services);
  // Whoever may not see the record learns here that there is nothing.
  const { customer } = await services.gateway.standingOf(access, type, id);
  const types = await services.gateway.typesFor(access);
  const facts = { accesses: true, limit: page.limit };
  await lookAtLog(services, request, true, { facts, customer, recordType: type });
  const entries: LogEntry[] = [];
  let cursor = page.cursor ?? null;
  for (let looks = 0; looks < LOOKS_MAX && entries.length < page.limit; looks += 1) {
    const rest = { limit: page.limit - entries.length, ...(cursor === null ? {} : { cursor }) };
    const found = await services.logReader.search({ customer, outcome: 'released' }, rest);
    const views = await viewEntries(found.entries, services.organisation, languageOfRequest(request));
    entries.push(...views.flatMap((entry) => entryForStaff(entry, customer, types) ?? []));
    cursor = found.cursor;
    if (cursor === null) break;
  }
  return { entries, nextCursor: cursor };
}
