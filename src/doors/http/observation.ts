import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../../platform/log.ts';
import type { Metrics } from './metrics.ts';

/** Asked every few seconds by machines: a line for each would hide the others. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

const spans = new WeakMap<FastifyRequest, Span>();

/** The template of the route, `/records/:type/:id`. What stood in its place is nobody's business. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'none';
}

/**
 * Log line, figures and trace of each request. None of them holds a URL, a query or a body: only the route's
 * template. Without an OpenTelemetry SDK in the process the trace costs nothing and goes nowhere.
 *
 * @param trustTraceHeaders whether `traceparent` comes from a proxy of our own and may be continued
 */
export function observeRequests(
  app: FastifyInstance,
  log: Logger,
  metrics: Metrics,
  trustTraceHeaders: boolean,
): void {
  const tracer = trace.getTracer('fencun');

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    const parent = trustTraceHeaders
      ? propagation.extract(context.active(), request.headers)
      : context.active();
    const attributes = {
      'http.request.method': request.method,
      'http.route': routeOf(request),
      'url.scheme': request.protocol,
      'fencun.request': request.id,
    };
    const name = `${request.method} ${routeOf(request)}`;
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
    spans.set(request, span);
    context.with(trace.setSpan(parent, span), done);
  });

  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status, elapsedTime: milliseconds } = reply;
    endSpan(request, status);
    const route = routeOf(request);
    metrics.observeRequest(request.method, route, status, milliseconds / 1000);
    if (QUIET.has(route) && status < 500) return;
    const { method, id } = request;
    log.info('request', {
      request: id,
      method,
      route,
      status,
      milliseconds: Math.round(milliseconds * 10) / 10,
    });
  });

  app.addHook('onRequestAbort', async (request) => {
    endSpan(request, 499);
  });
}

function endSpan(request: FastifyRequest, status: number): void {
  const span = spans.get(request);
  if (span === undefined) return;
  spans.delete(request);
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
