import type { FastifyRequest } from 'fastify';
import { Problem } from '../../contract/problem.ts';
import { csrfMatches, type Site } from '../../features/identity/identity.ts';
import type { SignedIn } from './sign-in.ts';

/**
 * Keeps other sites from acting in the name of whoever is signed in here: their browser would send the cookie along.
 * API tokens are never sent by a browser of its own accord, and need none of this.
 */

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @throws Problem `untrusted-request` for a change that our own pages did not send */
export function mustBeOwnPage(request: FastifyRequest, publicUrl: string | null): void {
  if (HARMLESS.has(request.method)) return;
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  // Pages under `Referrer-Policy: no-referrer` may send the origin `null`; then the browser's own word has to do.
  if (origin !== undefined && origin !== 'null') {
    if (!ownOrigins(request, publicUrl).includes(origin)) throw new Problem('untrusted-request');
    return;
  }
  const mayBeOwn = site === undefined ? origin === undefined : site === 'same-origin' || site === 'none';
  if (!mayBeOwn) throw new Problem('untrusted-request');
}

/** @throws Problem `untrusted-request` without the token that only our own pages know */
export function mustKnowCsrfToken(
  request: FastifyRequest,
  { secret, by }: Pick<SignedIn, 'secret' | 'by'>,
): void {
  if (by === 'token' || HARMLESS.has(request.method)) return;
  const token = request.headers['x-csrf-token'];
  if (typeof token !== 'string' || !csrfMatches(secret, token)) throw new Problem('untrusted-request');
}

/** Where the page that sent the request lives: passkeys belong to a host name, and what they sign names the origin. */
export function siteOf(request: FastifyRequest, publicUrl: string | null): Site {
  const own = ownOrigins(request, publicUrl);
  const origin = own.find((each) => each === request.headers.origin) ?? own[0] ?? '';
  return { origin, host: new URL(origin).hostname };
}

function ownOrigins(request: FastifyRequest, publicUrl: string | null): readonly string[] {
  const here = `${request.protocol}://${request.host}`;
  return publicUrl === null ? [here] : [new URL(publicUrl).origin, here];
}

/** Where this server is reached, as others are told: origin without a slash at the end. */
export function addressOf(request: FastifyRequest, publicUrl: string | null): string {
  return publicUrl === null ? `${request.protocol}://${request.host}` : new URL(publicUrl).origin;
}
