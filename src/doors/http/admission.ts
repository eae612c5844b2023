import { Problem } from '../../contract/problem.ts';
import type { App } from './app.ts';
import { mustBeOwnPage, mustKnowCsrfToken } from './protection.ts';
import type { RateLimits } from './rate-limits.ts';
import type { HttpConfig, HttpServices } from './services.ts';
import { presented } from './sign-in.ts';
import { mustBeStorable } from './text-check.ts';

/**
 * Who gets as far as a route of the API. All of it happens before a body is read, in this order: own page, signed in,
 * knows the CSRF token, not too often, password of one's own.
 */
export function guardRoutes(
  app: App,
  { identity }: Pick<HttpServices, 'identity'>,
  { publicUrl }: Pick<HttpConfig, 'publicUrl'>,
  limits: RateLimits,
): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const {
      access = 'signed-in',
      fresh = false,
      withTemporaryPassword = false,
    } = request.routeOptions.config;
    const shown = presented(request);
    if (shown?.by !== 'token') mustBeOwnPage(request, publicUrl);
    if (access === 'anyone') return;

    const caller = shown === null ? null : await identity.callerOf(shown.secret, { fresh });
    if (shown === null || caller === null) throw new Problem('not-signed-in');
    request.signedIn = { ...shown, caller };
    mustKnowCsrfToken(request, shown);
    await limits.ofPerson(request);
    if (access === 'session' && shown.by === 'token') throw new Problem('forbidden');
    if (caller.mustChangePassword && !withTemporaryPassword) throw new Problem('password-change-required');
  });

  // After validation: a body is then no larger or deeper than its schema.
  app.addHook('preHandler', async ({ body, query }) => {
    mustBeStorable([body, query]);
  });
}
