import {
  type LogOverviewAnswer,
  logOverviewQuerySchema,
  logOverviewSchema,
} from '../../../contract/access-log.ts';
import type { App } from '../app.ts';
import { languageOfRequest } from '../language.ts';
import { lookAtLog, mayReadLog } from '../log-rights.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { signedIn } from '../sign-in.ts';

const DAY_MS = 86_400_000;
const PEOPLE_MAX = 20;
const POSTS_MAX = 20;

/** What happened lately, in numbers: for the same people as the log itself. */
export function logOverviewRoutes(app: App, services: HttpServices): void {
  app.post(
    '/log/overview',
    {
      config: { access: 'session', fresh: true },
      schema: operation(
        {
          id: 'readLogOverview',
          tag: 'log',
          zh: '访问概览',
          en: 'Accesses in numbers',
          more: { zh: '只有计数；查看本身也会留下记录。', en: 'Counts only; looking leaves an entry too.' },
        },
        { body: logOverviewQuerySchema, response: { 200: logOverviewSchema } },
      ),
    },
    async (request): Promise<LogOverviewAnswer> => {
      const { days, utcOffsetMinutes } = request.body;
      const isPermitted = mayReadLog(signedIn(request).caller, services.clock());
      await lookAtLog(services, request, isPermitted, { facts: { overview: days } });
      const from = startOfDay(services.clock(), utcOffsetMinutes) - (days - 1) * DAY_MS;
      const { assignments, people, ...counts } = await services.logOverview({ from, utcOffsetMinutes });
      const active = people.slice(0, PEOPLE_MAX);
      const names = await services.organisation.names(
        active.map(({ person }) => person),
        assignments.map(({ assignment }) => assignment),
      );
      const language = languageOfRequest(request);
      const posts = new Map<string, number>();
      for (const { assignment, count } of assignments) {
        const post = names.assignments.get(assignment)?.[language] ?? `#${assignment}`;
        posts.set(post, (posts.get(post) ?? 0) + count);
      }
      const { days: ofDays, fields, purposes, problems, ...rest } = counts;
      return {
        ...rest,
        ...{ days: [...ofDays], fields: [...fields], purposes: [...purposes], problems: [...problems] },
        from: new Date(from).toISOString(),
        peopleCount: people.length,
        posts: [...posts]
          .map(([post, count]) => ({ post, count }))
          .sort((one, other) => other.count - one.count)
          .slice(0, POSTS_MAX),
        people: active.map(({ person, count, refused }) => ({
          person: { id: person, name: names.people.get(person) ?? `#${person}` },
          count,
          refused,
        })),
      };
    },
  );
}

function startOfDay(at: number, utcOffsetMinutes: number): number {
  const offset = utcOffsetMinutes * 60_000;
  return Math.floor((at + offset) / DAY_MS) * DAY_MS - offset;
}
