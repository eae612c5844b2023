import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../contract/problem.ts';
import {
  errorOf,
  isNamedBy,
  type ListQuery,
  type ProvisioningClient,
  type Resource,
  type Resources,
  resourceType,
  resourceTypes,
  type ScimAct,
  ScimRefusal,
  schema,
  schemas,
  serviceProviderConfig,
  versionOf,
} from '../../../features/provisioning/provisioning.ts';
import type { Logger } from '../../../platform/log.ts';
import type { App } from '../app.ts';
import { isTooDeep } from '../json-body.ts';
import { problemOf } from '../problems.ts';
import { addressOf } from '../protection.ts';
import type { HttpConfig, HttpServices } from '../services.ts';
import { networkOf } from '../sign-in.ts';
import { mustBeStorable } from '../text-check.ts';

/**
 * SCIM 2.0 (RFC 7644): a door of its own, with tokens, bodies and errors of its own. A session opens nothing here, and
 * a provisioning token nothing elsewhere.
 */

const SCIM_TYPE = 'application/scim+json';
const CLIENT = Symbol('provisioning client');
type WithClient = FastifyRequest & { [CLIENT]?: ProvisioningClient };

type Parts = Readonly<{
  services: Pick<HttpServices, 'provisioning'>;
  config: Pick<HttpConfig, 'publicUrl'>;
  log: Logger;
}>;

export function scimRoutes(app: App, { services, config, log }: Parts): void {
  const { provisioning } = services;
  acceptScimBodies(app);
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, log));
  app.setNotFoundHandler((request, reply) => sendError(new Problem('not-found'), request, reply, log));
  app.addHook('onRequest', async (request) => {
    const token = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
    const client = token === undefined ? null : await provisioning.clientOf(token);
    if (client === null) throw new ScimRefusal(401, null, 'The token is not valid, or no longer.');
    (request as WithClient)[CLIENT] = client;
  });
  app.addHook('preHandler', async ({ body, query, params }) => mustBeStorable([body, query, params]));

  const baseOf = (request: FastifyRequest) => addressOf(request, config.publicUrl);
  discoveryRoutes(app, baseOf);
  resourceRoutes(app, '/Users', provisioning.users, baseOf);
  resourceRoutes(app, '/Groups', provisioning.groups, baseOf);
  app.post('/Bulk', hidden, async (request, reply) =>
    send(reply, 200, await provisioning.bulk(actOf(request, baseOf(request)), request.body)),
  );
  // The web app answers every other address, and would with a page.
  app.get('/*', hidden, async () => {
    throw new Problem('not-found');
  });
}

const hidden = { schema: { hide: true } } as const;
type BaseOf = (request: FastifyRequest) => string;

/** A DELETE may name a type and have no body. */
function acceptScimBodies(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(['application/json', SCIM_TYPE], { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    if (text.trim() === '') return done(null, undefined);
    if (isTooDeep(text)) {
      return done(new ScimRefusal(400, 'invalidSyntax', 'The body is nested too deeply.'));
    }
    return parse(request, text, done);
  });
}

function discoveryRoutes(app: App, baseOf: BaseOf): void {
  const say = (path: string, answer: (base: string, request: FastifyRequest) => Resource) =>
    app.get(path, hidden, async (request, reply) => send(reply, 200, answer(baseOf(request), request)));
  say('/ServiceProviderConfig', serviceProviderConfig);
  say('/Schemas', schemas);
  say('/Schemas/:id', (base, request) => schema(base, idOf(request)));
  say('/ResourceTypes', resourceTypes);
  say('/ResourceTypes/:id', (base, request) => resourceType(base, idOf(request)));
}

function resourceRoutes(app: App, path: string, resources: Resources, baseOf: BaseOf): void {
  const one = `${path}/:id`;

  app.get(path, hidden, async (request, reply) =>
    send(reply, 200, await resources.list(baseOf(request), listQueryOf(request))),
  );

  app.get(one, hidden, async (request, reply) => {
    const resource = await resources.read(baseOf(request), idOf(request), listQueryOf(request));
    const known = request.headers['if-none-match'];
    if (known !== undefined && isNamedBy(known, resource)) {
      return reply.code(304).header('etag', versionOf(resource)).send();
    }
    return sendResource(reply, 200, resource);
  });

  app.post(path, hidden, async (request, reply) => {
    const resource = await resources.create(actOf(request, baseOf(request)), request.body);
    return sendResource(reply, 201, resource);
  });

  app.put(one, hidden, async (request, reply) => {
    const change = changeOf(request);
    return sendResource(
      reply,
      200,
      await resources.replace(actOf(request, baseOf(request)), change, request.body),
    );
  });

  app.patch(one, hidden, async (request, reply) => {
    const change = changeOf(request);
    return sendResource(
      reply,
      200,
      await resources.patch(actOf(request, baseOf(request)), change, request.body),
    );
  });

  app.delete(one, hidden, async (request, reply) => {
    await resources.remove(actOf(request, baseOf(request)), changeOf(request));
    return reply.code(204).send();
  });
}

function actOf(request: FastifyRequest, base: string): ScimAct {
  const client = (request as WithClient)[CLIENT];
  if (client === undefined) throw new Error('a route was reached without a client');
  return { client, network: networkOf(request), request: request.id, base };
}

function idOf(request: FastifyRequest): string {
  return String((request.params as Readonly<Record<string, unknown>>).id);
}

function changeOf(request: FastifyRequest): Readonly<{ id: string; ifMatch: string | null }> {
  return { id: idOf(request), ifMatch: request.headers['if-match'] ?? null };
}

/** Parameters that are no text, or no number where one belongs, count as not given. */
function listQueryOf(request: FastifyRequest): ListQuery {
  const given = request.query as Readonly<Record<string, unknown>>;
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : undefined);
  const integer = (name: string) => {
    const written = text(name);
    return written !== undefined && /^-?\d{1,9}$/.test(written) ? Number(written) : undefined;
  };
  return {
    filter: text('filter'),
    startIndex: integer('startIndex'),
    count: integer('count'),
    sortBy: text('sortBy'),
    sortOrder: text('sortOrder'),
    attributes: text('attributes'),
    excludedAttributes: text('excludedAttributes'),
  };
}

function sendResource(reply: FastifyReply, status: number, resource: Resource): FastifyReply {
  const { meta } = resource;
  const location =
    typeof meta === 'object' && meta !== null && 'location' in meta ? String(meta.location) : null;
  reply.header('etag', versionOf(resource));
  if (location !== null) reply.header(status === 201 ? 'location' : 'content-location', location);
  return send(reply, status, resource);
}

/** A text, so that no serializer lays hands on it. */
function send(reply: FastifyReply, status: number, body: Resource): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type(SCIM_TYPE).send(JSON.stringify(body));
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const known = error instanceof ScimRefusal ? error : problemOf(error, request, log);
  const body = { ...errorOf(known), status: String(known.status) };
  if (known.status === 401) reply.header('www-authenticate', 'Bearer realm="fencun provisioning"');
  const wait = known instanceof ScimRefusal ? known.retryAfterSeconds : known.parameters.waitSeconds;
  if (wait !== null && wait !== undefined) reply.header('retry-after', String(wait));
  else if (known.status === 503) reply.header('retry-after', '5');
  send(reply, known.status, body);
}
