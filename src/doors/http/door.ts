import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyServerOptions } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { Problem } from '../../contract/problem.ts';
import type { Logger } from '../../platform/log.ts';
import { misconfigured } from '../../platform/misconfigured.ts';
import { guardRoutes } from './admission.ts';
import type { App } from './app.ts';
import { parseJsonOnly } from './json-body.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { observeRequests } from './observation.ts';
import { describeApi } from './openapi.ts';
import { BODY_BYTES, sendProblem } from './problems.ts';
import { createRateLimits, type RateLimits } from './rate-limits.ts';
import { serveReference } from './reference.ts';
import { accessLogRoutes } from './routes/access-log.ts';
import { accessesRoutes } from './routes/accesses.ts';
import { catalogueRoutes } from './routes/catalogue.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { explanationRoutes } from './routes/explanations.ts';
import { exportRoutes } from './routes/exports.ts';
import { fieldStorageRoutes } from './routes/field-storage.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { logOverviewRoutes } from './routes/log-overview.ts';
import { logQueryRoutes } from './routes/log-queries.ts';
import { organisationRoutes } from './routes/organisation.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { passwordLinkRoutes } from './routes/password-links.ts';
import { policyRoutes } from './routes/policy.ts';
import { policyProposalRoutes } from './routes/policy-proposals.ts';
import { provisioningRoutes } from './routes/provisioning.ts';
import { recentRoutes } from './routes/recent.ts';
import { recordTypeRoutes } from './routes/record-types.ts';
import { recordWriteRoutes } from './routes/record-writes.ts';
import { recordRoutes } from './routes/records.ts';
import { reviewCampaignRoutes } from './routes/review-campaigns.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { rosterRoutes } from './routes/roster.ts';
import { scimRoutes } from './routes/scim.ts';
import { secondFactorRoutes } from './routes/second-factors.ts';
import { securityPolicyRoutes } from './routes/security-policy.ts';
import { sessionRoutes } from './routes/session.ts';
import { setupRoutes } from './routes/setup.ts';
import { sharingRoutes } from './routes/sharing.ts';
import { singleSignOnRoutes } from './routes/single-sign-on.ts';
import { taskRoutes } from './routes/tasks.ts';
import { templateRoutes } from './routes/templates.ts';
import { viewRoutes } from './routes/views.ts';
import { DATA_HEADERS, protectWithHeaders } from './security-headers.ts';
import { HTTP_LIMITS, type HttpConfig, type HttpLimits, type HttpServices } from './services.ts';
import { serveWebApp } from './web-app.ts';

export type HttpDoorParts = Readonly<{
  services: HttpServices;
  config: HttpConfig;
  log: Logger;
  /** Where the built web app lies. */
  webFolder: string;
  /** Of Fencun, as the reference names it. */
  version: string;
  /** Figures that others contribute to as well. */
  metrics?: Metrics;
}>;

export type HttpDoor = Readonly<{
  app: App;
  /** Begins to listen; resolves to the address, such as `http://127.0.0.1:7070`. */
  listen(): Promise<string>;
  /** Takes no new requests, lets those under way finish, and closes. */
  close(): Promise<void>;
}>;

/**
 * The HTTP door. It parses, calls a service, and presents what that answers; every decision is behind it.
 *
 * @throws Problem `misconfigured` when the TLS files cannot be read
 */
export async function createHttpDoor(parts: HttpDoorParts): Promise<HttpDoor> {
  const { services, config, log, webFolder, version } = parts;
  const metrics = parts.metrics ?? createMetrics();
  const limits = { ...HTTP_LIMITS, ...config.limits };
  const app = createServer(parts);

  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem('not-found'), request, reply, log));
  observeRequests(app, log, metrics, config.trustedProxies !== null);
  await protectWithHeaders(app);
  await app.register(cookie);
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { files: 1, fields: 0, parts: 1, headerPairs: 50 },
  });
  const rates = await createRateLimits(app, limits);
  app.addHook('onRequest', rates.ofAddress);

  await describeApi(app, version);
  healthRoutes(app, services, metrics, config.metricsToken ?? null);
  await app.register(async (api: App) => apiRoutes(api, parts, limits, rates), { prefix: '/api/v1' });
  await app.register(async (scim: App) => scimRoutes(scim, parts), { prefix: '/scim/v2' });
  serveReference(app);
  await serveWebApp(app, webFolder);
  await app.ready();

  return {
    app,
    listen: () => app.listen({ host: config.host, port: config.port }),
    close: () => app.close(),
  };
}

