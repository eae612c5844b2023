import { Problem, type ProblemCode } from '../../contract/problem.ts';
import type { SignedInCaller } from '../../features/identity/identity.ts';
import type { App, Pending } from './app.ts';
import { mustBeOwnPage, mustKnowCsrfToken } from './protection.ts';
import type { RateLimits } from './rate-limits.ts';
import type { HttpConfig, HttpServices } from './services.ts';
import { networkOf, presented } from './sign-in.ts';
import { mustBeStorable } from './text-check.ts';

/**
 * Who gets as far as a route of the API. All of it happens before a body is read, in this order: own page, signed in,
 * knows the CSRF token, not too often, nothing else to be done first.
 */
export function guardRoutes(
  app: App,
  { identity }: Pick<HttpServices, 'identity'>,
  { publicUrl }: Pick<HttpConfig, 'publicUrl'>,
  limits: RateLimits,
): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { access = 'signed-in', fresh = false, while: allowed = [] } = request.routeOptions.config;
    const shown = presented(request);
    if (shown?.by !== 'token') mustBeOwnPage(request, publicUrl);
    if (access === 'anyone') return;

    if (shown === null) throw new Problem('not-signed-in');
    const from = {
      network: networkOf(request),
      request: request.id,
      userAgent: request.headers['user-agent'] ?? null,
    };
    let caller = await identity.callerOf(shown.secret, { fresh, from });
    // It may just have been done, at another process.
    if (caller !== null && pendingOf(caller) !== null && !fresh) {
      caller = await identity.callerOf(shown.secret, { fresh: true });
    }
    if (caller === null) throw new Problem('not-signed-in');
    request.signedIn = { ...shown, caller };
    mustKnowCsrfToken(request, shown);
    await limits.ofPerson(request);
    if (access === 'session' && shown.by === 'token') throw new Problem('forbidden');
    const pending = pendingOf(caller);
    if (pending !== null && !allowed.includes(pending)) throw new Problem(REFUSALS[pending]);
  });

  // After validation: a body is then no larger or deeper than its schema.
  app.addHook('preHandler', async ({ body, query }) => {
    mustBeStorable([body, query]);
  });
}

const REFUSALS: Readonly<Record<Pending, ProblemCode>> = {
  proof: 'second-factor-required',
  password: 'password-change-required',
  'set-up': 'second-factor-setup-required',
};

function pendingOf(caller: SignedInCaller): Pending | null {
  if (caller.mustProveSecondFactor) return 'proof';
  if (caller.mustChangePassword) return 'password';
  return caller.mustSetUpSecondFactor ? 'set-up' : null;
}
