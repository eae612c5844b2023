import { z } from 'zod';
import { idSchema } from '../../../contract/common.ts';
import {
  askableSchema,
  chainSchema,
  decisionSchema,
  deputySchema,
  flowBodySchema,
  flowSchema,
  newDeputySchema,
  newRequestSchema,
  requestListSchema,
  requestViewSchema,
} from '../../../contract/sharing.ts';
import type { App } from '../app.ts';
import { etagOf, purposeHeader, requiredVersion, versionHeaders } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { accessOf, actOf } from '../sign-in.ts';

const session = { access: 'session' } as const;
const params = z.object({ id: z.coerce.number().pipe(idSchema) });
const created = z.object({ id: idSchema });
const done = (what: string) => ({ 204: z.undefined().describe(what) });

/** More than one's standing share: asking, deciding, ending, and the chain of who did what. */
export function sharingRoutes(app: App, services: HttpServices): void {
  askingRoutes(app, services);
  decidingRoutes(app, services);
  endingRoutes(app, services);
  deputyRoutes(app, services);
  flowRoutes(app, services);
}

function askingRoutes(app: App, services: HttpServices): void {
  const { sharing } = services;

  app.get(
    '/requests/askable',
    {
      schema: operation(
        {
          id: 'readAskable',
          tag: 'sharing',
          zh: '以此目的可以申请哪些字段',
          en: 'What can be asked for under a purpose',
          more: {
            zh: '只有字段的名称与已有的披露程度，没有任何值。',
            en: 'Names of fields, and how much of each the caller has already; no values.',
          },
        },
        {
          headers: purposeHeader,
          querystring: z.object({ recordType: z.string().max(48) }),
          response: { 200: askableSchema },
        },
      ),
    },
    async (request) => sharing.askable(accessOf(request, services), request.query.recordType),
  );

  app.post(
    '/requests',
    {
      schema: operation(
        {
          id: 'askForAccess',
          tag: 'sharing',
          zh: '申请访问',
          en: 'Ask for access',
          more: {
            zh: '只能申请自己能找到的记录；所选记录在提交时固定。程序也可以申请，但不能审批。',
            en: 'For records that exist for the caller, fixed as they are now. Programs may ask; they decide nothing.',
          },
        },
        { headers: purposeHeader, body: newRequestSchema, response: { 201: created } },
      ),
    },
    async (request, reply) => {
      const id = await sharing.ask(accessOf(request, services), request.body);
      return reply.code(201).send({ id });
    },
  );

  app.get(
    '/requests',
    {
      config: session,
      schema: operation(
        {
          id: 'listRequests',
          tag: 'sharing',
          zh: '我的申请与待我审批',
          en: 'Own requests, or those to decide',
        },
        {
          querystring: z.object({ view: z.enum(['mine', 'inbox']).default('mine') }),
          response: { 200: requestListSchema },
        },
      ),
    },
    async (request) => sharing[request.query.view](actOf(request)),
  );
}

