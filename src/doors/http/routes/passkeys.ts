import {
  newPasskeySchema,
  passkeyOptionsSchema,
  passkeyProofSchema,
  recoveryCodesSchema,
} from '../../../contract/second-factor.ts';
import { meSchema } from '../../../contract/session.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import { siteOf } from '../protection.ts';
import type { HttpServices } from '../services.ts';
import { actOf, signedIn } from '../sign-in.ts';
import { meOf } from './session.ts';

const proving = { access: 'session', while: ['proof'] } as const;
const adding = { access: 'session', while: ['set-up'] } as const;

/** Passkeys as a second factor: proving by one, and adding one. */
export function passkeyRoutes(app: App, { identity }: HttpServices, publicUrl: string | null): void {
  app.post(
    '/session/second-factor/passkey/options',
    {
      config: proving,
      schema: operation(
        {
          id: 'askForPasskey',
          tag: 'session',
          zh: '请求用通行密钥验证',
          en: 'Ask for a proof by passkey',
          more: {
            zh: '返回交给 navigator.credentials.get 的选项；五分钟内有效，只能用一次。',
            en: 'Answers the options for navigator.credentials.get: good for five minutes and one answer.',
          },
        },
        { response: { 200: passkeyOptionsSchema } },
      ),
    },
    async (request) => ({
      options: { ...(await identity.askForPasskey(actOf(request), siteOf(request, publicUrl))) },
    }),
  );

  app.post(
    '/session/second-factor/passkey',
    {
      config: proving,
      schema: operation(
        {
          id: 'proveByPasskey',
          tag: 'session',
          zh: '用通行密钥完成二次验证',
          en: 'Prove the second factor by a passkey',
        },
        { body: passkeyProofSchema, response: { 200: meSchema } },
      ),
    },
    async (request) => {
      const { userHandle, ...signed } = request.body.response.response;
      const response = {
        ...withoutUndefined(request.body.response),
        response: userHandle ? { ...signed, userHandle } : signed,
      };
      await identity.proveByPasskey(actOf(request), siteOf(request, publicUrl), response);
      return meOf(identity, signedIn(request).secret);
    },
  );

  app.post(
    '/session/second-factors/passkey',
    {
      config: adding,
      schema: operation(
        {
          id: 'beginPasskey',
          tag: 'session',
          zh: '开始添加通行密钥',
          en: 'Begin to add a passkey',
          more: {
            zh: '返回交给 navigator.credentials.create 的选项；五分钟内有效，只能用一次。',
            en: 'Answers the options for navigator.credentials.create: good for five minutes and one answer.',
          },
        },
        { response: { 200: passkeyOptionsSchema } },
      ),
    },
    async (request) => ({
      options: { ...(await identity.beginPasskey(actOf(request), siteOf(request, publicUrl))) },
    }),
  );

  app.post(
    '/session/second-factors/passkey/confirm',
    {
      config: adding,
      schema: operation(
        { id: 'confirmPasskey', tag: 'session', zh: '添加通行密钥', en: 'Add a passkey' },
        { body: newPasskeySchema, response: { 200: recoveryCodesSchema } },
      ),
    },
    async (request) => {
      const { name, response } = request.body;
      const made = {
        ...withoutUndefined(response),
        response: withoutUndefined(response.response),
      };
      const passkey = { name, response: made as Parameters<typeof identity.confirmPasskey>[2]['response'] };
      const codes = await identity.confirmPasskey(actOf(request), siteOf(request, publicUrl), passkey);
      return { recoveryCodes: codes === null ? null : [...codes] };
    },
  );
}

/** Zod leaves optional properties there as undefined; the library wants them absent. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
