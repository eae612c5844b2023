import { z } from 'zod';
import { evidenceSchema } from '../../../audit/evidence.ts';
import { idSchema } from '../../../contract/common.ts';
import {
  campaignListSchema,
  campaignViewSchema,
  deadlineSchema,
  newCampaignSchema,
  proposalListSchema,
  proposalOutcomeSchema,
  reviewDecisionsSchema,
  scheduleBodySchema,
  scheduleSchema,
} from '../../../contract/reviews.ts';
import type { App } from '../app.ts';
import { requiredVersion, versionHeaders } from '../headers.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

const config = { access: 'session', fresh: true } as const;
const campaignFileSchema = z.object({
  campaign: campaignViewSchema,
  log: evidenceSchema.nullable(),
  complete: z.boolean(),
});
const params = z.object({ id: z.coerce.number().pipe(idSchema) });
const done = (what: string) => ({ 204: z.undefined().describe(what) });

/** Campaigns of access reviews: begun, decided, put off, exported; what they want of the policy; when they come. */
export function reviewCampaignRoutes(app: App, services: HttpServices): void {
  campaignRoutes(app, services);
  decisionRoutes(app, services);
  proposalRoutes(app, services);
  scheduleRoutes(app, services);
}

function campaignRoutes(app: App, { reviews }: HttpServices): void {
  app.get(
    '/reviews',
    {
      config,
      schema: operation(
        { id: 'listReviews', tag: 'reviews', zh: '权限复核', en: 'Reviews of authority' },
        { response: { 200: campaignListSchema } },
      ),
    },
    async (request) => reviews.campaigns(actOf(request)),
  );

  app.post(
    '/reviews',
    {
      config,
      schema: operation(
        {
          id: 'beginReview',
          tag: 'reviews',
          zh: '发起复核（个人信息保护负责人、安全管理员）',
          en: 'Begin a review, as the DPO or the security administrator',
        },
        { body: newCampaignSchema, response: { 201: z.object({ id: idSchema }) } },
      ),
    },
    async (request, reply) => reply.code(201).send({ id: await reviews.begin(actOf(request), request.body) }),
  );

  app.get(
    '/reviews/:id',
    {
      config,
      schema: operation(
        {
          id: 'readReview',
          tag: 'reviews',
          zh: '查看一次复核',
          en: 'One review',
          more: {
            zh: '复核人只看到自己要决定的项目；个人信息保护负责人、安全管理员、审计管理员看到全部。',
            en: 'Reviewers see what is theirs to decide; the DPO, the security and the audit administrator the whole.',
          },
        },
        { params, response: { 200: campaignViewSchema } },
      ),
    },
    async (request) => reviews.campaign(actOf(request), request.params.id),
  );

  app.post(
    '/reviews/:id/evidence',
    {
      config,
      schema: operation(
        {
          id: 'exportReview',
          tag: 'reviews',
          zh: '导出复核证据',
          en: 'Export a review with its evidence',
          more: {
            zh: '项目、决定与理由，以及访问日志中与之对应、可自证的条目。供个人信息保护负责人与审计管理员。',
            en: 'Items, decisions and reasons, and the entries of the log that prove them. For the DPO and the audit administrator.',
          },
        },
        { params, response: { 200: campaignFileSchema } },
      ),
    },
    async (request) => reviews.exported(actOf(request), request.params.id),
  );
}

function decisionRoutes(app: App, { reviews }: HttpServices): void {
  app.post(
    '/reviews/:id/decisions',
    {
      config,
      schema: operation(
        {
          id: 'decideReview',
          tag: 'reviews',
          zh: '保留、缩小或移除',
          en: 'Keep, narrow or remove',
          more: {
            zh: '全部生效或全部不生效；移除立即生效。',
            en: 'All or none; what is removed is gone at once.',
          },
        },
        { params, body: reviewDecisionsSchema, response: done('They are on record, and in force.') },
      ),
    },
    async (request, reply) => {
      await reviews.decide(actOf(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );

  app.post(
    '/reviews/:id/deadline',
    {
      config,
      schema: operation(
        {
          id: 'changeReviewDeadline',
          tag: 'reviews',
          zh: '延长期限，或确认到期移除',
          en: 'Put off the deadline, or confirm what it removes',
        },
        { params, body: deadlineSchema, response: done('It is on record.') },
      ),
    },
    async (request, reply) => {
      await reviews.changeDeadline(actOf(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );
}

function proposalRoutes(app: App, { reviews }: HttpServices): void {
  app.get(
    '/reviews/proposals',
    {
      config,
      schema: operation(
        {
          id: 'listReviewProposals',
          tag: 'reviews',
          zh: '复核对授权策略的建议（安全管理员）',
          en: 'What reviews want of the policy, for the security administrator',
        },
        { response: { 200: proposalListSchema } },
      ),
    },
    async (request) => ({ proposals: await reviews.proposals(actOf(request)) }),
  );

  app.post(
    '/reviews/proposals/:id',
    {
      config,
      schema: operation(
        { id: 'closeReviewProposal', tag: 'reviews', zh: '处理一条建议', en: 'Close a proposal' },
        { params, body: proposalOutcomeSchema, response: done('It is closed.') },
      ),
    },
    async (request, reply) => {
      await reviews.closeProposal(actOf(request), request.params.id, request.body.outcome);
      return reply.code(204).send();
    },
  );
}

function scheduleRoutes(app: App, { reviews }: HttpServices): void {
  app.get(
    '/reviews/schedule',
    {
      config,
      schema: operation(
        { id: 'readReviewSchedule', tag: 'reviews', zh: '复核周期', en: 'When reviews come' },
        { response: { 200: scheduleSchema } },
      ),
    },
    async (request) => reviews.schedule(actOf(request)),
  );

  app.put(
    '/reviews/schedule',
    {
      config,
      schema: operation(
        {
          id: 'changeReviewSchedule',
          tag: 'reviews',
          zh: '修改复核周期（个人信息保护负责人、安全管理员）',
          en: 'Change when reviews come, as the DPO or the security administrator',
        },
        {
          headers: versionHeaders,
          body: scheduleBodySchema,
          response: { 200: z.object({ version: z.int() }) },
        },
      ),
    },
    async (request) => {
      const basis = requiredVersion(request);
      return { version: await reviews.changeSchedule(actOf(request), basis, request.body) };
    },
  );
}
