import type { FastifyRequest } from 'fastify';
import { Problem } from '../../contract/problem.ts';
import type { Act } from '../../features/administration.ts';
import type { SignedInCaller } from '../../features/identity/identity.ts';
import { TOKEN_PREFIX } from '../../features/identity/identity.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import { sessionCookieOf } from './cookies.ts';
import { purposeCodeSchema } from './headers.ts';
import type { HttpServices } from './services.ts';

/** Who stands at this door. `secret` is what they presented, and goes nowhere but back to identity. */
export type SignedIn = Readonly<{ caller: SignedInCaller; secret: string; by: 'cookie' | 'token' }>;

/**
 * What the request presents to be recognised by. An `Authorization` header goes before any cookie. Tokens are taken
 * from the header only and sessions from the cookie only: whoever could send a session as a token would need no
 * `x-csrf-token`.
 */
export function presented(request: FastifyRequest): Pick<SignedIn, 'secret' | 'by'> | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(authorization)?.[1];
    return token?.startsWith(TOKEN_PREFIX) === true ? { secret: token, by: 'token' } : null;
  }
  const secret = sessionCookieOf(request);
  return secret === null || secret.startsWith(TOKEN_PREFIX) ? null : { secret, by: 'cookie' };
}

/** @throws Problem `not-signed-in` where nobody is, or no longer */
export function signedIn(request: FastifyRequest): SignedIn {
  if (request.signedIn === null) throw new Problem('not-signed-in');
  return request.signedIn;
}

/** The client's address as policies know addresses: IPv4 without its IPv6 dress, and without a zone. */
export function networkOf(request: FastifyRequest): string {
  return request.ip.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
}

/** The request as an act of administration. */
export function actOf(request: FastifyRequest): Act {
  const { caller } = signedIn(request);
  return { caller, door: 'http', network: networkOf(request), request: request.id };
}

/** The request as one for customer data, under the purpose that its header states. */
export function accessOf(request: FastifyRequest, services: HttpServices): AccessRequest {
  const { secret } = signedIn(request);
  const header = request.headers['fencun-purpose'];
  const purpose = purposeCodeSchema.nullable().safeParse(header || null);
  if (!purpose.success) throw new Problem('purpose-not-permitted');
  const renew = () => services.identity.callerOf(secret, { fresh: true });
  return { ...actOf(request), purpose: purpose.data, renew };
}
