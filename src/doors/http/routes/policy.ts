import { z } from 'zod';
import {
  policyHistorySchema,
  policyPreviewSchema,
  policyViewSchema,
  previewRequestSchema,
  purposeBodySchema,
  purposeVersionsSchema,
  reachAnswerSchema,
  ruleBodySchema,
  ruleVersionsSchema,
  whoCanSeeAnswerSchema,
  whoCanSeeQuerySchema,
} from '../../../contract/policy.ts';
import type { App } from '../app.ts';
import { etagOf, requiredVersion, versionHeaders, versionIfGiven } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

const codeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const ruleParams = z.object({ id: codeSchema });
const purposeParams = z.object({ code: codeSchema });
const config = { access: 'session' } as const;
const written = { 200: z.object({ version: z.int() }) };
const headers = versionHeaders;
const more = {
  zh: '修改须以 `If-Match` 说明所依据的版本；不带 `If-Match` 只能新建。',
  en: 'A change names the version that it is based on as `If-Match`; without `If-Match` it only creates.',
};

/** Rules and purposes, and what a change of them would do. */
export function policyRoutes(app: App, services: HttpServices): void {
  const { policies } = services;

  app.put(
    '/policy/rules/:id',
    {
      config,
      schema: operation(
        { id: 'putRule', tag: 'policy', zh: '保存授权规则', en: 'Create or change a rule', more },
        { headers, params: ruleParams, body: ruleBodySchema, response: written },
      ),
    },
    async (request, reply) => {
      const { params, body } = request;
      const version = await policies.putRule(actOf(request), params.id, body, versionIfGiven(request));
      return reply.header('etag', etagOf(version)).send({ version });
    },
  );

  app.delete(
    '/policy/rules/:id',
    {
      config,
      schema: operation(
        { id: 'removeRule', tag: 'policy', zh: '删除授权规则', en: 'Remove a rule' },
        { headers, params: ruleParams, response: { 204: z.undefined().describe('Removed.') } },
      ),
    },
    async (request, reply) => {
      await policies.removeRule(actOf(request), request.params.id, requiredVersion(request));
      return reply.code(204).send();
    },
  );

  app.put(
    '/policy/purposes/:code',
    {
      config,
      schema: operation(
        { id: 'putPurpose', tag: 'policy', zh: '保存处理目的', en: 'Create or change a purpose', more },
        { headers, params: purposeParams, body: purposeBodySchema, response: written },
      ),
    },
    async (request, reply) => {
      const { params, body } = request;
      const version = await policies.putPurpose(actOf(request), params.code, body, versionIfGiven(request));
      return reply.header('etag', etagOf(version)).send({ version });
    },
  );

  policyQuestions(app, services);
  versionRoutes(app, services);
}

function policyQuestions(app: App, { policies }: HttpServices): void {
  app.get(
    '/policy',
    {
      config,
      schema: operation(
        { id: 'readPolicy', tag: 'policy', zh: '规则与目的', en: 'The rules and purposes in force' },
        { response: { 200: policyViewSchema } },
      ),
    },
    async (request) => policies.view(actOf(request)),
  );

  app.get(
    '/policy/history',
    {
      config,
      schema: operation(
        {
          id: 'readPolicyHistory',
          tag: 'policy',
          zh: '规则与目的的变更',
          en: 'Who changed rules and purposes',
        },
        { response: { 200: policyHistorySchema } },
      ),
    },
    async (request) => policies.history(actOf(request)),
  );

  app.post(
    '/policy/preview',
    {
      config,
      schema: operation(
        {
          id: 'previewPolicy',
          tag: 'policy',
          zh: '预览：谁会多看到、少看到',
          en: 'Who would see more, and who less',
        },
        { body: previewRequestSchema, response: { 200: policyPreviewSchema } },
      ),
    },
    async (request) => policies.preview(actOf(request), request.body),
  );

  app.post(
    '/policy/reach',
    {
      config,
      schema: operation(
        {
          id: 'countPolicyReach',
          tag: 'policy',
          zh: '预览：涉及多少客户',
          en: 'Of how many customers more, or less, would be seen',
          more: {
            zh: '按岗位与记录类型计数；少于 5 位不告知具体数字。查询会留下记录。',
            en: 'By post and record type; no count below five is told. Asking is recorded.',
          },
        },
        { body: previewRequestSchema, response: { 200: reachAnswerSchema } },
      ),
    },
    async (request) => policies.reach(actOf(request), request.body),
  );

  app.get(
    '/policy/who-can-see',
    {
      config,
      schema: operation(
        { id: 'whoCanSee', tag: 'policy', zh: '谁能看到某个字段', en: 'Who can see a field' },
        { querystring: whoCanSeeQuerySchema, response: { 200: whoCanSeeAnswerSchema } },
      ),
    },
    async (request) => policies.whoCanSee(actOf(request), request.query),
  );
}

function versionRoutes(app: App, { policies }: HttpServices): void {
  app.get(
    '/policy/rules/:id/versions',
    {
      config,
      schema: operation(
        { id: 'readRuleVersions', tag: 'policy', zh: '规则的各个版本', en: 'Every version of a rule' },
        { params: ruleParams, response: { 200: ruleVersionsSchema } },
      ),
    },
    async (request) => policies.ruleVersions(actOf(request), request.params.id),
  );

  app.get(
    '/policy/purposes/:code/versions',
    {
      config,
      schema: operation(
        {
          id: 'readPurposeVersions',
          tag: 'policy',
          zh: '处理目的的各个版本',
          en: 'Every version of a purpose',
        },
        { params: purposeParams, response: { 200: purposeVersionsSchema } },
      ),
    },
    async (request) => policies.purposeVersions(actOf(request), request.params.code),
  );
}
