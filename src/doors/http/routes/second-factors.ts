import { z } from 'zod';
import { uuidSchema } from '../../../contract/common.ts';
import {
  codeProofSchema,
  factorNameSchema,
  recoveryCodesSchema,
  secondFactorsViewSchema,
  totpSetupSchema,
} from '../../../contract/second-factor.ts';
import { meSchema } from '../../../contract/session.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf, signedIn } from '../sign-in.ts';
import { meOf } from './session.ts';

const own = { access: 'session', while: ['set-up'] } as const;

/** Proving a second factor, and setting one up. */
export function secondFactorRoutes(app: App, services: HttpServices): void {
  const { identity } = services;

  app.post(
    '/session/second-factor',
    {
      config: { access: 'session', while: ['proof'] },
      schema: operation(
        {
          id: 'proveSecondFactor',
          tag: 'session',
          zh: '二次验证',
          en: 'Prove the second factor',
          more: {
            zh: '登录的第二步，也用于敏感操作前的再次验证。可用验证器应用的验证码或恢复码；每个码只接受一次。',
            en: 'The second step of signing in, and the step-up before what needs a recent proof. A code of an authenticator app or a recovery code; each is accepted once.',
          },
        },
        { body: codeProofSchema, response: { 200: meSchema } },
      ),
    },
    async (request) => {
      await identity.proveByCode(actOf(request), request.body.code);
      return meOf(identity, signedIn(request).secret);
    },
  );

  app.get(
    '/session/second-factors',
    {
      config: own,
      schema: operation(
        {
          id: 'listSecondFactors',
          tag: 'session',
          zh: '我的二次验证方式',
          en: 'The caller’s second factors',
        },
        { response: { 200: secondFactorsViewSchema } },
      ),
    },
    async (request) => identity.listSecondFactors(actOf(request)),
  );

  app.delete(
    '/session/second-factors/:id',
    {
      config: { access: 'session' },
      schema: operation(
        { id: 'removeSecondFactor', tag: 'session', zh: '移除二次验证方式', en: 'Remove a second factor' },
        {
          params: z.object({ id: uuidSchema.toLowerCase() }),
          response: { 204: z.undefined().describe('Removed.') },
        },
      ),
    },
    async (request, reply) => {
      await identity.removeSecondFactor(actOf(request), request.params.id);
      return reply.code(204).send();
    },
  );

  totpRoutes(app, identity);
  recoveryRoutes(app, identity);
}

function totpRoutes(app: App, identity: HttpServices['identity']): void {
  app.post(
    '/session/second-factors/totp',
    {
      config: own,
      schema: operation(
        {
          id: 'beginTotp',
          tag: 'session',
          zh: '开始设置验证器应用',
          en: 'Begin to set up an authenticator app',
          more: {
            zh: '密钥只显示这一次；用验证码确认后才生效。',
            en: 'The secret is shown this once; the app counts for nothing until a code confirms it.',
          },
        },
        { body: factorNameSchema, response: { 201: totpSetupSchema } },
      ),
    },
    async (request, reply) => {
      const setup = await identity.beginTotp(actOf(request), request.body.name);
      return reply.code(201).send(setup);
    },
  );

  app.post(
    '/session/second-factors/totp/confirm',
    {
      config: own,
      schema: operation(
        {
          id: 'confirmTotp',
          tag: 'session',
          zh: '确认验证器应用',
          en: 'Confirm an authenticator app',
          more: {
            zh: '第一个二次验证方式生效时给出恢复码，并结束其他会话。',
            en: 'With the first second factor come recovery codes, and every other session ends.',
          },
        },
        { body: codeProofSchema, response: { 200: recoveryCodesSchema } },
      ),
    },
    async (request) => {
      const codes = await identity.confirmTotp(actOf(request), request.body.code);
      return { recoveryCodes: codes === null ? null : [...codes] };
    },
  );
}

function recoveryRoutes(app: App, identity: HttpServices['identity']): void {
  app.post(
    '/session/recovery-codes',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'renewRecoveryCodes',
          tag: 'session',
          zh: '更换恢复码',
          en: 'Renew the recovery codes',
          more: {
            zh: '旧恢复码全部作废；新恢复码只显示这一次。',
            en: 'The earlier codes are void; the new ones are shown this once.',
          },
        },
        { response: { 200: recoveryCodesSchema } },
      ),
    },
    async (request) => ({ recoveryCodes: [...(await identity.renewRecoveryCodes(actOf(request)))] }),
  );

  app.delete(
    '/people/:id/second-factors',
    {
      config: { access: 'session' },
      schema: operation(
        {
          id: 'resetSecondFactors',
          tag: 'organisation',
          zh: '清除员工的二次验证',
          en: 'Remove a person’s second factors',
          more: {
            zh: '供安全管理员在员工遗失设备时使用；同时结束此人的全部会话与令牌。管理员的须在服务器上清除。',
            en: 'For the security administrator, when somebody has lost theirs; ends all sessions and tokens of the person. Those of officers are removed on the server.',
          },
        },
        {
          params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
          response: { 204: z.undefined().describe('Removed.') },
        },
      ),
    },
    async (request, reply) => {
      await identity.resetSecondFactors(actOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
