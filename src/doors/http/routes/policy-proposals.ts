import { z } from 'zod';
import { idSchema } from '../../../contract/common.ts';
import {
  newProposalSchema,
  proposalDecisionSchema,
  proposalListSchema,
  proposalViewSchema,
  submittedSchema,
} from '../../../contract/policy-proposals.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

const config = { access: 'session' } as const;
const params = z.object({ id: z.coerce.number().pipe(idSchema) });
const done = { 204: z.undefined().describe('It is on record.') };

/** Changes of the policy that another person has to approve. */
export function policyProposalRoutes(app: App, services: HttpServices): void {
  const { policies } = services;

  app.post(
    '/policy/proposals',
    {
      config,
      schema: operation(
        {
          id: 'proposePolicy',
          tag: 'policy',
          zh: '提交策略变更',
          en: 'Propose a change of the policy',
          more: {
            zh: '无须另一人批准的变更（只收窄、尚在初建、未要求审批）立即生效，`proposal` 为 null。',
            en: 'What no other person has to approve (it only takes away, the company is being founded, approval is off) comes into force at once, and `proposal` is null.',
          },
        },
        { body: newProposalSchema, response: { 201: submittedSchema } },
      ),
    },
    async (request, reply) => {
      const proposal = await policies.propose(actOf(request), request.body);
      return reply.code(201).send({ proposal });
    },
  );

  readingRoutes(app, services);

  app.post(
    '/policy/proposals/:id/decision',
    {
      config,
      schema: operation(
        { id: 'decideProposal', tag: 'policy', zh: '批准或驳回变更', en: 'Approve or refuse a change' },
        { params, body: proposalDecisionSchema, response: done },
      ),
    },
    async (request, reply) => {
      await policies.decideProposal(actOf(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );

  app.post(
    '/policy/proposals/:id/withdraw',
    {
      config,
      schema: operation(
        { id: 'withdrawProposal', tag: 'policy', zh: '撤回变更', en: 'Withdraw a proposed change' },
        { params, response: done },
      ),
    },
    async (request, reply) => {
      await policies.withdrawProposal(actOf(request), request.params.id);
      return reply.code(204).send();
    },
  );

  app.post(
    '/policy/proposals/:id/renew',
    {
      config,
      schema: operation(
        {
          id: 'renewProposal',
          tag: 'policy',
          zh: '在现行策略上重新提交',
          en: 'Propose the same for the policy as it is now',
        },
        { params, response: { 201: z.object({ proposal: idSchema }) } },
      ),
    },
    async (request, reply) => {
      const proposal = await policies.renewProposal(actOf(request), request.params.id);
      return reply.code(201).send({ proposal });
    },
  );
}

function readingRoutes(app: App, { policies }: HttpServices): void {
  app.get(
    '/policy/proposals',
    {
      config,
      schema: operation(
        {
          id: 'listProposals',
          tag: 'policy',
          zh: '策略变更及其审批',
          en: 'Proposed changes and what became of them',
        },
        { response: { 200: proposalListSchema } },
      ),
    },
    async (request) => policies.proposals(actOf(request)),
  );

  app.get(
    '/policy/proposals/:id',
    {
      config,
      schema: operation(
        {
          id: 'readProposal',
          tag: 'policy',
          zh: '一项变更：前后文本、影响与预期检验',
          en: 'One change: texts before and after, who gains and loses, and what the company expects',
        },
        { params, response: { 200: proposalViewSchema } },
      ),
    },
    async (request) => policies.proposal(actOf(request), request.params.id),
  );
}
