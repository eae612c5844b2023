import { z } from 'zod';
import { evidenceSchema } from '../../../audit/evidence.ts';
import { logEvidenceQuerySchema } from '../../../contract/access-log.ts';
import { Problem } from '../../../contract/problem.ts';
import type { App } from '../app.ts';
import { lookAtLog, mayReadLog } from '../log-rights.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { signedIn } from '../sign-in.ts';
import { factsOf, instant } from './access-log.ts';

const PAGE = 200;
/** Each looks into some 65,000 entries at most; who seeks what no index tells looks no further back than that. */
const PAGES_MAX = 20;

/** Entries of the log to be handed on: for officers of the log, and with an entry of its own. */
export function evidenceRoutes(app: App, services: HttpServices): void {
  app.post(
    '/log/evidence',
    {
      config: { access: 'session', fresh: true },
      schema: operation(
        {
          id: 'exportEvidence',
          tag: 'log',
          zh: '导出证据',
          en: 'Export evidence',
          more: {
            zh: '条目原文、每条的包含证明与已签名的检查点，可用 `fencun verify --evidence` 离线验证。导出本身也会留下记录。',
            en: 'The entries as they were sealed, an inclusion proof of each, and the signed checkpoint, for `fencun verify --evidence` without a network. The export leaves an entry too.',
          },
        },
        {
          body: logEvidenceQuerySchema,
          response: {
            200: evidenceSchema.extend({
              complete: z
                .boolean()
                .describe(
                  'False where there may be older entries that match: more than asked for, or too far back.',
                ),
            }),
          },
        },
      ),
    },
    async (request) => {
      const { limit, from, until, ...filter } = request.body;
      const isPermitted = mayReadLog(signedIn(request).caller, services.clock());
      const customer = filter.customer === undefined ? {} : { customer: filter.customer };
      const facts = { ...factsOf(request.body), evidence: true };
      await lookAtLog(services, request, isPermitted, { facts, ...customer });
      const period = { from: instant(from), until: instant(until) };
      const indexes: number[] = [];
      let cursor: string | null | undefined;
      let pages = 0;
      do {
        pages += 1;
        const rest = Math.min(PAGE, limit - indexes.length);
        const page = await services.logReader.search(
          { ...filter, ...period },
          { limit: rest, ...(cursor ? { cursor } : {}) },
        );
        indexes.push(...page.entries.map(({ index }) => index));
        cursor = page.cursor;
      } while (cursor !== null && indexes.length < limit && pages < PAGES_MAX);
      const evidence = await services.logEvidence(indexes);
      if (evidence === null) throw new Problem('not-found');
      return { ...evidence, complete: cursor === null };
    },
  );
}
