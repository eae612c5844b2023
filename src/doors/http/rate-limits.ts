import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../contract/problem.ts';
import type { HttpLimits } from './services.ts';
import { networkOf } from './sign-in.ts';

/** Each counts one request and throws Problem `too-many-requests` when there were too many within the minute. */
export type RateLimits = Readonly<
  Record<'ofAddress' | 'ofPerson' | 'ofSignIn', (request: FastifyRequest) => Promise<void>>
>;

const MINUTE = 60_000;

export async function createRateLimits(app: FastifyInstance, limits: HttpLimits): Promise<RateLimits> {
  // `cache` bounds memory: the longest unseen are forgotten first.
  await app.register(rateLimit, { global: false, cache: 50_000 });

  function limit(max: number, keyGenerator: (request: FastifyRequest) => string) {
    const count = app.createRateLimit({ max, timeWindow: MINUTE, keyGenerator });
    return async (request: FastifyRequest) => {
      const state = await count(request);
      if (state.isAllowed || !state.isExceeded) return;
      throw new Problem('too-many-requests', { waitSeconds: Math.max(1, state.ttlInSeconds) });
    };
  }

  return {
    // A whole IPv6 /64 counts as one: it belongs to one subscriber.
    ofAddress: limit(limits.requestsPerMinuteOfAddress, (request) => normalizeIP(networkOf(request))),
    ofPerson: limit(limits.requestsPerMinuteOfPerson, (request) =>
      String(request.signedIn?.caller.person.id),
    ),
    ofSignIn: limit(
      limits.signInsPerMinuteOfAddress,
      (request) => `sign-in ${normalizeIP(networkOf(request))}`,
    ),
  };
}
