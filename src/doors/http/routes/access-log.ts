import { z } from 'zod';
import { serveLogFile } from '../../../audit/tiles.ts';
import {
  type LogQuery,
  logAnswerSchema,
  logQuerySchema,
  verificationSchema,
} from '../../../contract/access-log.ts';
import { Problem } from '../../../contract/problem.ts';
import { parseLogPath } from '../../../kernel/merkle/tile.ts';
import type { App } from '../app.ts';
import { languageOfRequest } from '../language.ts';
import { lookAtLog, mayReadLog } from '../log-rights.ts';
import { reasonsOf, viewEntries, viewVerification } from '../log-view.ts';
import { contentAnswer, operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { signedIn } from '../sign-in.ts';

const text = { 200: contentAnswer('text/plain', z.string(), 'A text.') };

/** The access log: for the audit administrator and the data protection officer, and its proofs for everybody. */
export function accessLogRoutes(app: App, services: HttpServices): void {
  app.post(
    '/log/query',
    {
      config: { access: 'session', fresh: true },
      schema: operation(
        {
          id: 'queryLog',
          tag: 'log',
          zh: '查询访问日志',
          en: 'Search the access log',
          more: { zh: '查询本身也会留下记录。', en: 'Looking leaves an entry too.' },
        },
        { body: logQuerySchema, response: { 200: logAnswerSchema } },
      ),
    },
    async (request) => {
      const { limit, cursor, from, until, ...filter } = request.body;
      const isPermitted = mayReadLog(signedIn(request).caller, services.clock());
      const customer = filter.customer === undefined ? {} : { customer: filter.customer };
      await lookAtLog(services, request, isPermitted, { facts: factsOf(request.body), ...customer });
      const period = { from: instant(from), until: instant(until) };
      const page = await services.logReader.search({ ...filter, ...period }, { limit, cursor });
      const reasons = await reasonsOf(services, page.entries);
      const language = languageOfRequest(request);
      const entries = await viewEntries(page.entries, services.organisation, language, reasons);
      return { entries, nextCursor: page.cursor };
    },
  );

  app.post(
    '/log/verify',
    {
      config: { access: 'session', fresh: true },
      schema: operation(
        {
          id: 'verifyLog',
          tag: 'log',
          zh: '验证访问日志',
          en: 'Verify the access log',
          more: {
            zh: '从第一条开始重新计算，并与已签名的检查点核对。',
            en: 'Computes it anew from the first entry, and compares it with the signed checkpoint.',
          },
        },
        { response: { 200: verificationSchema } },
      ),
    },
    async (request) => {
      const isPermitted = mayReadLog(signedIn(request).caller, services.clock());
      await lookAtLog(services, request, isPermitted, { facts: { verify: true } });
      return viewVerification(await services.verifyLog());
    },
  );

  proofRoutes(app, services);
}

/** What shows that the log is whole. Hashes tell nothing of entries; the entries themselves are another matter. */
function proofRoutes(app: App, services: HttpServices): void {
  app.get(
    '/log/checkpoint',
    {
      config: { fresh: true },
      schema: operation(
        {
          id: 'readCheckpoint',
          tag: 'log',
          zh: '已签名的检查点',
          en: 'The signed checkpoint (C2SP tlog-checkpoint)',
        },
        { response: text },
      ),
    },
    async (_request, reply) => {
      const note = await services.logTiles.checkpoint();
      if (note === null) throw new Problem('not-found');
      return reply.type('text/plain; charset=utf-8').send(note);
    },
  );

  app.get(
    '/log/public-key',
    {
      config: { fresh: true },
      schema: operation(
        { id: 'readLogKey', tag: 'log', zh: '验证检查点的公钥', en: 'The key that verifies checkpoints' },
        { response: text },
      ),
    },
    async (_request, reply) => reply.type('text/plain; charset=utf-8').send(`${services.logKey}\n`),
  );

  tileRoutes(app, services);
}

function tileRoutes(app: App, services: HttpServices): void {
  app.get(
    '/log/tile/*',
    {
      config: { fresh: true },
      schema: operation(
        {
          id: 'readTile',
          tag: 'log',
          zh: '哈希块与条目包',
          en: 'Tiles and entry bundles (C2SP tlog-tiles)',
          more: {
            zh: '条目包只供审计管理员读取，并留下记录。',
            en: 'Entry bundles are for the audit administrator, and reading one leaves an entry.',
          },
        },
        {
          params: z.object({ '*': z.string().max(100) }),
          response: { 200: contentAnswer('application/octet-stream', z.string(), 'The tile or bundle.') },
        },
      ),
    },
    async (request, reply) => {
      const path = `tile/${request.params['*']}`;
      const resource = parseLogPath(path);
      if (resource === null) throw new Problem('not-found');
      if (resource.kind === 'entries') {
        const { office } = signedIn(request).caller;
        const isPermitted = office === 'audit-administrator';
        await lookAtLog(services, request, isPermitted, { facts: { bundle: resource.index } });
      }
      const file = await serveLogFile(services.logTiles, path);
      if (file === null) throw new Problem('not-found');
      // Bytes pass no serializer; the declared type is of what arrives.
      return reply.type(file.contentType).send(Buffer.from(file.bytes) as unknown as string);
    },
  );
}

/** What was asked, for the entry that asking leaves; the customer stands in it by itself. */
export function factsOf({
  customer: _,
  limit,
  cursor,
  ...rest
}: Partial<LogQuery>): Record<string, string | number> {
  const given = Object.entries({ ...rest, limit }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...(cursor === undefined ? {} : { continued: 1 }) } as Record<
    string,
    string | number
  >;
}

export function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
