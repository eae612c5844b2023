import { nameSchema } from '../../../contract/common.ts';
import { Problem } from '../../../contract/problem.ts';
import {
  aggregateAnswerSchema,
  aggregateQuerySchema,
  copiedAnswerSchema,
  copiedRequestSchema,
  historyAnswerSchema,
  type ListQuery,
  listAnswerSchema,
  listQuerySchema,
  matchAnswerSchema,
  matchRequestSchema,
  printAnswerSchema,
  readAnswerSchema,
  revealAnswerSchema,
  revealRequestSchema,
} from '../../../contract/records.ts';
import type { PeopleNames } from '../../../gateway/door.ts';
import type { App } from '../app.ts';
import { sendDisclosed, sendPage } from '../disclosed-answer.ts';
import { etagOf, purposeHeader } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf } from '../sign-in.ts';
import { pageQuery, recordParams, relatedQuery, typeParams } from './record-params.ts';

const headers = purposeHeader;

/** Reading customer data. Each answer has passed the gateway: decided field by field, and recorded. */
export function recordRoutes(app: App, services: HttpServices): void {
  const { gateway } = services;

  app.post(
    '/records/:type/query',
    {
      schema: operation(
        { id: 'queryRecords', tag: 'records', zh: '查询记录', en: 'Query records' },
        { headers, params: typeParams, body: listQuerySchema, response: { 200: listAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      return sendPage(reply, await gateway.list(access, request.params.type, request.body));
    },
  );

  app.get(
    '/records/:type',
    {
      schema: operation(
        { id: 'listRecords', tag: 'records', zh: '列出记录', en: 'List records' },
        { headers, params: typeParams, querystring: pageQuery, response: { 200: listAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      return sendPage(reply, await gateway.list(access, request.params.type, page(request.query)));
    },
  );

  app.get(
    '/records/:type/:id',
    {
      schema: operation(
        {
          id: 'readRecord',
          tag: 'records',
          zh: '读取一条记录',
          en: 'Read a record',
          more: {
            zh: '`ETag` 为其版本，修改时以 `If-Match` 送回。',
            en: '`ETag` is its version; send it back as `If-Match` with a change.',
          },
        },
        { headers, params: recordParams, response: { 200: readAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const { type, id } = request.params;
      const access = accessOf(request, services);
      const answer = await gateway.read(access, type, id);
      const { credential, person } = access.caller;
      // A courtesy to people, for which nobody waits; the access record is made, and that is what counts.
      if (credential.kind === 'session') void services.recent.note(person.id, type, id).catch(() => {});
      return sendDisclosed(reply.header('etag', etagOf(answer.record.version)), answer);
    },
  );

  questionRoutes(app, services);
}

/** Questions that are answered without handing out records. */
function questionRoutes(app: App, services: HttpServices): void {
  const { gateway } = services;

  app.post(
    '/records/:type/aggregate',
    {
      schema: operation(
        { id: 'aggregateRecords', tag: 'records', zh: '统计', en: 'Count and total' },
        { headers, params: typeParams, body: aggregateQuerySchema, response: { 200: aggregateAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      return sendDisclosed(reply, await gateway.aggregate(access, request.params.type, request.body));
    },
  );

  app.post(
    '/records/:type/:id/match',
    {
      schema: operation(
        {
          id: 'matchValue',
          tag: 'records',
          zh: '核对一个值',
          en: 'Check a value',
          more: { zh: '只回答是或否，不显示原值。', en: 'Answers yes or no, and never what the value is.' },
        },
        { headers, params: recordParams, body: matchRequestSchema, response: { 200: matchAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const { type, id } = request.params;
      const answer = await gateway.match(accessOf(request, services), type, id, request.body);
      return sendDisclosed(reply, answer);
    },
  );

  app.post(
    '/records/:type/:id/reveal',
    {
      schema: operation(
        {
          id: 'revealFields',
          tag: 'records',
          zh: '说明理由后查看',
          en: 'Reveal fields for a reason',
          more: {
            zh: '只针对一条记录中指名的字段；理由随访问记录加密保存。API 令牌不可用。',
            en: 'Named fields of one record only; the reason is kept, sealed, with the access record. Not for API tokens.',
          },
        },
        { headers, params: recordParams, body: revealRequestSchema, response: { 200: revealAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const { type, id } = request.params;
      const answer = await gateway.reveal(accessOf(request, services), type, id, request.body);
      return sendDisclosed(reply, answer);
    },
  );

  leavingRoutes(app, services);
  surroundingRoutes(app, services);
}

/** What leaves the screen. */
function leavingRoutes(app: App, services: HttpServices): void {
  const { gateway } = services;

  app.post(
    '/records/:type/:id/print',
    {
      schema: operation(
        {
          id: 'printRecord',
          tag: 'records',
          zh: '打印一条记录',
          en: 'Print a record',
          more: {
            zh: '打印是单独的权限；返回可以打印的内容，并留下记录。',
            en: 'Printing is a right of its own. Answers what may stand on paper, and leaves an access record.',
          },
        },
        { headers, params: recordParams, response: { 200: printAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const { type, id } = request.params;
      return sendDisclosed(reply, await gateway.print(accessOf(request, services), type, id));
    },
  );

  app.post(
    '/records/:type/:id/copied',
    {
      schema: operation(
        {
          id: 'noteCopy',
          tag: 'records',
          zh: '记录一次复制',
          en: 'Put a copy on record',
          more: {
            zh: '网页在复制一个值之前先在此留下记录；不返回任何值。',
            en: 'The web app asks for this before it copies a value. Answers no value.',
          },
        },
        { headers, params: recordParams, body: copiedRequestSchema, response: { 200: copiedAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const { type, id } = request.params;
      return sendDisclosed(reply, await gateway.copied(accessOf(request, services), type, id, request.body));
    },
  );
}

/** What is around one record. */
function surroundingRoutes(app: App, services: HttpServices): void {
  const { gateway } = services;

  app.get(
    '/records/:type/:id/history',
    {
      schema: operation(
        { id: 'readHistory', tag: 'records', zh: '修改历史', en: 'What was changed' },
        { headers, params: recordParams, response: { 200: historyAnswerSchema } },
      ),
    },
    async (request, reply) => {
      const { type, id } = request.params;
      const access = accessOf(request, services);
      return sendDisclosed(reply, await gateway.history(access, type, id, namesOf(services)));
    },
  );

  app.get(
    '/records/:type/:id/related/:relatedType',
    {
      schema: operation(
        { id: 'listRelated', tag: 'records', zh: '与客户有关的记录', en: 'Records about a customer' },
        {
          headers,
          params: recordParams.extend({ relatedType: nameSchema }),
          querystring: relatedQuery,
          response: { 200: listAnswerSchema },
        },
      ),
    },
    async (request, reply) => {
      const access = accessOf(request, services);
      const { type, id, relatedType } = request.params;
      // A customer whom the caller may not see is not there, whatever of theirs the caller may see.
      const standing = await gateway.standingOf(access, type, id);
      if (standing.type.customerField !== null) throw new Problem('not-found');
      const options = { aboutCustomer: id };
      const { newestBy, count } = request.query;
      const query: ListQuery = {
        ...page(request.query),
        count: count === 'true',
        ...(newestBy === undefined ? {} : { sort: { field: newestBy, descending: true } }),
      };
      return sendPage(reply, await gateway.list(access, relatedType, query, options));
    },
  );
}

/** Colleagues may be known by name to everybody who is signed in. */
function namesOf({ organisation }: Pick<HttpServices, 'organisation'>): PeopleNames {
  return async (people) => (await organisation.names(people, [])).people;
}

function page({ limit, cursor }: Readonly<{ limit: number; cursor?: string | undefined }>): ListQuery {
  return { filters: [], count: false, limit, ...(cursor === undefined ? {} : { cursor }) };
}