function apiRoutes(
  api: App,
  { services, config }: HttpDoorParts,
  limits: HttpLimits,
  rates: RateLimits,
): void {
  guardRoutes(api, services, config, rates);
  sessionRoutes(api, services, rates, config.publicUrl);
  secondFactorRoutes(api, services);
  singleSignOnRoutes(api, services, config.publicUrl, rates);
  passkeyRoutes(api, services, config.publicUrl);
  passwordLinkRoutes(api, services, rates);
  setupRoutes(api, services, rates);
  templateRoutes(api, services);
  rosterRoutes(api, services);
  recordTypeRoutes(api, services);
  recordRoutes(api, services);
  decisionRoutes(api, services);
  recordWriteRoutes(api, services);
  explanationRoutes(api, services);
  viewRoutes(api, services);
  sharingRoutes(api, services);
  reviewRoutes(api, services);
  reviewCampaignRoutes(api, services);
  recentRoutes(api, services);
  taskRoutes(api, services);
  accessesRoutes(api, services);
  importRoutes(api, services, limits.uploadBytes);
  exportRoutes(api, services);
  accessLogRoutes(api, services);
  logOverviewRoutes(api, services);
  evidenceRoutes(api, services);
  logQueryRoutes(api, services);
  organisationRoutes(api, services);
  provisioningRoutes(api, services);
  policyRoutes(api, services);
  policyProposalRoutes(api, services);
  catalogueRoutes(api, services);
  fieldStorageRoutes(api, services);
  securityPolicyRoutes(api, services);
}

/**
 * A client gets 15 s for its head, five minutes for its body (an upload on a slow line), and two minutes of silence:
 * beyond that a connection only holds a place.
 */
const TIMES = { connectionTimeout: 120_000, requestTimeout: 300_000, keepAliveTimeout: 65_000 };
const HEADERS_TIMEOUT = 15_000;

function createServer({ services, config, log }: HttpDoorParts): App {
  const tls = tlsOf(config);
  const options: FastifyServerOptions = {
    ...TIMES,
    logger: false,
    bodyLimit: BODY_BYTES,
    trustProxy: config.trustedProxies === null ? false : [...config.trustedProxies],
    // Ids that clients choose could be made to collide, or to carry something into our logs.
    requestIdHeader: false,
    genReqId: () => services.newId(),
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseBytes,
    // An address that cannot be read is refused before any hook runs.
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply.headers(DATA_HEADERS), log),
    ...(tls === null ? { http: { headersTimeout: HEADERS_TIMEOUT } } : {}),
  };
  const secure =
    tls === null ? {} : { https: { ...tls, minVersion: 'TLSv1.2', headersTimeout: HEADERS_TIMEOUT } };
  const app = Fastify({ ...options, ...secure }) as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  parseJsonOnly(app);
  app.decorateRequest('signedIn', null);
  return app;
}

/** What is no HTTP gets no words: it was not written by anybody who would read them. */
function refuseBytes(_error: Error, socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writable)
    socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  socket.destroy();
}

function tlsOf({ tlsCertificate, tlsKey }: HttpConfig): Readonly<{ cert: Buffer; key: Buffer }> | null {
  if (tlsCertificate === null || tlsKey === null) return null;
  try {
    return { cert: readFileSync(tlsCertificate), key: readFileSync(tlsKey) };
  } catch (error) {
    throw misconfigured(
      { zh: '无法读取 TLS 证书或私钥文件。', en: 'The TLS certificate or key file cannot be read.' },
      error,
    );
  }
}
