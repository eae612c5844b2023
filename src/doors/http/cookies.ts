import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * The session cookie. Over TLS its name binds it to this host and to TLS (`__Host-`, RFC 6265bis section 4.1.3.2), so
 * that neither a sister domain nor a plain connection can put another in its place.
 */

const SECURE_COOKIE = '__Host-fencun';
const PLAIN_COOKIE = 'fencun';

/** Whether the client speaks TLS: to us, or to a proxy that the configuration trusts to say so. */
export function isSecure(request: FastifyRequest): boolean {
  return request.protocol === 'https';
}

export function sessionCookieOf(request: FastifyRequest): string | null {
  return request.cookies[nameFor(request)] ?? null;
}

/** @param expiresAt milliseconds since the Unix epoch */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  expiresAt: number,
): void {
  reply.setCookie(nameFor(request), secret, { ...flags(request), expires: new Date(expiresAt) });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), flags(request));
}

/**
 * What a browser keeps between here and the identity provider. Lax, for it comes back from another site; it opens
 * nothing by itself.
 */
const SECURE_SSO_COOKIE = '__Host-fencun-sso';
const PLAIN_SSO_COOKIE = 'fencun-sso';
const SSO_SECONDS = 600;

export function ssoCookieOf(request: FastifyRequest): string | null {
  return request.cookies[ssoNameFor(request)] ?? null;
}

export function setSsoCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  reply.setCookie(ssoNameFor(request), secret, { ...ssoFlags(request), maxAge: SSO_SECONDS });
}

export function clearSsoCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(ssoNameFor(request), ssoFlags(request));
}

function ssoFlags(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(request) } as const;
}

function ssoNameFor(request: FastifyRequest): string {
  return isSecure(request) ? SECURE_SSO_COOKIE : PLAIN_SSO_COOKIE;
}

function nameFor(request: FastifyRequest): string {
  return isSecure(request) ? SECURE_COOKIE : PLAIN_COOKIE;
}

function flags(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(request) } as const;
}
