import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { SignedIn } from './sign-in.ts';

/** The server as this folder sees it: schemas are Zod's. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Who may call a route: anyone at all, whoever is signed in, or only a person's session and no API token. */
export type Access = 'anyone' | 'signed-in' | 'session';

/** Prove a second factor, change a temporary password, set up a second factor. */
export type Pending = 'proof' | 'password' | 'set-up';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `signed-in` where it doesn't say. */
    access?: Access;
    /** The door itself decides on who the caller is, so the caller is read anew from the database. */
    fresh?: true;
    /** May be called by who still has to do something before anything else: what it is, and what undoes it. */
    while?: readonly Pending[];
  }
  interface FastifyRequest {
    /** Set by the time that a handler runs, except where `access` is `anyone`. */
    signedIn: SignedIn | null;
  }
}