function decidingRoutes(app: App, { sharing }: HttpServices): void {
  app.get(
    '/requests/:id',
    {
      config: { ...session, fresh: true },
      schema: operation(
        {
          id: 'readRequest',
          tag: 'sharing',
          zh: '查看一份申请',
          en: 'One request',
          more: {
            zh: '申请人、审批人、数据管理员、个人信息保护负责人与审计管理员可见。',
            en: 'For who asked, who decides, who answers for data, and the audit administrator.',
          },
        },
        { params, response: { 200: requestViewSchema } },
      ),
    },
    async (request) => sharing.view(actOf(request), request.params.id),
  );

  app.post(
    '/requests/:id/decisions',
    {
      config: session,
      schema: operation(
        {
          id: 'decideRequest',
          tag: 'sharing',
          zh: '审批、退回、补充说明或撤回',
          en: 'Approve, narrow, refuse, ask back, answer or withdraw',
        },
        { params, body: decisionSchema, response: done('It is on record.') },
      ),
    },
    async (request, reply) => {
      await sharing.decide(actOf(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );

  app.get(
    '/requests/:id/chain',
    {
      config: { ...session, fresh: true },
      schema: operation(
        {
          id: 'readRequestChain',
          tag: 'sharing',
          zh: '授权记录：谁申请、谁批准、最终读了什么',
          en: 'Who asked, who decided, and what was finally read',
        },
        { params, response: { 200: chainSchema } },
      ),
    },
    async (request) => sharing.chain(actOf(request), request.params.id),
  );
}

function endingRoutes(app: App, { sharing }: HttpServices): void {
  app.post(
    '/requests/:id/give-back',
    {
      config: session,
      schema: operation(
        { id: 'giveBackGrant', tag: 'sharing', zh: '归还授权', en: 'Give a grant back' },
        { params, response: done('It has ended.') },
      ),
    },
    async (request, reply) => {
      await sharing.giveBack(actOf(request), request.params.id);
      return reply.code(204).send();
    },
  );

  app.post(
    '/requests/:id/revoke',
    {
      config: session,
      schema: operation(
        {
          id: 'revokeGrant',
          tag: 'sharing',
          zh: '收回授权（审批人、数据管理员、个人信息保护负责人）',
          en: 'Take a grant back, as who decided on it or answers for data',
        },
        { params, response: done('It has ended.') },
      ),
    },
    async (request, reply) => {
      await sharing.revoke(actOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}

function deputyRoutes(app: App, { sharing }: HttpServices): void {
  app.get(
    '/deputies',
    {
      config: session,
      schema: operation(
        {
          id: 'listDeputies',
          tag: 'sharing',
          zh: '我的代理审批人',
          en: 'Who stands in for the caller, and for whom they do',
        },
        { response: { 200: z.object({ deputies: z.array(deputySchema) }) } },
      ),
    },
    async (request) => ({ deputies: await sharing.deputies(actOf(request)) }),
  );

  app.post(
    '/deputies',
    {
      config: session,
      schema: operation(
        { id: 'nameDeputy', tag: 'sharing', zh: '指定代理审批人', en: 'Name a deputy for a time' },
        { body: newDeputySchema, response: { 201: created } },
      ),
    },
    async (request, reply) =>
      reply.code(201).send({ id: await sharing.nameDeputy(actOf(request), request.body) }),
  );

  app.delete(
    '/deputies/:id',
    {
      config: session,
      schema: operation(
        { id: 'endDeputy', tag: 'sharing', zh: '结束代理', en: 'End a deputy’s time' },
        { params, response: done('It has ended.') },
      ),
    },
    async (request, reply) => {
      await sharing.endDeputy(actOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}

function flowRoutes(app: App, { sharing }: HttpServices): void {
  app.get(
    '/approval-flow',
    {
      config: session,
      schema: operation(
        { id: 'readApprovalFlow', tag: 'sharing', zh: '审批流程', en: 'The approval flow' },
        { response: { 200: flowSchema } },
      ),
    },
    async (request, reply) => {
      const { roles, steps, ...flow } = await sharing.flow(actOf(request));
      reply.header('etag', etagOf(flow.version));
      return {
        ...flow,
        roles: {
          head: [...roles.head],
          owner: [...roles.owner],
          dpo: [...roles.dpo],
          outside: [...roles.outside],
        },
        steps: steps.map(({ approvers, when, escalateTo, ...step }) => ({
          ...step,
          approvers: [...approvers],
          when: [...when],
          escalateTo: [...escalateTo],
        })),
      };
    },
  );

  app.put(
    '/approval-flow',
    {
      config: session,
      schema: operation(
        {
          id: 'changeApprovalFlow',
          tag: 'sharing',
          zh: '修改审批流程（安全管理员）',
          en: 'Change the approval flow, as the security administrator',
          more: {
            zh: '只影响此后的申请；进行中的申请仍按原流程。',
            en: 'For requests from now on; those on their way go on as they began.',
          },
        },
        {
          headers: versionHeaders,
          body: flowBodySchema,
          response: { 200: z.object({ version: z.int() }) },
        },
      ),
    },
    async (request) => ({
      version: await sharing.changeFlow(actOf(request), requiredVersion(request), request.body),
    }),
  );
}
