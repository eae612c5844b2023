import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isSecure } from './cookies.ts';

/** Two years, as browsers' preload lists ask for. Other hosts of the domain are not ours to decide for. */
const HSTS = 'max-age=63072000';
const PERMISSIONS = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

const nonces = new WeakMap<ServerResponse, string>();

/** The nonce of this one answer: the only inline styles that the browser accepts carry it. */
export function styleNonceOf(reply: FastifyReply): string {
  return nonceOf(reply.raw);
}

function nonceOf(response: ServerResponse): string {
  const known = nonces.get(response);
  if (known !== undefined) return known;
  const nonce = randomBytes(16).toString('base64url');
  nonces.set(response, nonce);
  return nonce;
}

/**
 * What data is answered with. It is never rendered, so its policy allows nothing at all, and being the same for every
 * answer it costs nothing: making a page's headers takes as long as the whole work of a small read.
 */
export const DATA_HEADERS = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': PERMISSIONS,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const DATA = /^\/(api\/v1\/|scim\/v2\/|healthz|readyz|metrics)/;

export async function protectWithHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    global: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response as ServerResponse)}'`],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // Only over TLS, below: over a plain connection it would be no promise that we keep.
    strictTransportSecurity: false,
  });
  app.addHook('onRequest', async (request, reply) => {
    if (DATA.test(request.url)) {
      reply.headers(DATA_HEADERS);
    } else {
      await reply.helmet();
      reply.header('permissions-policy', PERMISSIONS);
    }
    if (isSecure(request)) reply.header('strict-transport-security', HSTS);
  });
}
